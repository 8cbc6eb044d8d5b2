//! The credentials that the simulated Nextcloud knows, its sessions, and the attempts on them. `auth`
//! judges by them.

use std::collections::HashMap;

use secrecy::{ExposeSecret, SecretString};

/// How the caller proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proof {
    /// The login password, on this very request.
    Password,
    /// An app password by Basic; its text.
    AppBasic(String),
    /// An app password as bearer.
    AppBearer(String),
    /// A session cookie alone.
    Session,
}

/// Who is calling.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub row: u32,
    pub proof: Proof,
    /// The session, old or new.
    pub session: String,
}

impl Caller {
    /// An app password cannot make another one.
    pub(super) fn may_make_app_passwords(&self) -> bool {
        matches!(self.proof, Proof::Password | Proof::Session)
    }
}

#[derive(Debug)]
pub(super) struct Session {
    pub row: u32,
    /// Second of the last confirmation of the password.
    pub confirmed: Option<i64>,
    /// Made by this app password, and ends with it.
    pub app: Option<String>,
}

/// Credentials and attempts.
#[derive(Debug)]
pub(super) struct Door {
    pub passwords: HashMap<u32, SecretString>,
    /// App passwords and their owners.
    pub apps: HashMap<String, u32>,
    pub sessions: HashMap<String, Session>,
    /// Failed logins: second and login name.
    pub failures: Vec<(i64, String)>,
}

impl Door {
    /// `password` is the administrator's.
    pub(super) fn new(password: SecretString) -> Self {
        Self {
            passwords: HashMap::from([(0, password)]),
            apps: HashMap::new(),
            sessions: HashMap::new(),
            failures: Vec::new(),
        }
    }

    /// The delay that the next login would meet, in milliseconds.
    pub(super) fn delay(&self) -> u64 {
        let attempts = self.failures.len().min(8) as u32;
        if attempts == 0 {
            0
        } else {
            (100 * 2_u64.pow(attempts)).min(25_000)
        }
    }

    pub(super) fn set_password(&mut self, row: u32, password: &str) {
        self.passwords.insert(row, password.to_owned().into());
    }

    pub(super) fn has_password(&self, row: u32, password: &str) -> bool {
        self.passwords
            .get(&row)
            .is_some_and(|known| known.expose_secret() == password)
    }
}
