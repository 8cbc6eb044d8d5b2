//! The filter language of `/`, `users FILTER` and `accounts FILTER`.
//!
//! Owns the language: `tree` is what it says, `parse` reads it, `eval` and `fuzzy` decide, `search`
//! goes through a snapshot. Ordering and drawing the hits belong to the screen.
//!
//! Terms are joined by spaces (and) or by `|` between two of them (or, which binds tighter); `-`
//! negates one. A word is searched fuzzily in names, logins and addresses. A user matches when it
//! has *one* account on which all terms about accounts hold together.

pub mod dates;
pub mod eval;
mod fuzzy;
pub mod parse;
mod pattern;
pub mod search;
mod tree;
mod view;

#[cfg(test)]
mod tests;

pub use dates::{Age, DateValue};
pub use eval::{Compiled, Now, Scratch};
pub use parse::FilterError;
pub use pattern::Pattern;
pub use search::{Ended, Hit, rank, search};
pub use tree::{Clause, Compare, Filter, KEYS, Key, Term, Test, When};
pub use view::Owner;
