//! Why rules put accounts to their users, written down when they do.

use std::collections::{BTreeMap, HashMap};

use super::evidence::values;
use super::input::MatchInput;
use crate::domain::identity::link::{LinkRecord, Made, Strand, rule_word, weave};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::matching::rules::Rule;
use crate::domain::time::Timestamp;

/// The reasons to write: those of links that are new, and those that lapsed or hold again.
/// `members` are the accounts of every user as they will be.
pub(super) fn reasons(
    input: &MatchInput,
    members: &BTreeMap<UserId, Vec<u32>>,
    now: Timestamp,
) -> Vec<(AccountKey, Option<LinkRecord>)> {
    let mut owners: HashMap<u32, UserId> = HashMap::new();
    for (user, numbers) in members.iter().filter(|(_, numbers)| numbers.len() > 1) {
        owners.extend(numbers.iter().map(|number| (*number, *user)));
    }
    let mut edges: HashMap<UserId, Vec<(u32, u32, Rule)>> = HashMap::new();
    for edge in input.engine.links() {
        let (one, other) = (owners.get(&edge.a), owners.get(&edge.b));
        if let (Some(one), Some(other)) = (one, other)
            && one == other
            && edge.rule != Rule::Operator
        {
            let of_user = edges.entry(*one).or_default();
            of_user.push((edge.a, edge.b, edge.rule));
        }
    }
    let mut out = Vec::new();
    for (user, numbers) in members.iter().filter(|(_, numbers)| numbers.len() > 1) {
        let mut drawn = edges.remove(user).unwrap_or_default();
        drawn.extend(input.drawn(numbers));
        of_user(input, numbers, &drawn, now, &mut out);
    }
    out
}

fn of_user(
    input: &MatchInput,
    numbers: &[u32],
    edges: &[(u32, u32, Rule)],
    now: Timestamp,
    out: &mut Vec<(AccountKey, Option<LinkRecord>)>,
) {
    let place = |number: u32| {
        let at = numbers.binary_search(&number).ok();
        at.and_then(|at| u32::try_from(at).ok())
    };
    let mut strands: Vec<Option<Strand>> = numbers
        .iter()
        .map(|number| {
            let (partner, record) = input.reasons.get(number)?;
            Some(Strand {
                partner: place(*partner)?,
                made: Made::Before(record.clone()),
            })
        })
        .collect();
    let edges: Vec<(u32, u32, Rule)> = edges
        .iter()
        .filter_map(|(a, b, rule)| Some((place(*a)?, place(*b)?, *rule)))
        .collect();
    weave(&mut strands, &edges);
    let parts = input.parts(numbers);
    let part = |number: u32| parts.iter().position(|part| part.contains(&number));
    for (number, strand) in numbers.iter().zip(strands) {
        let Some(account) = input.account(*number) else {
            continue;
        };
        let before = input.reasons.get(number).map(|(_, record)| record);
        let record = strand.and_then(|strand| {
            let at = numbers.get(strand.partner as usize)?;
            let partner = input.account(*at)?.key.clone();
            let lapsed = part(*number) != part(*at);
            let record = match strand.made {
                Made::Before(record) => record,
                Made::Now(rule) => LinkRecord {
                    partner: partner.clone(),
                    rule: rule_word(rule).to_owned(),
                    values: values(&input.engine, *number, *at),
                    at: now,
                    lapsed: None,
                },
            };
            Some(LinkRecord {
                partner,
                lapsed: lapsed.then(|| record.lapsed.unwrap_or(now)),
                ..record
            })
        });
        // A reason whose partner left is kept: the undo of that brings it back.
        if record.is_some() && record.as_ref() != before {
            out.push((account.key.clone(), record));
        }
    }
}
