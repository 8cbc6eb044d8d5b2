//! What the screen knows apart from what each view owns: the session's facts, what the store said,
//! jobs under way, and what several views share.
//!
//! Views read it; they change it only through [`super::scene::Scene`].

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::action::ViewId;
use super::chosen::Chosen;
use super::data::{Facts, FirstFrame, Job, JobId, Status};
use super::effect::Effect;
use super::face::Face;
use super::questions::Questions;
use crate::domain::findings::{Rule, Severity};
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::progress::Progress;
use crate::domain::run::RunRecord;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::widgets::arrange::{Scope, Sort, Wanted};
use crate::tui::widgets::line_edit::LineEdit;

/// A job under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    pub id: JobId,
    pub job: Job,
    pub since: Timestamp,
    /// How far each service is.
    pub progress: Vec<(ServiceId, Progress)>,
    pub ended: Vec<RunRecord>,
    /// It was asked to stop.
    pub cancelling: bool,
}

/// A sentence at the bottom of the screen, for a while.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub text: Text,
    pub severity: Severity,
    pub until: Timestamp,
}

/// How long a notice stays, in milliseconds.
const NOTICE: i64 = 8_000;

/// A filter that is being typed.
#[derive(Debug)]
pub struct Typing {
    pub line: LineEdit,
    /// The filter before; it comes back on Esc.
    pub before: String,
    /// A question stands above it and has the keys.
    pub covered: bool,
}

/// What all views share.
#[derive(Debug)]
pub struct Session {
    /// Words, colours, symbols, keys.
    pub face: Arc<Face>,
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
    pub running: Vec<Running>,
    pub notice: Option<Notice>,
    /// The filter that is being typed.
    pub typing: Option<Typing>,
    /// Users that the operator marked.
    pub marks: BTreeSet<UserId>,
    /// The user under the cursor.
    pub chosen: Chosen,
    /// The questions about who is who, and the decisions of this session.
    pub questions: Questions,
    /// No automatic sync starts before this: the last one may not be recorded yet.
    pub auto_not_before: Timestamp,
    last_job: u64,
    last_seq: u64,
}

impl Session {
    /// The session at the first frame.
    pub fn new(
        face: Arc<Face>,
        facts: Facts,
        first: &FirstFrame,
        size: (u16, u16),
        now: Timestamp,
    ) -> Session {
        Session {
            face,
            facts,
            now,
            size,
            status: first.status.clone(),
            runs: Vec::new(),
            snapshot: None,
            running: Vec::new(),
            notice: None,
            typing: None,
            marks: BTreeSet::new(),
            chosen: Chosen::default(),
            questions: Questions::default(),
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
        view: ViewId,
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
            view,
            seq: self.last_seq,
            wanted,
            keep,
        });
        self.last_seq
    }

    /// A running job by its name.
    pub fn job_mut(&mut self, id: JobId) -> Option<&mut Running> {
        self.running.iter_mut().find(|running| running.id == id)
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

    /// The line of the filter that is being typed, where nothing covers it.
    pub fn typed(&self) -> Option<&LineEdit> {
        let typing = self.typing.as_ref()?;
        (!typing.covered).then_some(&typing.line)
    }
}
