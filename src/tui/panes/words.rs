//! The messages and short phrases by which kinds, states, rules, fields and actors are named.

use crate::domain::account::{Actor, State};
use crate::domain::change::{Field, FieldChange};
use crate::domain::findings::Rule;
use crate::domain::matching::rules::Rule as LinkRule;
use crate::domain::text::Text;
use crate::domain::user::UserKind;
use crate::tui::shell::face::Face;

/// The short name of a rule, for columns.
pub fn rule_word(face: &Face, rule: Rule) -> String {
    face.words.get(&format!("tui-rule-{}", rule.as_str()))
}

/// The message of a kind.
pub fn kind_word(kind: UserKind) -> &'static str {
    match kind {
        UserKind::Person => "kind-person",
        UserKind::Team => "kind-team",
        UserKind::Product => "kind-product",
        UserKind::Bot => "kind-bot",
    }
}

/// The message of a state.
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Active => "state-active",
        State::Invited => "state-invited",
        State::Disabled => "state-disabled",
        State::Gone => "state-gone",
        State::Unknown => "state-unknown",
    }
}

/// What moved, in short: `old → new`, or only the one that there is; of a first sight, nothing.
pub fn moved(face: &Face, change: &FieldChange) -> String {
    match change.field {
        Field::Appeared => String::new(),
        _ => old_to_new(face, &change.old, &change.new),
    }
}

/// `old → new`, or only the one that there is.
pub fn old_to_new(face: &Face, old: &str, new: &str) -> String {
    match (old.is_empty(), new.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("+ {new}"),
        (false, true) => format!("- {old}"),
        (false, false) => format!("{old} {} {new}", face.glyphs.arrow),
    }
}

/// The message of a field.
pub fn field_word(field: Field) -> &'static str {
    match field {
        Field::Appeared => "tui-field-appeared",
        Field::State => "tui-field-state",
        Field::Role => "tui-field-role",
        Field::Group => "tui-field-group",
        Field::Email => "tui-field-email",
        Field::Login => "tui-field-login",
        Field::Name => "tui-field-name",
        Field::Mfa => "tui-field-mfa",
        Field::Id => "tui-field-id",
    }
}

pub fn actor(face: &Face, actor: &Actor) -> String {
    match actor {
        Actor::Operator(name) => name.clone(),
        Actor::Rule(rule) => {
            let text = Text::new("tui-by-rule").with("rule", rule.as_str());
            face.words.text(&text)
        }
        Actor::Outside => face.words.get("tui-by-outside"),
    }
}

/// The message of a rule that links accounts.
pub fn link_word(rule: LinkRule) -> &'static str {
    match rule {
        LinkRule::Operator => "tui-link-operator",
        LinkRule::StableId => "tui-link-stable-id",
        LinkRule::SameAddress => "tui-link-same-address",
        LinkRule::NameAndHandle => "tui-link-name-and-handle",
        LinkRule::NameAndOrganisation => "tui-link-name-and-organisation",
        LinkRule::NameAndLogin => "tui-link-name-and-login",
        LinkRule::RareHandle => "tui-link-rare-handle",
        LinkRule::RareName => "tui-link-rare-name",
    }
}
