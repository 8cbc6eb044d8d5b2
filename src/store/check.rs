//! The invariants of the store, checked by `doctor` and by the tests.

use std::collections::HashSet;
use std::fmt;

use redb::{ReadableTable, ReadableTableMetadata};

use super::audit::LogVerdict;
use super::codec;
use super::error::{Result, StoreError};
use super::open::FILE;
use super::tables::{
    self, ACCOUNTS, INTENTS, LINKS, RUNS, RUNS_BY_SERVICE, Rows, SERVICES, STAGING, USERS,
    USERS_BY_NAME, key_of, name_key, parse_account_key, parse_name_key,
};
use super::{Store, accounts::joined};
use crate::domain::ids::{AccountKey, UserId};
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
        let accounts = read.table(ACCOUNTS)?;
        let links = read.table(LINKS)?;
        let users = read.table(USERS)?;
        let names = read.table(USERS_BY_NAME)?;
        let mut problems = Vec::new();
        let mut listed = 0;

        for row in users.iter()? {
            let user: User = codec::decode(row?.1.value())?;
            let mut own = Vec::with_capacity(user.accounts.len());
            for key in &user.accounts {
                listed += 1;
                if links.user_id(&key_of(key))? != Some(user.id) {
                    problems.push(Problem::NotLinked(user.id, key.clone()));
                }
                own.extend(joined(&accounts, key, user.id)?);
            }
            let line: Option<UserLine> = names.record(&name_key(&user.name, user.id))?;
            let findings = line.as_ref().map_or(0, |line| line.findings);
            if line != Some(UserLine::of(&user, &own, findings)) {
                problems.push(Problem::Line(user.id));
            }
        }
        // As many links as listed accounts, each listed one linked: then no link is unlisted.
        if links.len()? != listed || !problems.is_empty() {
            for row in links.iter()? {
                let (key, id) = row?;
                let (key, id) = (
                    parse_account_key(key.value())?,
                    tables::user_id(id.value())?,
                );
                let user: Option<User> = users.record(id.0.as_bytes())?;
                match user {
                    None => problems.push(Problem::NoUser(key, id)),
                    Some(user) if user.accounts.binary_search(&key).is_err() => {
                        problems.push(Problem::NotListed(key, id));
                    }
                    Some(_) if accounts.get(key_of(&key).as_slice())?.is_none() => {
                        problems.push(Problem::NoAccount(key));
                    }
                    Some(_) => {}
                }
            }
        }
        if names.len()? != users.len()? {
            for row in names.iter()? {
                let key = row?.0;
                let (_, id) = parse_name_key(key.value())?;
                if users.get(id.0.as_bytes().as_slice())?.is_none() {
                    problems.push(Problem::LineOfNobody(id));
                }
            }
        }
        self.check_runs(&read, &mut problems)?;
        problems.truncate(MAX_PROBLEMS);
        let path = self.dir().join(FILE);
        Ok(Report {
            users: users.len()?,
            accounts: accounts.len()?,
            unlinked: accounts.len()?.saturating_sub(links.len()?),
            bytes: std::fs::metadata(&path)
                .map_err(StoreError::io(&path))?
                .len(),
            interrupted: read.table(INTENTS)?.len()?,
            staged: read.table(STAGING)?.len()?,
            log,
            problems,
        })
    }

    fn check_runs(&self, read: &tables::Read, problems: &mut Vec<Problem>) -> Result<()> {
        let runs = read.table(RUNS)?;
        let mut ids = HashSet::new();
        for row in runs.iter()? {
            let run: crate::domain::run::RunRecord = codec::decode(row?.1.value())?;
            ids.insert(run.id);
        }
        if read.table(RUNS_BY_SERVICE)?.len()? != runs.len()? {
            problems.push(Problem::Runs);
        }
        for row in read.table(SERVICES)?.iter()? {
            let (service, state) = row?;
            let state: crate::domain::service::ServiceState = codec::decode(state.value())?;
            if state.last_run.is_some_and(|run| !ids.contains(&run.id)) {
                let service = String::from_utf8_lossy(service.value());
                problems.push(Problem::LastRun(service.into_owned()));
            }
        }
        Ok(())
    }
}
