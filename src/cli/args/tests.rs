//! The command line parses as documented, and its help is complete in both languages.

use rstest::rstest;

use super::help::{command_id, option_id};
use super::*;
use crate::words::{HELP_FR, Lang, Words};

fn parsed(line: &str) -> Result<Cli, clap::Error> {
    let line: Vec<_> = line.split(' ').map(Into::into).collect();
    parse(&line, None)
}

#[test]
fn the_definition_is_sound() {
    command(Lang::En).debug_assert();
    command(Lang::Fr).debug_assert();
}

#[test]
fn no_subcommand_opens_the_screen() {
    assert!(parsed("secretariat").unwrap().command.is_none());
}

#[test]
fn global_flags_stand_before_or_after_the_subcommand() {
    for line in [
        "secretariat --lang fr --read-only users a b",
        "secretariat users a b --lang fr --read-only",
    ] {
        let cli = parsed(line).unwrap();
        assert_eq!(cli.global.lang, Some(LangArg::Fr));
        assert!(cli.global.read_only);
        assert!(matches!(cli.command, Some(Command::Users(u)) if u.filter == ["a", "b"]));
    }
}

#[test]
fn a_filter_may_begin_with_a_minus() {
    for line in [
        "secretariat users -mfa:yes zoe --json",
        "secretariat users --json -mfa:yes -- zoe",
    ] {
        let Some(Command::Users(users)) = parsed(line).unwrap().command else {
            panic!("not users")
        };
        let mut filter = users.filter;
        filter.sort();
        assert_eq!(filter, ["-mfa:yes", "zoe"]);
        assert!(users.listing.json);
    }
}

#[rstest]
#[case("secretariat sync --accept-removals 3")]
#[case("secretariat users --json --format csv")]
#[case("secretariat users --csv-separator ab")]
#[case("secretariat services pause chat")]
#[case("secretariat waive gone")]
#[case("secretariat user set u1")]
#[case("secretariat nonsense")]
#[case("secretariat -q -v users")]
fn what_makes_no_sense_is_refused(#[case] line: &str) {
    assert!(parsed(line).is_err(), "{line}");
}

#[test]
fn the_csv_separator_can_be_a_tab() {
    let cli = parsed("secretariat users --format csv --csv-separator tab").unwrap();
    assert!(matches!(cli.command, Some(Command::Users(u)) if u.listing.csv_separator == '\t'));
}

/// Every command and argument with the id of its French text.
fn ids(command: &clap::Command, path: &str, words: &Words, all: &mut Vec<String>) {
    all.push(command_id(path));
    for arg in command.get_arguments() {
        all.push(option_id(path, arg.get_id().as_str(), &|id| words.has(id)));
    }
    for sub in command.get_subcommands() {
        ids(sub, &format!("{path}-{}", sub.get_name()), words, all);
    }
}

#[test]
fn every_help_text_is_french_in_french_and_no_text_is_left_over() {
    let words = Words::new(Lang::Fr, &[["", HELP_FR]]);
    let mut wanted = vec!["help-long".to_owned()];
    ids(&command(Lang::En), "", &words, &mut wanted);
    for id in &wanted {
        assert!(words.has(id), "{id} is missing in fr/help.ftl");
    }
    let given = HELP_FR
        .lines()
        .filter_map(|line| line.split_once(" =").map(|(id, _)| id))
        .filter(|id| id.starts_with("help") || id.starts_with("opt"));
    for id in given {
        assert!(wanted.iter().any(|w| w == id), "{id} belongs to nothing");
    }
}

fn rendered(lang: Lang, path: &[&str]) -> String {
    let mut command = command(lang).term_width(80);
    command.build();
    let mut at = &mut command;
    for name in path {
        at = at.find_subcommand_mut(name).unwrap();
    }
    at.render_help().to_string()
}

#[test]
fn help_of_the_program() {
    insta::assert_snapshot!("help", rendered(Lang::En, &[]));
    insta::assert_snapshot!("help_fr", rendered(Lang::Fr, &[]));
}

#[test]
fn help_of_every_subcommand() {
    let mut all = String::new();
    let names: Vec<String> = command(Lang::En)
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in &names {
        all.push_str(&format!("===== {name}\n{}\n", rendered(Lang::En, &[name])));
    }
    insta::assert_snapshot!("help_of_subcommands", all);
    insta::assert_snapshot!("help_sync_fr", rendered(Lang::Fr, &["sync"]));
}
