//! The vocabulary and the rules: pure, no I/O, no clock.
pub mod matching;
