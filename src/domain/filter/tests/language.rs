//! What can be written, and what is said of what cannot.

use rstest::rstest;

use crate::domain::filter::{Filter, KEYS, Test};
use crate::domain::findings::Rule;

#[rstest]
#[case("  zoe   service:github ", "zoe service:github")]
#[case("a | b|c d", "a|b|c d")]
#[case("-mfa:YES", "-mfa:yes")]
#[case("mfa:non", "mfa:no")]
#[case("Departure<31/12/2026", "departure<2026-12-31")]
#[case("arrival>=-90j", "arrival>=-90d")]
#[case("name:\"Zoé D\"", "name:\"Zoé D\"")]
#[case("\"service:github\"", "\"service:github\"")]
#[case("\"-a\"", "\"-a\"")]
#[case("12:30", "\"12:30\"")]
#[case(":)", "\":)\"")]
#[case("\"a \\\" b\"", "\"a \\\" b\"")]
// Still being typed.
#[case("a |", "a")]
#[case("a \"", "a")]
#[case("name:\"zo", "name:zo")]
#[case("-", "\"-\"")]
#[case("", "")]
fn the_canonical_form(#[case] typed: &str, #[case] canonical: &str) {
    assert_eq!(Filter::parse(typed).unwrap().to_string(), canonical);
}

#[rstest]
#[case("zoe servce:github", 4..10, "filter-unknown-key")]
#[case("état:gone", 0..4, "filter-unknown-key")]
#[case("é -state:", 8..9, "filter-missing-value")]
#[case("state:here", 5..10, "filter-unknown-value")]
#[case("state<gone", 5..10, "filter-unknown-value")]
#[case("departure<soon", 9..14, "filter-unknown-value")]
#[case("created<soon", 7..12, "filter-bad-value")]
#[case("age:90d", 3..7, "filter-unknown-value")]
#[case("arrival:open", 7..12, "filter-unknown-value")]
#[case("| a", 0..1, "filter-lonely-bar")]
#[case("a || b", 3..4, "filter-lonely-bar")]
fn a_mistake_is_told_with_its_place(
    #[case] typed: &str,
    #[case] at: std::ops::Range<usize>,
    #[case] id: &str,
) {
    let error = Filter::parse(typed).unwrap_err();
    assert_eq!((error.at, error.text.id.as_ref()), (at, id));
}

#[test]
fn an_unknown_key_lists_the_known_ones() {
    let error = Filter::parse("servce:github").unwrap_err();
    let keys = format!("{:?}", error.text.args);
    assert!(KEYS.iter().all(|key| keys.contains(key.name)), "{keys}");
}

#[test]
fn a_filter_cannot_be_made_endless() {
    assert!(Filter::parse(&"a".repeat(1_024)).is_ok());
    assert!(Filter::parse(&"a".repeat(1_025)).is_err());
    assert!(Filter::parse(&"a ".repeat(64)).is_ok());
    assert!(Filter::parse(&"a ".repeat(65)).is_err());
}

#[test]
fn every_example_and_every_value_of_the_help_is_understood() {
    for key in KEYS {
        assert!(Filter::parse(key.example).is_ok(), "{}", key.example);
        assert!(key.example.trim_start_matches('-').starts_with(key.name));
        for value in key.values {
            let term = format!("{}:{value}", key.name);
            assert_eq!(Filter::parse(&term).unwrap().to_string(), term);
        }
    }
    for rule in Rule::ALL {
        let filter = Filter::parse(&format!("finding:{}", rule.as_str())).unwrap();
        assert_eq!(filter.clauses[0].terms[0].test, Test::Finding(Some(rule)));
        let known = KEYS.iter().find(|key| key.name == "finding").unwrap();
        assert!(known.values.contains(&rule.as_str()));
    }
}

#[rstest]
#[case("zo", "z", true)]
#[case("zoe", "zo", false)] // Three letters look at domains too.
#[case("zoed", "zoe", true)]
#[case("zo service:forge", "zo", true)]
#[case("zo", "zo", true)]
#[case("z", "zo", false)]
#[case("-zo", "-z", false)]
#[case("zo|a", "z", false)]
#[case("name:zoé", "name:zo", true)]
#[case("email:*zo", "email:zo", false)]
#[case("service:forge", "service:for", false)]
#[case("zo", "z mfa:no", false)]
#[case("anything", "", true)]
fn a_filter_that_goes_on_narrows(#[case] new: &str, #[case] old: &str, #[case] narrows: bool) {
    let read = |text| Filter::parse(text).unwrap();
    assert_eq!(read(new).narrows(&read(old)), narrows);
}
