//! Environment variables are read and named in `config/variables.rs` alone.

use secretariat::config::variables::VARIABLES;

use crate::sources::{is_for_tests, rust_files};

const HOME: &str = "src/config/variables.rs";

#[test]
fn variables_are_read_and_named_in_one_file() {
    let mut wrong = Vec::new();
    let files = rust_files(&["src"]);
    for file in &files {
        let tests = file.text.find("#[cfg(test)]").unwrap_or(file.text.len());
        if file.path == HOME || is_for_tests(&file.path, &files) {
            continue;
        }
        for said in [
            "env::var",
            "\"SECRETARIAT_",
            "\"NO_COLOR\"",
            "\"SUDO_",
            "\"XDG_",
        ] {
            if file.text[..tests].contains(said) {
                wrong.push(format!("{} says {said}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_variable_that_is_declared_is_explained() {
    let files = rust_files(&["src/config"]);
    let home = files.iter().find(|file| file.path == HOME).unwrap();
    let declared = home.text.lines().filter_map(|line| {
        let value = line
            .strip_prefix("pub const ")?
            .split_once(": &str = \"")?
            .1;
        value.strip_suffix("\";")
    });
    let mut count = 0;
    for name in declared {
        assert!(VARIABLES.iter().any(|(known, _)| *known == name), "{name}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}
