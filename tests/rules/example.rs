//! `config.example.toml` and the kinds of service that this program was built with. Kinds that are
//! for tests alone are not in a build that users get, which is the one that is looked at here.

#![cfg(feature = "imap")]

use secretariat::providers::KINDS;

#[test]
fn every_kind_is_in_the_example_in_the_order_of_the_registry() {
    let text = include_str!("../../config.example.toml");
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("# kind = "));
    let shown: Vec<&str> = lines.map(|kind| kind.trim_matches('"')).collect();
    let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(shown, known);
}
