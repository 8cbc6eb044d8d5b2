//! Judges a matching against the truth, pair by pair, and plays an operator who answers the queue
//! truthfully from the top.
#![expect(
    clippy::indexing_slicing,
    reason = "made of its own numbers: what is out of bounds must fail the test"
)]

use std::collections::{BTreeMap, HashMap};

/// How good the automatic links are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Of the pairs put together, the share that belongs together.
    pub precision: f64,
    /// Of the pairs that belong together, the share put together.
    pub recall: f64,
}

/// What answering the queue leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answered {
    /// Questions asked.
    pub asked: usize,
    /// Of those, the share answered yes.
    pub yes: f64,
    /// Recall afterwards.
    pub recall: f64,
}

fn pairs(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// Scores groups against the truth; both give each account, by position, the number of its set.
pub fn score(truth: &[u32], groups: &[u32]) -> Score {
    let count = |keys: &mut dyn Iterator<Item = (u32, u32)>| -> usize {
        let mut sizes: HashMap<(u32, u32), usize> = HashMap::new();
        keys.for_each(|key| *sizes.entry(key).or_default() += 1);
        sizes.values().map(|size| pairs(*size)).sum()
    };
    let right = count(&mut truth.iter().zip(groups).map(|(a, b)| (*a, *b)));
    let put = count(&mut groups.iter().map(|group| (*group, 0)));
    let due = count(&mut truth.iter().map(|person| (*person, 0)));
    Score {
        precision: share(right, put),
        recall: share(right, due),
    }
}

/// Answers up to `most` questions truthfully, skipping what is settled by then.
pub fn answer(truth: &[u32], groups: &[u32], queue: &[(u32, u32)], most: usize) -> Answered {
    let mut set_of: Vec<u32> = groups.to_vec();
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (account, group) in (0..).zip(groups) {
        members.entry(*group).or_default().push(account);
    }
    let mut no: Vec<(u32, u32)> = Vec::new();
    let (mut asked, mut yes) = (0, 0);
    for (a, b) in queue {
        let (one, two) = (set_of[*a as usize], set_of[*b as usize]);
        let pair = (one.min(two), one.max(two));
        if one == two || no.contains(&pair) || asked == most {
            continue;
        }
        asked += 1;
        if truth[*a as usize] == truth[*b as usize] {
            yes += 1;
            let moved = members.remove(&two).unwrap_or_default();
            moved
                .iter()
                .for_each(|account| set_of[*account as usize] = one);
            members.entry(one).or_default().extend(moved);
        } else {
            no.push(pair);
        }
    }
    Answered {
        asked,
        yes: share(yes, asked),
        recall: score(truth, &set_of).recall,
    }
}

#[test]
fn a_score_counts_pairs() {
    // 0 1 2 belong together, 3 and 4 too; the matching puts 0 1 together, and 2 with 3.
    let found = score(&[7, 7, 7, 8, 8], &[0, 0, 2, 2, 4]);
    assert_eq!(
        found,
        Score {
            precision: 0.5,
            recall: 0.25
        }
    );
}

#[test]
fn an_operator_is_not_asked_what_is_settled() {
    let queue = [(0, 1), (1, 2), (0, 2), (2, 3), (0, 3)];
    let answered = answer(&[7, 7, 7, 8], &[0, 1, 2, 3], &queue, 9);
    assert_eq!(
        answered,
        Answered {
            asked: 3,
            yes: 2.0 / 3.0,
            recall: 1.0
        }
    );
}
