//! Who is at the keyboard, and what they may do.
//!
//! Owns identification and roles. Roles protect against error and against restricted users, not
//! against whoever owns the store's files.

use crate::domain::audit::ActorSource;

use super::machine::{Machine, Mode, SYSTEM_USER};
use super::reader::Section;
use super::variables;

/// What an operator may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks, and changes nothing.
    Auditor,
    Admin,
}

impl Role {
    /// The word of `operators` and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Auditor => "auditor",
            Role::Admin => "admin",
        }
    }
}

/// The human at the keyboard, or the timer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Operator {
    /// The login name, or `uid:1234` where the machine knows none.
    pub name: String,
    pub uid: u32,
    pub source: ActorSource,
    /// What they may do.
    pub role: Role,
}

/// Who may do what, by login name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Operators {
    /// May change.
    pub admins: Vec<String>,
    /// May only look.
    pub auditors: Vec<String>,
}

impl Operators {
    pub(super) fn read(mut section: Section<'_>) -> Self {
        let operators = Self {
            admins: section.strings("admins").unwrap_or_default(),
            auditors: section.strings("auditors").unwrap_or_default(),
        };
        section.finish();
        operators
    }

    /// The role of a login name. Being listed as auditor wins; who is not listed may change only
    /// their own, personal store.
    fn role(&self, name: &str, mode: Mode) -> Role {
        let listed = |names: &[String]| names.iter().any(|listed| listed == name);
        let timer = mode == Mode::Shared && name == SYSTEM_USER;
        let own = mode == Mode::Personal && self.admins.is_empty();
        if listed(&self.auditors) {
            Role::Auditor
        } else if listed(&self.admins) || timer || own {
            Role::Admin
        } else {
            Role::Auditor
        }
    }
}

/// Finds out who is at the keyboard: the kernel's login uid, else sudo's word if root spoke it,
/// else the process's own uid.
pub fn operator(machine: &Machine, operators: &Operators, mode: Mode) -> Operator {
    let (uid, source) = identify(machine);
    let known = machine.names.get(&uid).cloned();
    let sudo_name = || match source {
        ActorSource::Sudo => machine.var(variables::SUDO_USER).map(str::to_owned),
        _ => None,
    };
    let name = known
        .or_else(sudo_name)
        .unwrap_or_else(|| format!("uid:{uid}"));
    let role = operators.role(&name, mode);
    Operator {
        name,
        uid,
        source,
        role,
    }
}

pub(super) fn identify(machine: &Machine) -> (u32, ActorSource) {
    let sudo = || {
        let uid = machine.var(variables::SUDO_UID)?.parse().ok()?;
        machine.parent_is_root.then_some(uid)
    };
    if let Some(uid) = machine.login_uid {
        (uid, ActorSource::LoginUid)
    } else if let Some(uid) = sudo() {
        (uid, ActorSource::Sudo)
    } else {
        (machine.uid, ActorSource::Uid)
    }
}
