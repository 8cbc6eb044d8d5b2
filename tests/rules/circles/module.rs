//! What one file defines and what it names, read from its tokens.

use std::collections::BTreeSet;

/// One `use`, its group opened: `use a::{b, c as d}` is two.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    pub path: Vec<String>,
    /// The name that it gives in this file; `*` brings all.
    pub name: String,
    /// Whether others see it: such a line hands on and uses nothing itself.
    pub public: bool,
}

/// A file, as a module.
#[derive(Debug, Default)]
pub struct Module {
    pub children: BTreeSet<String>,
    pub items: BTreeSet<String>,
    pub imports: Vec<Import>,
    /// Every path that stands in the code, `use` lines aside.
    pub paths: BTreeSet<Vec<String>>,
}

pub fn read(tokens: &[String]) -> Module {
    const KINDS: [&str; 8] = [
        "fn", "struct", "enum", "trait", "type", "const", "static", "union",
    ];
    let token = |index: usize| tokens.get(index).map_or("", String::as_str);
    let mut module = Module::default();
    let mut depth = 0_usize;
    let mut next = 0;
    while next < tokens.len() {
        match token(next) {
            "use" => {
                let public = matches!(token(next.wrapping_sub(1)), "pub" | ")");
                next = tree(tokens, next + 1, &[], public, &mut module.imports);
            }
            "mod" if token(next + 2) == ";" => {
                module.children.insert(token(next + 1).to_owned());
                next += 3;
            }
            kind if depth == 0 && (KINDS.contains(&kind) || kind == "mod") => {
                module.items.insert(token(next + 1).to_owned());
                next += 1 + usize::from(!KINDS.contains(&token(next + 1)));
            }
            "macro_rules" => {
                module.items.insert(token(next + 2).to_owned());
                next += 3;
            }
            "{" => {
                depth += 1;
                next += 1;
            }
            "}" => {
                depth = depth.saturating_sub(1);
                next += 1;
            }
            word if is_name(word) && word != "pub" => {
                let end = path_end(tokens, next);
                // What stands behind a dot is a field or a method, and before a colon a field.
                if token(next.wrapping_sub(1)) != "." && token(end) != ":" {
                    let path = tokens[next..end].iter().filter(|part| *part != "::");
                    module.paths.insert(path.cloned().collect());
                }
                next = end;
            }
            _ => next += 1,
        }
    }
    module
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn path_end(tokens: &[String], start: usize) -> usize {
    let mut end = start + 1;
    while tokens.get(end).is_some_and(|token| token == "::")
        && tokens.get(end + 1).is_some_and(|token| is_name(token))
    {
        end += 2;
    }
    end
}

/// Reads one branch of a `use`; returns where it ends.
fn tree(
    tokens: &[String],
    start: usize,
    prefix: &[String],
    public: bool,
    found: &mut Vec<Import>,
) -> usize {
    let mut path = prefix.to_vec();
    let mut next = start;
    loop {
        match tokens.get(next).map_or(";", String::as_str) {
            "::" => next += 1,
            "{" => {
                next += 1;
                while tokens.get(next).is_some_and(|token| token != "}") {
                    next = tree(tokens, next, &path, public, found);
                    next += usize::from(tokens.get(next).is_some_and(|token| token == ","));
                }
                return next + 1;
            }
            "as" => {
                let name = tokens[next + 1].clone();
                found.push(Import { path, name, public });
                return next + 2;
            }
            ";" | "," | "}" => {
                if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
                    path.pop();
                }
                let name = path.last().cloned().unwrap_or_default();
                found.push(Import { path, name, public });
                return next;
            }
            word => {
                path.push(word.to_owned());
                next += 1;
            }
        }
    }
}

#[test]
fn a_file_says_what_it_defines_imports_and_names() {
    let text = "
        mod child;
        pub use child::Shown;
        use super::{self, a::b as c, d::{self, E}, f::*};
        const fn g() -> Shown { c::h(E::Variant).field.then::<super::I>(J { k: l }) }
    ";
    let module = read(&super::tokens::tokens(text));
    assert!(module.children.contains("child"));
    assert!(module.items.contains("g"));
    let imports: Vec<_> = module
        .imports
        .iter()
        .map(|import| (import.path.join("::"), import.name.as_str(), import.public))
        .collect();
    let import = |path: &str, name, public| (path.to_owned(), name, public);
    assert_eq!(
        imports,
        [
            import("child::Shown", "Shown", true),
            import("super", "super", false),
            import("super::a::b", "c", false),
            import("super::d", "d", false),
            import("super::d::E", "E", false),
            import("super::f::*", "*", false),
        ]
    );
    let paths: Vec<_> = module.paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["E::Variant", "J", "Shown", "c::h", "l", "super::I"]);
}
