//! The journal of steps and the restore points.

use super::Store;
use super::error::Result;
use super::tables::{ACCOUNTS, JOURNAL, LINKS, RESTORE_POINTS, Rows, key_of};
use crate::domain::account::Account;
use crate::domain::audit::AuditBody;
use crate::domain::ids::{AccountKey, Revision};
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
        self.read()?.all(JOURNAL)
    }

    /// Every open restore point, by account.
    pub fn restore_points(&self) -> Result<Vec<RestorePoint>> {
        self.read()?.all(RESTORE_POINTS)
    }

    /// Writes one turn of a step, its account, its restore points and its audit entries together.
    pub fn write_step(&self, step: &StepWrite) -> Result<Revision> {
        let ((), revision) = self.change(|write| {
            let entry = &step.entry;
            write.put_record(JOURNAL, entry.step.id.0.as_bytes(), entry)?;
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
            write.change();
            step.audit.iter().try_for_each(|body| write.log(body))
        })?;
        Ok(revision)
    }
}
