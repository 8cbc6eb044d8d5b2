//! The rooms of Secretariat and the order in which they may depend on each other.
pub mod domain;
pub mod sandbox;
