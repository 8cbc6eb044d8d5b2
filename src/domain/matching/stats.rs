//! How common words, names and organisations are in the data itself. Counts are exact; rules read
//! them in power-of-two buckets only, so that an incremental run sees what a run from scratch
//! sees and a single new account seldom changes anything.

use std::collections::HashMap;

use super::features::{Features, Texts};
use super::names::Form;
use super::text::mix;

/// Counts over the distinct full names and distinct addresses of all accounts.
#[derive(Debug, Clone, Default)]
pub struct Stats {
    names: HashMap<u64, u32>,
    ordered: HashMap<u64, u32>,
    addresses: Vec<u32>,
    words: Vec<WordCount>,
    organisations: Vec<u32>,
    distinct_names: u32,
    distinct_addresses: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct WordCount {
    /// Distinct full names with this word.
    names: u32,
    /// Of those as written, the ones that begin with it.
    first: u32,
    /// And the ones that end with it.
    last: u32,
}

/// The exponent of the power of two at or below `count`; 0 for none.
pub fn bucket(count: u32) -> i32 {
    count.max(1).ilog2() as i32
}

impl Stats {
    /// Counts an identity in (`true`) or out (`false`).
    pub fn count(&mut self, features: &Features, texts: &Texts, present: bool) {
        if features.form == Form::Full {
            self.count_name(features, present);
        }
        for (address, _) in &features.mailboxes {
            if turned(slot(&mut self.addresses, *address), present) {
                step(&mut self.distinct_addresses, present);
                let mailbox = texts.mailboxes.get(*address as usize);
                if let Some(organisation) = mailbox.and_then(|mailbox| mailbox.organisation) {
                    step(slot(&mut self.organisations, organisation), present);
                }
            }
        }
    }

    fn count_name(&mut self, features: &Features, present: bool) {
        if turned(self.names.entry(features.name_key).or_default(), present) {
            step(&mut self.distinct_names, present);
            let mut words = features.words.to_vec();
            words.sort_unstable();
            words.dedup();
            for word in words {
                step(&mut slot(&mut self.words, word).names, present);
            }
        }
        let ordered = features
            .words
            .iter()
            .fold(2, |state, word| mix(state, u64::from(*word)));
        if turned(self.ordered.entry(ordered).or_default(), present) {
            if let Some(first) = features.words.first() {
                step(&mut slot(&mut self.words, *first).first, present);
            }
            if let Some(last) = features.words.last() {
                step(&mut slot(&mut self.words, *last).last, present);
            }
        }
    }

    /// Bucket of the number of distinct full names.
    pub fn population(&self) -> i32 {
        bucket(self.distinct_names)
    }

    /// Bucket of the number of distinct full names that hold `word`.
    pub fn word(&self, word: u32) -> i32 {
        bucket(self.words.get(word as usize).map_or(0, |count| count.names))
    }

    /// Whether any full name holds `word`.
    pub fn is_name_word(&self, word: u32) -> bool {
        self.words
            .get(word as usize)
            .is_some_and(|count| count.names > 0)
    }

    /// Whether the data uses `word` as a given name: several names begin with it, and no fewer
    /// than end with it.
    pub fn is_given_name(&self, word: u32) -> bool {
        self.words
            .get(word as usize)
            .is_some_and(|count| count.first >= 2 && bucket(count.first) >= bucket(count.last))
    }

    /// How surprising it is that two addresses share `organisation`, in bits.
    pub fn organisation_bits(&self, organisation: u32) -> i32 {
        let count = self
            .organisations
            .get(organisation as usize)
            .copied()
            .unwrap_or(0);
        bucket(self.distinct_addresses) - bucket(count)
    }
}

/// What rules read of the counts as a whole: if it changes, every judgement may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    names: i32,
    addresses: i32,
}

/// What rules read of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordView {
    bucket: i32,
    named: bool,
    given: bool,
}

impl Stats {
    /// What rules read of the whole.
    pub fn scale(&self) -> Scale {
        Scale {
            names: self.population(),
            addresses: bucket(self.distinct_addresses),
        }
    }

    /// What rules read of a word.
    pub fn view(&self, word: u32) -> WordView {
        WordView {
            bucket: self.word(word),
            named: self.is_name_word(word),
            given: self.is_given_name(word),
        }
    }
}

/// Moves a count by one; true if it came from or went to nothing.
fn turned(count: &mut u32, present: bool) -> bool {
    let before = *count;
    step(count, present);
    before == 0 || *count == 0
}

fn step(count: &mut u32, present: bool) {
    *count = if present {
        count.saturating_add(1)
    } else {
        count.saturating_sub(1)
    };
}

fn slot<T: Default + Clone>(counts: &mut Vec<T>, at: u32) -> &mut T {
    let at = at as usize;
    if counts.len() <= at {
        counts.resize(at + 1, T::default());
    }
    #[expect(clippy::indexing_slicing, reason = "the line above made the slot")]
    &mut counts[at]
}
