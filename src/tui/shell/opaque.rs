//! A value that travels in messages and effects without being known there: only whoever sent it
//! knows its type. It stays comparable, so that tests can look at it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

trait Payload: Any + fmt::Debug + Send + Sync {
    fn equals(&self, other: &dyn Payload) -> bool;
}

impl<T: Any + fmt::Debug + PartialEq + Send + Sync> Payload for T {
    fn equals(&self, other: &dyn Payload) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<T>().is_some_and(|other| other == self)
    }
}

/// A value of any type; cheap to clone.
#[derive(Clone)]
pub struct Opaque(Arc<dyn Payload>);

impl Opaque {
    pub fn of<T: Any + fmt::Debug + PartialEq + Send + Sync>(value: T) -> Opaque {
        Opaque(Arc::new(value))
    }

    /// The value, if it is of this type.
    pub fn get<T: Any>(&self) -> Option<&T> {
        let value: &dyn Any = &*self.0;
        value.downcast_ref()
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for Opaque {
    fn eq(&self, other: &Opaque) -> bool {
        self.0.equals(&*other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Opaque;

    #[test]
    fn values_are_equal_when_type_and_value_are() {
        assert_eq!(Opaque::of(3_u8), Opaque::of(3_u8));
        assert_ne!(Opaque::of(3_u8), Opaque::of(4_u8));
        assert_ne!(Opaque::of(3_u8), Opaque::of(3_u16));
    }

    #[test]
    fn only_its_own_type_gets_a_value_back() {
        let value = Opaque::of("words".to_owned());
        assert_eq!(value.get::<String>().map(String::as_str), Some("words"));
        assert_eq!(value.get::<u8>(), None);
    }
}
