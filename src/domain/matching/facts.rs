//! What the data says of single addresses and handles: used by several people or not. A pure
//! function of the accounts that carry them.

use super::features::{Features, Texts};
use super::handles::{Made, made_of};
use super::names::{self, Form, Relation};

/// Accounts looked at per address or handle; more are several people's whatever they say.
pub const MOST: usize = 64;

/// What is known of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AddressFact {
    /// It carries contradicting names: shared or made up, and so proves nothing.
    pub crowded: bool,
}

/// What is known of a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HandleFact {
    /// Distinct full names among the accounts that carry it, at most 255.
    pub names: u8,
    /// A full name of somebody, carrier or not, gives this handle: `jdoe` from Jane Doe.
    pub made: bool,
}

impl AddressFact {
    /// More than `MOST` accounts carry it.
    pub const CROWDED: Self = Self { crowded: true };
}

impl HandleFact {
    /// More than `MOST` accounts meet under it.
    pub const COMMON: Self = Self {
        names: u8::MAX,
        made: true,
    };
}

/// Facts by the number of the address and of the handle.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// By number of the address.
    addresses: Vec<AddressFact>,
    /// By number of the word.
    handles: Vec<HandleFact>,
}

impl Facts {
    /// The fact of an address.
    pub fn address(&self, address: u32) -> AddressFact {
        self.addresses
            .get(address as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Notes the fact of an address; true if it was another.
    pub fn set_address(&mut self, address: u32, fact: AddressFact) -> bool {
        note(&mut self.addresses, address, fact)
    }

    /// Notes the fact of a handle; true if it was another.
    pub fn set_handle(&mut self, handle: u32, fact: HandleFact) -> bool {
        note(&mut self.handles, handle, fact)
    }

    /// The fact of a handle.
    pub fn handle(&self, handle: u32) -> HandleFact {
        self.handles
            .get(handle as usize)
            .copied()
            .unwrap_or_default()
    }
}

fn note<T: Copy + Default + PartialEq>(facts: &mut Vec<T>, id: u32, fact: T) -> bool {
    let at = id as usize;
    if facts.len() <= at {
        if fact == T::default() {
            return false;
        }
        facts.resize(at + 1, T::default());
    }
    facts
        .get_mut(at)
        .is_some_and(|slot| std::mem::replace(slot, fact) != fact)
}

/// Whether two full names of one script have nothing in common.
pub fn contradict(left: &Features, right: &Features, texts: &Texts) -> bool {
    left.may_contradict(right)
        && names::compare(
            left.name(texts),
            right.name(texts),
            left.letters == right.letters,
            true,
        ) == Relation::Contradiction
}

/// Judges an address by the accounts that carry it, at most `MOST`.
pub fn of_address(carriers: &[&Features], texts: &Texts) -> AddressFact {
    let mut names: Vec<&Features> = Vec::new();
    for carrier in carriers {
        if carrier.form == Form::Full && names.iter().all(|name| name.name_key != carrier.name_key)
        {
            names.push(carrier);
        }
    }
    let mut crowded = false;
    for (at, left) in names.iter().enumerate() {
        for right in names.iter().skip(at + 1) {
            crowded |= contradict(left, right, texts);
        }
    }
    AddressFact { crowded }
}

/// Judges a handle by the accounts that meet under it, at most `MOST`: those that carry it and
/// those whose name gives it.
pub fn of_handle(handle: u32, met: &[&Features], texts: &Texts) -> HandleFact {
    let full = || met.iter().filter(|one| one.form == Form::Full);
    let mut names: Vec<u64> = full()
        .filter(|one| one.carries(handle))
        .map(|one| one.letters)
        .collect();
    names.sort_unstable();
    names.dedup();
    let text = texts.words.text(handle);
    let made = full().any(|one| made_of(text, &one.name(texts).spelled()) != Made::Own);
    HandleFact {
        names: names.len().min(255) as u8,
        made,
    }
}
