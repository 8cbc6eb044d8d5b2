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
use crate::domain::matching::rules::Rule;
use crate::domain::user::User;
use crate::store::Result;
use crate::workflows::Env;

/// Users of more accounts are not looked at pair by pair.
const MOST_PAIRED: usize = 64;

/// What is known, and what the rules make of it.
pub(in crate::workflows) struct MatchInput {
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

impl MatchInput {
    /// Reads everything and runs the rules.
    pub fn read(env: &Env) -> Result<MatchInput> {
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
        Ok(MatchInput {
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
        if self.is_one_group(members) {
            return vec![members.to_vec()];
        }
        let mut held: Vec<(u32, u32)> = Vec::new();
        held.extend(self.drawn(members).into_iter().map(|(a, b, _)| (a, b)));
        for (a, b) in pairs(members) {
            if let (Some(one), Some(other)) = (self.account(a), self.account(b))
                && self.standing.is_together(&one.key, &other.key)
            {
                held.push((a, b));
            }
        }
        lapse::parts(members, |one| self.group(one), held)
    }

    /// The links that rules would draw between accounts of one user whom the engine sees in several
    /// groups: a constraint on others, such as somebody who was detached, takes no link from them.
    pub fn drawn(&self, members: &[u32]) -> Vec<(u32, u32, Rule)> {
        if self.is_one_group(members) || members.len() > MOST_PAIRED {
            return Vec::new();
        }
        let rule = |a, b| self.engine.explain(a, b).and_then(|found| found.rule);
        pairs(members)
            .filter_map(|(a, b)| Some((a, b, rule(a, b)?)))
            .collect()
    }

    fn is_one_group(&self, members: &[u32]) -> bool {
        let mut groups = members.iter().map(|one| self.group(*one));
        let first = groups.next();
        groups.all(|group| Some(group) == first)
    }
}

fn pairs(members: &[u32]) -> impl Iterator<Item = (u32, u32)> + '_ {
    (1..)
        .zip(members)
        .flat_map(|(after, a)| members.iter().skip(after).map(|b| (*a, *b)))
}
