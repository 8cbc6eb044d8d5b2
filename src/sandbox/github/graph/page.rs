//! Cursors and pages of GraphQL connections.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::sandbox::graphql::run::Arguments;
use crate::sandbox::graphql::{At, Failure};

/// A place in a connection: the item after which to go on, and the page it was on (from 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox::github) struct Cursor {
    item: u64,
    pub page: usize,
}

pub(super) fn cursor(item: u64, page: usize) -> String {
    STANDARD.encode(format!("cursor:v2:{item}:{page}"))
}

pub(in crate::sandbox::github) fn cursor_of(text: &str) -> Option<Cursor> {
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (item, page) = text.strip_prefix("cursor:v2:")?.split_once(':')?;
    Some(Cursor {
        item: item.parse().ok()?,
        page: page.parse().ok()?,
    })
}

/// One page of a connection.
#[derive(Debug, Clone)]
pub(super) struct Slice {
    pub items: Vec<u64>,
    pub total: usize,
    pub page: usize,
    pub more: bool,
}

/// Cuts the page that the arguments ask for; items are in ascending order.
pub(super) fn slice(items: &[u64], arguments: &Arguments) -> Result<Slice, Failure> {
    let number = |name: &str| {
        arguments
            .get(name)
            .and_then(Value::as_u64)
            .map(|n| n as usize)
    };
    let place = |name: &str| match arguments.get(name).and_then(Value::as_str) {
        None => Ok(None),
        Some(text) => cursor_of(text).map(Some).ok_or_else(|| {
            let message = format!("`{text}` does not appear to be a valid cursor.");
            Failure::new(message, At::default()).kind("INVALID_CURSOR_ARGUMENTS")
        }),
    };
    let total = items.len();
    let (after, before) = (place("after")?, place("before")?);
    let page = after.map_or(1, |cursor| cursor.page + 1);
    let start = after.map_or(0, |cursor| {
        items.partition_point(|&item| item <= cursor.item)
    });
    let end = before
        .map_or(total, |cursor| {
            items.partition_point(|&item| item < cursor.item)
        })
        .max(start);
    let (from, to) = match (number("first"), number("last")) {
        (Some(first), _) => (start, start.saturating_add(first).min(end)),
        (None, Some(last)) => (end.saturating_sub(last).max(start), end),
        (None, None) => (start, end),
    };
    let items = items.get(from..to).unwrap_or_default().to_vec();
    Ok(Slice {
        items,
        total,
        page,
        more: to < total,
    })
}
