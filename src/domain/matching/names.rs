//! A displayed name taken apart into folded words, and the comparison of two such names.
//! How rare a name is, is left to `stats`.

use serde::{Deserialize, Serialize};

use super::intern::Interner;
use super::likeness::{by_length, resembles, resembles_word};
use super::lists;
use super::text::{fold, is_foreign, squash};

/// Most words looked at in one name.
const MAX_WORDS: usize = 8;

/// What a displayed name is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Nothing that names anybody.
    #[default]
    Absent,
    /// One word: a given name or a handle.
    Word,
    /// Several words written as a handle (`jane-doe`) or with an initial (`Jane D.`): agrees with
    /// a full name, never contradicts one.
    Soft,
    /// Two words or more, as people write their names.
    Full,
}

/// A displayed name taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// What it is good for.
    pub form: Form,
    /// Folded words in the order written, initials included.
    pub words: Vec<String>,
    /// Written in another script than Latin: its transliteration may differ from its owner's.
    pub foreign: bool,
    /// The name is a program's.
    pub bot: bool,
}

/// How two names relate, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same words in any order.
    Equal,
    /// The same letters cut into words differently: `Le Goff`/`Legoff`.
    Joined,
    /// Two words or more in common, the rest missing or abbreviated on one side.
    Core,
    /// One word in common, the other abbreviated: `J. Doe`/`Jane Doe`.
    Initial,
    /// One word in common, the other a short form or a misspelling of its counterpart.
    Near,
    /// No word in common, but every one resembles its counterpart.
    Similar,
    /// A single word that the other name contains.
    Part,
    Unknown,
    /// The same first word, another family name.
    SameGiven,
    /// The same family name, another given name: a relative, or nobody.
    SameFamily,
    /// Two full names with nothing in common.
    Contradiction,
}

/// Takes a displayed name apart.
pub fn parse(display: &str) -> Name {
    let foreign = is_foreign(display);
    let bot = display.to_ascii_lowercase().contains("[bot]");
    let plain = fold(&without_asides(display));
    if plain.contains('@') {
        return Name {
            bot,
            ..Name::default()
        };
    }
    let plain = given_first(plain.split(" via ").next().unwrap_or_default());
    let mut words = Vec::new();
    let mut spaced = 0;
    for chunk in plain.split_whitespace().take_while(|chunk| *chunk != "-") {
        let before = words.len();
        push_words(chunk, &mut words);
        if words.len() > before {
            spaced += 1;
        }
    }
    if spaced == 1 && !foreign {
        words = camel_words(display).unwrap_or(words);
    }
    words.truncate(MAX_WORDS);
    let bot = bot || words.iter().any(|word| lists::is_bot_word(word));
    let long = words.iter().filter(|word| is_long(word)).count();
    let digits = words
        .iter()
        .any(|word| word.bytes().any(|b| b.is_ascii_digit()));
    let form = match long {
        0 => Form::Absent,
        _ if words.iter().all(|word| lists::is_no_name(word)) => Form::Absent,
        1 if words.len() == 1 => Form::Word,
        1 => Form::Soft,
        _ if spaced < 2 || digits => Form::Soft,
        _ => Form::Full,
    };
    if form == Form::Absent {
        words.clear();
    }
    Name {
        form,
        words,
        foreign,
        bot,
    }
}

/// Drops what stands in brackets: `(Ext)`, `[beta]`, and quotation marks.
fn without_asides(display: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::with_capacity(display.len());
    for c in display.chars() {
        match c {
            '(' | '[' | '<' | '{' => depth += 1,
            ')' | ']' | '>' | '}' => depth = depth.saturating_sub(1),
            '"' => out.push(' '),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    // A name wholly in brackets is still a name.
    if out.trim().is_empty() {
        display.replace(['(', ')', '[', ']', '<', '>', '{', '}'], " ")
    } else {
        out
    }
}

/// `Doe, Jane` becomes `Jane Doe`; what follows the comma is dropped if it is a title.
fn given_first(plain: &str) -> String {
    let Some((before, after)) = plain.split_once(',') else {
        return plain.to_owned();
    };
    let title = after
        .split_whitespace()
        .all(|word| lists::is_title(&squash(word)));
    if title {
        before.to_owned()
    } else {
        format!("{} {before}", after.replace(',', " "))
    }
}

fn push_words(chunk: &str, words: &mut Vec<String>) {
    for piece in chunk.split([
        '.', '-', '_', '/', '+', '&', ':', ';', '=', '?', '!', '*', '|',
    ]) {
        // An apostrophe joins: O'Connor, d'Arvor.
        let word = squash(piece);
        let number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        if !word.is_empty() && !number && !lists::is_title(&word) {
            words.push(word);
        }
    }
}

/// `JaneDoe` reads as two words. Only for a name without spaces.
fn camel_words(display: &str) -> Option<Vec<String>> {
    let mut pieces: Vec<String> = Vec::new();
    let mut lower_before = false;
    for c in display.trim().chars() {
        if !c.is_alphabetic() {
            return None;
        }
        if pieces.is_empty() || (c.is_uppercase() && lower_before) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        lower_before = c.is_lowercase();
    }
    let words: Vec<String> = pieces.iter().map(|piece| squash(&fold(piece))).collect();
    (words.len() >= 2 && words.iter().all(|word| word.len() >= 2)).then_some(words)
}

/// A word that carries identity: neither an initial nor a particle.
pub fn is_long(word: &str) -> bool {
    word.len() >= 2 && !lists::is_particle(word)
}

/// A name by the numbers of its words.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The words in the order written, at most eight.
    pub ids: &'a [u32],
    /// A bit for each word that carries identity (`is_long`).
    pub long: u8,
    /// The texts of the words.
    pub texts: &'a Interner,
}

impl<'a> Words<'a> {
    /// The bits of `words` that carry identity.
    pub fn long_bits(words: &[String]) -> u8 {
        let bits = words.iter().take(MAX_WORDS).enumerate();
        bits.map(|(at, word)| u8::from(is_long(word)) << at).sum()
    }

    /// The words that carry identity.
    pub fn long(self) -> impl Iterator<Item = u32> + 'a {
        let bits = self.long;
        let words = self.ids.iter().take(MAX_WORDS).enumerate();
        words
            .filter(move |(at, _)| bits & (1 << at) != 0)
            .map(|(_, id)| *id)
    }

    /// The words as texts.
    pub fn spelled(self) -> Spelled<'a> {
        self.ids.iter().map(|id| self.texts.text(*id)).collect()
    }

    fn without(self, other: Words) -> Spelled<'a> {
        let rest = self.ids.iter().filter(|id| !other.ids.contains(id));
        rest.map(|id| self.texts.text(*id)).collect()
    }
}

/// Words side by side as texts, without a heap.
#[derive(Debug, Clone, Copy)]
pub struct Spelled<'a> {
    words: [&'a str; MAX_WORDS],
    len: usize,
}

impl<'a> FromIterator<&'a str> for Spelled<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(iter: I) -> Self {
        let mut words = [""; MAX_WORDS];
        let mut len = 0;
        for (slot, word) in words.iter_mut().zip(iter) {
            *slot = word;
            len += 1;
        }
        Self { words, len }
    }
}

impl<'a> std::ops::Deref for Spelled<'a> {
    type Target = [&'a str];
    fn deref(&self) -> &[&'a str] {
        self.words.get(..self.len).unwrap_or_default()
    }
}

/// Compares two names of one table of texts. `anagrams` tells that both have the same letters;
/// `hard` that both are full and of one script, so that they can contradict each other. Symmetric.
pub fn compare(left: Words, right: Words, anagrams: bool, hard: bool) -> Relation {
    if left.ids.is_empty() || right.ids.is_empty() {
        return Relation::Unknown;
    }
    if anagrams {
        if same_words(left.ids, right.ids) {
            return Relation::Equal;
        }
        if same_spelling(&left.spelled(), &right.spelled()) {
            return Relation::Joined;
        }
    }
    let shared = left.long().filter(|word| right.ids.contains(word)).count();
    if shared > 1 {
        return Relation::Core;
    }
    let single = left.long.count_ones() < 2 || right.long.count_ones() < 2;
    if shared == 0 && single && left.ids.len() != right.ids.len() {
        return Relation::Unknown;
    }
    let (rest_left, rest_right) = (left.without(right), right.without(left));
    match shared {
        0 if single && !abbreviates(&left.spelled(), &right.spelled()) => Relation::Unknown,
        0 if resembles(&rest_left, &rest_right) => Relation::Similar,
        0 if hard => Relation::Contradiction,
        0 => Relation::Unknown,
        _ if any_pair(&rest_left, &rest_right, short_of) => Relation::Initial,
        _ if single => Relation::Part,
        _ if any_pair(&rest_left, &rest_right, resembles_word) => Relation::Near,
        _ if left.ids.first() == right.ids.first() => Relation::SameGiven,
        _ => Relation::SameFamily,
    }
}

fn same_words(left: &[u32], right: &[u32]) -> bool {
    let count = |words: &[u32], word: u32| words.iter().filter(|other| **other == word).count();
    left.len() == right.len()
        && left
            .iter()
            .all(|word| count(left, *word) == count(right, *word))
}

/// Whether some order of the words on each side spells the same letters.
fn same_spelling(left: &[&str], right: &[&str]) -> bool {
    let left_orders = orders(left);
    orders(right)
        .iter()
        .any(|order| left_orders.contains(order))
}

/// The spellings of up to four words in every order; more words keep theirs.
fn orders(words: &[&str]) -> Vec<String> {
    if words.len() > 4 {
        return vec![words.concat()];
    }
    let mut out = vec![(String::new(), 0u8)];
    for _ in words {
        out = out
            .iter()
            .flat_map(|(text, used)| {
                let free = words
                    .iter()
                    .enumerate()
                    .filter(move |(at, _)| used & (1 << at) == 0);
                free.map(move |(at, word)| (format!("{text}{word}"), used | (1 << at)))
            })
            .collect();
    }
    out.into_iter().map(|(text, _)| text).collect()
}

/// Initials and nothing that contradicts: `j doe` and `jane d`.
fn abbreviates(left: &[&str], right: &[&str]) -> bool {
    left.len() == right.len()
        && left.len() >= 2
        && left
            .iter()
            .zip(right)
            .all(|(a, b)| a == b || short_of(a, b))
}

fn any_pair(left: &[&str], right: &[&str], likeness: impl Fn(&str, &str) -> bool) -> bool {
    left.iter().any(|a| right.iter().any(|b| likeness(a, b)))
}

/// One is the initial of the other.
fn short_of(a: &str, b: &str) -> bool {
    let (short, long) = by_length(a, b);
    short.len() == 1 && long.len() > 1 && long.starts_with(short)
}

#[cfg(test)]
mod tests;
