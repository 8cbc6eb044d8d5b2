//! The block keys of an identity: accounts that share one are compared, no others are. The low
//! bits of a key tell its block, so that a block too large to compare can be told from a fact.

use super::address::Class;
use super::features::{Features, Texts, letters};
use super::names;
use super::text::{hash_bytes, mix, skeleton};

/// What the accounts of a block have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// A lifelong id.
    Stable = 1,
    Address = 2,
    /// A name and a handle.
    NameHandle = 3,
    /// A name and an organisation.
    NameOrganisation = 4,
    Handle = 5,
    /// A handle that a name gives: compared with those that carry it, not among themselves.
    /// Its key follows that of the handle itself.
    Given = 6,
    /// The letters of a name or handle.
    Letters = 7,
    /// A word and an initial, or the sounds of a name.
    Likeness = 8,
    /// An organisation: never compared, only found again when its size changes.
    Organisation = 9,
}

const KIND_BITS: u32 = 4;

/// Accounts of one block above which its members are not compared with each other. The blocks
/// that automatic rules live on may be larger than those that only feed suggestions: what so
/// many accounts share tells nobody from anybody, and comparing them would be quadratic.
pub const fn most(key: u64) -> usize {
    match key & ((1 << KIND_BITS) - 1) {
        1..=4 => 64,
        5..=7 => 48,
        8 => 24,
        _ => 0,
    }
}

/// The block whose members are compared with those of this block, besides or instead of each
/// other: `Given` with `Handle`, and the reverse.
pub const fn counterpart(key: u64) -> Option<u64> {
    const HANDLE: u64 = Block::Handle as u64;
    const GIVEN: u64 = Block::Given as u64;
    match key & ((1 << KIND_BITS) - 1) {
        HANDLE => Some(key - HANDLE + GIVEN),
        GIVEN => Some(key - GIVEN + HANDLE),
        _ => None,
    }
}

/// Whether the members of a block are compared with each other.
pub const fn is_mutual(key: u64) -> bool {
    key & ((1 << KIND_BITS) - 1) != Block::Given as u64
}

fn key(block: Block, value: u64) -> u64 {
    // Blocks that meet share the upper bits, so that they lie side by side.
    let family = if matches!(block, Block::Given) {
        Block::Handle
    } else {
        block
    };
    (mix(family as u64, value) << KIND_BITS) | block as u64
}

/// The key under which accounts of one handle meet.
pub fn handle_key(text: &str) -> u64 {
    key(Block::Handle, hash_bytes(1, text.as_bytes()))
}

/// The key under which accounts are found whose name gives a handle.
pub fn given_key(text: &str) -> u64 {
    key(Block::Given, hash_bytes(1, text.as_bytes()))
}

/// The key under which accounts of one mailbox meet.
pub fn address_key(address: u32) -> u64 {
    key(Block::Address, u64::from(address))
}

/// The key under which the accounts of one organisation are found.
pub fn organisation_key(organisation: u32) -> u64 {
    key(Block::Organisation, u64::from(organisation))
}

/// All keys of an identity, sorted, each once.
pub fn keys(features: &Features, texts: &Texts, out: &mut Vec<u64>) {
    out.clear();
    out.extend(
        features
            .stable
            .iter()
            .map(|id| key(Block::Stable, u64::from(*id))),
    );
    for (address, _) in &features.mailboxes {
        let Some(mailbox) = texts.mailboxes.get(*address as usize) else {
            continue;
        };
        if mailbox.class != Class::Fake {
            out.push(address_key(*address));
        }
        if let Some(organisation) = mailbox.organisation {
            out.push(organisation_key(organisation));
            if features.letters != 0 {
                let both = mix(features.letters, u64::from(organisation));
                out.push(key(Block::NameOrganisation, both));
            }
        }
    }
    handle_keys(features, texts, out);
    name_keys(features, &features.name(texts).spelled(), out);
    out.sort_unstable();
    out.dedup();
}

fn handle_keys(features: &Features, texts: &Texts, out: &mut Vec<u64>) {
    for handle in features.all_handles() {
        let text = texts.words.text(handle);
        let stem = stem(text);
        if stem.len() >= 8 {
            out.push(key(Block::Letters, letters(stem.bytes())));
        }
        if features.letters != 0 {
            out.push(key(
                Block::NameHandle,
                mix(features.letters, u64::from(handle)),
            ));
        }
    }
    carried_texts(features, texts, |text| out.push(handle_key(text)));
    given_texts(features, texts, |text| out.push(given_key(text)));
}

/// Every handle that an identity carries, with and without trailing digits.
pub fn carried_texts(features: &Features, texts: &Texts, mut each: impl FnMut(&str)) {
    for handle in features.all_handles() {
        let text = texts.words.text(handle);
        let stem = stem(text);
        each(text);
        if stem.len() >= 4 && stem.len() < text.len() {
            each(stem);
        }
    }
}

/// Every handle that an identity's name gives: its long words, and each end with the initial of
/// the other.
pub fn given_texts(features: &Features, texts: &Texts, mut each: impl FnMut(&str)) {
    let words = features.name(texts).spelled();
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return;
    };
    if words.len() < 2 {
        return;
    }
    let mut text = String::new();
    for (whole, short) in [(last, first), (first, last)] {
        if names::is_long(whole) {
            let initial = short.get(..1).unwrap_or_default();
            for (left, right) in [(*whole, initial), (initial, *whole)] {
                text.clear();
                text.push_str(left);
                text.push_str(right);
                each(&text);
            }
        }
    }
    words
        .iter()
        .filter(|word| names::is_long(word))
        .for_each(|word| each(word));
}

fn stem(handle: &str) -> &str {
    handle.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn name_keys(features: &Features, words: &[&str], out: &mut Vec<u64>) {
    if features.letters == 0 {
        return;
    }
    out.push(key(Block::Letters, features.letters));
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return;
    };
    if words.len() < 2 {
        return;
    }
    for (whole, short) in [(last, first), (first, last)] {
        if names::is_long(whole) {
            let initial = short.as_bytes().iter().take(1);
            let together: Vec<u8> = whole.bytes().chain(initial.copied()).collect();
            out.push(key(Block::Likeness, hash_bytes(5, &together)));
        }
    }
    let long = words.iter().filter(|word| names::is_long(word));
    let mut bones: Vec<String> = long.map(|word| skeleton(word)).collect();
    if bones.len() >= 2 {
        bones.sort_unstable();
        out.push(key(
            Block::Likeness,
            hash_bytes(6, bones.join(" ").as_bytes()),
        ));
    }
}
