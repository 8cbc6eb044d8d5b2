//! Actions and their keys: one table makes the keys work, the hints, the help and the palette.
//!
//! Defaults need neither AltGr nor digits nor brackets, and no single key changes anything outside.
//! `[ui.keys]` puts other keys in their place, by the action's word.

use super::key::Key;
use super::layers::Focus;
use crate::domain::text::Text;

/// Something that the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// To the pane at the left.
    Left,
    /// To the pane at the right.
    Right,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// To the next pane.
    NextPane,
    /// To the previous pane.
    PreviousPane,
    /// Opens what is under the cursor.
    Open,
    /// Back, closes, abandons.
    Back,
    /// Marks the row under the cursor.
    Mark,
    /// Shows only the users of the service under the cursor.
    Only,
    /// Types a filter.
    Filter,
    /// Another order.
    Sort,
    /// Synchronises.
    Sync,
    /// Stops the synchronisation.
    CancelSync,
    /// Pauses a service, or lets it go on.
    Pause,
    /// Accepts a finding.
    Waive,
    /// Two accounts are one user.
    Same,
    /// Two accounts are never one user.
    Different,
    /// Puts a question off.
    Skip,
    /// Answers all questions of one ground.
    SameAll,
    /// Takes the last decision back.
    Undo,
    /// Makes one user of the marked ones.
    Merge,
    /// Takes an account out of its user.
    Detach,
    /// What operators know of a user.
    Edit,
    /// What was decided and seen of a user.
    History,
    /// Sends the handle to the clipboard.
    Copy,
    /// Runs the checks again.
    Recheck,
    /// To the users.
    Users,
    /// To the findings.
    Findings,
    /// To the suggestions.
    Suggestions,
    /// To the groups.
    Groups,
    /// To the changes.
    Changes,
    /// To the departures.
    Departures,
    /// To the activity.
    Activity,
    /// To the audit log.
    AuditLog,
    /// To the checks.
    Doctor,
    /// To what is left to do.
    Checklist,
    /// All commands by name.
    Palette,
    /// The keys.
    Help,
    /// Draws everything again.
    Redraw,
    /// Back to the command line for a moment.
    Suspend,
    /// Leaves.
    Quit,
}

/// Where an action is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Wherever keys are not text.
    Anywhere,
    /// Where there is a list or a text to walk.
    Lists,
    /// In these.
    In(&'static [Focus]),
}

/// What is known of an action.
#[derive(Debug)]
pub struct ActionSpec {
    /// The action.
    pub action: Action,
    /// Its word in `[ui.keys]` and `--plain`; `tui-act-<word>` names it for humans.
    pub word: &'static str,
    /// The message that names it.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [&'static str],
    /// Where it is offered.
    pub place: Place,
    /// Whether the palette lists it.
    pub listed: bool,
}

/// Where there is something to open.
const OPENS: &[Focus] = &[
    Focus::Services,
    Focus::Users,
    Focus::Findings,
    Focus::Suggestions,
    Focus::Groups,
    Focus::Departures,
    Focus::Checklist,
    Focus::Welcome,
];
/// Where the last decision can be taken back.
const UNDOES: &[Focus] = &[
    Focus::Suggestions,
    Focus::Users,
    Focus::Accounts,
    Focus::History,
];

macro_rules! actions {
    ($($action:ident $word:literal $keys:tt $place:expr, $listed:literal;)*) => {
        /// Every action, in the order of help and hints.
        pub const ACTIONS: &[ActionSpec] = &[$(ActionSpec {
            action: Action::$action,
            word: $word,
            name: concat!("tui-act-", $word),
            keys: &$keys,
            place: $place,
            listed: $listed,
        }),*];
    };
}

actions! {
    Same "same" ["y"] Place::In(&[Focus::Suggestions]), true;
    Different "different" ["n"] Place::In(&[Focus::Suggestions]), true;
    Skip "skip" ["space"] Place::In(&[Focus::Suggestions]), true;
    Undo "undo" ["u"] Place::In(UNDOES), true;
    SameAll "same-all" ["a"] Place::In(&[Focus::Suggestions]), true;
    Open "open" ["enter"] Place::In(OPENS), false;
    Back "back" ["esc"] Place::Anywhere, false;
    Filter "filter" ["/"] Place::In(&[Focus::Users, Focus::Accounts, Focus::Groups]), true;
    Sort "sort" ["o"] Place::In(&[Focus::Users]), true;
    Only "only" ["space"] Place::In(&[Focus::Services]), true;
    Waive "waive" ["w"] Place::In(&[Focus::Findings, Focus::Accounts]), true;
    Sync "sync" ["s"] Place::Anywhere, true;
    CancelSync "cancel-sync" ["x"] Place::Anywhere, true;
    Pause "pause" ["p"] Place::In(&[Focus::Services]), true;
    Mark "mark" ["space"] Place::In(&[Focus::Users]), true;
    Merge "merge" ["m"] Place::In(&[Focus::Users]), true;
    Detach "detach" ["d"] Place::In(&[Focus::Accounts]), true;
    Edit "edit" ["e"] Place::In(&[Focus::Users, Focus::Accounts]), true;
    History "history" ["H"] Place::In(&[Focus::Users, Focus::Accounts]), true;
    Copy "copy" ["y"] Place::In(&[Focus::Users, Focus::Accounts, Focus::Findings]), true;
    Recheck "recheck" ["r"] Place::In(&[Focus::Doctor]), true;
    Users "users" ["U"] Place::Anywhere, true;
    Findings "findings" ["F"] Place::Anywhere, true;
    Suggestions "suggestions" ["S"] Place::Anywhere, true;
    Groups "groups" ["G"] Place::Anywhere, true;
    Changes "changes" ["C"] Place::Anywhere, true;
    Departures "departures" ["P"] Place::Anywhere, true;
    Activity "activity" ["A"] Place::Anywhere, true;
    AuditLog "audit-log" ["L"] Place::Anywhere, true;
    Doctor "doctor" ["D"] Place::Anywhere, true;
    Checklist "checklist" ["T"] Place::Anywhere, true;
    Palette "palette" [":"] Place::Anywhere, false;
    Help "help" ["?", "f1"] Place::Anywhere, true;
    Up "up" ["up", "k"] Place::Lists, false;
    Down "down" ["down", "j"] Place::Lists, false;
    Left "left" ["left", "h"] Place::Lists, false;
    Right "right" ["right", "l"] Place::Lists, false;
    PageUp "page-up" ["pageup", "ctrl-b"] Place::Lists, false;
    PageDown "page-down" ["pagedown", "ctrl-f"] Place::Lists, false;
    Top "top" ["home"] Place::Lists, false;
    Bottom "bottom" ["end"] Place::Lists, false;
    NextPane "next-pane" ["tab"] Place::Lists, false;
    PreviousPane "previous-pane" ["shift-tab"] Place::Lists, false;
    Redraw "redraw" ["ctrl-l"] Place::Anywhere, false;
    Suspend "suspend" ["ctrl-z"] Place::Anywhere, false;
    Quit "quit" ["q", "ctrl-c"] Place::Anywhere, true;
}

/// The row of an action in [`ACTIONS`].
pub fn spec(action: Action) -> Option<&'static ActionSpec> {
    ACTIONS.iter().find(|spec| spec.action == action)
}

/// The action that a word names.
pub fn by_word(word: &str) -> Option<Action> {
    let spec = ACTIONS.iter().find(|spec| spec.word == word)?;
    Some(spec.action)
}

/// Which keys do what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    keys: Vec<(Action, Vec<Key>)>,
}

impl Keymap {
    /// The defaults, with the user's own keys in their place; what [`wrong_keys`] tells of is left
    /// out.
    pub fn new(own: &[(String, Vec<String>)]) -> Keymap {
        let keys = ACTIONS.iter().map(|spec| {
            let texts: Vec<&str> = match own.iter().find(|(word, _)| word == spec.word) {
                Some((_, keys)) => keys.iter().map(String::as_str).collect(),
                None => spec.keys.to_vec(),
            };
            (
                spec.action,
                texts.into_iter().filter_map(Key::parse).collect(),
            )
        });
        Keymap {
            keys: keys.collect(),
        }
    }

    /// What a key does where the focus is; what is particular to the place comes first.
    pub fn action(&self, key: Key, focus: Focus) -> Option<Action> {
        let mut fallback = None;
        for (spec, (action, keys)) in ACTIONS.iter().zip(&self.keys) {
            if !keys.contains(&key) || !offered(spec, focus) {
                continue;
            }
            if matches!(spec.place, Place::In(_)) {
                return Some(*action);
            }
            fallback = fallback.or(Some(*action));
        }
        fallback
    }

    /// All keys of an action.
    pub fn keys_of(&self, action: Action) -> &[Key] {
        self.keys
            .iter()
            .find(|(with, _)| *with == action)
            .map_or(&[], |(_, keys)| keys)
    }
}

/// What is wrong with the user's own keys, by action: no key, or one that does something else in the
/// same place, so that one of both could not be reached.
pub fn wrong_keys(own: &[(String, Vec<String>)]) -> Vec<(String, Text)> {
    let mut wrong = Vec::new();
    for (action, keys) in own {
        for key in keys.iter().filter(|key| Key::parse(key).is_none()) {
            let text = Text::new("tui-key-unknown").with("key", key.as_str());
            wrong.push((action.clone(), text));
        }
    }
    let map = Keymap::new(own);
    let is_own = |spec: &ActionSpec| own.iter().any(|(word, _)| word == spec.word);
    for (at, spec) in ACTIONS.iter().enumerate() {
        for other in ACTIONS.iter().skip(at + 1) {
            let meet = |focus: &Focus| offered(spec, *focus) && offered(other, *focus);
            if !(is_own(spec) || is_own(other)) || !Focus::ALL.iter().any(meet) {
                continue;
            }
            let keys = map.keys_of(spec.action);
            let of_other = map.keys_of(other.action);
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

/// The words that `[ui.keys]` can name.
pub fn words() -> Vec<&'static str> {
    ACTIONS.iter().map(|spec| spec.word).collect()
}

/// Whether an action is offered where the focus is.
pub fn offered(spec: &ActionSpec, focus: Focus) -> bool {
    match spec.place {
        Place::Anywhere => !focus.takes_text(),
        Place::Lists => !focus.takes_text(),
        Place::In(places) => places.contains(&focus),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::shell::key::Code;

    #[test]
    fn no_default_key_needs_altgr_a_digit_or_a_bracket() {
        for spec in ACTIONS {
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
        let map = Keymap::new(&[]);
        for focus in Focus::ALL {
            for spec in ACTIONS.iter().filter(|spec| offered(spec, focus)) {
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
        let map = Keymap::new(&own);
        let key = |text| Key::parse(text).unwrap();
        assert_eq!(map.action(key("f5"), Focus::Users), Some(Action::Sync));
        assert_eq!(map.action(key("é"), Focus::Users), Some(Action::Filter));
        assert_eq!(map.action(key("s"), Focus::Users), None);
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
}
