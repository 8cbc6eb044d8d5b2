//! The queue of questions: which accounts may belong to one user, which may not any more, and why.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::identity::question::{Question, Side};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::matching::evidence::Evidence;
use crate::domain::matching::rules::Rule;
use crate::store::Result;
use crate::workflows::Env;
use crate::workflows::merging::input::MatchInput;

/// The questions that are open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Queue {
    /// The best ones first, as many as were asked for.
    pub questions: Vec<Question>,
    /// How many there are.
    pub total: usize,
}

/// The questions: first users that no rule holds together any more, then pairs, the likeliest
/// first. Those that are settled already are left out. Reads only; blocks.
pub fn questions(env: &Env, limit: usize) -> Result<Queue> {
    let input = MatchInput::read(env)?;
    let mut open = lapsed(&input);
    let mut asked = BTreeSet::new();
    let stopped = stopped(&input);
    let ranked = input.engine.suggestions().iter();
    let ranked = ranked.map(|one| (one.a, one.b, one.score(), one.stopped));
    let mut pairs: Vec<_> = ranked.chain(stopped).collect();
    // The engine's order is kept among equals.
    pairs.sort_by_key(|(_, _, score, _)| std::cmp::Reverse(*score));
    for (a, b, score, rule) in pairs {
        let (Some(one), Some(other)) = (side(&input, a), side(&input, b)) else {
            continue;
        };
        if let (Some(left), Some(right)) = (one.user, other.user) {
            // A pair of users is asked about once; what an operator separated is settled.
            let new = asked.insert((left.min(right), left.max(right)));
            if left == right || !new || separated(&input, left, right) {
                continue;
            }
        }
        open.push(Ask {
            a,
            b,
            question: Question {
                a: one,
                b: other,
                score,
                stopped: rule,
                lapsed: None,
                evidence: nothing(),
            },
        });
    }
    let total = open.len();
    open.truncate(limit);
    let questions = open.into_iter().map(|ask| Question {
        evidence: input.engine.explain(ask.a, ask.b).unwrap_or(nothing()),
        ..ask.question
    });
    Ok(Queue {
        questions: questions.collect(),
        total,
    })
}

/// A question whose evidence is not worked out yet.
struct Ask {
    a: u32,
    b: u32,
    question: Question,
}

fn nothing() -> Evidence {
    Evidence {
        rule: None,
        bits: 0,
        clues: Vec::new(),
    }
}

fn side(input: &MatchInput, number: u32) -> Option<Side> {
    let account = input.account(number)?;
    Some(Side {
        account: account.key.clone(),
        user: account.user,
        title: account.title.clone(),
    })
}

fn separated(input: &MatchInput, one: UserId, other: UserId) -> bool {
    let accounts = |id| {
        let user = input.users.get(&id);
        user.map_or(&[][..], |user: &crate::domain::user::User| &user.accounts)
    };
    let between = input.standing.between(accounts(one), accounts(other));
    between.is_some()
}

/// Links that the rules draw but that users do not follow, because something else stands against
/// making them one.
fn stopped(input: &MatchInput) -> Vec<(u32, u32, i32, Option<Rule>)> {
    let user = |number: u32| input.account(number).and_then(|account| account.user);
    let links = input.engine.links().iter();
    let across = links.filter(|edge| {
        let (one, other) = (user(edge.a), user(edge.b));
        one.is_some() && other.is_some() && one != other
    });
    let score = |a, b| input.engine.explain(a, b).map_or(0, |found| found.bits);
    across
        .map(|edge| (edge.a, edge.b, score(edge.a, edge.b), Some(edge.rule)))
        .collect()
}

/// One question for each part of a user that nothing holds to the rest any more.
fn lapsed(input: &MatchInput) -> Vec<Ask> {
    let mut members: BTreeMap<UserId, Vec<u32>> = BTreeMap::new();
    for (number, account) in (0..).zip(&input.accounts) {
        if let Some(user) = account.user {
            members.entry(user).or_default().push(number);
        }
    }
    let mut open = Vec::new();
    for numbers in members.values().filter(|numbers| numbers.len() > 1) {
        let parts = input.parts(numbers);
        let Some((main, others)) = parts.split_first() else {
            continue;
        };
        for part in others {
            let (a, b) = crossing(input, numbers, part)
                .or_else(|| Some((*part.first()?, *main.first()?)))
                .unwrap_or_default();
            let (Some(one), Some(other)) = (side(input, a), side(input, b)) else {
                continue;
            };
            open.push(Ask {
                a,
                b,
                question: Question {
                    lapsed: record(input, a, b, &one.account, &other.account),
                    a: one,
                    b: other,
                    score: input.engine.explain(a, b).map_or(0, |found| found.bits),
                    stopped: None,
                    evidence: nothing(),
                },
            });
        }
    }
    open
}

/// A written link between a part and the rest, the part's account first.
fn crossing(input: &MatchInput, numbers: &[u32], part: &[u32]) -> Option<(u32, u32)> {
    numbers.iter().find_map(|a| {
        let (b, _) = input.reasons.get(a)?;
        if !numbers.contains(b) || part.contains(a) == part.contains(b) {
            return None;
        }
        Some(if part.contains(a) { (*a, *b) } else { (*b, *a) })
    })
}

fn record(
    input: &MatchInput,
    a: u32,
    b: u32,
    one: &AccountKey,
    other: &AccountKey,
) -> Option<crate::domain::identity::link::LinkRecord> {
    let of = |number: u32, partner: &AccountKey| {
        let (_, record) = input.reasons.get(&number)?;
        (record.partner == *partner).then(|| record.clone())
    };
    of(a, other).or_else(|| of(b, one))
}
