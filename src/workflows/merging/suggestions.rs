//! The queue of questions: which accounts may belong to one user, and why.

use super::identities;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::matching::engine::{Engine, Settings};
use crate::domain::matching::evidence::{Clue, Evidence};
use crate::domain::text::Text;
use crate::store::Result;
use crate::workflows::Env;

/// "Are these two one user?"
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// One side.
    pub a: Side,
    /// The other.
    pub b: Side,
    /// Higher is likelier: the base-2 logarithm of the odds.
    pub score: i32,
    /// A rule would have linked them if a constraint had not stopped it.
    pub stopped: bool,
    /// What speaks for it and against it.
    pub evidence: Evidence,
}

/// One account of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The account.
    pub account: AccountKey,
    /// Its user.
    pub user: Option<UserId>,
    /// What it is called.
    pub title: String,
}

/// The best questions first; those that are settled already are left out. Reads only; blocks.
pub fn suggestions(env: &Env, limit: usize) -> Result<Vec<Question>> {
    let read = identities::read(env)?;
    let engine = Engine::build(read.identities, read.decisions, Settings::default());
    let side = |number: u32| {
        let account = read.accounts.get(number as usize)?;
        Some(Side {
            account: account.key.clone(),
            user: account.user,
            title: account.title.clone(),
        })
    };
    let questions = engine.suggestions().iter().filter_map(|open| {
        let (a, b) = (side(open.a)?, side(open.b)?);
        if a.user.is_some() && a.user == b.user {
            return None;
        }
        Some(Question {
            evidence: engine.explain(open.a, open.b)?,
            score: open.score(),
            stopped: open.stopped.is_some(),
            a,
            b,
        })
    });
    Ok(questions.take(limit).collect())
}

/// A clue as a sentence.
pub fn say(clue: &Clue) -> Text {
    match clue {
        Clue::StableId { issuer, subject } => Text::new("clue-stable-id")
            .with("issuer", issuer.as_str())
            .with("subject", subject.as_str()),
        Clue::Address { address, .. } => {
            Text::new("clue-address").with("address", address.as_str())
        }
        Clue::Names { left, right, .. } if left == right => {
            Text::new("clue-same-name").with("name", left.as_str())
        }
        Clue::Names { left, right, .. } => Text::new("clue-names")
            .with("left", left.as_str())
            .with("right", right.as_str()),
        Clue::Handle { handle, .. } => Text::new("clue-handle").with("handle", handle.as_str()),
        Clue::HandlesAlike => Text::new("clue-handles-alike"),
        Clue::HandleFromName { .. } => Text::new("clue-handle-from-name"),
        Clue::Organisation { domain } => {
            Text::new("clue-organisation").with("domain", domain.as_str())
        }
        Clue::SharedMailboxes => Text::new("clue-shared-mailboxes"),
        Clue::Numbered => Text::new("clue-numbered"),
        Clue::SameService { service } => {
            Text::new("clue-same-service").with("service", service.as_str())
        }
        Clue::KeptApart => Text::new("clue-kept-apart"),
    }
}
