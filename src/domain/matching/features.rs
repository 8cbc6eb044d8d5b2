//! One identity as the rules see it: interned words, mailboxes, handles and lifelong ids, and the
//! block keys under which it can meet others. A pure function of the identity alone.

use super::address::{self, Class};
use super::identity::{Identity, Trust};
use super::intern::Interner;
use super::lists;
use super::names::{self, Form, Words};
use super::text::{fold, hash_bytes, mix, squash};

/// A handle shorter than this says nothing.
pub const MIN_HANDLE: usize = 3;

/// Handles and mailboxes looked at per identity: more is an import accident.
const MAX_PER_IDENTITY: usize = 16;

/// The texts of a run as numbers.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Words of names, handles, and labels of domains.
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

/// Who uses an account. Only accounts of one nature may become one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// One person, as far as is known.
    Person,
    /// Several people: the service says so, or there is nothing but a function's mailbox.
    Shared,
    /// A program.
    Bot,
}

/// An identity taken apart. Keys are 0 where there is nothing to compare.
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
    /// Who uses it, as far as the account itself tells.
    pub nature: Nature,
    /// The words of the name in the order written.
    pub words: Box<[u32]>,
    /// The same words in any order.
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
    /// Takes `identity` apart, giving numbers to its texts.
    pub fn of(identity: &Identity, texts: &mut Texts) -> Self {
        let name = names::parse(&identity.display_name);
        let mut found = Found::default();
        found.login(&identity.login, texts);
        for email in identity.emails.iter().take(MAX_PER_IDENTITY) {
            found.email(&email.address, email.trust, texts);
        }
        for id in identity.stable_ids.iter().take(MAX_PER_IDENTITY) {
            found.stable_id(&id.issuer, &id.subject, texts);
        }
        if identity.display_name.contains('@') {
            found.email(&identity.display_name, Trust::Free, texts);
        }
        let alias = matches!(name.form, Form::Word | Form::Soft)
            .then(|| name.words.concat())
            .filter(|word| is_handle(word))
            .map(|word| texts.words.intern(&word));
        let words: Box<[u32]> = name
            .words
            .iter()
            .map(|word| texts.words.intern(word))
            .collect();
        let mut sorted = words.to_vec();
        sorted.sort_unstable();
        let name_key = match name.form {
            Form::Full | Form::Soft => sorted
                .iter()
                .fold(1, |state, word| mix(state, u64::from(*word))),
            Form::Word | Form::Absent => 0,
        };
        let nature = if identity.bot || name.bot || found.bot || is_bot_login(&identity.login) {
            Nature::Bot
        } else if identity.shared || (found.only_roles(texts) && !is_personal(&name)) {
            Nature::Shared
        } else {
            Nature::Person
        };
        Self {
            environment: texts.other.intern(&identity.environment),
            service: texts.other.intern(&identity.service),
            form: name.form,
            foreign: name.foreign,
            nature,
            words,
            name_key,
            letters: letters(name.words.iter().flat_map(|word| word.bytes())),
            mailboxes: found.mailboxes.into(),
            handles: found.handles.into(),
            alias,
            stable: found.stable.into(),
            order: order(identity),
        }
    }

    /// The words as texts.
    pub fn name<'t>(&self, texts: &'t Texts) -> Words<'t> {
        self.words
            .iter()
            .map(|word| texts.words.text(*word))
            .collect()
    }

    /// Whether it carries the handle as login, local part or one-word name.
    pub fn carries(&self, handle: u32) -> bool {
        self.alias == Some(handle) || self.handles.contains(&handle)
    }

    /// Whether two names may contradict each other: both full and in one script.
    pub fn may_contradict(&self, other: &Self) -> bool {
        self.form == Form::Full && other.form == Form::Full && self.foreign == other.foreign
    }

    /// Every handle it carries, the one-word name included.
    pub fn all_handles(&self) -> impl Iterator<Item = u32> + '_ {
        let alias = self.alias.filter(|alias| !self.handles.contains(alias));
        self.handles.iter().copied().chain(alias)
    }

    /// The words that carry identity: neither initials nor particles.
    pub fn long_words<'t>(&self, texts: &'t Texts) -> impl Iterator<Item = u32> + use<'_, 't> {
        self.words
            .iter()
            .copied()
            .filter(|word| names::is_long(texts.words.text(*word)))
    }
}

#[derive(Default)]
struct Found {
    mailboxes: Vec<(u32, Trust)>,
    handles: Vec<u32>,
    stable: Vec<u32>,
    bot: bool,
}

impl Found {
    fn login(&mut self, login: &str, texts: &mut Texts) {
        if login.contains('@') {
            self.email(login, Trust::Free, texts);
        } else {
            self.handle(&squash(&fold(login)), texts);
        }
    }

    fn email(&mut self, raw: &str, trust: Trust, texts: &mut Texts) {
        let Some(parsed) = address::parse(raw) else {
            return;
        };
        self.handle(&parsed.handle, texts);
        self.bot |= lists::is_bot_word(&parsed.tag) || lists::is_bot_word(&parsed.handle);
        if let Some(forge) = &parsed.forge {
            self.bot |= is_bot_login(&forge.login);
            self.stable_id(forge.issuer, &format!("login:{}", forge.login), texts);
            if let Some(number) = &forge.number {
                self.stable_id(forge.issuer, number, texts);
            }
            return;
        }
        let id = texts.addresses.intern(&parsed.canonical);
        if id as usize == texts.mailboxes.len() {
            let known = !parsed.public && parsed.class != Class::Fake;
            let organisation = known.then(|| texts.other.intern(&parsed.organisation));
            texts.mailboxes.push(Mailbox {
                class: parsed.class,
                organisation,
            });
        }
        match self.mailboxes.iter_mut().find(|(known, _)| *known == id) {
            Some((_, best)) => *best = (*best).max(trust),
            None => self.mailboxes.push((id, trust)),
        }
    }

    fn handle(&mut self, text: &str, texts: &mut Texts) {
        if !is_handle(text) || self.handles.len() >= MAX_PER_IDENTITY {
            return;
        }
        let id = texts.words.intern(text);
        if !self.handles.contains(&id) {
            self.handles.push(id);
        }
    }

    /// There are addresses, and every one is a function's.
    fn only_roles(&self, texts: &Texts) -> bool {
        let class = |(id, _): &(u32, Trust)| texts.mailboxes.get(*id as usize).map(|m| m.class);
        !self.mailboxes.is_empty()
            && self
                .mailboxes
                .iter()
                .all(|id| class(id) == Some(Class::Role))
    }

    fn stable_id(&mut self, issuer: &str, subject: &str, texts: &mut Texts) {
        if issuer.is_empty() || subject.is_empty() {
            return;
        }
        let id = texts.other.intern(&format!("{issuer}\n{subject}"));
        if !self.stable.contains(&id) {
            self.stable.push(id);
        }
    }
}

/// A full name, not all of whose words are functions.
fn is_personal(name: &names::Name) -> bool {
    name.form == Form::Full && !name.words.iter().all(|word| lists::is_role(word))
}

fn is_handle(text: &str) -> bool {
    text.len() >= MIN_HANDLE && !lists::is_role(text)
}

fn is_bot_login(login: &str) -> bool {
    let login = fold(login);
    login.ends_with("[bot]") || login.split(['-', '_', '.']).any(lists::is_bot_word)
}

/// A key of the letters, whatever their order.
pub fn letters(bytes: impl Iterator<Item = u8>) -> u64 {
    let mut counts = [0u8; 36];
    let mut total = 0;
    for byte in bytes {
        let slot = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => byte - b'0' + 26,
            _ => continue,
        };
        if let Some(count) = counts.get_mut(usize::from(slot)) {
            *count = count.saturating_add(1);
            total += 1;
        }
    }
    if total == 0 {
        0
    } else {
        hash_bytes(0, &counts)
    }
}

fn order(identity: &Identity) -> u64 {
    let mut state = 1;
    for text in [
        &identity.service,
        &identity.environment,
        &identity.login,
        &identity.display_name,
    ] {
        state = mix(state, hash_bytes(2, text.as_bytes()));
    }
    for email in &identity.emails {
        state = mix(state, hash_bytes(3, email.address.as_bytes()));
    }
    state
}
