//! Where the file lies, and how large it is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::store::error::{Result, StoreError};

/// The database's file in the store's directory.
pub const FILE: &str = "store.redb";

pub fn file_in(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// Bytes of a file.
pub fn length(file: &Path) -> Result<u64> {
    let found = fs::metadata(file).map_err(StoreError::io(file))?;
    Ok(found.len())
}
