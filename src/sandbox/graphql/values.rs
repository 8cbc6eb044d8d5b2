//! Which values and variables fit which types.

use serde_json::Value;

use super::parse::{Literal, Type};
use super::schema::Schema;

/// Whether a variable of type `from` may stand where `to` is wanted.
pub(super) fn assignable(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::NonNull(from), Type::NonNull(to)) => assignable(from, to),
        (Type::NonNull(from), to) => assignable(from, to),
        (_, Type::NonNull(_)) => false,
        (Type::List(from), Type::List(to)) => assignable(from, to),
        (Type::Named(from), Type::Named(to)) => from == to,
        // One value is taken for a list of one.
        (from, Type::List(to)) => assignable(from, to),
        (Type::List(_), Type::Named(_)) => false,
    }
}

/// Whether a JSON value has a type.
pub(super) fn fits(schema: &Schema, wanted: &Type, value: &Value) -> bool {
    match wanted {
        Type::NonNull(inner) => !value.is_null() && fits(schema, inner, value),
        _ if value.is_null() => true,
        Type::List(inner) => match value {
            Value::Array(items) => items.iter().all(|item| fits(schema, inner, item)),
            one => fits(schema, inner, one),
        },
        Type::Named(name) => match name.as_str() {
            "Int" => value
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()),
            "Float" => value.is_number(),
            "Boolean" => value.is_boolean(),
            "ID" => value.is_string() || value.is_i64(),
            "String" | "DateTime" | "URI" => value.is_string(),
            name => value
                .as_str()
                .is_some_and(|text| schema.has_value(name, text)),
        },
    }
}

/// Whether a literal of the query has a type.
pub(super) fn literal_fits(schema: &Schema, wanted: &Type, literal: &Literal) -> bool {
    match (wanted, literal) {
        (Type::NonNull(_), Literal::Null) => false,
        (Type::NonNull(inner), literal) => literal_fits(schema, inner, literal),
        (_, Literal::Null | Literal::Variable(_)) => true,
        (Type::List(inner), Literal::List(items)) => {
            items.iter().all(|item| literal_fits(schema, inner, item))
        }
        (Type::List(inner), one) => literal_fits(schema, inner, one),
        (Type::Named(name), literal) => match (name.as_str(), literal) {
            ("Int" | "ID" | "Float", Literal::Int(_)) => true,
            ("Float", Literal::Float(_)) | ("Boolean", Literal::Bool(_)) => true,
            ("String" | "ID" | "DateTime" | "URI", Literal::Text(_)) => true,
            (name, Literal::Enum(value)) => schema.has_value(name, value),
            _ => false,
        },
    }
}
