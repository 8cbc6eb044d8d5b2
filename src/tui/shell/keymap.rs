//! Which keys do what: defaults, and the operator's own keys in their place.
//!
//! Defaults need neither AltGr nor digits nor brackets, and no single key changes anything outside.
//! `[ui.keys]` puts other keys in their place, by the action's word.

use super::action::{AFTER_VIEWS, Action, ActionSpec, BEFORE_VIEWS, Place};
use super::focus::Focus;
use super::key::Key;
use crate::domain::text::Text;

/// Every action in the order of help and hints; `views` are those that open views.
pub fn all(views: &[ActionSpec]) -> Vec<ActionSpec> {
    [BEFORE_VIEWS, views, AFTER_VIEWS].concat()
}

/// Which keys do what.
#[derive(Debug, Clone)]
pub struct Keymap {
    actions: Vec<(ActionSpec, Vec<Key>)>,
}

impl Keymap {
    /// The defaults, with the operator's own keys in their place; what [`wrong_keys`] tells of is
    /// left out.
    pub fn new(own: &[(String, Vec<String>)], views: &[ActionSpec]) -> Keymap {
        let actions = all(views).into_iter().map(|spec| {
            let texts: Vec<&str> = match own.iter().find(|(word, _)| word == spec.word) {
                Some((_, keys)) => keys.iter().map(String::as_str).collect(),
                None => spec.keys.to_vec(),
            };
            let keys = texts.into_iter().filter_map(Key::parse).collect();
            (spec, keys)
        });
        Keymap {
            actions: actions.collect(),
        }
    }

    /// Every action, in the order of help and hints.
    pub fn actions(&self) -> impl Iterator<Item = &ActionSpec> {
        self.actions.iter().map(|(spec, _)| spec)
    }

    /// What is known of an action.
    pub fn spec(&self, action: Action) -> Option<&ActionSpec> {
        self.actions().find(|spec| spec.action == action)
    }

    /// The action that a word names.
    pub fn by_word(&self, word: &str) -> Option<Action> {
        let spec = self.actions().find(|spec| spec.word == word)?;
        Some(spec.action)
    }

    /// What a key does where the focus is; what is particular to the place comes first.
    pub fn action(&self, key: Key, focus: &Focus) -> Option<Action> {
        let mut fallback = None;
        for (spec, keys) in &self.actions {
            if !keys.contains(&key) || !offered(spec, focus) {
                continue;
            }
            if spec.place == Place::Panes {
                return Some(spec.action);
            }
            fallback = fallback.or(Some(spec.action));
        }
        fallback
    }

    /// All keys of an action.
    pub fn keys_of(&self, action: Action) -> &[Key] {
        self.actions
            .iter()
            .find(|(spec, _)| spec.action == action)
            .map_or(&[], |(_, keys)| keys)
    }
}

/// What is wrong with the operator's own keys, by action: no key, or one that does something else
/// in the same place, so that one of both could not be reached. `focuses` is all that can have the
/// keys.
pub fn wrong_keys(
    own: &[(String, Vec<String>)],
    views: &[ActionSpec],
    focuses: &[&Focus],
) -> Vec<(String, Text)> {
    let mut wrong = Vec::new();
    for (action, keys) in own {
        for key in keys.iter().filter(|key| Key::parse(key).is_none()) {
            let text = Text::new("tui-key-unknown").with("key", key.as_str());
            wrong.push((action.clone(), text));
        }
    }
    let map = Keymap::new(own, views);
    let is_own = |spec: &ActionSpec| own.iter().any(|(word, _)| word == spec.word);
    for (at, (spec, keys)) in map.actions.iter().enumerate() {
        for (other, of_other) in map.actions.iter().skip(at + 1) {
            let meet = |focus: &&Focus| offered(spec, focus) && offered(other, focus);
            if !(is_own(spec) || is_own(other)) || !focuses.iter().any(meet) {
                continue;
            }
            for key in keys.iter().filter(|key| of_other.contains(key)) {
                let (told, with) = if is_own(spec) {
                    (spec, other)
                } else {
                    (other, spec)
                };
                let text = Text::new("tui-key-twice")
                    .with("key", key.to_string())
                    .with("action", with.word);
                wrong.push((told.word.to_owned(), text));
            }
        }
    }
    wrong
}

/// Whether an action is offered where the focus is.
pub fn offered(spec: &ActionSpec, focus: &Focus) -> bool {
    match spec.place {
        Place::Anywhere | Place::Lists => !focus.takes_text,
        Place::Panes => focus.offers.contains(&spec.action),
    }
}
