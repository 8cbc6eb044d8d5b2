//! Every message exists in both languages, with the same variables, and every message that the
//! code says exists.

use std::collections::{BTreeMap, BTreeSet};

use secretariat::providers::KINDS;
use secretariat::words::{Lang, SOURCES, Words};

use crate::sources::{is_for_tests, rust_files};

type Messages = BTreeMap<String, BTreeSet<String>>;

/// The messages of a Fluent source with the variables of each.
fn messages(source: &str) -> Messages {
    let mut found = Messages::new();
    let mut current: Option<String> = None;
    for line in source.lines() {
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if let Some((id, _)) = line.split_once('=').filter(|_| starts) {
            let id = id.trim().to_owned();
            assert!(!found.contains_key(&id), "{id} stands twice");
            found.insert(id.clone(), BTreeSet::new());
            current = Some(id);
        }
        if let Some(variables) = current.as_ref().and_then(|id| found.get_mut(id))
            && !line.starts_with('#')
        {
            variables.extend(line.split('$').skip(1).map(|after| {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                after[..end.unwrap_or(after.len())].to_owned()
            }));
        }
    }
    found
}

fn all_sources() -> impl Iterator<Item = [&'static str; 2]> {
    SOURCES
        .iter()
        .copied()
        .chain(KINDS.iter().map(|kind| kind.words))
}

#[test]
fn both_languages_say_the_same_messages_with_the_same_variables() {
    let mut wrong = Vec::new();
    let mut everywhere = BTreeSet::new();
    for [en, fr] in all_sources() {
        let (en, fr) = (messages(en), messages(fr));
        for (id, variables) in &en {
            match fr.get(id) {
                None => wrong.push(format!("{id} is not said in French")),
                Some(other) if !alike(variables, other) => {
                    wrong.push(format!(
                        "{id}: {variables:?} in English, {other:?} in French"
                    ));
                }
                Some(_) => {}
            }
            if !everywhere.insert(id.clone()) {
                wrong.push(format!("{id} stands in two files"));
            }
        }
        let only_french = fr.keys().filter(|id| !en.contains_key(*id));
        wrong.extend(only_french.map(|id| format!("{id} is not said in English")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An instant may be shown whole in one language and as a date in the other, and a number may
/// choose the plural in one language only.
fn alike(en: &BTreeSet<String>, fr: &BTreeSet<String>) -> bool {
    let base = |set: &BTreeSet<String>| -> BTreeSet<String> {
        set.iter()
            .map(|name| {
                name.trim_end_matches("-date")
                    .trim_end_matches("-time")
                    .to_owned()
            })
            .collect()
    };
    base(en) == base(fr)
}

#[test]
fn every_source_parses() {
    for sources in all_sources() {
        for source in sources {
            if let Err((_, errors)) = fluent::FluentResource::try_new(source.to_owned()) {
                panic!("{errors:?} in\n{source}");
            }
        }
    }
}

/// First words of messages that code may choose among before it says one.
const FAMILIES: [&str; 10] = [
    "cli", "config", "doctor", "error", "filter", "finding", "held", "identity", "store", "sync",
];

#[test]
fn every_message_that_the_code_says_exists() {
    let extra: Vec<_> = KINDS.iter().map(|kind| kind.words).collect();
    let words = [Lang::En, Lang::Fr].map(|lang| Words::new(lang, &extra));
    let mut missing = BTreeSet::new();
    let files = rust_files(&["src"]);
    for file in &files {
        let tests = file.text.find("#[cfg(test)]").unwrap_or(file.text.len());
        let is_test = file.path.contains("test") || is_for_tests(&file.path, &files);
        if is_test || file.path.starts_with("src/words/") {
            continue;
        }
        for family in FAMILIES {
            let literal = format!("\"{family}-");
            for (at, _) in file.text[..tests].match_indices(&literal) {
                let id = file.text[at + 1..tests].split('"').next().unwrap_or("");
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                if id.chars().all(plain) && !words.iter().all(|words| words.has(id)) {
                    missing.insert(format!("{id} ({})", file.path));
                }
            }
        }
        for said in ["Text::new(\"", "words.get(\""] {
            for (_, after) in file.text[..tests].match_indices(said).map(|(at, _)| {
                let after = &file.text[at + said.len()..tests];
                (at, after)
            }) {
                let id = after.split('"').next().unwrap_or("");
                let dynamic = id.is_empty() || id.contains('{') || id.starts_with("help");
                if !dynamic && !words.iter().all(|words| words.has(id)) {
                    missing.insert(format!("{id} ({})", file.path));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
