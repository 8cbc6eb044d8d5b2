//! The vocabulary and the rules: pure data and pure functions.
//!
//! Nothing here reads a clock, a file, a socket or the environment; every other room imports this
//! one and this one imports none of them.

pub mod account;
pub mod act;
pub mod audit;
pub mod change;
pub mod check;
pub mod clock;
pub mod credential;
pub mod decision;
pub mod departures;
pub mod diff;
pub mod fetch;
pub mod filter;
pub mod findings;
pub mod form;
pub mod identity;
pub mod ids;
pub mod import;
pub mod matching;
pub mod natural_key;
pub mod plan;
pub mod progress;
pub mod request;
pub mod run;
pub mod seen;
pub mod service;
pub mod snapshot;
pub mod text;
pub mod time;
pub mod token;
pub mod user;
