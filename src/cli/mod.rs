//! The command line: what can be written (`args`), what it means (one file per subcommand), and
//! how results leave (`output`, `json`).

pub mod args;
pub mod error;
pub mod exit;
pub mod json;
pub mod output;
