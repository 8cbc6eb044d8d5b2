//! The journal: confirmed plans, where their steps stand, and the restore points.
//!
//! Steps that are not settled (planned, under way or unknown) are found by account and by runner
//! without going through the journal. A row that a newer program wrote is refused with
//! [`StoreError::Newer`](super::StoreError::Newer) whenever it is asked for, in lists too: nothing
//! is guessed at or left out.

mod turns;

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use super::Store;
use super::codec::{self, OpenStep, encode};
use super::engine::{ReadTransaction, Span, Table};
use super::error::Result;
use super::tables::{
    JOURNAL, OPEN_STEPS, PLANS, RESTORE_POINTS, RUNNER_STEPS, Rows, key_of, parse_account_key,
    service_start,
};
use crate::domain::diff::state::{Hold, Towards};
use crate::domain::ids::{PlanId, RemoteId, ServiceId, StepId};
use crate::domain::plan::{JournalEntry, PlanRecord, ProviderRecord, RestorePoint, StepState};

pub use turns::{PlanWrite, StepWrite};

/// Bytes of a step's id.
const ID: usize = 16;

impl OpenStep {
    /// What the index keeps of a step; `None` once it is settled.
    fn of(entry: &JournalEntry) -> Option<Self> {
        let open = entry.state.is_open() || entry.state == StepState::Planned;
        open.then(|| Self {
            id: entry.step.id,
            plan: entry.plan,
            service: entry.step.service.clone(),
            account: entry.step.account.clone(),
            change: entry.step.change.kind(),
            state: entry.state,
            runner: entry.runner.clone(),
        })
    }

    fn hold(&self) -> Option<Hold> {
        let towards = Towards::of(self.change)?;
        self.state.is_open().then_some(Hold::Sent {
            step: self.id,
            towards,
        })
    }

    /// `account \0 id`, or `service \0 \0 id` of a step that has no account yet.
    fn key(&self) -> Vec<u8> {
        let mut key = match &self.account {
            Some(account) => key_of(account),
            None => service_start(&self.service),
        };
        key.push(0);
        key.extend_from_slice(self.id.0.as_bytes());
        key
    }

    fn runner_key(&self) -> Vec<u8> {
        let mut key = runner_start(&self.runner);
        key.extend_from_slice(self.id.0.as_bytes());
        key
    }
}

fn runner_start(runner: &str) -> Vec<u8> {
    [runner.as_bytes(), &[0]].concat()
}

/// A table, and a key and a value in it.
type IndexRow = (Table, Vec<u8>, Vec<u8>);

/// The rows of both indexes for a step; none once it is settled.
pub(super) fn index_of(entry: &JournalEntry) -> Result<Vec<IndexRow>> {
    let Some(open) = OpenStep::of(entry) else {
        return Ok(Vec::new());
    };
    let key = open.key();
    Ok(vec![
        (RUNNER_STEPS, open.runner_key(), key.clone()),
        (OPEN_STEPS, key, encode(&open)?),
    ])
}

impl Store {
    /// Every step in the journal, oldest first.
    pub fn journal(&self) -> Result<Vec<JournalEntry>> {
        self.read()?.all(JOURNAL)
    }

    /// One step.
    pub fn step(&self, id: StepId) -> Result<Option<JournalEntry>> {
        self.read()?.record(JOURNAL, id.0.as_bytes())
    }

    /// One step with its provider's action, to be applied.
    ///
    /// # Errors
    /// [`StoreError::Newer`](super::StoreError::Newer) when a newer program wrote the step or the
    /// action.
    pub fn step_with_action<A: ProviderRecord>(
        &self,
        id: StepId,
    ) -> Result<Option<(JournalEntry, A)>> {
        let Some(entry) = self.step(id)? else {
            return Ok(None);
        };
        let action = entry.step.action.read()?;
        Ok(Some((entry, action)))
    }

    /// Some steps, in the order of the ids.
    pub fn steps(&self, ids: &[StepId]) -> Result<Vec<Option<JournalEntry>>> {
        self.read()?
            .records(JOURNAL, ids.iter().map(|id| id.0.as_bytes()))
    }

    /// Every confirmed plan, oldest first.
    pub fn plans(&self) -> Result<Vec<PlanRecord>> {
        self.read()?.all(PLANS)
    }

    /// One confirmed plan with its steps, in its order; steps that were erased are missing.
    pub fn plan(&self, id: PlanId) -> Result<Option<(PlanRecord, Vec<JournalEntry>)>> {
        let read = self.read()?;
        let Some(plan) = read.record::<PlanRecord>(PLANS, id.0.as_bytes())? else {
            return Ok(None);
        };
        let ids = plan.steps.iter().map(|id| id.0.as_bytes());
        let steps: Vec<Option<JournalEntry>> = read.records(JOURNAL, ids)?;
        Ok(Some((plan, steps.into_iter().flatten().collect())))
    }

    /// The steps that are not settled, of one service or of all, by account.
    pub fn open_steps(&self, service: Option<&ServiceId>) -> Result<Vec<OpenStep>> {
        open_steps(&*self.read()?, service)
    }

    /// The steps that a process has not settled, whether it lives or not.
    pub fn steps_of_runner(&self, runner: &str) -> Result<Vec<OpenStep>> {
        let read = self.read()?;
        let mut keys: Vec<Vec<u8>> = Vec::new();
        let span = Span::of_prefix(&runner_start(runner));
        read.each(RUNNER_STEPS, span, &mut |_, key| {
            keys.push(key.to_vec());
            Ok(ControlFlow::Continue(()))
        })?;
        let steps: Vec<Option<OpenStep>> = read.records(OPEN_STEPS, keys)?;
        Ok(steps.into_iter().flatten().collect())
    }

    /// The steps that were sent and whose process is gone: nobody knows what became of them.
    pub fn orphaned_steps(&self) -> Result<Vec<OpenStep>> {
        let mut alive: BTreeMap<String, bool> = BTreeMap::new();
        let mut orphaned = Vec::new();
        for step in self.open_steps(None)? {
            if step.state != StepState::Sent {
                continue;
            }
            let lives = match alive.get(&step.runner) {
                Some(lives) => *lives,
                None => {
                    let lives = self.is_alive(&step.runner)?;
                    alive.insert(step.runner.clone(), lives);
                    lives
                }
            };
            if !lives {
                orphaned.push(step);
            }
        }
        Ok(orphaned)
    }

    /// Every open restore point, by account.
    pub fn restore_points(&self) -> Result<Vec<RestorePoint>> {
        self.read()?.all(RESTORE_POINTS)
    }

    /// What we have to do with the states of a service's accounts: from the open restore points,
    /// and from the open steps, which have the last word.
    pub fn holds(&self, service: &ServiceId) -> Result<HashMap<RemoteId, Hold>> {
        let read = self.read()?;
        let mut holds = HashMap::new();
        let span = Span::of_prefix(&service_start(service));
        read.each(RESTORE_POINTS, span, &mut |key, _| {
            holds.insert(parse_account_key(key)?.remote, Hold::Ours);
            Ok(ControlFlow::Continue(()))
        })?;
        holds.extend(holds_by_steps(&*read, service)?);
        Ok(holds)
    }
}

/// As [`Store::holds`], of some accounts only, in the order of the ids.
pub(super) fn holds_of(
    read: &dyn ReadTransaction,
    service: &ServiceId,
    ids: &[RemoteId],
    keys: &[Vec<u8>],
) -> Result<Vec<Hold>> {
    let by_steps: HashMap<RemoteId, Hold> = holds_by_steps(read, service)?.into_iter().collect();
    let points = read.many(RESTORE_POINTS, keys, |_| Ok(Hold::Ours))?;
    let holds = ids.iter().zip(points).map(|(id, point)| {
        let by_step = by_steps.get(id).copied();
        by_step.or(point).unwrap_or(Hold::None)
    });
    Ok(holds.collect())
}

fn holds_by_steps(
    read: &dyn ReadTransaction,
    service: &ServiceId,
) -> Result<Vec<(RemoteId, Hold)>> {
    let steps = open_steps(read, Some(service))?;
    let holds = steps.into_iter().filter_map(|step| {
        let hold = step.hold()?;
        Some((step.account?.remote, hold))
    });
    Ok(holds.collect())
}

fn open_steps(
    read: &(impl ReadTransaction + ?Sized),
    service: Option<&ServiceId>,
) -> Result<Vec<OpenStep>> {
    let span = match service {
        Some(service) => Span::of_prefix(&service_start(service)),
        None => Span::all(),
    };
    let mut steps = Vec::new();
    read.each(OPEN_STEPS, span, &mut |_, value| {
        steps.push(codec::decode(value)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(steps)
}
