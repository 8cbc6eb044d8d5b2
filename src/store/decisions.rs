//! Decisions about identity, and findings that somebody accepted.

use redb::ReadableTable;

use super::Store;
use super::codec::{self, encode};
use super::error::Result;
use super::tables::{self, DECISIONS, Rows, WAIVERS, be64, key_of};
use super::write::Write;
use crate::domain::audit::AuditBody;
use crate::domain::decision::Decision;
use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::ids::{AccountKey, Revision};

impl Store {
    /// Every decision, oldest first.
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        let table = self.read_table(DECISIONS)?;
        table
            .iter()?
            .map(|row| codec::decode(row?.1.value()))
            .collect()
    }

    /// Every waiver, those that ended included, by rule.
    pub fn waivers(&self) -> Result<Vec<Waiver>> {
        let table = self.read_table(WAIVERS)?;
        table
            .iter()?
            .map(|row| codec::decode(row?.1.value()))
            .collect()
    }

    /// Accepts a finding; replaces an earlier waiver of the same.
    pub fn waive(&self, waiver: &Waiver, audit: &AuditBody) -> Result<Revision> {
        let ((), revision) = self.change(|write| {
            let key = waiver_key(waiver.rule, &waiver.subject)?;
            write
                .waivers
                .insert(key.as_slice(), encode(waiver)?.as_slice())?;
            write.touch_subject(&waiver.subject)?;
            write.log(audit)
        })?;
        Ok(revision)
    }

    /// Takes a waiver back; says whether there was one. Without one, nothing is written.
    pub fn unwaive(&self, rule: Rule, subject: &Subject, audit: &AuditBody) -> Result<bool> {
        let (found, _) = self.change(|write| {
            let key = waiver_key(rule, subject)?;
            let found = write.waivers.remove(key.as_slice())?.is_some();
            if found {
                write.touch_subject(subject)?;
                write.log(audit)?;
            }
            Ok(found)
        })?;
        Ok(found)
    }
}

fn waiver_key(rule: Rule, subject: &Subject) -> Result<Vec<u8>> {
    postcard::to_stdvec(&(rule, subject)).map_err(|error| tables::damaged("waiver", error))
}

impl Write<'_> {
    /// A finding's waiver shows in the row of the user that it is about.
    fn touch_subject(&mut self, subject: &Subject) -> Result<()> {
        match subject {
            Subject::User(user) => self.touch(*user),
            Subject::Account(key) => {
                if let Some(user) = self.links.user_id(&key_of(key))? {
                    self.touch(user);
                }
            }
            Subject::Service(_) => self.change(),
        }
        Ok(())
    }

    /// What was accepted of an account is accepted of it under its new id.
    pub(super) fn move_waivers(&mut self, old: &AccountKey, new: &AccountKey) -> Result<()> {
        for rule in Rule::ALL {
            let key = waiver_key(rule, &Subject::Account(old.clone()))?;
            let waiver: Option<Waiver> = self.waivers.record(&key)?;
            if let Some(waiver) = waiver {
                self.waivers.remove(key.as_slice())?;
                let subject = Subject::Account(new.clone());
                let key = waiver_key(rule, &subject)?;
                let waiver = Waiver { subject, ..waiver };
                self.waivers
                    .insert(key.as_slice(), encode(&waiver)?.as_slice())?;
            }
        }
        Ok(())
    }

    /// Writes a decision, numbering a new one; returns the number of rows.
    pub(super) fn put_decision(
        &mut self,
        mut decision: Decision,
        first_new: &mut Option<u64>,
    ) -> Result<usize> {
        if decision.seq == 0 {
            let last = match self.decisions.last()? {
                Some((key, _)) => be64(key.value())?,
                None => 0,
            };
            decision.seq = last + 1;
            first_new.get_or_insert(decision.seq);
        }
        if decision.undone_by == Some(0) {
            decision.undone_by = *first_new;
        }
        self.decisions.insert(
            decision.seq.to_be_bytes().as_slice(),
            encode(&decision)?.as_slice(),
        )?;
        self.change();
        Ok(1)
    }
}
