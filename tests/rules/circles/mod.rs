//! No circles of imports between files: what a file needs can be read before it, and a change stays
//! where it is made.
//!
//! File A leads to file B where it names an item that B *defines*, however many `pub use` it comes
//! through; `mod` and `pub use` lines lead nowhere. A parent that uses its child's item while the
//! child uses the parent's is a circle: what both need belongs into a file of its own. Methods are
//! not followed; tests do not count.

mod module;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::sources::{Source, rust_files};
use module::Module;

/// Modules by their path: `crate::domain::ids`.
struct Program {
    modules: BTreeMap<String, (String, Module)>,
}

impl Program {
    fn new(files: &[Source]) -> Self {
        let mut modules = BTreeMap::new();
        for file in files {
            let inside = file.path.trim_start_matches("src/");
            let stem = inside.trim_end_matches(".rs");
            let stem = stem.strip_suffix("/mod").unwrap_or(stem);
            let name = match stem {
                "lib" => "crate".to_owned(),
                stem => format!("crate::{}", stem.replace('/', "::")),
            };
            let module = module::read(&tokens::tokens(&file.text));
            modules.insert(name, (file.path.clone(), module));
        }
        // A module that only tests declare is a test, with all that is under it.
        let declared: BTreeSet<String> = modules
            .iter()
            .flat_map(|(name, (_, module))| {
                let children = module.children.iter();
                children.map(move |child| format!("{name}::{child}"))
            })
            .collect();
        let is_code = |name: &str| {
            let steps = name.match_indices("::").skip(1).map(|(at, _)| &name[..at]);
            steps
                .chain([name])
                .all(|name| !name.contains("::") || declared.contains(name))
        };
        modules.retain(|name, _| is_code(name));
        Self { modules }
    }

    /// The item that a path in a module names, with the module that defines it; `None` for a module
    /// itself and for what is not ours.
    fn defining(&self, from: &str, path: &[String]) -> Option<(String, String)> {
        self.walk(from, path, &mut BTreeSet::new())
    }

    fn walk(
        &self,
        from: &str,
        path: &[String],
        seen: &mut BTreeSet<(String, Vec<String>)>,
    ) -> Option<(String, String)> {
        if !seen.insert((from.to_owned(), path.to_vec())) {
            return None;
        }
        let (name, rest) = path.split_first()?;
        let (_, module) = self.modules.get(from)?;
        match name.as_str() {
            "crate" => return self.walk("crate", rest, seen),
            "self" => return self.walk(from, rest, seen),
            "super" => return self.walk(from.rsplit_once("::")?.0, rest, seen),
            _ => {}
        }
        if module.items.contains(name) {
            return Some((from.to_owned(), name.clone()));
        }
        if module.children.contains(name) {
            return self.walk(&format!("{from}::{name}"), rest, seen);
        }
        for import in &module.imports {
            // Where the first word of an import comes from is never told by that import.
            let head = &import.path[0];
            let target = if import.name == "*" && head != name && self.is_ours(module, head) {
                let all = import.path.len() - 1;
                [&import.path[..all], path].concat()
            } else if import.name == *name && head != name {
                [&import.path[..], rest].concat()
            } else {
                continue;
            };
            let found = self.walk(from, &target, seen);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn is_ours(&self, module: &Module, head: &String) -> bool {
        ["crate", "self", "super"].contains(&head.as_str())
            || module.children.contains(head)
            || module.items.contains(head)
            || module.imports.iter().any(|import| import.name == *head)
    }

    /// For each file the files that it leads to, with the names that do.
    fn edges(&self) -> BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>> {
        let mut edges: BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
        for (name, (path, module)) in &self.modules {
            let private = module.imports.iter().filter(|import| !import.public);
            let named = private.map(|import| &import.path).chain(&module.paths);
            for said in named {
                let Some((target, item)) = self.defining(name, said) else {
                    continue;
                };
                let (to, _) = &self.modules[&target];
                if to != path {
                    let names = edges.entry(path).or_default().entry(to).or_default();
                    names.insert(item);
                }
            }
        }
        edges
    }
}

/// Groups of files from each of which every other can be reached.
fn circles<'a>(
    edges: &BTreeMap<&'a str, BTreeMap<&'a str, BTreeSet<String>>>,
) -> Vec<Vec<&'a str>> {
    let reach = |start: &'a str| {
        let mut seen = BTreeSet::new();
        let mut open = vec![start];
        while let Some(file) = open.pop() {
            for next in edges.get(file).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(*next) {
                    open.push(next);
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|file| (*file, reach(file))).collect();
    let mut found = Vec::new();
    let mut placed = BTreeSet::new();
    for (file, all) in &reached {
        if placed.contains(file) || !all.contains(file) {
            continue;
        }
        let circle: Vec<&str> = all
            .iter()
            .copied()
            .filter(|other| reached.get(other).is_some_and(|back| back.contains(file)))
            .collect();
        placed.extend(circle.iter().copied());
        found.push(circle);
    }
    found
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let program = Program::new(&rust_files(&["src"]));
    let edges = program.edges();
    let mut report = String::new();
    for circle in circles(&edges) {
        let _ = writeln!(report, "a circle of {} files:", circle.len());
        for file in &circle {
            for (to, names) in edges[file].iter().filter(|(to, _)| circle.contains(to)) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let _ = writeln!(report, "  {file} -> {to}: {}", names.join(", "));
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

fn program(files: &[(&str, &str)]) -> Program {
    let files: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        })
        .collect();
    Program::new(&files)
}

#[test]
fn re_exports_are_followed_and_lead_nowhere_themselves() {
    let open = program(&[
        ("src/lib.rs", "mod a;"),
        ("src/a/mod.rs", "mod b; mod c; pub use b::B; pub use c::C;"),
        ("src/a/b.rs", "use super::C; pub struct B(C);"),
        ("src/a/c.rs", "pub struct C;"),
    ]);
    assert!(circles(&open.edges()).is_empty());
    let closed = program(&[
        ("src/lib.rs", "mod a;"),
        ("src/a/mod.rs", "mod b; mod c; pub use b::B; pub use c::*;"),
        ("src/a/b.rs", "use super::C; pub struct B(C);"),
        ("src/a/c.rs", "pub struct C(Box<crate::a::B>);"),
    ]);
    assert_eq!(circles(&closed.edges()), [["src/a/b.rs", "src/a/c.rs"]]);
}

#[test]
fn a_parent_and_its_child_may_be_a_circle_and_tests_are_none() {
    let circle = program(&[
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "mod b; pub struct A; fn f() { b::g() }"),
        ("src/a/b.rs", "pub fn g() -> super::A { todo!() }"),
    ]);
    assert_eq!(circles(&circle.edges()), [["src/a.rs", "src/a/b.rs"]]);
    let test = program(&[
        ("src/lib.rs", "mod a;"),
        (
            "src/a.rs",
            "#[cfg(test)] mod b; pub struct A; #[cfg(test)] fn f() { b::g() }",
        ),
        ("src/a/b.rs", "pub fn g() -> super::A { todo!() }"),
    ]);
    assert!(circles(&test.edges()).is_empty());
}
