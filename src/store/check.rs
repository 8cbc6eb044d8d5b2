//! The invariants of the store, checked by `doctor` and by the tests.

use std::collections::HashSet;
use std::fmt;
use std::ops::ControlFlow;

use super::Store;
use super::audit::LogVerdict;
use super::codec;
use super::engine::{Order, ReadTransaction, Span};
use super::error::Result;
use super::journal::index_of;
use super::tables::{
    self, ACCOUNTS, INTENTS, JOURNAL, LINKS, OPEN_STEPS, PAGE, RUNNER_STEPS, RUNS, RUNS_BY_SERVICE,
    Rows, SERVICES, STAGING, USERS, USERS_BY_NAME, key_of, name_key, parse_account_key,
    parse_name_key,
};
use crate::domain::account::Account;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::plan::JournalEntry;
use crate::domain::run::RunRecord;
use crate::domain::service::ServiceState;
use crate::domain::snapshot::UserLine;
use crate::domain::user::User;

/// Most problems that are listed.
const MAX_PROBLEMS: usize = 100;

/// Something that should never be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A link without its account.
    NoAccount(AccountKey),
    /// A link to a user that does not exist.
    NoUser(AccountKey, UserId),
    /// A link to a user that does not list the account.
    NotListed(AccountKey, UserId),
    /// A user lists an account that is not linked to it.
    NotLinked(UserId, AccountKey),
    /// A user's line is missing, or says something else than the user and its accounts.
    Line(UserId),
    /// A line without its user.
    LineOfNobody(UserId),
    /// A service's index of runs and the runs differ.
    Runs,
    /// A service's last run is not among the runs.
    LastRun(String),
    /// The index of steps that are not settled and the journal differ.
    Steps,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NoAccount(key) => write!(f, "{key} is linked but does not exist"),
            Problem::NoUser(key, user) => {
                write!(f, "{key} is linked to {user}, who does not exist")
            }
            Problem::NotListed(key, user) => {
                write!(f, "{key} is linked to {user}, who does not list it")
            }
            Problem::NotLinked(user, key) => {
                write!(f, "{user} lists {key}, which is not linked to it")
            }
            Problem::Line(user) => write!(f, "the line of {user} is not what it should be"),
            Problem::LineOfNobody(user) => {
                write!(f, "there is a line of {user}, who does not exist")
            }
            Problem::Runs => write!(f, "the index of runs does not match the runs"),
            Problem::Steps => write!(f, "the index of open steps does not match the journal"),
            Problem::LastRun(service) => write!(f, "the last run of {service} is not recorded"),
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Number of users.
    pub users: u64,
    /// Number of accounts.
    pub accounts: u64,
    /// Accounts that belong to no user.
    pub unlinked: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Commits that wait to be finished.
    pub interrupted: u64,
    /// Blobs of syncs that run, or were interrupted.
    pub staged: u64,
    /// The audit log.
    pub log: LogVerdict,
    /// The first problems.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn passes(&self) -> bool {
        self.problems.is_empty() && self.log.passes()
    }
}

impl Store {
    /// Reads everything and checks that it holds together.
    pub fn check(&self) -> Result<Report> {
        let log = self.verify_log(None)?;
        let read = self.read()?;
        let mut problems = Vec::new();
        let listed = check_users(&*read, &mut problems)?;
        // As many links as listed accounts, each listed one linked: then no link is unlisted.
        let (users, links) = (read.count(USERS)?, read.count(LINKS)?);
        if links != listed || !problems.is_empty() {
            check_links(&*read, &mut problems)?;
        }
        if read.count(USERS_BY_NAME)? != users {
            check_lines(&*read, &mut problems)?;
        }
        check_runs(&*read, &mut problems)?;
        check_steps(&*read, &mut problems)?;
        problems.truncate(MAX_PROBLEMS);
        let accounts = read.count(ACCOUNTS)?;
        Ok(Report {
            users,
            accounts,
            unlinked: accounts.saturating_sub(links),
            bytes: self.inner.engine.size()?,
            interrupted: read.count(INTENTS)?,
            staged: read.count(STAGING)?,
            log,
            problems,
        })
    }
}

/// Checks every user with its accounts and its line; returns how many accounts are listed.
fn check_users(read: &dyn ReadTransaction, problems: &mut Vec<Problem>) -> Result<u64> {
    let (mut rest, mut listed) = (Span::all(), 0);
    loop {
        let mut page: Vec<User> = Vec::new();
        let mut last = Vec::new();
        read.scan(USERS, &rest, Order::Ascending, PAGE, &mut |key, value| {
            last = key.to_vec();
            page.push(codec::decode(value)?);
            Ok(ControlFlow::Continue(()))
        })?;
        if page.is_empty() {
            return Ok(listed);
        }
        rest.after(&last);
        let keys = || page.iter().flat_map(|user| &user.accounts).map(key_of);
        let mut links = read.many(LINKS, keys(), tables::user_id)?.into_iter();
        let mut accounts = read.records::<_, Account>(ACCOUNTS, keys())?.into_iter();
        let names = page.iter().map(|user| name_key(&user.name, user.id));
        let lines: Vec<Option<UserLine>> = read.records(USERS_BY_NAME, names)?;
        for (user, line) in page.iter().zip(lines) {
            let mut own = Vec::with_capacity(user.accounts.len());
            for ((key, link), account) in user
                .accounts
                .iter()
                .zip(links.by_ref())
                .zip(accounts.by_ref())
            {
                listed += 1;
                if link != Some(user.id) {
                    problems.push(Problem::NotLinked(user.id, key.clone()));
                }
                own.extend(account.map(|account| Account {
                    user: Some(user.id),
                    ..account
                }));
            }
            let findings = line.as_ref().map_or(0, |line| line.findings);
            if line != Some(UserLine::of(user, &own, findings)) {
                problems.push(Problem::Line(user.id));
            }
        }
    }
}

fn check_links(read: &dyn ReadTransaction, problems: &mut Vec<Problem>) -> Result<()> {
    read.each(LINKS, Span::all(), &mut |key, id| {
        let (account, id) = (parse_account_key(key)?, tables::user_id(id)?);
        let user: Option<User> = read.record(USERS, id.0.as_bytes())?;
        match user {
            None => problems.push(Problem::NoUser(account, id)),
            Some(user) if user.accounts.binary_search(&account).is_err() => {
                problems.push(Problem::NotListed(account, id));
            }
            Some(_) if !read.has(ACCOUNTS, key)? => problems.push(Problem::NoAccount(account)),
            Some(_) => {}
        }
        Ok(ControlFlow::Continue(()))
    })
}

fn check_lines(read: &dyn ReadTransaction, problems: &mut Vec<Problem>) -> Result<()> {
    read.each(USERS_BY_NAME, Span::all(), &mut |key, _| {
        let (_, id) = parse_name_key(key)?;
        if !read.has(USERS, id.0.as_bytes())? {
            problems.push(Problem::LineOfNobody(id));
        }
        Ok(ControlFlow::Continue(()))
    })
}

fn check_runs(read: &dyn ReadTransaction, problems: &mut Vec<Problem>) -> Result<()> {
    let mut ids = HashSet::new();
    read.each(RUNS, Span::all(), &mut |_, value| {
        ids.insert(codec::decode::<RunRecord>(value)?.id);
        Ok(ControlFlow::Continue(()))
    })?;
    if read.count(RUNS_BY_SERVICE)? != read.count(RUNS)? {
        problems.push(Problem::Runs);
    }
    read.each(SERVICES, Span::all(), &mut |service, state| {
        let state: ServiceState = codec::decode(state)?;
        if state.last_run.is_some_and(|run| !ids.contains(&run.id)) {
            let service = String::from_utf8_lossy(service);
            problems.push(Problem::LastRun(service.into_owned()));
        }
        Ok(ControlFlow::Continue(()))
    })
}

fn check_steps(read: &dyn ReadTransaction, problems: &mut Vec<Problem>) -> Result<()> {
    let (mut indexed, mut wrong) = (0, false);
    read.each(JOURNAL, Span::all(), &mut |_, value| {
        for (table, key, row) in index_of(&codec::decode::<JournalEntry>(value)?)? {
            indexed += u64::from(table == OPEN_STEPS);
            wrong |= read.get(table, &key)?.as_ref() != Some(&row);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if wrong || read.count(OPEN_STEPS)? != indexed || read.count(RUNNER_STEPS)? != indexed {
        problems.push(Problem::Steps);
    }
    Ok(())
}
