//! Whom a line is about, and what it may change.
