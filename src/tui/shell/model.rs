//! The model: everything that the screen shows, as plain state.
//!
//! Each pane's own state lives with the pane; this puts them together. Only `update` writes here.

use std::sync::Arc;

use super::data::{Facts, FirstFrame, Job, JobId, Query, Status};
use super::effect::{Effect, Target};
use super::face::Face;
use super::layers::Layer;
use crate::domain::findings::{Rule, Severity};
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::progress::Progress;
use crate::domain::run::RunRecord;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::panes::{
    accounts, activity, audit_log, changes, checklist, departures, doctor, findings, groups,
    services, suggestions, users, welcome,
};
use crate::tui::widgets::arrange::{Scope, Sort, Wanted};
use crate::tui::widgets::rows::Rows;
use jiff::civil::Date;

/// What fills the body of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum View {
    /// Services, users, accounts.
    #[default]
    Access,
    /// Findings by rule.
    Findings,
    /// Questions about who is who.
    Suggestions,
    /// Groups and their members.
    Groups,
    /// What changed on the services.
    Changes,
    /// Who leaves.
    Departures,
    /// Syncs under way and past.
    Activity,
    /// Who did what here.
    AuditLog,
    /// Checks.
    Doctor,
    /// What is left to do.
    Checklist,
    /// Without configuration.
    Welcome,
}

/// Which of the three panes has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Pane {
    /// The services.
    Services,
    /// The users.
    #[default]
    Users,
    /// The accounts of the user, or the details of the service.
    Accounts,
}

/// A job under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// Its name.
    pub id: JobId,
    /// What it does.
    pub job: Job,
    /// Since when.
    pub since: Timestamp,
    /// How far each service is.
    pub progress: Vec<(ServiceId, Progress)>,
    /// Services that ended.
    pub ended: Vec<RunRecord>,
    /// It was asked to stop.
    pub cancelling: bool,
}

/// A sentence at the bottom of the screen, for a while.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// The sentence.
    pub text: Text,
    /// How bad it is.
    pub severity: Severity,
    /// When it goes.
    pub until: Timestamp,
}

/// How long a notice stays, in milliseconds.
const NOTICE: i64 = 8_000;

/// Everything that the screen shows.
#[derive(Debug)]
pub struct Model {
    /// Words, colours, symbols, keys.
    pub face: Arc<Face>,
    /// What holds for the session.
    pub facts: Facts,
    /// The instant of the last message.
    pub now: Timestamp,
    /// Columns and lines of the terminal.
    pub size: (u16, u16),
    /// What the store knows apart from users and accounts.
    pub status: Status,
    /// The newest runs of all services, newest first.
    pub runs: Vec<RunRecord>,
    /// The newest snapshot; lists hold the one that their rows belong to.
    pub snapshot: Option<Arc<Snapshot>>,
    /// What fills the body.
    pub view: View,
    /// Which of the three panes has the keys.
    pub pane: Pane,
    /// Forms, questions, help: the last one is on top.
    pub layers: Vec<Layer>,
    /// Jobs under way.
    pub running: Vec<Running>,
    /// A sentence for a while.
    pub notice: Option<Notice>,
    /// The services pane.
    pub services: services::State,
    /// The users pane.
    pub users: users::State,
    /// The accounts pane.
    pub accounts: accounts::State,
    /// The findings view.
    pub findings: findings::State,
    /// The suggestions view, and the decisions of this session.
    pub suggestions: suggestions::State,
    /// The groups view.
    pub groups: groups::State,
    /// The changes view.
    pub changes: changes::State,
    /// The departures view.
    pub departures: departures::State,
    /// The activity view.
    pub activity: activity::State,
    /// The audit log view.
    pub audit_log: audit_log::State,
    /// The doctor view.
    pub doctor: doctor::State,
    /// The checklist view.
    pub checklist: checklist::State,
    /// The welcome view.
    pub welcome: welcome::State,
    /// No automatic sync starts before this: the last one may not be recorded yet.
    pub auto_not_before: Timestamp,
    last_job: u64,
    last_seq: u64,
}

/// What a model holds of snapshots.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    snapshot: Option<Arc<Snapshot>>,
    rows: Vec<Rows>,
}

impl Model {
    /// What it holds of snapshots, held once more.
    pub fn held(&self) -> Held {
        let users = match &self.users.source {
            users::Source::Rows(rows) => Some(rows.clone()),
            users::Source::Window(_) => None,
        };
        let others = [&self.findings.rows, &self.groups.rows];
        Held {
            snapshot: self.snapshot.clone(),
            rows: users.into_iter().chain(others.map(Rows::clone)).collect(),
        }
    }

    /// The model of the first frame.
    pub fn new(
        face: Arc<Face>,
        facts: Facts,
        first: FirstFrame,
        size: (u16, u16),
        now: Timestamp,
    ) -> Model {
        let view = if facts.configured {
            View::Access
        } else {
            View::Welcome
        };
        Model {
            face,
            facts,
            now,
            size,
            status: first.status,
            runs: Vec::new(),
            snapshot: None,
            view,
            pane: Pane::default(),
            layers: Vec::new(),
            running: Vec::new(),
            notice: None,
            services: services::State::default(),
            users: users::State::window(first.lines),
            accounts: accounts::State::default(),
            findings: findings::State::default(),
            suggestions: suggestions::State::default(),
            groups: groups::State::default(),
            changes: changes::State::default(),
            departures: departures::State::default(),
            activity: activity::State::default(),
            audit_log: audit_log::State::default(),
            doctor: doctor::State::default(),
            checklist: checklist::State::default(),
            welcome: welcome::State::default(),
            auto_not_before: Timestamp(i64::MIN),
            last_job: 0,
            last_seq: 0,
        }
    }

    /// Today, where the organisation is.
    pub fn today(&self) -> Date {
        self.now.date(&self.facts.zone)
    }

    /// Says something at the bottom of the screen for a while.
    pub fn tell(&mut self, severity: Severity, text: Text) {
        self.notice = Some(Notice {
            text,
            severity,
            until: self.now.plus(NOTICE),
        });
    }

    /// Starts a job and remembers it.
    pub fn start(&mut self, job: Job, effects: &mut Vec<Effect>) -> JobId {
        self.last_job += 1;
        let id = JobId(self.last_job);
        let progress = match &job {
            Job::Sync { services, .. } => services
                .iter()
                .map(|service| (service.clone(), Progress::default()))
                .collect(),
            Job::Act(_) | Job::UndoOf(_) => Vec::new(),
        };
        self.running.push(Running {
            id,
            job: job.clone(),
            since: self.now,
            progress,
            ended: Vec::new(),
            cancelling: false,
        });
        effects.push(Effect::Start(id, job));
        id
    }

    /// Asks the worker for rows; returns the number that the answer will carry.
    pub fn arrange(
        &mut self,
        target: Target,
        (text, sort, scope): (String, Sort, Scope),
        keep: Option<UserId>,
        effects: &mut Vec<Effect>,
    ) -> u64 {
        self.last_seq += 1;
        let wanted = Wanted {
            text,
            sort,
            scope,
            severities: self.severity_bits(),
            today: self.today(),
            now: self.now,
        };
        effects.push(Effect::Arrange {
            target,
            seq: self.last_seq,
            wanted,
            keep,
        });
        self.last_seq
    }

    /// Asks the store.
    pub fn ask(&self, query: Query, effects: &mut Vec<Effect>) {
        effects.push(Effect::Ask(query));
    }

    /// The running sync of a service, if there is one.
    pub fn syncing(&self, service: &ServiceId) -> Option<(&Running, &Progress)> {
        self.running.iter().find_map(|running| {
            let ended = running.ended.iter().any(|run| run.service == *service);
            let (_, progress) = running.progress.iter().find(|(id, _)| id == service)?;
            (!ended).then_some((running, progress))
        })
    }

    /// Bits of the rules of each severity: critical, warning.
    fn severity_bits(&self) -> (u32, u32) {
        let bits = |severity| {
            Rule::ALL
                .into_iter()
                .filter(|rule| self.facts.severity(*rule) == severity)
                .fold(0, |bits, rule| bits | rule.bit())
        };
        (bits(Severity::Critical), bits(Severity::Warning))
    }

    /// Whether a sync can be asked for at all.
    pub fn can_sync(&self) -> bool {
        !self.facts.read_only && self.facts.configured
    }
}
