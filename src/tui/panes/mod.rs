//! The views and layers, and the parts that they share.
//!
//! A view is registered by one line of [`registry::VIEWS`]; it owns its state, its drawing, its keys
//! and its spoken form for `--plain`, and gets at everything else through a `Scene`.

pub mod access;
pub mod account_lines;
pub mod accounts;
pub mod activity;
pub mod asking;
pub mod audit_log;
pub mod changes;
pub mod checklist;
pub mod deciding;
pub mod departures;
pub mod doctor;
pub mod document;
pub mod editing;
pub mod evidence;
pub mod findings;
pub mod ground;
pub mod groups;
pub mod help;
pub mod history;
pub mod palette;
pub mod preview;
pub mod quitting;
pub mod registry;
pub mod service;
pub mod services;
pub mod standing;
pub mod suggestions;
pub mod syncing;
pub mod taking_back;
pub mod user_rows;
pub mod users;
pub mod waiving;
pub mod welcome;
pub mod words;
pub mod writer;
