//! A schema read from a few lines of definition language: types, their fields and arguments.

use std::collections::HashMap;

use super::parse::{self, Type};

/// The fields of every type.
#[derive(Debug)]
pub(in crate::sandbox) struct Schema {
    types: HashMap<String, HashMap<String, FieldDef>>,
    /// Names of enumerations with their values.
    enums: HashMap<String, Vec<String>>,
}

#[derive(Debug)]
pub(in crate::sandbox) struct FieldDef {
    pub answer: Type,
    pub arguments: Vec<(String, Type)>,
}

impl FieldDef {
    /// Whether it is a paged connection: those take `first`.
    pub(in crate::sandbox) fn is_paged(&self) -> bool {
        self.arguments.iter().any(|(name, _)| name == "first")
    }
}

impl Schema {
    /// Reads lines `Type: field(arg:Type,..):Type field:Type ..` and `enum Name: A B`; lines
    /// starting with a space continue the previous one. The text is ours: what cannot be read is
    /// left out, which the tests would show.
    pub(in crate::sandbox) fn read(text: &str) -> Self {
        let mut schema = Self {
            types: HashMap::new(),
            enums: HashMap::new(),
        };
        let joined = text.replace("\n ", " ");
        for line in joined.lines() {
            let Some((name, rest)) = line.split_once(": ") else {
                continue;
            };
            if let Some(name) = name.strip_prefix("enum ") {
                let values = rest.split_whitespace().map(str::to_owned).collect();
                schema.enums.insert(name.to_owned(), values);
                continue;
            }
            let fields = rest.split_whitespace().filter_map(field).collect();
            schema.types.insert(name.to_owned(), fields);
        }
        schema
    }

    pub(in crate::sandbox) fn field(&self, type_name: &str, field: &str) -> Option<&FieldDef> {
        self.types.get(type_name)?.get(field)
    }

    pub(in crate::sandbox) fn is_object(&self, type_name: &str) -> bool {
        self.types.contains_key(type_name)
    }

    /// Whether `value` belongs to the enumeration `name`; false when there is none such.
    pub(in crate::sandbox) fn has_value(&self, name: &str, value: &str) -> bool {
        self.enums
            .get(name)
            .is_some_and(|values| values.iter().any(|one| one == value))
    }

    pub(in crate::sandbox) fn is_enum(&self, name: &str) -> bool {
        self.enums.contains_key(name)
    }

    pub(in crate::sandbox) fn knows(&self, name: &str) -> bool {
        let scalars = ["Int", "Float", "String", "Boolean", "ID", "DateTime", "URI"];
        scalars.contains(&name) || self.is_object(name) || self.is_enum(name)
    }
}

fn field(text: &str) -> Option<(String, FieldDef)> {
    let (head, answer) = text.rsplit_once(':')?;
    let (name, arguments) = match head.split_once('(') {
        Some((name, rest)) => (name, rest.strip_suffix(')')?),
        None => (head, ""),
    };
    let arguments = arguments
        .split(',')
        .filter(|argument| !argument.is_empty())
        .map(|argument| {
            let (name, wanted) = argument.split_once(':')?;
            Some((name.to_owned(), parse::type_of(wanted).ok()?))
        })
        .collect::<Option<_>>()?;
    Some((
        name.to_owned(),
        FieldDef {
            answer: parse::type_of(answer).ok()?,
            arguments,
        },
    ))
}
