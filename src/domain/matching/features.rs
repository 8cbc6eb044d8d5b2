//! One identity as the rules see it: numbers for its words, mailboxes, handles and lifelong ids.

use super::address::Class;
use super::identity::Trust;
use super::intern::Interner;
use super::names::{Form, Words};
use super::parsed::{Nature, Parsed};
use super::text::{hash_bytes, mix};

/// The texts of a run as numbers.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Words of names, and handles.
    pub words: Interner,
    /// Canonical addresses; `mailboxes` is parallel.
    pub addresses: Interner,
    /// What each address is, by its number.
    pub mailboxes: Vec<Mailbox>,
    /// Services, environments, organisations, lifelong ids.
    pub other: Interner,
}

/// What is known of an address from its spelling.
#[derive(Debug, Clone, Copy)]
pub struct Mailbox {
    /// Whether one person may own it.
    pub class: Class,
    /// The registrable domain, unless anybody can have an address there.
    pub organisation: Option<u32>,
}

/// An identity in numbers. Keys are 0 where there is nothing to compare.
#[derive(Debug, Clone)]
pub struct Features {
    /// Number of the environment.
    pub environment: u32,
    /// Number of the service.
    pub service: u32,
    /// What the name is good for.
    pub form: Form,
    /// The name is in another script than Latin.
    pub foreign: bool,
    pub nature: Nature,
    /// A bit for each word that carries identity.
    long: u8,
    /// The words of the name in the order written.
    pub words: Box<[u32]>,
    /// The same words in any order; 0 for a name of one word.
    pub name_key: u64,
    /// The same letters in any order.
    pub letters: u64,
    /// Addresses, each once, with the best trust seen for it.
    pub mailboxes: Box<[(u32, Trust)]>,
    /// Logins and local parts, each once.
    pub handles: Box<[u32]>,
    /// A one-word name, or a name written as a handle: it may meet a handle.
    pub alias: Option<u32>,
    /// Lifelong ids.
    pub stable: Box<[u32]>,
    /// Depends on the content alone: breaks ties whatever the order of the input.
    pub order: u64,
}

impl Features {
    /// Gives numbers to the texts of a parsed identity.
    pub fn new(parsed: &Parsed, texts: &mut Texts) -> Self {
        let name = &parsed.name;
        let words: Box<[u32]> = name
            .words
            .iter()
            .map(|word| texts.words.intern(word))
            .collect();
        let name_key = match name.form {
            Form::Full | Form::Soft => {
                let mut sorted = words.clone();
                sorted.sort_unstable();
                sorted
                    .iter()
                    .fold(1, |state, word| mix(state, u64::from(*word)))
            }
            Form::Word | Form::Absent => 0,
        };
        let mailboxes = parsed.addresses.iter().map(|(address, trust)| {
            let id = texts.addresses.intern(&address.canonical);
            if id as usize == texts.mailboxes.len() {
                let known = !address.public && address.class != Class::Fake;
                let organisation = known.then(|| texts.other.intern(&address.organisation));
                texts.mailboxes.push(Mailbox {
                    class: address.class,
                    organisation,
                });
            }
            (id, *trust)
        });
        Self {
            mailboxes: mailboxes.collect(),
            environment: texts.other.intern(&parsed.environment),
            service: texts.other.intern(&parsed.service),
            form: name.form,
            foreign: name.foreign,
            nature: parsed.nature,
            words,
            long: Words::long_bits(&name.words),
            name_key,
            letters: letters(name.words.iter().flat_map(|word| word.bytes())),
            handles: parsed
                .handles
                .iter()
                .map(|text| texts.words.intern(text))
                .collect(),
            alias: parsed.alias.as_ref().map(|text| texts.words.intern(text)),
            stable: parsed
                .stable
                .iter()
                .map(|text| texts.other.intern(text))
                .collect(),
            order: parsed.order,
        }
    }

    pub fn name<'t>(&'t self, texts: &'t Texts) -> Words<'t> {
        Words {
            ids: &self.words,
            long: self.long,
            texts: &texts.words,
        }
    }

    /// Whether it carries the handle as login, local part or one-word name.
    pub fn carries(&self, handle: u32) -> bool {
        self.alias == Some(handle) || self.handles.contains(&handle)
    }

    /// Every handle it carries, the one-word name included.
    pub fn all_handles(&self) -> impl Iterator<Item = u32> + '_ {
        let alias = self.alias.filter(|alias| !self.handles.contains(alias));
        self.handles.iter().copied().chain(alias)
    }

    /// Whether two names may contradict each other: both full and in one script.
    pub fn may_contradict(&self, other: &Self) -> bool {
        self.form == Form::Full && other.form == Form::Full && self.foreign == other.foreign
    }
}

/// A key of the letters and digits, whatever their order; 0 if there are none.
pub fn letters(bytes: impl Iterator<Item = u8>) -> u64 {
    let mut counts = [0u8; 36];
    let mut any = false;
    for byte in bytes {
        let slot = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => byte - b'0' + 26,
            _ => continue,
        };
        if let Some(count) = counts.get_mut(usize::from(slot)) {
            *count = count.saturating_add(1);
            any = true;
        }
    }
    if any { hash_bytes(0, &counts) } else { 0 }
}
