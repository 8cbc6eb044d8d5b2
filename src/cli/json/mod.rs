//! What scripts read: the JSON objects and the columns of every listing (`docs/json.md`).
//!
//! Owns the shapes, which change only by additions under one `schema` number. All are made by pure
//! functions from domain types; values are exact and not escaped (JSON needs no escaping by us).

mod account;
mod finding;
mod group;
mod history;
mod identity;
mod import;
mod people;
mod run;
mod service;
mod suggestion;
mod token;
mod user;

pub use account::{AccountJson, DisabledJson, EmailJson, MembershipJson};
pub use finding::{FindingJson, WaivedJson, subject as subject_word};
pub use group::{GroupJson, MemberJson, MemberRow};
pub use history::{AuditJson, ChangeJson, DecisionJson, JournalJson, hex};
pub use identity::{LinkJson, MergeJson, MoveJson, RelinkJson};
pub use import::ImportJson;
pub use people::{DepartureJson, Giving, RequestJson};
pub use run::{HeldJson, RunJson, exit_of};
pub use service::{AccountsJson, PausedJson, ServiceJson};
pub use suggestion::{SideJson, SuggestionJson};
pub use token::{CheckedJson, HasuraJson, InspectedJson, RevokedJson, TokenJson, WarningJson};
pub use user::{UserJson, departure};

use crate::domain::account::Actor;
use crate::domain::audit::ActorSource;

/// An actor as one word: a login, `rule:<id>`, or `outside`.
pub fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Operator(login) => login.clone(),
        Actor::Rule(id) => format!("rule:{id}"),
        Actor::Outside => "outside".to_owned(),
    }
}

/// Where an operator's name was read, as one word.
pub const fn actor_source(source: ActorSource) -> &'static str {
    match source {
        ActorSource::LoginUid => "loginuid",
        ActorSource::Sudo => "sudo",
        ActorSource::Uid => "uid",
        ActorSource::Program => "program",
    }
}

#[cfg(test)]
pub mod tests;
