//! Who is who, as decided: questions and their answers, merging, separating, undoing.
//!
//! Pure. Which accounts look alike is `matching`; what is read and written is the workflows'.

pub mod history;
pub mod link;
pub mod merge;
pub mod question;
