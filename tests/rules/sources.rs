//! The source files, as the rules see them.

use std::fs;
use std::path::{Path, PathBuf};

/// One source file.
pub struct Source {
    /// Relative to the package: `src/domain/ids.rs`.
    pub path: String,
    /// The text.
    pub text: String,
}

impl Source {
    /// The room that it is in: the first folder under `src`, or a file there without `.rs`.
    pub fn room(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let room = inside.split('/').next()?;
        Some(room.strip_suffix(".rs").unwrap_or(room))
    }

    /// The text without comments, whose words bind nobody. A `//` in a string only shortens the
    /// line, which can hide a name after it and never invent one.
    pub fn code(&self) -> String {
        self.text
            .lines()
            .map(|line| line.split("//").next().unwrap_or(""))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Whether a file belongs to the tests alone: a module above it, or it itself, is declared under
/// `#[cfg(test)]`.
pub fn is_for_tests(path: &str, files: &[Source]) -> bool {
    let inside = path.strip_suffix(".rs").unwrap_or(path);
    let mut parts: Vec<&str> = inside.split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    (2..=parts.len()).any(|depth| {
        let (parent, name) = (parts[..depth - 1].join("/"), parts[depth - 1]);
        let homes = [
            format!("{parent}/mod.rs"),
            format!("{parent}.rs"),
            format!("{parent}/lib.rs"),
        ];
        files
            .iter()
            .filter(|file| homes.contains(&file.path))
            .any(|file| {
                let mut for_tests = false;
                for line in file.text.lines().map(str::trim) {
                    if line.starts_with("#[") {
                        for_tests |= line == "#[cfg(test)]";
                    } else if for_tests && line.ends_with(&format!("mod {name};")) {
                        return true;
                    } else {
                        for_tests = false;
                    }
                }
                false
            })
    })
}

/// Every Rust file under these folders of the package.
pub fn rust_files(folders: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in folders {
        walk(&root.join(folder), &mut found);
    }
    found.sort();
    found
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_file_is_longer_than_600_lines_and_each_says_what_it_is() {
    for file in rust_files(&["src", "tests", "benches"]) {
        let lines = file.text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", file.path);
        // What `tests.rs` beside a module is needs no words.
        assert!(
            file.text.starts_with("//!") || file.path.ends_with("/tests.rs"),
            "{} does not open with `//!`",
            file.path
        );
    }
}
