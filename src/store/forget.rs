//! Forgetting a user: everything that names it or its accounts goes, the audit log's chain stays.
//!
//! Accounts that a service still lists come back, as new ones, with its next sync. Backups and
//! unused pages of the file keep their bytes until they are replaced or compacted.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::Store;
use super::codec::{self, AuditRow};
use super::engine::{ReadTransaction, Span};
use super::error::Result;
use super::history::{CHANGE_KEY, each_change_of};
use super::tables::{
    self, ACCOUNTS, AUDIT, CHANGES, CHANGES_BY_ACCOUNT, DECISIONS, JOURNAL, MOVED, REASONS,
    REDIRECTS, REQUESTS, RESTORE_POINTS, Rows, TOKENS, USERS, WAIVERS, be64, key_of,
};
use super::write::Write;
use crate::domain::account::Account;
use crate::domain::act::item::{Item, ItemKey};
use crate::domain::audit::AuditBody;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::findings::{Subject, Waiver};
use crate::domain::ids::{AccountKey, RemoteId, UserId};
use crate::domain::plan::JournalEntry;
use crate::domain::request::Request;
use crate::domain::text::fold;
use crate::domain::token::TokenRecord;
use crate::domain::user::User;

/// What was erased with a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Its accounts.
    pub accounts: Vec<AccountKey>,
    /// How many observed changes of them.
    pub changes: u64,
    /// How many audit entries lost their body.
    pub entries: u64,
}

/// The keys of what must go, per table.
#[derive(Default)]
struct Traces {
    /// The accounts by the ids that they have and had.
    accounts: Vec<Vec<u8>>,
    redirects: Vec<Vec<u8>>,
    changes: Vec<Vec<u8>>,
    decisions: Vec<Vec<u8>>,
    /// Decisions that stay for the others whom they are about.
    rewritten: Vec<(Vec<u8>, Decision)>,
    waivers: Vec<Vec<u8>>,
    steps: Vec<JournalEntry>,
    requests: Vec<Vec<u8>>,
    audit: Vec<u64>,
    /// Tokens that stay, as what nobody was given.
    tokens: Vec<TokenRecord>,
}

impl Store {
    /// Erases a user with its accounts, their history, the decisions, waivers and steps about them,
    /// the awaited newcomers with one of its addresses, and the bodies of audit entries that name
    /// any of these; `None` when there is no such user. What is told of it in the log must not name
    /// it again.
    pub fn forget(&self, id: UserId, told: &AuditBody) -> Result<Option<Forgotten>> {
        let read = self.read()?;
        let user: Option<User> = read.record(USERS, id.0.as_bytes())?;
        let Some(user) = user else {
            return Ok(None);
        };
        let traces = Traces::find(&*read, &user)?;
        let (forgotten, _) = self.change(|write| {
            write.forget(&user, &traces)?;
            write.erase_bodies(&traces.audit)?;
            write.log(told)?;
            Ok(Forgotten {
                accounts: user.accounts.clone(),
                changes: traces.changes.len().try_into().unwrap_or(u64::MAX),
                entries: traces.audit.len().try_into().unwrap_or(u64::MAX),
            })
        })?;
        Ok(Some(forgotten))
    }
}

impl Traces {
    fn find(read: &dyn ReadTransaction, user: &User) -> Result<Self> {
        let mut traces = Self::default();
        let mut names = BTreeSet::from([user.id.to_string()]);
        let mut ids = BTreeSet::from([user.id]);
        read.each(REDIRECTS, Span::all(), &mut |from, to| {
            if tables::user_id(to)? == user.id {
                ids.insert(tables::user_id(from)?);
                traces.redirects.push(from.to_vec());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        names.extend(ids.iter().map(UserId::to_string));
        let mut keys = BTreeSet::new();
        let recorded = user.email.iter().map(|email| fold(&email.address));
        let mut addresses: BTreeSet<String> = recorded.collect();
        let accounts: Vec<Option<Account>> =
            read.records(ACCOUNTS, user.accounts.iter().map(key_of))?;
        for (key, account) in user.accounts.iter().zip(accounts) {
            if let Some(account) = &account {
                let emails = account.profile.emails.value().into_iter().flatten();
                addresses.extend(emails.map(|email| fold(&email.address)));
            }
            let former = account.map_or(Vec::new(), |account| account.formerly);
            keys.insert(key.clone());
            keys.extend(
                former
                    .into_iter()
                    .map(|old| AccountKey::new(key.service.clone(), old)),
            );
        }
        for key in &keys {
            names.insert(key.handle());
            traces.accounts.push(key_of(key));
            each_change_of(read, &key_of(key), &mut |row| {
                traces.changes.push(row.to_vec())
            })?;
        }
        let is_theirs = |request: &Request| {
            let mut emails = request.emails.iter();
            emails.any(|email| addresses.contains(&fold(email)))
        };
        // Newcomers that are let go of, or were written otherwise since, stand in the history.
        let mut newcomers: BTreeSet<u64> = BTreeSet::new();
        read.each(DECISIONS, Span::all(), &mut |_, value| {
            let decision: Decision = codec::decode(value)?;
            let items = decision.items.iter();
            for item in items.flat_map(|change| [&change.before, &change.after]) {
                if let Item::Newcomer(id, Some(request)) = item
                    && is_theirs(request)
                {
                    newcomers.insert(*id);
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        read.each(REQUESTS, Span::all(), &mut |key, value| {
            let request: Request = codec::decode(value)?;
            if is_theirs(&request) || newcomers.contains(&request.id) {
                newcomers.insert(request.id);
                traces.requests.push(key.to_vec());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        names.extend(newcomers.iter().map(|id| Request::target_of(*id)));
        read.each(DECISIONS, Span::all(), &mut |key, value| {
            let decision: Decision = codec::decode(value)?;
            if !is_about(&decision, &keys, &ids, &newcomers) {
                return Ok(ControlFlow::Continue(()));
            }
            // A relink is about thousands of others: only what is said of this user goes.
            match without(decision, &keys, &ids) {
                Some(rest) => traces.rewritten.push((key.to_vec(), rest)),
                None => traces.decisions.push(key.to_vec()),
            }
            Ok(ControlFlow::Continue(()))
        })?;
        read.each(WAIVERS, Span::all(), &mut |key, value| {
            let waiver: Waiver = codec::decode(value)?;
            if match &waiver.subject {
                Subject::User(id) => ids.contains(id),
                Subject::Account(key) => keys.contains(key),
                Subject::Service(_) => false,
            } {
                traces.waivers.push(key.to_vec());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        read.each(JOURNAL, Span::all(), &mut |_, value| {
            let entry: JournalEntry = codec::decode(value)?;
            let account = entry.step.account.as_ref();
            if account.is_some_and(|account| keys.contains(account)) {
                traces.steps.push(entry);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        read.each(TOKENS, Span::all(), &mut |_, value| {
            let mut token: TokenRecord = codec::decode(value)?;
            if token.user.is_some_and(|user| ids.contains(&user)) {
                // Entries about it name the row.
                names.insert(token.target());
                token.erase_person();
                traces.tokens.push(token);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        read.each(AUDIT, Span::all(), &mut |key, value| {
            let row: AuditRow = codec::decode(value)?;
            let body: Option<AuditBody> = row.body.as_deref().map(codec::decode).transpose()?;
            if body.is_some_and(|body| body.targets.iter().any(|target| names.contains(target))) {
                traces.audit.push(be64(key)?);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(traces)
    }
}

/// Whether a decision names somebody, in what it is about or in what it wrote.
fn is_about(
    decision: &Decision,
    keys: &BTreeSet<AccountKey>,
    ids: &BTreeSet<UserId>,
    newcomers: &BTreeSet<u64>,
) -> bool {
    let named = decision.kind.accounts();
    let changed = decision.before.iter().map(|before| before.id);
    let left = decision.after.iter().map(|user| user.id);
    named.iter().any(|key| keys.contains(key))
        || changed.chain(left).any(|id| ids.contains(&id))
        || decision.items.iter().any(|change| match change.key() {
            ItemKey::Waiver(_, Subject::User(id)) => ids.contains(&id),
            ItemKey::Waiver(_, Subject::Account(key)) => keys.contains(&key),
            ItemKey::Newcomer(id) => newcomers.contains(&id),
            ItemKey::Waiver(_, Subject::Service(_)) | ItemKey::Paused(_) | ItemKey::Refused(_) => {
                false
            }
        })
}

/// What is left of a relink without some accounts and users; nothing of any other decision.
fn without(
    mut decision: Decision,
    keys: &BTreeSet<AccountKey>,
    ids: &BTreeSet<UserId>,
) -> Option<Decision> {
    let DecisionKind::Relink(service, pairs) = &mut decision.kind else {
        return None;
    };
    let gone = |remote: &RemoteId| keys.contains(&AccountKey::new(service.clone(), remote.clone()));
    pairs.retain(|(old, new)| !gone(old) && !gone(new));
    decision.before.retain(|before| !ids.contains(&before.id));
    decision.after.retain(|user| !ids.contains(&user.id));
    let empty = matches!(&decision.kind, DecisionKind::Relink(_, pairs) if pairs.is_empty());
    (!empty).then_some(decision)
}

impl Write<'_> {
    fn forget(&mut self, user: &User, traces: &Traces) -> Result<()> {
        self.remove_user(user.id, None)?;
        for key in user.accounts.iter().map(key_of) {
            for table in [ACCOUNTS, RESTORE_POINTS, REASONS] {
                self.delete(table, &key)?;
            }
        }
        let mut moved = Vec::new();
        self.each(MOVED, Span::all(), &mut |key, _| {
            let account = key.get(size_of::<u64>()..).unwrap_or_default();
            if traces.accounts.iter().any(|gone| gone == account) {
                moved.push(key.to_vec());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        for (key, decision) in &traces.rewritten {
            self.put_record(DECISIONS, key, decision)?;
        }
        for token in &traces.tokens {
            self.put_record(TOKENS, &token.id.to_be_bytes(), token)?;
        }
        self.erase_steps(&traces.steps)?;
        for key in &traces.changes {
            self.delete(CHANGES_BY_ACCOUNT, key)?;
            if let Some(change) = key.last_chunk::<CHANGE_KEY>() {
                self.delete(CHANGES, change)?;
            }
        }
        for (table, keys) in [
            (MOVED, &moved),
            (REDIRECTS, &traces.redirects),
            (DECISIONS, &traces.decisions),
            (WAIVERS, &traces.waivers),
            (REQUESTS, &traces.requests),
        ] {
            for key in keys {
                self.delete(table, key)?;
            }
        }
        Ok(())
    }
}
