//! Who is who, as decided: questions and their answers, merging, separating, undoing.
//!
//! Pure. Which accounts look alike is `matching`; what is read and written is the workflows'.
//! [`assign`] follows the rules, [`user_set`] the operators, [`undo`] takes a decision back, and
//! [`standing`] is what all decisions in force say of pairs of accounts: it binds the other three.

pub mod assign;
pub mod decide;
pub mod history;
pub mod lapse;
pub mod link;
pub mod merge;
pub mod question;
pub mod standing;
pub mod undo;
pub mod user_set;

#[cfg(test)]
mod tests;
