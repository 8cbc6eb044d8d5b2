//! Decisions about identity, and findings that somebody accepted.

use std::collections::HashMap;

use super::Store;
use super::engine::ReadTransaction;
use super::error::{Result, damaged};
use super::tables::{DECISIONS, LINKS, Rows, WAIVERS, be64, key_of};
use super::write::Write;
use crate::domain::audit::AuditBody;
use crate::domain::decision::Decision;
use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::ids::{AccountKey, Revision};

impl Store {
    /// Every decision, oldest first.
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        self.read()?.all(DECISIONS)
    }

    /// Every waiver, those that ended included, by rule.
    pub fn waivers(&self) -> Result<Vec<Waiver>> {
        self.read()?.all(WAIVERS)
    }

    /// Accepts a finding; replaces an earlier waiver of the same.
    pub fn waive(&self, waiver: &Waiver, audit: &AuditBody) -> Result<Revision> {
        let ((), revision) = self.change(|write| {
            let key = waiver_key(waiver.rule, &waiver.subject)?;
            write.put_record(WAIVERS, &key, waiver)?;
            write.touch_subject(&waiver.subject)?;
            write.log(audit)
        })?;
        Ok(revision)
    }

    /// Takes a waiver back; says whether there was one. Without one, nothing is written.
    pub fn unwaive(&self, rule: Rule, subject: &Subject, audit: &AuditBody) -> Result<bool> {
        let (found, _) = self.change(|write| {
            let key = waiver_key(rule, subject)?;
            let found = write.has(WAIVERS, &key)?;
            if found {
                write.delete(WAIVERS, &key)?;
                write.touch_subject(subject)?;
                write.log(audit)?;
            }
            Ok(found)
        })?;
        Ok(found)
    }
}

/// Reading a waiver of a whole table costs so many questions for one that is not there.
const WORTH_ASKING: u64 = 8;

fn waiver_key(rule: Rule, subject: &Subject) -> Result<Vec<u8>> {
    postcard::to_stdvec(&(rule, subject)).map_err(|error| damaged("waiver", error))
}

impl Write<'_> {
    /// A finding's waiver shows in the row of the user that it is about.
    fn touch_subject(&mut self, subject: &Subject) -> Result<()> {
        match subject {
            Subject::User(user) => self.touch(*user),
            Subject::Account(key) => {
                if let Some(user) = self.user_id(LINKS, &key_of(key))? {
                    self.touch(user);
                }
            }
            Subject::Service(_) => self.change(),
        }
        Ok(())
    }

    /// What was accepted of accounts is accepted of them under their new ids.
    pub(super) fn move_waivers(&mut self, moved: &[(AccountKey, AccountKey)]) -> Result<()> {
        let ids: HashMap<&AccountKey, &AccountKey> =
            moved.iter().map(|(old, new)| (old, new)).collect();
        for waiver in self.waivers_of(moved)? {
            let Subject::Account(old) = &waiver.subject else {
                continue;
            };
            if let Some(new) = ids.get(old) {
                self.delete(WAIVERS, &waiver_key(waiver.rule, &waiver.subject)?)?;
                let subject = Subject::Account((*new).clone());
                let key = waiver_key(waiver.rule, &subject)?;
                self.put_record(WAIVERS, &key, &Waiver { subject, ..waiver })?;
            }
        }
        Ok(())
    }

    /// The waivers about some accounts; others may be among them.
    fn waivers_of(&self, moved: &[(AccountKey, AccountKey)]) -> Result<Vec<Waiver>> {
        let asked = moved.len() * Rule::ALL.len();
        // Mostly there are none, or a few.
        if self.count(WAIVERS)? <= asked as u64 / WORTH_ASKING {
            return self.all(WAIVERS);
        }
        let mut keys = Vec::with_capacity(asked);
        for (old, _) in moved {
            for rule in Rule::ALL {
                keys.push(waiver_key(rule, &Subject::Account(old.clone()))?);
            }
        }
        let found: Vec<Option<Waiver>> = self.records(WAIVERS, &keys)?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Writes a decision, numbering a new one; returns the number of rows.
    pub(super) fn put_decision(
        &mut self,
        decision: &Decision,
        first_new: &mut Option<u64>,
    ) -> Result<usize> {
        let mut decision = decision.clone();
        if decision.seq == 0 {
            let last = self.last(DECISIONS, |key, _| be64(key))?;
            decision.seq = last.unwrap_or(0) + 1;
            first_new.get_or_insert(decision.seq);
        }
        if decision.undone_by == Some(0) {
            decision.undone_by = *first_new;
        }
        self.put_record(DECISIONS, &decision.seq.to_be_bytes(), &decision)?;
        self.change();
        Ok(1)
    }
}
