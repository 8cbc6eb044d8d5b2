//! Lists against a real store.
