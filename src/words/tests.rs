//! What the words room promises: escaping, plurals, typography, ages.

use jiff::civil::date;
use jiff::tz::TimeZone;
use rstest::rstest;

use super::*;
use crate::domain::time::{DAY, HOUR, SECOND};

const EXTRA: [&str; 2] = [
    "x-count = { $n ->\n    [one] { $n } account\n   *[other] { $n } accounts\n}\nx-hello = hello { $who }\nx-at = { $at } | { $at-date } | { $at-time }",
    "x-count = { $n ->\n    [one] { $n } compte\n   *[other] { $n } comptes\n}\nx-hello = bonjour { $who } !\nx-at = { $at } | { $at-date } | { $at-time }",
];

fn words(lang: Lang) -> Words {
    Words::new(lang, &[EXTRA])
}

#[test]
fn it_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Words>();
}

#[rstest]
#[case(Lang::En, 0, "0 accounts")]
#[case(Lang::En, 1, "1 account")]
#[case(Lang::En, 1_234, "1,234 accounts")]
#[case(Lang::Fr, 0, "0 compte")]
#[case(Lang::Fr, 1, "1 compte")]
#[case(Lang::Fr, 2, "2 comptes")]
#[case(Lang::Fr, 1_234_567, "1\u{a0}234\u{a0}567 comptes")]
#[case(Lang::Fr, 1_000_000, "1\u{a0}000\u{a0}000 comptes")]
fn zero_is_singular_in_french(#[case] lang: Lang, #[case] n: i64, #[case] said: &str) {
    assert_eq!(words(lang).text(&Text::new("x-count").with("n", n)), said);
}

#[test]
fn words_from_outside_are_escaped_and_not_isolated() {
    let said = words(Lang::En).text(&Text::new("x-hello").with("who", "a\u{1b}[2Jb"));
    assert_eq!(said, "hello a\u{fffd}[2Jb");
}

#[test]
fn french_binds_its_punctuation() {
    let said = words(Lang::Fr).text(&Text::new("x-hello").with("who", "Zoé"));
    assert_eq!(said, "bonjour Zoé\u{a0}!");
}

#[test]
fn an_instant_can_be_shown_whole_or_in_part() {
    let at = Timestamp::parse("2026-12-31T23:30:00Z").unwrap();
    let paris = TimeZone::get("Europe/Paris").unwrap();
    let text = Text::new("x-at").with("at", at);
    assert_eq!(
        words(Lang::Fr).in_zone(paris).text(&text),
        "01/01/2027 00:30 | 01/01/2027 | 00:30"
    );
    assert_eq!(
        words(Lang::En).text(&text),
        "2026-12-31 23:30 | 2026-12-31 | 23:30"
    );
}

#[test]
fn a_sentence_inside_a_sentence_is_put_into_words_too() {
    let inner = Text::new("x-count").with("n", 3);
    let said = words(Lang::En).text(&Text::new("x-hello").with("who", inner));
    assert_eq!(said, "hello 3 accounts");
}

#[test]
fn an_unknown_message_hides_nothing() {
    let text = Text::new("x-missing").with("who", "a\u{7}").with("n", 2);
    assert_eq!(words(Lang::En).text(&text), "x-missing who=a\u{fffd} n=2");
    assert_eq!(words(Lang::En).get("x-missing"), "x-missing");
}

#[rstest]
#[case(-5 * HOUR, "now", "à l’instant")]
#[case(59 * SECOND, "now", "à l’instant")]
#[case(3 * 60 * SECOND, "3 min", "3 min")]
#[case(2 * HOUR + 1, "2 h", "2 h")]
#[case(5 * DAY, "5 d", "5 j")]
#[case(59 * DAY, "59 d", "59 j")]
#[case(60 * DAY, "2 months", "2 mois")]
#[case(729 * DAY, "24 months", "24 mois")]
#[case(730 * DAY, "2 y", "2 ans")]
fn ages_are_coarse(#[case] age: i64, #[case] en: &str, #[case] fr: &str) {
    let (since, now) = (Timestamp(0), Timestamp(age));
    assert_eq!(words(Lang::En).age(since, now), en);
    assert_eq!(words(Lang::Fr).age(since, now), fr);
}

#[test]
fn an_age_after_the_fact() {
    let words = words(Lang::Fr);
    assert_eq!(words.ago(Timestamp(0), Timestamp(2 * HOUR)), "il y a 2 h");
    assert_eq!(words.ago(Timestamp(0), Timestamp(0)), "à l’instant");
}

#[rstest]
#[case(-HOUR)]
#[case(0)]
#[case(30 * SECOND)]
#[case(90 * SECOND)]
#[case(5 * HOUR)]
#[case(59 * DAY + HOUR)]
#[case(729 * DAY)]
#[case(2_000 * DAY)]
fn the_next_change_of_an_age_is_the_first_instant_that_prints_otherwise(#[case] age: i64) {
    let (since, now) = (Timestamp(0), Timestamp(age));
    let next = next_age_change(since, now);
    assert!(next > now);
    let words = words(Lang::En);
    assert_eq!(words.age(since, next.plus(-1)), words.age(since, now));
    assert_ne!(words.age(since, next), words.age(since, now));
}

#[rstest]
#[case("fr_FR.UTF-8", Some(Lang::Fr))]
#[case("fr", Some(Lang::Fr))]
#[case("en-GB", Some(Lang::En))]
#[case("C", Some(Lang::En))]
#[case("de_DE", None)]
#[case("french", None)]
fn locales(#[case] locale: &str, #[case] lang: Option<Lang>) {
    assert_eq!(Lang::from_locale(locale), lang);
}

#[test]
fn the_flag_wins_then_the_configuration_then_the_locale() {
    let french = Some("fr_FR.UTF-8");
    assert_eq!(Lang::choose(Some("en"), Some("fr"), french), Lang::En);
    assert_eq!(Lang::choose(None, Some("en"), french), Lang::En);
    assert_eq!(Lang::choose(None, None, french), Lang::Fr);
    assert_eq!(Lang::choose(None, None, Some("de_DE")), Lang::En);
    assert_eq!(Lang::choose(None, None, None), Lang::En);
}

#[test]
fn dates_and_negative_numbers() {
    assert_eq!(words(Lang::Fr).date(date(2026, 3, 1)), "01/03/2026");
    assert_eq!(words(Lang::En).date(date(2026, 3, 1)), "2026-03-01");
    assert_eq!(words(Lang::En).number(-1_234), "-1,234");
    assert_eq!(
        words(Lang::En).number(i64::MIN),
        "-9,223,372,036,854,775,808"
    );
}

#[test]
fn sizes_read_at_a_glance_in_both_languages() {
    let shown = |lang: Lang, size: u64| words(lang).size(size).replace('\u{a0}', " ");
    let english = [0, 999, 1_000, 1_250, 15_300, 2_000_000, 3_400_000_000];
    assert_eq!(
        english.map(|size| shown(Lang::En, size)),
        [
            "0 B", "999 B", "1 kB", "1.2 kB", "15.3 kB", "2 MB", "3.4 GB"
        ]
    );
    assert_eq!(shown(Lang::Fr, 29_500_000), "29,5 Mo");
    assert_eq!(shown(Lang::Fr, 12), "12 o");
}
