//! Records as bytes: one version byte, then postcard.
//!
//! A change of any stored type changes its bytes. Then: raise the record's `VERSION`, add a
//! migration that rewrites the old rows, and add golden bytes of the new version beside the old.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::{Result, StoreError, damaged};
use crate::domain::account::{Account, State};
use crate::domain::audit::AuditBody;
use crate::domain::change::{FieldChange, ObservedChange};
use crate::domain::decision::Decision;
use crate::domain::findings::Waiver;
use crate::domain::identity::link::LinkRecord;
use crate::domain::ids::{AccountKey, PlanId, ServiceId, StepId, UserId};
use crate::domain::plan::{ChangeKind, JournalEntry, PlanRecord, RestorePoint, StepState};
use crate::domain::request::Request;
use crate::domain::run::RunRecord;
use crate::domain::service::ServiceState;
use crate::domain::snapshot::{Summary, UserLine};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenRecord;
use crate::domain::user::User;

/// Something that is kept under a version.
pub(super) trait Record: Serialize + DeserializeOwned {
    /// Its name in messages.
    const NAME: &'static str;
    /// The version that is written.
    const VERSION: u8;
}

macro_rules! records {
    ($($record:ty: $name:literal, $version:literal;)*) => {$(
        impl Record for $record {
            const NAME: &'static str = $name;
            const VERSION: u8 = $version;
        }
    )*};
}
records! {
    Account: "account", 1;
    User: "user", 1;
    UserLine: "user line", 1;
    ServiceState: "service state", 1;
    RunRecord: "run", 1;
    Intent: "intent", 1;
    ObservedChange: "change", 1;
    Touched: "touched", 1;
    Decision: "decision", 3;
    LinkRecord: "link", 1;
    Waiver: "waiver", 1;
    RestorePoint: "restore point", 2;
    PlanRecord: "plan", 1;
    JournalEntry: "journal entry", 2;
    OpenStep: "open step", 1;
    Request: "request", 1;
    AuditRow: "audit entry", 1;
    AuditBody: "audit body", 1;
    Summary: "summary", 1;
    TokenRecord: "token", 1;
}

/// A commit that was announced and must be finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Intent {
    pub run: RunRecord,
    pub state: ServiceState,
    pub audit: AuditBody,
    /// Re-keyed accounts: the new remote id, and the former.
    pub rekeyed: Vec<(String, String)>,
    /// Former ids that are listed again as accounts of their own, and so keep what they have.
    pub kept: Vec<String>,
}

/// A step that is not settled, as the index has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenStep {
    pub id: StepId,
    pub plan: PlanId,
    pub service: ServiceId,
    /// The account, once there is one.
    pub account: Option<AccountKey>,
    pub change: ChangeKind,
    pub state: StepState,
    /// The process that runs it, by the name of its lock.
    pub runner: String,
}

/// The users whose rows one revision changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Touched {
    /// Too many to name.
    pub all: bool,
    pub users: Vec<UserId>,
}

/// An audit entry; its number is the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AuditRow {
    pub at: Timestamp,
    pub salt: [u8; 16],
    /// The encoded body as it was digested: never migrated, so every version stays readable.
    pub body: Option<Vec<u8>>,
    pub digest: [u8; 32],
    pub link: [u8; 32],
}

/// What a staged row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum StagedRowKind<'a> {
    Insert,
    Update,
    Touch,
    Gone,
    Rekey { from: &'a str },
}

/// One row of a blob in the `staging` table, which never outlives its program's version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StagedRow<'a> {
    pub remote: &'a str,
    #[serde(borrow)]
    pub kind: StagedRowKind<'a>,
    pub state: State,
    pub observed_at: Timestamp,
    pub changes: Vec<FieldChange>,
    /// The encoded account.
    pub account: &'a [u8],
}

/// Encodes a record under its present version.
pub(super) fn encode<R: Record>(record: &R) -> Result<Vec<u8>> {
    postcard::to_extend(record, vec![R::VERSION]).map_err(|error| damaged(R::NAME, error))
}

/// Decodes a record of the present version.
pub(super) fn decode<R: Record>(bytes: &[u8]) -> Result<R> {
    match bytes.split_first() {
        Some((&version, body)) if version == R::VERSION => {
            postcard::from_bytes(body).map_err(|error| damaged(R::NAME, error))
        }
        Some((&version, _)) if version > R::VERSION => Err(StoreError::Newer {
            what: R::NAME,
            found: version.into(),
            known: R::VERSION.into(),
        }),
        Some((version, _)) => Err(damaged(
            R::NAME,
            format!("version {version} was not migrated"),
        )),
        None => Err(damaged(R::NAME, "empty")),
    }
}

/// Decodes a record of an older version, for the migration that rewrites it.
pub(super) fn decode_old<T: DeserializeOwned>(
    version: u8,
    what: &'static str,
    bytes: &[u8],
) -> Result<T> {
    match bytes.split_first() {
        Some((&found, body)) if found == version => {
            postcard::from_bytes(body).map_err(|error| damaged(what, error))
        }
        _ => Err(damaged(what, format!("not of version {version}"))),
    }
}
