//! The journal of steps and the restore points.

use std::collections::HashMap;

use redb::ReadableTable;

use super::Store;
use super::codec::{self, encode};
use super::error::Result;
use super::tables::{JOURNAL, RESTORE_POINTS, Rows, key_of};
use crate::domain::account::Account;
use crate::domain::audit::AuditBody;
use crate::domain::diff::state::{Hold, Towards};
use crate::domain::ids::{AccountKey, RemoteId, Revision, ServiceId};
use crate::domain::plan::{JournalEntry, RestorePoint};

/// One turn of a step, with everything that must be true together with it.
#[derive(Debug, Clone)]
pub struct StepWrite {
    /// The step as it now stands.
    pub entry: JournalEntry,
    /// Its account as it now is, if it changed.
    pub account: Option<Account>,
    /// Restore points to open (`Some`) or close (`None`).
    pub restore: Vec<(AccountKey, Option<RestorePoint>)>,
    /// What the audit log says of it.
    pub audit: Vec<AuditBody>,
}

impl Store {
    /// Every step in the journal, oldest first.
    pub fn journal(&self) -> Result<Vec<JournalEntry>> {
        let table = self.read_table(JOURNAL)?;
        table
            .iter()?
            .map(|row| codec::decode(row?.1.value()))
            .collect()
    }

    /// Every open restore point, by account.
    pub fn restore_points(&self) -> Result<Vec<RestorePoint>> {
        let table = self.read_table(RESTORE_POINTS)?;
        table
            .iter()?
            .map(|row| codec::decode(row?.1.value()))
            .collect()
    }

    /// What we have to do with the states of a service's accounts: from the open restore points,
    /// and from the open steps, which have the last word.
    pub fn holds(&self, service: &ServiceId) -> Result<HashMap<RemoteId, Hold>> {
        let mut holds = HashMap::new();
        for point in self.restore_points()? {
            if point.account.service == *service {
                holds.insert(point.account.remote, Hold::Ours);
            }
        }
        for entry in self.journal()? {
            if let Some(account) = entry.step.account
                && account.service == *service
                && entry.state.is_open()
                && let Some(towards) = Towards::of(entry.step.change.kind())
            {
                let step = entry.step.id;
                holds.insert(account.remote, Hold::Sent { step, towards });
            }
        }
        Ok(holds)
    }

    /// Writes one turn of a step, its account, its restore points and its audit entries together.
    pub fn write_step(&self, step: &StepWrite) -> Result<Revision> {
        let ((), revision) = self.change(|write| {
            write.journal.insert(
                step.entry.step.id.0.as_bytes().as_slice(),
                encode(&step.entry)?.as_slice(),
            )?;
            if let Some(account) = &step.account {
                let key = key_of(&account.key);
                write
                    .accounts
                    .insert(key.as_slice(), encode(account)?.as_slice())?;
                if let Some(user) = write.links.user_id(&key)? {
                    write.touch_line(user);
                }
            }
            for (account, point) in &step.restore {
                let key = key_of(account);
                match point {
                    Some(point) => {
                        write
                            .restore_points
                            .insert(key.as_slice(), encode(point)?.as_slice())?;
                    }
                    None => {
                        write.restore_points.remove(key.as_slice())?;
                    }
                }
            }
            write.change();
            step.audit.iter().try_for_each(|body| write.log(body))
        })?;
        Ok(revision)
    }
}
