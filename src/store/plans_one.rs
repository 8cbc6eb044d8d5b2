//! Steps and restore points as files up to format 3 kept them, and what they are today.
//!
//! No program that wrote them could send anything, so they only come from tests and trials; they
//! stay readable all the same. Their actions become data of nobody, which no provider applies.

use serde::{Deserialize, Serialize};

use super::codec::decode_old;
use super::error::{Result, damaged};
use crate::domain::account::Role;
use crate::domain::form::{Answer, Answers, FieldId};
use crate::domain::ids::{AccountKey, PlanId, RemoteId, ServiceId, StepId};
use crate::domain::plan::{
    Change, Facts, JournalEntry, Preview, ProviderData, ProviderRecord, Residuals, RestorePoint,
    Reversibility, Step, StepState, Task,
};
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// Names and values, as providers were to encode everything.
#[derive(Debug, Serialize, Deserialize)]
struct Pairs(Vec<(String, String)>);

impl ProviderRecord for Pairs {
    const NAME: &'static str = "pairs";
    const VERSION: u16 = 1;
}

#[derive(Deserialize)]
struct PointOne {
    account: AccountKey,
    at: Timestamp,
    role: Option<Role>,
    facts: Vec<(String, String)>,
}

#[derive(Deserialize)]
enum ChangeOne {
    Disable {
        #[serde(rename = "account")]
        _account: RemoteId,
    },
    Enable {
        #[serde(rename = "account")]
        _account: RemoteId,
        restore: Option<PointOne>,
    },
    Create {
        fields: Vec<(String, String)>,
    },
}

#[derive(Deserialize)]
struct ResidualsOne {
    lost: Vec<Text>,
    still_works: Vec<Text>,
    colleagues_lose: Vec<Text>,
}

#[derive(Deserialize)]
struct StepOne {
    id: StepId,
    service: ServiceId,
    account: Option<AccountKey>,
    change: ChangeOne,
    action: Vec<(String, String)>,
    reversibility: Reversibility,
    residuals: ResidualsOne,
    previews: Vec<Preview>,
}

#[derive(Deserialize)]
struct EntryOne {
    step: StepOne,
    plan: PlanId,
    state: StepState,
    runner: String,
    by: String,
    times: Vec<(StepState, Timestamp)>,
    task: Option<String>,
    error: Option<Text>,
}

/// Reads a restore point of version 1.
pub(super) fn restore_point(bytes: &[u8]) -> Result<RestorePoint> {
    point(decode_old(1, "restore point", bytes)?)
}

/// Reads a journal entry of version 1.
pub(super) fn journal_entry(bytes: &[u8]) -> Result<JournalEntry> {
    let old: EntryOne = decode_old(1, "journal entry", bytes)?;
    let entered = old.times.last().map_or(Timestamp(0), |(_, at)| *at);
    let (change, saves) = match old.step.change {
        ChangeOne::Disable { .. } => (Change::Disable, None),
        ChangeOne::Enable { restore, .. } => (Change::Enable, restore.map(point).transpose()?),
        ChangeOne::Create { fields } => {
            let mut answers = Answers::default();
            for (name, value) in fields {
                answers.set(FieldId::from(name), Answer::Text(value));
            }
            (Change::Create(answers), None)
        }
    };
    Ok(JournalEntry {
        step: Step {
            id: old.step.id,
            service: old.step.service,
            account: old.step.account,
            change,
            action: data(old.step.action)?,
            after: Vec::new(),
            reversibility: old.step.reversibility,
            residuals: Residuals {
                lost: old.step.residuals.lost,
                still_works: old.step.residuals.still_works,
                colleagues_lose: old.step.residuals.colleagues_lose,
                comes_back: Vec::new(),
            },
            previews: old.step.previews,
            facts: Facts::default(),
            saves,
        },
        plan: old.plan,
        state: old.state,
        runner: old.runner,
        by: old.by,
        times: old.times,
        // When it was to be asked again was not kept: at once, and it is then given up.
        task: old.task.map(|id| Task {
            id,
            poll_at: entered,
            deadline: entered,
        }),
        error: old.error,
    })
}

fn point(old: PointOne) -> Result<RestorePoint> {
    Ok(RestorePoint {
        account: old.account,
        at: old.at,
        role: old.role,
        saved: data(old.facts)?,
    })
}

fn data(pairs: Vec<(String, String)>) -> Result<ProviderData> {
    ProviderData::of(&Pairs(pairs)).map_err(|error| damaged(Pairs::NAME, error))
}
