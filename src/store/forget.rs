//! Forgetting a user: everything that names it or its accounts goes, the audit log's chain stays.
//!
//! Accounts that a service still lists come back, as new ones, with its next sync. Backups and
//! unused pages of the file keep their bytes until they are replaced or compacted.

use std::collections::BTreeSet;

use redb::ReadableTable;

use super::Store;
use super::codec::{self, AuditRow, encode};
use super::error::Result;
use super::tables::{
    self, AUDIT, CHANGES_BY_ACCOUNT, DECISIONS, JOURNAL, REDIRECTS, REQUESTS, Read, Rows, TOKENS,
    USERS, WAIVERS, account_key, after, be64, key_of,
};
use super::write::Write;
use crate::domain::account::Account;
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
    journal: Vec<Vec<u8>>,
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
        let user: Option<User> = read.table(USERS)?.record(id.0.as_bytes())?;
        let Some(user) = user else {
            return Ok(None);
        };
        let traces = Traces::find(&read, &user)?;
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
    fn find(read: &Read, user: &User) -> Result<Self> {
        let mut traces = Self::default();
        let mut names = BTreeSet::from([user.id.to_string()]);
        let mut ids = BTreeSet::from([user.id]);
        for row in read.table(REDIRECTS)?.iter()? {
            let (from, to) = row?;
            if tables::user_id(to.value())? == user.id {
                ids.insert(tables::user_id(from.value())?);
                traces.redirects.push(from.value().to_vec());
            }
        }
        names.extend(ids.iter().map(UserId::to_string));
        let accounts = read.table(tables::ACCOUNTS)?;
        let index = read.table(CHANGES_BY_ACCOUNT)?;
        let mut keys = BTreeSet::new();
        let recorded = user.email.iter().map(|email| fold(&email.address));
        let mut addresses: BTreeSet<String> = recorded.collect();
        for key in &user.accounts {
            let account: Option<Account> = accounts.record(&key_of(key))?;
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
            let mut start = account_key(&key.service, key.remote.as_str());
            start.push(0);
            for row in index.range::<&[u8]>(&start[..]..&after(&start)[..])? {
                let row = row?.0;
                if row.value().len() == start.len() + super::history::CHANGE_KEY {
                    traces.changes.push(row.value().to_vec());
                }
            }
        }
        for row in read.table(DECISIONS)?.iter()? {
            let (key, value) = row?;
            let decision: Decision = codec::decode(value.value())?;
            let named = decision.kind.accounts();
            let about = named.iter().any(|key| keys.contains(key));
            if !about
                && !decision
                    .before
                    .iter()
                    .any(|before| ids.contains(&before.id))
            {
                continue;
            }
            // A relink is about thousands of others: only what is said of this user goes.
            match without(decision, &keys, &ids) {
                Some(rest) => traces.rewritten.push((key.value().to_vec(), rest)),
                None => traces.decisions.push(key.value().to_vec()),
            }
        }
        for row in read.table(WAIVERS)?.iter()? {
            let (key, value) = row?;
            let waiver: Waiver = codec::decode(value.value())?;
            if match &waiver.subject {
                Subject::User(id) => ids.contains(id),
                Subject::Account(key) => keys.contains(key),
                Subject::Service(_) => false,
            } {
                traces.waivers.push(key.value().to_vec());
            }
        }
        for row in read.table(JOURNAL)?.iter()? {
            let (key, value) = row?;
            let entry: JournalEntry = codec::decode(value.value())?;
            if entry
                .step
                .account
                .is_some_and(|account| keys.contains(&account))
            {
                traces.journal.push(key.value().to_vec());
            }
        }
        for row in read.table(REQUESTS)?.iter()? {
            let (key, value) = row?;
            let request: Request = codec::decode(value.value())?;
            let is_theirs = |email: &String| addresses.contains(&fold(email));
            if request.emails.iter().any(is_theirs) {
                names.insert(request.target());
                traces.requests.push(key.value().to_vec());
            }
        }
        for row in read.table(TOKENS)?.iter()? {
            let mut token: TokenRecord = codec::decode(row?.1.value())?;
            if token.user.is_some_and(|user| ids.contains(&user)) {
                // Entries about it name the row.
                names.insert(token.target());
                token.erase_person();
                traces.tokens.push(token);
            }
        }
        for row in read.table(AUDIT)?.iter()? {
            let (key, value) = row?;
            let row: AuditRow = codec::decode(value.value())?;
            let body: Option<AuditBody> = row.body.as_deref().map(codec::decode).transpose()?;
            if body.is_some_and(|body| body.targets.iter().any(|target| names.contains(target))) {
                traces.audit.push(be64(key.value())?);
            }
        }
        Ok(traces)
    }
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
        for key in &user.accounts {
            let key = key_of(key);
            self.accounts.remove(key.as_slice())?;
            self.restore_points.remove(key.as_slice())?;
            self.reasons.remove(key.as_slice())?;
        }
        self.moved.retain(|key, _| {
            let account = key.get(size_of::<u64>()..).unwrap_or_default();
            !traces.accounts.iter().any(|gone| gone == account)
        })?;
        for (key, decision) in &traces.rewritten {
            self.decisions
                .insert(key.as_slice(), encode(decision)?.as_slice())?;
        }
        for token in &traces.tokens {
            self.tokens
                .insert(token.id.to_be_bytes().as_slice(), encode(token)?.as_slice())?;
        }
        for key in &traces.changes {
            self.changes_by_account.remove(key.as_slice())?;
            if let Some(change) = key.last_chunk::<{ super::history::CHANGE_KEY }>() {
                self.changes.remove(change.as_slice())?;
            }
        }
        for (table, keys) in [
            (&mut self.redirects, &traces.redirects),
            (&mut self.decisions, &traces.decisions),
            (&mut self.waivers, &traces.waivers),
            (&mut self.journal, &traces.journal),
            (&mut self.requests, &traces.requests),
        ] {
            for key in keys {
                table.remove(key.as_slice())?;
            }
        }
        Ok(())
    }
}
