//! `Seen<T>`: what a fetch could or could not see of one field.
//!
//! A credential with fewer rights sees less; what it did not see must neither overwrite what is
//! known nor count as a change.

use serde::{Deserialize, Serialize};

/// A field as a fetch saw it, and as the store keeps it (there, `NotVisible` is "never known").
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum Seen<T> {
    /// The service did not show it to us.
    #[default]
    NotVisible,
    /// The service said this.
    Value(T),
}

impl<T> Seen<T> {
    /// The value, if one was seen.
    pub fn value(&self) -> Option<&T> {
        match self {
            Seen::Value(value) => Some(value),
            Seen::NotVisible => None,
        }
    }

    /// Takes over what `newer` saw; says whether that changed anything.
    pub fn absorb(&mut self, newer: Seen<T>) -> bool
    where
        T: PartialEq,
    {
        match newer {
            Seen::NotVisible => false,
            same if same == *self => false,
            other => {
                *self = other;
                true
            }
        }
    }

    /// Converts a value that was seen.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Seen<U> {
        match self {
            Seen::Value(value) => Seen::Value(f(value)),
            Seen::NotVisible => Seen::NotVisible,
        }
    }
}

impl<T> From<Option<T>> for Seen<T> {
    /// `None` is read as "not shown": use [`Seen::Value`] for a known absence.
    fn from(value: Option<T>) -> Self {
        value.map_or(Seen::NotVisible, Seen::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_visible_changes_nothing() {
        let mut known = Seen::Value(true);
        assert!(!known.absorb(Seen::NotVisible));
        assert_eq!(known, Seen::Value(true));
    }

    #[test]
    fn a_new_value_replaces_and_the_same_one_does_not_count() {
        let mut known = Seen::Value(true);
        assert!(!known.absorb(Seen::Value(true)));
        assert!(known.absorb(Seen::Value(false)));
        assert_eq!(known, Seen::Value(false));
    }
}
