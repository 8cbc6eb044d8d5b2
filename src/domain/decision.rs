//! The numbered history: what was decided about identity and what operators wrote, recorded for ever
//! and undoable.

use serde::{Deserialize, Serialize};

use super::account::Actor;
use super::act::item::ItemChange;
use super::findings::{Rule, Subject};
use super::identity::merge::{Choices, Field};
use super::ids::{AccountKey, RemoteId, ServiceId, UserId};
use super::text::Text;
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
    /// An operator wrote fields of the user of this account, if it has one.
    Edit(Option<AccountKey>),
    /// A finding was accepted.
    Waive(Rule, Subject),
    /// A finding is accepted no longer.
    Unwaive(Rule, Subject),
    /// A service is left alone.
    Pause(ServiceId),
    /// A service is fetched again.
    Resume(ServiceId),
    /// A newcomer of a list is awaited, or more is known of one.
    Request(u64),
    /// A newcomer is awaited no longer.
    DropRequest(u64),
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
            DecisionKind::Edit(_) => "edit",
            DecisionKind::Waive(..) => "waive",
            DecisionKind::Unwaive(..) => "unwaive",
            DecisionKind::Pause(_) => "pause",
            DecisionKind::Resume(_) => "resume",
            DecisionKind::Request(_) => "request",
            DecisionKind::DropRequest(_) => "request-drop",
        }
    }

    /// It in a word, for humans.
    pub const fn text(&self) -> Text {
        Text::new(match self {
            DecisionKind::Same(..) => "verdict-same",
            DecisionKind::Never(..) => "verdict-never",
            DecisionKind::Detach(_) => "verdict-detach",
            DecisionKind::Merge(_) => "verdict-merge",
            DecisionKind::Relink(..) => "verdict-relink",
            DecisionKind::Import(_) => "verdict-import",
            DecisionKind::Edit(_) => "verdict-edit",
            DecisionKind::Waive(..) => "verdict-waive",
            DecisionKind::Unwaive(..) => "verdict-unwaive",
            DecisionKind::Pause(_) => "verdict-pause",
            DecisionKind::Resume(_) => "verdict-resume",
            DecisionKind::Request(_) => "verdict-request",
            DecisionKind::DropRequest(_) => "verdict-request-drop",
        })
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
            DecisionKind::Import(account) | DecisionKind::Edit(account) => {
                account.iter().cloned().collect()
            }
            DecisionKind::Waive(_, Subject::Account(key))
            | DecisionKind::Unwaive(_, Subject::Account(key)) => vec![key.clone()],
            DecisionKind::Waive(..)
            | DecisionKind::Unwaive(..)
            | DecisionKind::Pause(_)
            | DecisionKind::Resume(_)
            | DecisionKind::Request(_)
            | DecisionKind::DropRequest(_) => Vec::new(),
        }
    }

    /// What is written of users by it are single fields, not which accounts are whose.
    pub const fn writes_fields(&self) -> bool {
        matches!(self, DecisionKind::Import(_) | DecisionKind::Edit(_))
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
    /// The fields that it wrote, where it is about fields.
    pub fields: Vec<Field>,
    /// What it wrote besides users.
    pub items: Vec<ItemChange>,
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
            fields: Vec::new(),
            items: Vec::new(),
        }
    }

    /// Every account that it names or has in its users, under the ids of its time.
    pub fn keys(&self) -> impl Iterator<Item = AccountKey> + '_ {
        let before = self.before.iter().filter_map(|one| one.record.as_ref());
        let users = before.chain(&self.after);
        let listed = users.flat_map(|user| user.accounts.iter().cloned());
        let items = self.items.iter().filter_map(|one| one.after.account());
        let named = self.kind.accounts().into_iter();
        named.chain(listed).chain(items.cloned())
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
            DecisionKind::Import(account) | DecisionKind::Edit(account) => {
                account.iter_mut().for_each(swap);
            }
            DecisionKind::Waive(_, subject) | DecisionKind::Unwaive(_, subject) => {
                if let Subject::Account(key) = subject {
                    swap(key);
                }
            }
            DecisionKind::Pause(_)
            | DecisionKind::Resume(_)
            | DecisionKind::Request(_)
            | DecisionKind::DropRequest(_) => {}
            DecisionKind::Relink(..) => return,
        }
        for change in &mut self.items {
            change.before.rename(&swap);
            change.after.rename(&swap);
        }
        let before = self.before.iter_mut().filter_map(|one| one.record.as_mut());
        for user in before.chain(&mut self.after) {
            user.accounts.iter_mut().for_each(swap);
            user.accounts.sort();
            user.accounts.dedup();
        }
    }

    /// Whether it names the user or one of its accounts, or changed the user.
    pub fn is_about(&self, user: &User) -> bool {
        let named = match &self.kind {
            DecisionKind::Waive(_, subject) | DecisionKind::Unwaive(_, subject) => {
                *subject == Subject::User(user.id)
            }
            DecisionKind::Same(..)
            | DecisionKind::Never(..)
            | DecisionKind::Detach(_)
            | DecisionKind::Merge(_)
            | DecisionKind::Relink(..)
            | DecisionKind::Import(_)
            | DecisionKind::Edit(_)
            | DecisionKind::Pause(_)
            | DecisionKind::Resume(_)
            | DecisionKind::Request(_)
            | DecisionKind::DropRequest(_) => false,
        };
        named
            || self.before.iter().any(|before| before.id == user.id)
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
