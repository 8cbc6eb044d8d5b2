//! Decisions about identity: by a rule or an operator, recorded for ever and undoable.

use serde::{Deserialize, Serialize};

use super::account::Actor;
use super::identity::merge::Choices;
use super::ids::{AccountKey, RemoteId, ServiceId, UserId};
use super::time::Timestamp;
use super::user::User;

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DecisionKind {
    /// These two accounts are one user.
    Same(AccountKey, AccountKey),
    /// These two accounts are never one user.
    Never(AccountKey, AccountKey),
    /// This account was taken out of its user on purpose.
    Detach(AccountKey),
    /// The users of these accounts are one: an account of each, the oldest user's first.
    Merge(Vec<AccountKey>),
    /// A service gave its accounts other ids: the old one and the new one of each.
    Relink(ServiceId, Vec<(RemoteId, RemoteId)>),
    /// A list from elsewhere said something of the user of this account, if it has one.
    Import(Option<AccountKey>),
}

impl DecisionKind {
    /// The word of JSON and of message ids.
    pub const fn as_str(&self) -> &'static str {
        match self {
            DecisionKind::Same(..) => "same",
            DecisionKind::Never(..) => "never",
            DecisionKind::Detach(_) => "detach",
            DecisionKind::Merge(_) => "merge",
            DecisionKind::Relink(..) => "relink",
            DecisionKind::Import(_) => "import",
        }
    }

    /// The accounts that it names; those of a relink by both of their ids.
    pub fn accounts(&self) -> Vec<AccountKey> {
        match self {
            DecisionKind::Same(a, b) | DecisionKind::Never(a, b) => vec![a.clone(), b.clone()],
            DecisionKind::Detach(a) => vec![a.clone()],
            DecisionKind::Merge(all) => all.clone(),
            DecisionKind::Relink(service, pairs) => pairs
                .iter()
                .flat_map(|(old, new)| [old, new])
                .map(|remote| AccountKey::new(service.clone(), remote.clone()))
                .collect(),
            DecisionKind::Import(account) => account.iter().cloned().collect(),
        }
    }
}

/// One decision with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decision {
    /// Its number, ascending.
    pub seq: u64,
    /// What was decided.
    pub kind: DecisionKind,
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The reason that was given and what was seen, for humans.
    pub evidence: Vec<String>,
    /// Number of the decision that took this one back; its own where an operator did.
    pub undone_by: Option<u64>,
    /// The users that it changed as they were, so that undo restores them exactly.
    pub before: Vec<UserBefore>,
    /// The same users as it left them, without those that it removed: what differs from it later
    /// was written by somebody else and is not undone.
    pub after: Vec<User>,
    /// Whose values were kept.
    pub choices: Choices,
    /// Number of the first decision of those that were taken together, and are undone together.
    pub batch: Option<u64>,
}

impl Decision {
    /// A decision that changes no user and that nobody took back; it gets its number when it is
    /// written.
    pub fn new(kind: DecisionKind, by: Actor, at: Timestamp) -> Decision {
        Decision {
            seq: 0,
            kind,
            by,
            at,
            evidence: Vec::new(),
            undone_by: None,
            before: Vec::new(),
            after: Vec::new(),
            choices: Choices::new(),
            batch: None,
        }
    }

    /// Every account that it names or has in its users, under the ids of its time.
    pub fn keys(&self) -> impl Iterator<Item = AccountKey> + '_ {
        let before = self.before.iter().filter_map(|one| one.record.as_ref());
        let users = before.chain(&self.after);
        let listed = users.flat_map(|user| user.accounts.iter().cloned());
        self.kind.accounts().into_iter().chain(listed)
    }

    /// Names accounts by the ids that they have now. A relink is about ids and stays as it is.
    pub fn rename(&mut self, now: &impl Fn(&AccountKey) -> Option<AccountKey>) {
        let swap = |key: &mut AccountKey| {
            if let Some(new) = now(key) {
                *key = new;
            }
        };
        match &mut self.kind {
            DecisionKind::Same(a, b) | DecisionKind::Never(a, b) => {
                swap(a);
                swap(b);
            }
            DecisionKind::Detach(a) => swap(a),
            DecisionKind::Merge(all) => all.iter_mut().for_each(swap),
            DecisionKind::Import(account) => account.iter_mut().for_each(swap),
            DecisionKind::Relink(..) => return,
        }
        let before = self.before.iter_mut().filter_map(|one| one.record.as_mut());
        for user in before.chain(&mut self.after) {
            user.accounts.iter_mut().for_each(swap);
            user.accounts.sort();
            user.accounts.dedup();
        }
    }

    /// Whether it names one of a user's accounts, or changed the user.
    pub fn is_about(&self, user: &User) -> bool {
        self.before.iter().any(|before| before.id == user.id)
            || self
                .kind
                .accounts()
                .iter()
                .any(|key| user.accounts.contains(key))
    }
}

/// A user as it was before a decision; `None` if it did not exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserBefore {
    /// The user.
    pub id: UserId,
    /// Its record then.
    pub record: Option<User>,
}
