//! Plans: ordered changes of outside services, with what they cost and whether they can be undone.
//!
//! Owns what is asked for ([`Wanted`]), what a provider would do ([`StepDraft`]), the plan that
//! operators confirm ([`Plan`]) and where its steps stand ([`JournalEntry`]). Sending is the
//! workflows' part, the requests are the providers'.

mod data;
mod journal;
mod step;
#[cfg(test)]
pub mod testing;

pub use data::{DataError, ProviderData, ProviderRecord};
pub use journal::{JournalEntry, PlanRecord, StepEnd, StepState, Task};
pub use step::{
    Change, ChangeKind, Fact, Facts, Prepared, Preview, Residuals, RestorePoint, Reversibility,
    Step, StepDraft, Wanted,
};

use std::collections::HashSet;

use serde::Serialize;
use thiserror::Error;

use super::account::Role;
use super::ids::{AccountKey, Digest16, PlanId, StepId};

/// What an operator confirms: steps in an order that respects what each waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub id: PlanId,
    /// Of everything that the operator was shown; the same for plans that do the same from the
    /// same facts.
    pub digest: Digest16,
    /// The code to type; it changes with the digest.
    pub confirm: ConfirmCode,
    /// Every step stands behind those that it waits for.
    pub steps: Vec<Step>,
}

/// Why steps are no plan.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// A step waits for itself, perhaps through others.
    #[error("step {0} waits for itself")]
    Circle(StepId),
    /// A step waits for one that is not in the plan.
    #[error("step {step} waits for {missing}, which is not in the plan")]
    Missing { step: StepId, missing: StepId },
    /// Two steps have the same id.
    #[error("step {0} is there twice")]
    Twice(StepId),
}

impl Plan {
    /// Orders the steps, the given order kept where nothing speaks against it.
    ///
    /// # Errors
    /// The steps wait for each other in a circle, for a stranger, or share an id.
    pub fn new(id: PlanId, steps: Vec<Step>) -> Result<Self, PlanError> {
        let steps = ordered(steps)?;
        let digest = digest(&steps);
        Ok(Self {
            id,
            digest,
            confirm: ConfirmCode::of(digest),
            steps,
        })
    }

    /// The steps that may begin now: planned, and everything that they wait for is done.
    pub fn ready(&self, state: impl Fn(StepId) -> StepState) -> Vec<&Step> {
        let done = |id: &StepId| state(*id) == StepState::Done;
        self.steps
            .iter()
            .filter(|step| state(step.id) == StepState::Planned && step.after.iter().all(done))
            .collect()
    }

    /// The steps that will never begin, because one that they wait for failed.
    pub fn cut_off(&self, state: impl Fn(StepId) -> StepState) -> Vec<&Step> {
        let mut lost: Vec<StepId> = Vec::new();
        let mut cut = Vec::new();
        for step in &self.steps {
            match state(step.id) {
                StepState::Failed => lost.push(step.id),
                StepState::Planned if step.after.iter().any(|id| lost.contains(id)) => {
                    lost.push(step.id);
                    cut.push(step);
                }
                _ => {}
            }
        }
        cut
    }
}

fn ordered(steps: Vec<Step>) -> Result<Vec<Step>, PlanError> {
    let mut ids = HashSet::new();
    if let Some(twice) = steps.iter().find(|step| !ids.insert(step.id)) {
        return Err(PlanError::Twice(twice.id));
    }
    for step in &steps {
        if let Some(missing) = step.after.iter().find(|id| !ids.contains(id)) {
            return Err(PlanError::Missing {
                step: step.id,
                missing: *missing,
            });
        }
    }
    let mut placed = HashSet::new();
    let mut ordered = Vec::with_capacity(steps.len());
    let mut left = steps;
    while let Some(first) = left.first().map(|step| step.id) {
        let before = left.len();
        // One pass places everything whose turn has come, in the given order.
        for step in std::mem::take(&mut left) {
            if step.after.iter().all(|id| placed.contains(id)) {
                placed.insert(step.id);
                ordered.push(step);
            } else {
                left.push(step);
            }
        }
        if left.len() == before {
            return Err(PlanError::Circle(first));
        }
    }
    Ok(ordered)
}

/// A step as it counts for the digest: without ids, which differ between two equal plans.
#[derive(Serialize)]
struct Shown<'a> {
    account: Option<&'a AccountKey>,
    service: &'a str,
    change: &'a Change,
    action: &'a ProviderData,
    after: Vec<usize>,
    reversibility: Reversibility,
    residuals: &'a Residuals,
    previews: &'a [Preview],
    facts: &'a Facts,
    saves: Option<(Option<&'a Role>, &'a ProviderData)>,
}

fn digest(steps: &[Step]) -> Digest16 {
    let place = |id: &StepId| steps.iter().position(|step| step.id == *id);
    let shown: Vec<Shown<'_>> = steps
        .iter()
        .map(|step| Shown {
            account: step.account.as_ref(),
            service: step.service.as_str(),
            change: &step.change,
            action: &step.action,
            after: step.after.iter().filter_map(place).collect(),
            reversibility: step.reversibility,
            residuals: &step.residuals,
            previews: &step.previews,
            facts: &step.facts,
            saves: step
                .saves
                .as_ref()
                .map(|point| (point.role.as_ref(), &point.saved)),
        })
        .collect();
    // Maps with keys that are texts, and no floats: nothing in it that JSON refuses.
    Digest16::of(&serde_json::to_vec(&shown).unwrap_or_default())
}

/// Four letters to type before a plan is applied, so that a confirmation belongs to what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConfirmCode([u8; 4]);

impl ConfirmCode {
    /// Lower-case letters that no two of look alike in a terminal.
    const LETTERS: &'static [u8; 22] = b"abcdefghkmnpqrstuvwxyz";

    fn of(digest: Digest16) -> Self {
        let mut number = u128::from_be_bytes(digest.0);
        Self([(); 4].map(|()| {
            let at = usize::try_from(number % 22).unwrap_or(0);
            number /= 22;
            Self::LETTERS.get(at).copied().unwrap_or(b'a')
        }))
    }

    /// Whether this is what somebody typed; case and blanks around it do not count.
    pub fn is(self, typed: &str) -> bool {
        typed.trim().eq_ignore_ascii_case(&self.to_string())
    }
}

impl std::fmt::Display for ConfirmCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

#[cfg(test)]
mod tests;
