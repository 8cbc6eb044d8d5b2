//! Writing plans and the turns of their steps, each turn once.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use super::{ID, index_of, open_steps};
use crate::domain::account::Account;
use crate::domain::audit::AuditBody;
use crate::domain::ids::{AccountKey, PlanId, Revision, ServiceId, StepId};
use crate::domain::plan::{JournalEntry, PlanRecord, RestorePoint, StepState};
use crate::store::Store;
use crate::store::codec::{self, OpenStep};
use crate::store::engine::Span;
use crate::store::error::{Result, StepError, StoreError};
use crate::store::tables::{
    ACCOUNTS, JOURNAL, LINKS, OPEN_STEPS, PLANS, RESTORE_POINTS, Rows, key_of,
};
use crate::store::write::{MAX_ROWS, Write};

/// Rows that one planned step takes.
const ROWS_OF_STEP: usize = 3;

/// A confirmed plan with its steps.
#[derive(Debug, Clone)]
pub struct PlanWrite {
    pub plan: PlanRecord,
    /// All of them planned, in the order of the plan.
    pub steps: Vec<JournalEntry>,
    /// What the audit log says of it.
    pub audit: Vec<AuditBody>,
}

/// One turn of a step, with everything that must be true together with it.
#[derive(Debug, Clone)]
pub struct StepWrite {
    /// Where the step stands before this turn; `None` for one that is not there yet.
    pub expected: Option<StepState>,
    /// The step as it stands after this turn: `times` is what it was, and this turn.
    pub entry: JournalEntry,
    /// Its account as it now is, if it changed.
    pub account: Option<Account>,
    /// Restore points to open (`Some`) or close (`None`).
    pub restore: Vec<(AccountKey, Option<RestorePoint>)>,
    /// What the audit log says of it.
    pub audit: Vec<AuditBody>,
}

impl Store {
    /// Writes down a confirmed plan and all of its steps together, once.
    ///
    /// # Errors
    /// [`StoreError::Step`] when the plan or one of its steps is there already;
    /// [`StoreError::Refused`] when plan and steps contradict each other, or are too many.
    pub fn write_plan(&self, write: &PlanWrite) -> Result<Revision> {
        let PlanWrite { plan, steps, audit } = write;
        let fits = plan
            .steps
            .iter()
            .eq(steps.iter().map(|entry| &entry.step.id));
        if !fits || steps.iter().any(|entry| entry.plan != plan.id) {
            let why = format!("plan {} has other steps than these", plan.id);
            return Err(StoreError::Refused(why));
        }
        if steps.len() * ROWS_OF_STEP > MAX_ROWS {
            let why = format!("a plan of {} steps", steps.len());
            return Err(StoreError::Refused(why));
        }
        let ((), revision) = self.change(|write| {
            if write.has(PLANS, plan.id.0.as_bytes())? {
                return Err(StepError::PlanThere(plan.id).into());
            }
            write.put_record(PLANS, plan.id.0.as_bytes(), plan)?;
            let ids = steps.iter().map(|entry| entry.step.id.0.as_bytes());
            let there: Vec<Option<JournalEntry>> = write.records(JOURNAL, ids)?;
            for (entry, there) in steps.iter().zip(&there) {
                write.turn(there.as_ref(), None, entry)?;
            }
            audit.iter().try_for_each(|body| write.log(body))
        })?;
        Ok(revision)
    }

    /// Writes one turn of a step, its account, its restore points and its audit entries together,
    /// if the step stands where the caller expects it.
    ///
    /// # Errors
    /// [`StoreError::Step`]: it stands elsewhere, for instance because another process was first;
    /// no step makes this turn; or another step of its account is under way.
    pub fn write_step(&self, step: &StepWrite) -> Result<Revision> {
        let ((), revision) = self.change(|write| {
            let entry = &step.entry;
            let there: Option<JournalEntry> = write.record(JOURNAL, entry.step.id.0.as_bytes())?;
            write.turn(there.as_ref(), step.expected, entry)?;
            if let Some(account) = &step.account {
                let key = key_of(&account.key);
                write.put_record(ACCOUNTS, &key, account)?;
                if let Some(user) = write.user_id(LINKS, &key)? {
                    write.touch_line(user);
                }
            }
            for (account, point) in &step.restore {
                let key = key_of(account);
                match point {
                    Some(point) => write.put_record(RESTORE_POINTS, &key, point)?,
                    None => write.delete(RESTORE_POINTS, &key)?,
                }
            }
            step.audit.iter().try_for_each(|body| write.log(body))
        })?;
        Ok(revision)
    }
}

impl Write<'_> {
    /// Makes one turn of a step that stands as `there` says.
    fn turn(
        &mut self,
        there: Option<&JournalEntry>,
        expected: Option<StepState>,
        entry: &JournalEntry,
    ) -> Result<()> {
        allow(there, expected, entry)?;
        if entry.state == StepState::Sent
            && let Some(other) = self.under_way(entry)?
        {
            return Err(StepError::AccountBusy {
                step: entry.step.id,
                other: other.id,
                state: other.state,
                runner: other.runner,
            }
            .into());
        }
        if let Some(there) = there {
            self.drop_index(there)?;
        }
        for (table, key, value) in index_of(entry)? {
            self.put(table, &key, &value)?;
        }
        self.put_record(JOURNAL, entry.step.id.0.as_bytes(), entry)?;
        self.change();
        Ok(())
    }

    /// Another step of the same account that was sent and is not settled.
    fn under_way(&self, entry: &JournalEntry) -> Result<Option<OpenStep>> {
        let Some(account) = &entry.step.account else {
            return Ok(None);
        };
        let start = [&key_of(account)[..], &[0]].concat();
        let mut found = None;
        self.each(OPEN_STEPS, Span::of_prefix(&start), &mut |key, value| {
            // A longer key belongs to another account, whose id begins like this one.
            if key.len() == start.len() + ID {
                let other: OpenStep = codec::decode(value)?;
                if other.id != entry.step.id && other.state.is_open() {
                    found = Some(other);
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    fn drop_index(&mut self, entry: &JournalEntry) -> Result<()> {
        for (table, key, _) in index_of(entry)? {
            self.delete(table, &key)?;
        }
        Ok(())
    }

    /// Erases steps, and the plans of which none is left.
    pub(in crate::store) fn erase_steps(&mut self, steps: &[JournalEntry]) -> Result<()> {
        for entry in steps {
            self.drop_index(entry)?;
            self.delete(JOURNAL, entry.step.id.0.as_bytes())?;
        }
        let plans: BTreeSet<PlanId> = steps.iter().map(|entry| entry.plan).collect();
        let plans: Vec<Option<PlanRecord>> =
            self.records(PLANS, plans.iter().map(|id| id.0.as_bytes()))?;
        for plan in plans.into_iter().flatten() {
            let ids = plan.steps.iter().map(|id| id.0.as_bytes());
            let left = self.many(JOURNAL, ids, |_| Ok(()))?;
            if left.iter().all(Option::is_none) {
                self.delete(PLANS, plan.id.0.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Accounts got other ids: their steps that are not settled follow them.
    pub(in crate::store) fn move_steps(
        &mut self,
        moved: &[(AccountKey, AccountKey)],
    ) -> Result<()> {
        let mut services: Vec<&ServiceId> = moved.iter().map(|(old, _)| &old.service).collect();
        services.dedup();
        let ids: HashMap<&AccountKey, &AccountKey> =
            moved.iter().map(|(old, new)| (old, new)).collect();
        let mut followers: Vec<(StepId, &AccountKey)> = Vec::new();
        for service in services {
            for step in open_steps(self, Some(service))? {
                let new = step.account.as_ref().and_then(|old| ids.get(old));
                followers.extend(new.map(|new| (step.id, *new)));
            }
        }
        let keys = followers.iter().map(|(id, _)| id.0.as_bytes());
        let entries: Vec<Option<JournalEntry>> = self.records(JOURNAL, keys)?;
        for (entry, (_, new)) in entries.into_iter().zip(followers) {
            let Some(mut entry) = entry else { continue };
            self.drop_index(&entry)?;
            entry.step.account = Some(new.clone());
            for (table, key, value) in index_of(&entry)? {
                self.put(table, &key, &value)?;
            }
            self.put_record(JOURNAL, entry.step.id.0.as_bytes(), &entry)?;
        }
        Ok(())
    }
}

/// Whether a step that stands as `there` says may make this turn.
fn allow(
    there: Option<&JournalEntry>,
    expected: Option<StepState>,
    entry: &JournalEntry,
) -> Result<(), StepError> {
    let step = entry.step.id;
    let found = there.map(|there| there.state);
    // The state alone does not tell a step that went on and came back to it.
    let same = there.is_none_or(|there| {
        let account = there.step.account.as_ref();
        account.is_none_or(|account| entry.step.account.as_ref() == Some(account))
            && entry.times.len() == there.times.len() + 1
            && entry.times.starts_with(&there.times)
    });
    if found != expected || !same {
        return Err(StepError::Elsewhere {
            step,
            expected,
            found,
        });
    }
    let allowed = match found {
        None => entry.state == StepState::Planned,
        Some(from) => from.may_become(entry.state),
    };
    let told = entry.times.last().map(|(state, _)| *state) == Some(entry.state);
    if allowed && told {
        Ok(())
    } else {
        Err(StepError::NoSuchTurn {
            step,
            from: found,
            to: entry.state,
        })
    }
}
