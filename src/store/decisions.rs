//! The numbered history, and what operators write besides users.

use std::collections::HashMap;

use super::Store;
use super::engine::ReadTransaction;
use super::error::{Result, StoreError, damaged};
use super::tables::{DECISIONS, LINKS, REQUESTS, Rows, WAIVERS, be64, key_of};
use super::write::Write;
use crate::domain::act::item::Item;
use crate::domain::decision::Decision;
use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::ids::AccountKey;

impl Store {
    /// Every decision, oldest first.
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        self.read()?.all(DECISIONS)
    }

    /// Every waiver, those that ended included, by rule.
    pub fn waivers(&self) -> Result<Vec<Waiver>> {
        self.read()?.all(WAIVERS)
    }
}

/// Reading a waiver of a whole table costs so many questions for one that is not there.
const WORTH_ASKING: u64 = 8;

fn waiver_key(rule: Rule, subject: &Subject) -> Result<Vec<u8>> {
    postcard::to_stdvec(&(rule, subject)).map_err(|error| damaged("waiver", error))
}

impl Write<'_> {
    /// Writes a waiver, a pause or a newcomer, or takes it away; returns the number of rows.
    pub(super) fn put_item(&mut self, item: &Item) -> Result<usize> {
        match item {
            Item::Waiver(rule, subject, held) => {
                let key = waiver_key(*rule, subject)?;
                match held {
                    Some(waiver) => self.put_record(WAIVERS, &key, waiver)?,
                    None => self.delete(WAIVERS, &key)?,
                }
                self.touch_subject(subject)?;
            }
            Item::Paused(service, held) => {
                let mut state = self.service_state(service)?;
                state.paused.clone_from(held);
                self.put_service_state(service, &state)?;
            }
            Item::Refused(service, _, held) => {
                let mut state = self.service_state(service)?;
                state.refused.clone_from(held);
                self.put_service_state(service, &state)?;
            }
            Item::Newcomer(_, Some(request)) => return self.put_request(request),
            Item::Newcomer(id, None) => {
                self.delete(REQUESTS, &id.to_be_bytes())?;
                self.change();
            }
        }
        Ok(2)
    }

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

    /// Refuses when a newer decision was written; returns the number of rows.
    pub(super) fn expect_last_decision(&self, expected: u64) -> Result<usize> {
        let last = self.last(DECISIONS, |key, _| be64(key))?;
        if last.unwrap_or(0) == expected {
            return Ok(0);
        }
        Err(StoreError::Moved {
            expected: self.found,
            found: self.found.next(),
        })
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
