//! Help in two languages: the derived English one, with every text replaced in French.

use std::ffi::OsString;

use clap::error::Error;
use clap::{CommandFactory, FromArgMatches};

use super::root::Cli;
use crate::words::{HELP_FR, Lang, Words};

/// The whole command, with its help in a language.
pub fn command(lang: Lang) -> clap::Command {
    let command = Cli::command();
    match lang {
        Lang::En => command,
        Lang::Fr => translate(command, "", &Words::new(lang, &[["", HELP_FR]])),
    }
}

/// Reads a command line; the language of the help is guessed from it before it is parsed.
pub fn parse(line: &[OsString], locale: Option<&str>) -> Result<Cli, Error> {
    let lang = Lang::choose(lang_flag(line), None, locale);
    let matches = command(lang).try_get_matches_from(negations_last(line))?;
    Cli::from_arg_matches(&matches)
}

/// Puts negated conditions (`-mfa:yes`) behind `--`, where they are not taken for flags: their
/// place in a filter means nothing.
fn negations_last(line: &[OsString]) -> Vec<OsString> {
    let end = line
        .iter()
        .position(|word| word == "--")
        .unwrap_or(line.len());
    let (head, tail) = line.split_at(end);
    let (negated, mut out): (Vec<_>, Vec<_>) = head.iter().cloned().partition(is_negation);
    if negated.is_empty() {
        return line.to_vec();
    }
    out.push("--".into());
    out.extend(negated);
    out.extend(tail.iter().skip(1).cloned());
    out
}

fn is_negation(word: &OsString) -> bool {
    let condition = word.to_str().and_then(|word| word.strip_prefix('-'));
    condition.is_some_and(|condition| {
        let name = condition.trim_start_matches(|c: char| c.is_ascii_lowercase());
        name.len() < condition.len() && name.starts_with([':', '<', '>'])
    })
}

/// The value of `--lang` in a line that may not parse.
fn lang_flag(line: &[OsString]) -> Option<&str> {
    let mut words = line.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if let Some(value) = word.strip_prefix("--lang=") {
            return Some(value);
        }
        if word == "--lang" {
            return words.next();
        }
    }
    None
}

/// The message of a command (`help-log-verify`; the program itself is `help`).
pub fn command_id(path: &str) -> String {
    format!("help{path}")
}

/// The message of an argument: its own (`opt-sync-dry-run`), or the shared one (`opt-json`).
pub fn option_id(path: &str, arg: &str, has: &dyn Fn(&str) -> bool) -> String {
    let arg = arg.replace('_', "-");
    let own = format!("opt{path}-{arg}");
    if has(&own) { own } else { format!("opt-{arg}") }
}

fn translate(command: clap::Command, path: &str, words: &Words) -> clap::Command {
    let mut command = command
        .about(words.get(&command_id(path)))
        .subcommand_help_heading("Commandes")
        .help_template(
            "{about-with-newline}\nUtilisation\u{a0}: {usage}\n\n{all-args}{after-help}",
        );
    if path.is_empty() {
        command = command.long_about(words.get("help-long"));
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        let below = format!("{path}-{name}");
        command = command.mut_subcommand(&name, |sub| translate(sub, &below, words));
    }
    command.mut_args(|arg| {
        let id = option_id(path, arg.get_id().as_str(), &|id| words.has(id));
        let heading = match arg.get_help_heading() {
            Some(_) => "Options générales",
            None if arg.is_positional() => "Arguments",
            None => "Options",
        };
        arg.help(words.get(&id)).help_heading(heading)
    })
}
