//! Refuses what GitHub refuses before it runs a query: unknown fields and arguments, missing
//! selections and variables, pages without bounds or too large; and counts what a query costs.

use serde_json::{Map, Value};

use super::parse::{Directive, Document, Field, Fragment, Literal, Operation, Selection, Type};
use super::schema::Schema;
use super::values::{assignable, fits, literal_fits};
use super::{At, Failure};

/// Largest page of a connection.
const LARGEST_PAGE: u64 = 100;
/// Most nodes that one query may ask for.
const MOST_NODES: u64 = 500_000;

/// What a query would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::sandbox) struct Cost {
    /// Points of the hourly allowance, at least 1.
    pub points: u64,
    /// Most nodes that it may return.
    pub nodes: u64,
}

/// Picks the operation to run.
pub(in crate::sandbox) fn operation<'a>(
    document: &'a Document,
    name: Option<&str>,
) -> Result<&'a Operation, Failure> {
    match name {
        Some(name) => document
            .operations
            .iter()
            .find(|one| one.name.as_deref() == Some(name))
            .ok_or_else(|| Failure::new(format!("No operation named \"{name}\""), At::default())),
        None if document.operations.len() > 1 => {
            Err(Failure::new("An operation name is required", At::default()))
        }
        None => document
            .operations
            .first()
            .ok_or_else(|| Failure::new("A query is required", At::default())),
    }
}

/// Checks one operation; the list is empty when it may run.
pub(in crate::sandbox) fn check(
    schema: &Schema,
    document: &Document,
    operation: &Operation,
    variables: &Map<String, Value>,
) -> (Vec<Failure>, Cost) {
    let mut checker = Checker {
        schema,
        document,
        operation,
        variables,
        failures: Vec::new(),
        used: Vec::new(),
        requests: 0,
        nodes: 0,
        fragments: Vec::new(),
    };
    checker.variables();
    if operation.kind == "query" {
        checker.selections(
            "Query",
            &operation.selections,
            1,
            &mut vec!["query".to_owned()],
        );
    } else {
        let message = format!("The sandbox runs no {}", operation.kind);
        checker.failures.push(Failure::new(message, operation.at));
    }
    checker.unused();
    let cost = Cost {
        points: (checker.requests / 100).max(1),
        nodes: checker.nodes,
    };
    if cost.nodes > MOST_NODES {
        let message = format!(
            "This query requests up to {} possible nodes which exceeds the maximum limit of \
             500,000.",
            cost.nodes
        );
        checker
            .failures
            .push(Failure::new(message, operation.at).kind("MAX_NODE_LIMIT_EXCEEDED"));
    }
    (checker.failures, cost)
}

struct Checker<'a> {
    schema: &'a Schema,
    document: &'a Document,
    operation: &'a Operation,
    variables: &'a Map<String, Value>,
    failures: Vec<Failure>,
    used: Vec<String>,
    requests: u64,
    nodes: u64,
    /// Names of the fragments being read, to stop at cycles.
    fragments: Vec<String>,
}

impl<'a> Checker<'a> {
    fn fail(&mut self, code: &'static str, message: String, at: At, path: &[String]) {
        self.failures
            .push(Failure::new(message, at).code(code).path(path));
    }

    /// Declared variables have values of their types.
    fn variables(&mut self) {
        for variable in &self.operation.variables {
            let (name, at) = (&variable.name, variable.at);
            if !self.schema.knows(variable.wanted.core()) {
                let message = format!(
                    "{} isn't a defined input type (on ${name})",
                    variable.wanted.core()
                );
                self.fail("variableRequiresValidType", message, at, &[]);
                continue;
            }
            let value = self.variables.get(name);
            let given = value.is_some_and(|value| fits(self.schema, &variable.wanted, value));
            let optional = value.is_none_or(Value::is_null)
                && (variable.default.is_some() || !matches!(variable.wanted, Type::NonNull(_)));
            if !given && !optional {
                let message = format!(
                    "Variable ${name} of type {} was provided invalid value",
                    variable.wanted
                );
                self.failures.push(Failure::new(message, at));
            }
        }
    }

    fn unused(&mut self) {
        let name = self
            .operation
            .name
            .clone()
            .unwrap_or_else(|| "anonymous query".to_owned());
        for variable in &self.operation.variables {
            if !self.used.contains(&variable.name) {
                let message = format!(
                    "Variable ${} is declared by {name} but not used",
                    variable.name
                );
                self.fail("variableNotUsed", message, variable.at, &[]);
            }
        }
    }

    fn selections(
        &mut self,
        on: &str,
        selections: &'a [Selection],
        times: u64,
        path: &mut Vec<String>,
    ) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    self.directives(&field.directives);
                    self.field(on, field, times, path);
                }
                Selection::Inline {
                    on: narrowed,
                    directives,
                    selections,
                    at,
                } => {
                    self.directives(directives);
                    let on = narrowed.as_deref().unwrap_or(on);
                    self.narrowed(on, selections, times, *at, path);
                }
                Selection::Spread {
                    name,
                    directives,
                    at,
                } => {
                    self.directives(directives);
                    self.spread(name, times, *at, path);
                }
            }
        }
    }

    /// Only `@include(if:)` and `@skip(if:)` exist.
    fn directives(&mut self, directives: &[Directive]) {
        for directive in directives {
            match directive.arguments.as_slice() {
                [(name, literal)]
                    if ["include", "skip"].contains(&&*directive.name) && name == "if" =>
                {
                    if let Literal::Variable(variable) = literal {
                        self.used.push(variable.clone());
                    }
                }
                _ => {
                    let message = format!("Directive @{} is not defined", directive.name);
                    self.fail("undefinedDirective", message, directive.at, &[]);
                }
            }
        }
    }

    fn narrowed(
        &mut self,
        on: &str,
        selections: &'a [Selection],
        times: u64,
        at: At,
        path: &mut Vec<String>,
    ) {
        if self.schema.is_object(on) {
            self.selections(on, selections, times, path);
        } else {
            let message = format!("No such type {on}, so it can't be a fragment condition");
            self.fail("undefinedType", message, at, path);
        }
    }

    fn spread(&mut self, name: &str, times: u64, at: At, path: &mut Vec<String>) {
        let found: Option<&'a Fragment> = self
            .document
            .fragments
            .iter()
            .find(|fragment| fragment.name == name);
        match found {
            None => {
                let message = format!("Fragment {name} was used, but not defined");
                self.fail("useAndDefineFragment", message, at, path);
            }
            Some(_) if self.fragments.iter().any(|one| one == name) => {
                let message = format!("Fragment {name} contains an infinite loop");
                self.fail("infiniteLoop", message, at, path);
            }
            Some(fragment) => {
                self.fragments.push(name.to_owned());
                self.narrowed(&fragment.on, &fragment.selections, times, fragment.at, path);
                self.fragments.pop();
            }
        }
    }

    fn field(&mut self, on: &str, field: &'a Field, times: u64, path: &mut Vec<String>) {
        path.push(field.key().to_owned());
        if field.name != "__typename" {
            self.known_field(on, field, times, path);
        }
        path.pop();
    }

    fn known_field(&mut self, on: &str, field: &'a Field, times: u64, path: &mut Vec<String>) {
        let name = &field.name;
        let Some(definition) = self.schema.field(on, name) else {
            let message = format!("Field '{name}' doesn't exist on type '{on}'");
            self.fail("undefinedField", message, field.at, path);
            return;
        };
        self.arguments(field, &definition.arguments, path);
        let inner = definition.answer.core().to_owned();
        match (self.schema.is_object(&inner), field.selections.is_empty()) {
            (true, true) => {
                let message = format!(
                    "Field must have selections (field '{name}' returns {inner} but has no \
                     selections. Did you mean '{name} {{ ... }}'?)"
                );
                self.fail("selectionMismatch", message, field.at, path);
            }
            (false, false) => {
                let message = format!(
                    "Selections can't be made on scalars (field '{name}' returns {inner} but has \
                     selections)"
                );
                self.fail("selectionMismatch", message, field.at, path);
            }
            _ => {}
        }
        let mut below = times;
        if definition.is_paged() {
            self.requests += times;
            below = times.saturating_mul(self.bound(field, path));
            self.nodes = self.nodes.saturating_add(below);
        }
        self.selections(&inner, &field.selections, below, path);
    }

    /// The page size of a connection, 1 to 100.
    fn bound(&mut self, field: &Field, path: &[String]) -> u64 {
        let name = &field.name;
        let value = |wanted: &str| {
            let (_, literal) = field.arguments.iter().find(|(name, _)| name == wanted)?;
            self.whole(literal)
        };
        let (which, size) = match (value("first"), value("last")) {
            (Some(first), _) => ("first", first),
            (None, Some(last)) => ("last", last),
            (None, None) => {
                let message = format!(
                    "You must provide a `first` or `last` value to properly paginate the \
                     `{name}` connection."
                );
                let failure = Failure::new(message, field.at).path(path);
                self.failures
                    .push(failure.kind("MISSING_PAGINATION_BOUNDARIES"));
                return 1;
            }
        };
        match u64::try_from(size) {
            Ok(size @ 1..=LARGEST_PAGE) => size,
            _ => {
                let message = format!(
                    "Requesting {size} records on the `{name}` connection exceeds the `{which}` \
                     limit of 100 records."
                );
                let failure = Failure::new(message, field.at).path(path);
                self.failures.push(failure.kind("EXCESSIVE_PAGINATION"));
                1
            }
        }
    }

    fn whole(&self, literal: &Literal) -> Option<i64> {
        match literal {
            Literal::Int(number) => Some(*number),
            Literal::Variable(name) => match self.variables.get(name) {
                Some(value) if !value.is_null() => value.as_i64(),
                _ => {
                    let declared = self
                        .operation
                        .variables
                        .iter()
                        .find(|variable| &variable.name == name)?;
                    self.whole(declared.default.as_ref()?)
                }
            },
            _ => None,
        }
    }

    fn arguments(&mut self, field: &Field, allowed: &[(String, Type)], path: &[String]) {
        for (name, literal) in &field.arguments {
            match allowed.iter().find(|(known, _)| known == name) {
                None => {
                    let message =
                        format!("Field '{}' doesn't accept argument '{name}'", field.name);
                    self.fail("argumentNotAccepted", message, field.at, path);
                }
                Some((_, wanted)) => self.literal(field, name, literal, wanted, path),
            }
        }
        for (name, wanted) in allowed {
            let given = field.arguments.iter().any(|(one, _)| one == name);
            if matches!(wanted, Type::NonNull(_)) && !given {
                let message = format!(
                    "Field '{}' is missing required arguments: {name}",
                    field.name
                );
                self.fail("missingRequiredArguments", message, field.at, path);
            }
        }
    }

    fn literal(
        &mut self,
        field: &Field,
        name: &str,
        literal: &Literal,
        wanted: &Type,
        path: &[String],
    ) {
        if let Literal::Variable(variable) = literal {
            self.used.push(variable.clone());
            let declared = self
                .operation
                .variables
                .iter()
                .find(|one| &one.name == variable);
            match declared {
                None => {
                    let message = format!("Variable ${variable} is used but not declared");
                    self.fail("variableNotDefined", message, field.at, path);
                }
                Some(declared) if !assignable(&declared.wanted, wanted) => {
                    let message = format!(
                        "Type mismatch on variable ${variable} and argument {name} ({} / {wanted})",
                        declared.wanted
                    );
                    self.fail("variableMismatch", message, field.at, path);
                }
                Some(_) => {}
            }
        } else if !literal_fits(self.schema, wanted, literal) {
            let message = format!(
                "Argument '{name}' on Field '{}' has an invalid value. Expected type '{wanted}'.",
                field.name
            );
            self.fail("argumentLiteralsIncompatible", message, field.at, path);
        }
    }
}
