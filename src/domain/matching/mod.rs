//! Which accounts belong to one user, and why.
pub mod address;
pub mod agreement;
pub mod engine;
pub mod facts;
pub mod features;
pub mod handles;
pub mod identity;
pub mod intern;
pub mod keys;
pub mod lists;
pub mod names;
pub mod postings;
pub mod resolve;
pub mod rules;
pub mod stats;
pub mod text;
