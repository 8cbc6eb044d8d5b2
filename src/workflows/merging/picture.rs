//! All accounts, users, decisions and links at once, as the rules and the questions need them.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use super::identities;
use crate::domain::identity::assign::Candidate;
use crate::domain::identity::lapse;
use crate::domain::identity::link::LinkRecord;
use crate::domain::identity::standing::Standing;
use crate::domain::ids::{AccountKey, Revision, UserId};
use crate::domain::matching::engine::{Engine, Settings};
use crate::domain::user::User;
use crate::store::Result;
use crate::workflows::Env;

/// What is known, and what the rules make of it.
pub(in crate::workflows) struct Picture {
    /// The revision that it was read at, at the latest.
    pub revision: Revision,
    /// All accounts, by number.
    pub accounts: Vec<Candidate>,
    /// All users.
    pub users: HashMap<UserId, User>,
    /// What operators decided.
    pub standing: Standing,
    /// The rules, run.
    pub engine: Engine,
    /// Why rules put accounts to their users, by account number: the partner's number and all.
    pub reasons: BTreeMap<u32, (u32, LinkRecord)>,
}

impl Picture {
    /// Reads everything and runs the rules.
    pub fn read(env: &Env) -> Result<Picture> {
        let read = identities::read(env)?;
        let mut users: HashMap<UserId, User> = HashMap::new();
        env.store.each_user(&mut |user| {
            users.insert(user.id, user);
            ControlFlow::Continue(())
        })?;
        let written = env.store.reasons()?;
        let mut reasons = BTreeMap::new();
        if !written.is_empty() {
            let numbers: HashMap<&AccountKey, u32> = read
                .accounts
                .iter()
                .map(|account| &account.key)
                .zip(0..)
                .collect();
            for (key, reason) in written {
                let places = (numbers.get(&key), numbers.get(&reason.partner));
                if let (Some(number), Some(partner)) = places {
                    reasons.insert(*number, (*partner, reason));
                }
            }
        }
        Ok(Picture {
            revision: read.revision,
            engine: Engine::build(read.identities, read.decisions, Settings::default()),
            accounts: read.accounts,
            standing: read.standing,
            users,
            reasons,
        })
    }

    /// The account of a number.
    pub fn account(&self, number: u32) -> Option<&Candidate> {
        self.accounts.get(number as usize)
    }

    /// The group that the rules see an account in.
    pub fn group(&self, number: u32) -> u32 {
        self.engine.group(number).unwrap_or(number)
    }

    /// The parts of a user's accounts that something still holds together, the largest first:
    /// more than one where links have lapsed.
    pub fn parts(&self, members: &[u32]) -> Vec<Vec<u32>> {
        let Some(first) = members.first() else {
            return Vec::new();
        };
        let group = self.group(*first);
        if members.iter().all(|one| self.group(*one) == group) {
            return vec![members.to_vec()];
        }
        let mut held: Vec<(u32, u32)> = Vec::new();
        for (at, a) in members.iter().enumerate() {
            // A constraint may keep a group apart whose links are as good as ever.
            if let Some((b, _)) = self.reasons.get(a)
                && members.contains(b)
                && self.rule_holds(*a, *b)
            {
                held.push((*a, *b));
            }
            for b in members.iter().skip(at + 1) {
                if let (Some(one), Some(other)) = (self.account(*a), self.account(*b))
                    && self.standing.is_together(&one.key, &other.key)
                {
                    held.push((*a, *b));
                }
            }
        }
        lapse::parts(members, |one| self.group(one), held)
    }

    fn rule_holds(&self, a: u32, b: u32) -> bool {
        self.engine
            .explain(a, b)
            .is_some_and(|evidence| evidence.rule.is_some())
    }
}
