//! The keys of the whole program: none in two meanings, none that needs AltGr.

use super::action::{Action, ActionSpec};
use super::focus::Focus;
use super::key::{Code, Key};
use super::keymap::{self, Keymap, offered};
use crate::tui::panes::registry::{VIEWS, focuses, openers, wrong_keys};

fn actions() -> Vec<ActionSpec> {
    keymap::all(&openers(VIEWS))
}

fn users() -> &'static Focus {
    focuses()
        .into_iter()
        .find(|one| one.name == "users")
        .unwrap()
}

#[test]
fn no_default_key_needs_altgr_a_digit_or_a_bracket() {
    for spec in actions() {
        for text in spec.keys {
            let key = Key::parse(text).unwrap();
            if let Code::Char(c) = key.code {
                assert!(
                    !c.is_ascii_digit() && !"[]{}|\\@#~`^<>€".contains(c),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn no_two_actions_share_a_key_in_one_place() {
    let map = Keymap::new(&[], &openers(VIEWS));
    for focus in focuses() {
        for spec in actions().iter().filter(|spec| offered(spec, focus)) {
            for key in map.keys_of(spec.action) {
                assert_eq!(
                    map.action(*key, focus),
                    Some(spec.action),
                    "{key} in {focus:?}"
                );
            }
        }
    }
}

fn own(lines: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    lines
        .iter()
        .map(|(word, k)| ((*word).to_owned(), keys(k)))
        .collect()
}

#[test]
fn own_keys_replace_the_defaults() {
    let own = own(&[("sync", &["f5"]), ("filter", &["é"])]);
    let map = Keymap::new(&own, &openers(VIEWS));
    let key = |text| Key::parse(text).unwrap();
    assert_eq!(map.action(key("f5"), users()), Some(Action::Sync));
    assert_eq!(map.action(key("é"), users()), Some(Action::Filter));
    assert_eq!(map.action(key("s"), users()), None);
    assert!(wrong_keys(&own).is_empty());
}

#[test]
fn what_is_no_key_or_has_a_meaning_already_is_told() {
    let said = |lines: &[(&str, &[&str])]| -> Vec<(String, String)> {
        let wrong = wrong_keys(&own(lines)).into_iter();
        wrong
            .map(|(action, text)| (action, text.id.into_owned()))
            .collect()
    };
    let twice = |action: &str| (action.to_owned(), "tui-key-twice".to_owned());
    assert_eq!(
        said(&[("sync", &["bogus"])]),
        [("sync".into(), "tui-key-unknown".into())]
    );
    // With a default, with each other, and in a part of the places only.
    assert_eq!(said(&[("sync", &["q"])]), [twice("sync")]);
    assert_eq!(
        said(&[("sync", &["f5"]), ("users", &["f5"])]),
        [twice("sync")]
    );
    assert_eq!(said(&[("copy", &["s"])]), [twice("copy")]);
    // Two that are never offered in one place, and two that change places.
    assert!(said(&[("recheck", &["o"])]).is_empty());
    assert!(said(&[("sync", &["q"]), ("quit", &["s"])]).is_empty());
}
