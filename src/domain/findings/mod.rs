//! Findings: what an audit reports, with severity, reason and waiver.
//!
//! Owns the rules' names, the policy, the rules and the grouping. Each rule is a pure function of a
//! user, its accounts, the services' freshness and the day; storing waivers is the store's work.

pub mod groups;
pub mod policy;
pub mod rules;
#[cfg(test)]
mod tests;
pub mod waivers;

pub use groups::{Group, group_by_rule};
pub use rules::{FindingContext, evaluate, mask, open_mask, service_findings, unlinked};
pub use waivers::Waivers;

use serde::{Deserialize, Serialize};

use super::ids::{AccountKey, ServiceId, UserId};
use super::text::Text;
use super::time::Timestamp;
use jiff::civil::Date;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Should be settled.
    Warning,
    /// Somebody may have an access that they must not have.
    Critical,
}

impl Severity {
    /// The word of `--fail-on`, configuration and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        }
    }

    pub fn parse(word: &str) -> Option<Severity> {
        [Severity::Info, Severity::Warning, Severity::Critical]
            .into_iter()
            .find(|severity| severity.as_str() == word)
    }
}

/// The rules, in the order of reports; the discriminant is the bit in a snapshot row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Rule {
    /// The last day is past and an account still works.
    DepartedActive = 0,
    /// Disabled by us, usable again, and not by us.
    ReenabledOutside = 1,
    /// Power over others' access.
    Admin = 2,
    /// No second factor.
    NoMfa = 3,
    /// Not used for long.
    Dormant = 4,
    /// Invited too long ago.
    InvitedLong = 5,
    /// Absent from a complete fetch, and not by us.
    Gone = 6,
    /// Nobody said when the person leaves.
    NoDeparture = 7,
    /// On one service only.
    Alone = 8,
    /// A service that the policy requires is missing.
    MissingService = 9,
    /// Not merged into any user.
    Unlinked = 10,
    /// A service whose picture is old, partial, failed or held.
    StaleService = 11,
    /// A service that was never synced.
    NeverSynced = 12,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: [Rule; 13] = [
        Rule::DepartedActive,
        Rule::ReenabledOutside,
        Rule::Admin,
        Rule::NoMfa,
        Rule::Dormant,
        Rule::InvitedLong,
        Rule::Gone,
        Rule::NoDeparture,
        Rule::Alone,
        Rule::MissingService,
        Rule::Unlinked,
        Rule::StaleService,
        Rule::NeverSynced,
    ];

    /// The word of filters, waivers, configuration and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Rule::DepartedActive => "departed-active",
            Rule::ReenabledOutside => "reenabled-outside",
            Rule::Admin => "admin",
            Rule::NoMfa => "no-mfa",
            Rule::Dormant => "dormant",
            Rule::InvitedLong => "invited-long",
            Rule::Gone => "gone",
            Rule::NoDeparture => "no-departure",
            Rule::Alone => "alone",
            Rule::MissingService => "missing-service",
            Rule::Unlinked => "unlinked",
            Rule::StaleService => "stale-service",
            Rule::NeverSynced => "never-synced",
        }
    }

    pub fn parse(word: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.as_str() == word)
    }

    /// Its bit in a snapshot row.
    pub const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    User(UserId),
    Account(AccountKey),
    Service(ServiceId),
}

impl Subject {
    /// Its word in JSON, in the audit log and on the command line: an id or a handle.
    pub fn word(&self) -> String {
        match self {
            Subject::User(id) => id.to_string(),
            Subject::Account(key) => key.handle(),
            Subject::Service(id) => id.to_string(),
        }
    }
}

/// Something an audit reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// The user it belongs to, when it belongs to one.
    pub user: Option<UserId>,
    pub reason: Text,
    /// Who accepted it, if somebody did and it still holds.
    pub waiver: Option<Waiver>,
}

/// A finding that somebody accepted, for a reason and a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Waiver {
    pub rule: Rule,
    /// What it is about.
    pub subject: Subject,
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
}
