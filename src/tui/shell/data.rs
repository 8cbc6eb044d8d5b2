//! What the screen is given: facts of the session, answers of the store, progress of work.
//!
//! Plain data that a source outside fills in; everything is comparable, so that tests can build
//! and look at it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::account::Account;
pub use crate::domain::act::{Act, Undoing};
use crate::domain::audit::AuditEntry;
use crate::domain::change::ObservedChange;
use crate::domain::check::CheckLine;
use crate::domain::decision::Decision;
use crate::domain::findings::{Finding, Rule, Severity, Waiver};
use crate::domain::form::Choice;
use crate::domain::identity::history::HistoryLine;
use crate::domain::identity::merge::MergePreview;
use crate::domain::identity::question::Question;
use crate::domain::ids::{AccountKey, Revision, ServiceId, UserId};
use crate::domain::matching::rules::Rule as LinkRule;
use crate::domain::run::RunRecord;
use crate::domain::service::{ServiceInfo, ServiceState};
use crate::domain::snapshot::{Summary, UserLine};
use crate::domain::text::{Arg, Text};
use crate::domain::user::User;

/// What holds for the whole session.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The organisation's name.
    pub organisation: String,
    /// The configured services, in the order of the configuration.
    pub services: Vec<ServiceInfo>,
    /// Nothing may be written.
    pub read_only: bool,
    /// The program shows made-up data.
    pub demo: bool,
    /// There is a configuration; otherwise the welcome is shown.
    pub configured: bool,
    /// Who is at the keyboard.
    pub operator: String,
    /// The organisation's time zone.
    pub zone: TimeZone,
    /// Milliseconds between automatic syncs of a service; `None` is never.
    pub sync_every: Option<i64>,
    /// Milliseconds after which a service's picture is old.
    pub stale_after: i64,
    /// How bad each rule is, in the order of [`Rule::ALL`].
    pub severities: [Severity; Rule::ALL.len()],
}

impl Facts {
    /// How bad a rule is.
    pub fn severity(&self, rule: Rule) -> Severity {
        self.severities
            .get(rule as usize)
            .copied()
            .unwrap_or(Severity::Warning)
    }

    /// A service's place in the configuration.
    pub fn service(&self, id: &ServiceId) -> Option<(usize, &ServiceInfo)> {
        self.services
            .iter()
            .enumerate()
            .find(|(_, info)| info.id == *id)
    }

    /// A sentence of a room that knows services by their ids only, with what humans call them.
    pub fn labelled(&self, mut text: Text) -> Text {
        for (name, arg) in &mut text.args {
            if let (Arg::Str(id), "service") = (&*arg, &**name)
                && let Ok(id) = ServiceId::new(id.as_str())
            {
                *arg = Arg::Str(self.label(&id).to_owned());
            }
        }
        text
    }

    /// What humans call a service.
    pub fn label<'a>(&'a self, id: &'a ServiceId) -> &'a str {
        self.service(id)
            .map_or(id.as_str(), |(_, info)| &info.label)
    }
}

/// What the store knows at one revision, apart from users and accounts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// The revision.
    pub revision: Revision,
    /// Totals; `None` before the first sync.
    pub summary: Option<Summary>,
    /// What is remembered of each service.
    pub services: BTreeMap<ServiceId, ServiceState>,
    /// Findings about services, not about users.
    pub service_findings: Vec<Finding>,
}

/// What the first frame needs, and no more.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FirstFrame {
    /// Totals and services.
    pub status: Status,
    /// As many users as fit on the screen, by name.
    pub lines: Vec<UserLine>,
}

/// Everything about one user.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    /// The user.
    pub user: User,
    /// Its accounts.
    pub accounts: Vec<AccountDetails>,
    /// What an audit says of it and its accounts.
    pub findings: Vec<Finding>,
    /// What the rules see between its accounts.
    pub evidence: Vec<Evidence>,
    /// What operators decided about its accounts, newest first.
    pub decisions: Vec<Decision>,
}

/// Why two accounts are linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// One account.
    pub a: AccountKey,
    /// The other.
    pub b: AccountKey,
    /// The strongest rule that holds.
    pub rule: LinkRule,
    /// What it saw in both: addresses, ids.
    pub values: Vec<String>,
}

/// Everything about one account.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountDetails {
    /// The account.
    pub account: Account,
    /// What disabling it would mean, from the provider's capabilities.
    pub disabling: Vec<Text>,
    /// What changed lately on the service, newest first.
    pub changes: Vec<ObservedChange>,
}

/// The questions about identity that wait.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The likeliest, as many as were asked for.
    pub questions: Vec<Question>,
    /// How many there are.
    pub total: usize,
}

/// Both sides of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// One side.
    pub a: Party,
    /// The other.
    pub b: Party,
}

/// What a merge would do, and with which accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct Merging {
    /// The users, the result, what they disagree on.
    pub preview: MergePreview,
    /// The accounts that come together.
    pub accounts: Vec<Account>,
}

/// One side of a question with everything that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The account.
    pub account: Account,
    /// Its user.
    pub user: Option<User>,
    /// The user's other accounts.
    pub others: Vec<Account>,
}

/// A question to the store; of each kind only the newest is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Totals and services.
    Status,
    /// One user with everything.
    Details(UserId),
    /// The newest runs of all services.
    Runs,
    /// The newest observed changes.
    Changes,
    /// The first days of newcomers who are awaited.
    Awaited,
    /// The newest audit entries.
    Audit,
    /// What was waived.
    Waivers,
    /// The checks; asks the services.
    Doctor,
    /// Both sides of some questions.
    Compare(Vec<(AccountKey, AccountKey)>),
    /// What a merge of these users would do.
    MergePreview(Vec<UserId>),
    /// What was decided and seen of one user.
    History(UserId),
    /// What taking back the act of this number would do.
    TakesBack(u64),
    /// The choices of a form that only a service knows, by their sources; asks the service.
    Options(ServiceId, Vec<String>),
}

/// An answer of the store.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To [`Query::Status`].
    Status(Box<Status>),
    /// To [`Query::Details`]; `None` when there is no such user any more.
    Details(UserId, Option<Box<Details>>),
    /// To [`Query::Runs`], newest first.
    Runs(Vec<RunRecord>),
    /// To [`Query::Changes`], newest first, each with the name of the account it is about.
    Changes(Vec<(ObservedChange, String)>),
    /// To [`Query::Awaited`].
    Awaited(Vec<Date>),
    /// To [`Query::Audit`], newest first.
    Audit(Vec<AuditEntry>),
    /// To [`Query::Waivers`], newest first, each with the name of the user it is about.
    Waivers(Vec<(Waiver, String)>),
    /// To [`Query::Doctor`].
    Doctor(Vec<CheckLine>),
    /// To [`Query::Options`]: each source with its choices, or why there are none.
    Options(ServiceId, Vec<(String, Result<Vec<Choice>, Text>)>),
    /// To [`Query::Compare`], without those whose accounts are gone from the store.
    Compared(Vec<Compared>),
    /// To [`Query::MergePreview`]; `None` when there are not two different users.
    MergePreview(Vec<UserId>, Option<Box<Merging>>),
    /// To [`Query::History`], newest first.
    History(UserId, Vec<HistoryLine>),
    /// To [`Query::TakesBack`].
    TakesBack(u64, Vec<Text>),
}

/// What a job has to say when it ended well.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// What was done, where that is worth a sentence.
    pub text: Option<Text>,
    /// The number by which it is taken back.
    pub decision: Option<u64>,
    /// Of many pairs, those that were refused, and why.
    pub refused: Vec<(AccountKey, AccountKey, Text)>,
}

/// Work that is never dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// Synchronise services.
    Sync {
        /// Which.
        services: Vec<ServiceId>,
        /// The timer asked, not a human.
        auto: bool,
    },
    /// Change our own store.
    Act(Act),
    /// Take back what a job of this session did, or will have done by then.
    UndoOf(JobId),
}

/// Names a job while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct JobId(pub u64);
