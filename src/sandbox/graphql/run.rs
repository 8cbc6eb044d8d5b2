//! Runs a checked query: walks the selections and asks a resolver for each field's value.

use serde_json::{Map, Value, json};

use super::Failure;
use super::parse::{Directive, Document, Field, Literal, Operation, Selection};

/// A field's arguments, variables filled in; absent ones are absent.
pub(in crate::sandbox) type Arguments = Map<String, Value>;

/// What a field leads to.
#[derive(Debug)]
pub(in crate::sandbox) enum Outcome<N> {
    Value(Value),
    Node(N),
    Nodes(Vec<N>),
}

impl<N> Outcome<N> {
    /// A node, or null.
    pub(in crate::sandbox) fn maybe(node: Option<N>) -> Self {
        node.map_or(Self::Value(Value::Null), Self::Node)
    }
}

/// Where the values come from.
pub(in crate::sandbox) trait Resolver {
    type Node;

    /// The type name of a node, for `__typename` and fragments.
    fn type_name(&self, node: &Self::Node) -> &'static str;

    /// The value of one field; checked to exist in the schema.
    fn resolve(
        &self,
        node: &Self::Node,
        field: &str,
        arguments: &Arguments,
    ) -> Result<Outcome<Self::Node>, Failure>;
}

/// Runs `operation` from `root`; the errors go beside the data.
pub(in crate::sandbox) fn run<R: Resolver>(
    resolver: &R,
    document: &Document,
    operation: &Operation,
    variables: &Map<String, Value>,
    root: &R::Node,
) -> (Value, Vec<Failure>) {
    let mut runner = Runner {
        resolver,
        document,
        operation,
        variables,
        failures: Vec::new(),
        path: Vec::new(),
    };
    let data = runner.object(root, &operation.selections);
    (data, runner.failures)
}

struct Runner<'a, R: Resolver> {
    resolver: &'a R,
    document: &'a Document,
    operation: &'a Operation,
    variables: &'a Map<String, Value>,
    failures: Vec<Failure>,
    path: Vec<String>,
}

impl<'a, R: Resolver> Runner<'a, R> {
    fn object(&mut self, node: &R::Node, selections: &'a [Selection]) -> Value {
        let mut map = Map::new();
        self.fill(node, selections, &mut map);
        Value::Object(map)
    }

    fn fill(&mut self, node: &R::Node, selections: &'a [Selection], map: &mut Map<String, Value>) {
        for selection in selections {
            match selection {
                Selection::Field(field) if self.wanted(&field.directives) => {
                    let value = self.field(node, field);
                    merge(map, field.key(), value);
                }
                Selection::Inline {
                    on,
                    directives,
                    selections,
                    ..
                } if self.wanted(directives) && self.is_on(node, on.as_deref()) => {
                    self.fill(node, selections, map);
                }
                Selection::Spread {
                    name, directives, ..
                } if self.wanted(directives) => {
                    let found = self.document.fragments.iter().find(|one| &one.name == name);
                    if let Some(fragment) = found.filter(|one| self.is_on(node, Some(&one.on))) {
                        self.fill(node, &fragment.selections, map);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a fragment's type condition holds.
    fn is_on(&self, node: &R::Node, condition: Option<&str>) -> bool {
        condition.is_none_or(|on| on == self.resolver.type_name(node))
    }

    fn field(&mut self, node: &R::Node, field: &'a Field) -> Value {
        if field.name == "__typename" {
            return self.resolver.type_name(node).into();
        }
        self.path.push(field.key().to_owned());
        let arguments = field
            .arguments
            .iter()
            .filter_map(|(name, literal)| Some((name.clone(), self.value(literal)?)))
            .collect();
        let value = match self.resolver.resolve(node, &field.name, &arguments) {
            Ok(Outcome::Value(value)) => value,
            Ok(Outcome::Node(inner)) => self.object(&inner, &field.selections),
            Ok(Outcome::Nodes(nodes)) => nodes
                .iter()
                .map(|inner| self.object(inner, &field.selections))
                .collect(),
            Err(mut failure) => {
                failure.at = field.at;
                failure.path.clone_from(&self.path);
                self.failures.push(failure);
                Value::Null
            }
        };
        self.path.pop();
        value
    }

    fn wanted(&self, directives: &[Directive]) -> bool {
        directives.iter().all(|directive| {
            let condition = directive
                .arguments
                .iter()
                .find(|(name, _)| name == "if")
                .and_then(|(_, literal)| self.value(literal)?.as_bool())
                .unwrap_or(true);
            if directive.name == "skip" {
                !condition
            } else {
                condition
            }
        })
    }

    /// The value of a literal; `None` for a variable without a value.
    fn value(&self, literal: &Literal) -> Option<Value> {
        Some(match literal {
            Literal::Variable(name) => match self.variables.get(name) {
                Some(value) => value.clone(),
                None => {
                    let declared = self
                        .operation
                        .variables
                        .iter()
                        .find(|variable| &variable.name == name)?;
                    self.value(declared.default.as_ref()?)?
                }
            },
            Literal::Int(number) => json!(number),
            Literal::Float(number) => json!(number),
            Literal::Text(text) | Literal::Enum(text) => json!(text),
            Literal::Bool(value) => json!(value),
            Literal::Null => Value::Null,
            Literal::List(items) => items.iter().filter_map(|item| self.value(item)).collect(),
            Literal::Object(fields) => fields
                .iter()
                .filter_map(|(name, literal)| Some((name.clone(), self.value(literal)?)))
                .collect::<Map<_, _>>()
                .into(),
        })
    }
}

/// Puts a value under a key; two selections of one object become one object.
fn merge(map: &mut Map<String, Value>, key: &str, value: Value) {
    match (map.get_mut(key), value) {
        (Some(Value::Object(old)), Value::Object(new)) => {
            for (key, value) in new {
                merge(old, &key, value);
            }
        }
        (Some(Value::Array(old)), Value::Array(new)) if old.len() == new.len() => {
            for (old, new) in old.iter_mut().zip(new) {
                if let (Value::Object(old), Value::Object(new)) = (old, new) {
                    for (key, value) in new {
                        merge(old, &key, value);
                    }
                }
            }
        }
        (_, value) => {
            map.insert(key.to_owned(), value);
        }
    }
}
