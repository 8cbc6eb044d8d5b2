//! What the command line says over the file and the environment.

use std::path::PathBuf;

/// What the command line overrides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--store`.
    pub store: Option<PathBuf>,
    /// `--log-file`.
    pub log_file: Option<PathBuf>,
    /// `--lang`.
    pub lang: Option<String>,
    /// `--plain`.
    pub plain: bool,
    /// `--read-only`.
    pub read_only: bool,
}
