//! English and French.
