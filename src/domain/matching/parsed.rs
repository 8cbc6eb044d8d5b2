//! One identity taken apart into plain texts: the part of the work that needs nobody else's data
//! and can be done by several threads.

use super::address::{self, Address, Class};
use super::identity::{Identity, Trust};
use super::lists;
use super::names::{self, Form, Name};
use super::text::{fold, hash_bytes, mix, squash};

/// A handle shorter than this says nothing.
const MIN_HANDLE: usize = 3;

/// Handles, addresses and ids looked at per identity: more is an import accident.
const MOST: usize = 16;

/// Who uses an account. Only accounts of one nature may become one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// One person, as far as is known.
    Person,
    /// Several people: the service says so, or there is nothing but a function's mailbox.
    Shared,
    Bot,
}

/// An identity taken apart.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub service: String,
    pub environment: String,
    pub name: Name,
    /// A one-word name, a name written as a handle, or the local part of an address shown as a
    /// name.
    pub alias: Option<String>,
    /// Addresses, each once, with the best trust seen for it.
    pub addresses: Vec<(Address, Trust)>,
    /// Logins and local parts, each once.
    pub handles: Vec<String>,
    /// Issuer and subject of lifelong ids, each once.
    pub stable: Vec<String>,
    pub nature: Nature,
    /// Depends on the content alone.
    pub order: u64,
}

impl Parsed {
    /// Takes an identity apart.
    pub fn of(identity: &Identity) -> Self {
        let mut parsed = Self {
            service: identity.service.clone(),
            environment: identity.environment.clone(),
            name: names::parse(&identity.display_name),
            alias: None,
            addresses: Vec::new(),
            handles: Vec::new(),
            stable: Vec::new(),
            nature: Nature::Person,
            order: order(identity),
        };
        let mut bot = identity.bot || parsed.name.bot || is_bot_login(&identity.login);
        if identity.login.contains('@') {
            bot |= parsed.email(&identity.login, Trust::Free);
        } else {
            parsed.handle(squash(&fold(&identity.login)));
        }
        for email in identity.emails.iter().take(MOST) {
            bot |= parsed.email(&email.address, email.trust);
        }
        for id in identity.stable_ids.iter().take(MOST) {
            parsed.stable_id(&id.issuer, &id.subject);
        }
        parsed.alias = parsed.shown_as(&identity.display_name);
        let only_roles = !parsed.addresses.is_empty()
            && parsed
                .addresses
                .iter()
                .all(|(address, _)| address.class == Class::Role);
        if bot {
            parsed.nature = Nature::Bot;
        } else if identity.shared || (only_roles && !is_personal(&parsed.name)) {
            parsed.nature = Nature::Shared;
        }
        parsed
    }

    /// Notes an address and what it tells; true if a program uses it.
    fn email(&mut self, raw: &str, trust: Trust) -> bool {
        let Some(address) = address::parse(raw) else {
            return false;
        };
        let mut bot = lists::is_bot_word(&address.tag) || lists::is_bot_word(&address.handle);
        self.handle(address.handle.clone());
        if let Some(forge) = &address.forge {
            bot |= is_bot_login(&forge.login);
            self.stable_id(forge.issuer, &format!("login:{}", forge.login));
            if let Some(number) = &forge.number {
                self.stable_id(forge.issuer, number);
            }
            return bot;
        }
        match self
            .addresses
            .iter_mut()
            .find(|(known, _)| known.canonical == address.canonical)
        {
            Some((_, best)) => *best = (*best).max(trust),
            None => self.addresses.push((address, trust)),
        }
        bot
    }

    fn handle(&mut self, text: String) {
        if is_handle(&text) && self.handles.len() < MOST && !self.handles.contains(&text) {
            self.handles.push(text);
        }
    }

    fn stable_id(&mut self, issuer: &str, subject: &str) {
        let id = format!("{issuer}\n{subject}");
        if !issuer.is_empty() && !subject.is_empty() && !self.stable.contains(&id) {
            self.stable.push(id);
        }
    }

    /// What its user typed as a name may be a handle, but proves less than one.
    fn shown_as(&mut self, display: &str) -> Option<String> {
        if let Some(shown) = address::parse(display) {
            let alias = shown.handle.clone();
            if self
                .addresses
                .iter()
                .all(|(known, _)| known.canonical != shown.canonical)
            {
                self.addresses.push((shown, Trust::Free));
            }
            return Some(alias).filter(|text| is_handle(text));
        }
        let handle = matches!(self.name.form, Form::Word | Form::Soft);
        handle
            .then(|| self.name.words.concat())
            .filter(|text| is_handle(text))
    }
}

/// A full name, not all of whose words are functions.
fn is_personal(name: &Name) -> bool {
    name.form == Form::Full && !name.words.iter().all(|word| lists::is_role(word))
}

fn is_handle(text: &str) -> bool {
    text.len() >= MIN_HANDLE && !lists::is_role(text)
}

fn is_bot_login(login: &str) -> bool {
    let login = fold(login);
    login.ends_with("[bot]") || login.split(['-', '_', '.']).any(lists::is_bot_word)
}

fn order(identity: &Identity) -> u64 {
    let texts = [
        &identity.service,
        &identity.environment,
        &identity.login,
        &identity.display_name,
    ];
    let state = texts
        .iter()
        .fold(1, |state, text| mix(state, hash_bytes(2, text.as_bytes())));
    identity.emails.iter().fold(state, |state, email| {
        mix(state, hash_bytes(3, email.address.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::matching::identity::Email;
    use rstest::rstest;

    fn account(login: &str, name: &str, email: &str) -> Parsed {
        Parsed::of(&Identity {
            login: login.to_owned(),
            display_name: name.to_owned(),
            emails: vec![Email::asserted(email)],
            ..Identity::default()
        })
    }

    #[rstest]
    #[case("jdoe", "Jane Doe", "jane@a.example", Nature::Person)]
    #[case("jdoe", "Jane Doe", "contact@a.example", Nature::Person)]
    #[case("", "Support Team", "support@a.example", Nature::Shared)]
    #[case("", "", "contact@a.example", Nature::Shared)]
    #[case("renovate[bot]", "", "", Nature::Bot)]
    #[case("ci-pix", "", "", Nature::Bot)]
    #[case("jdoe", "Jane Doe", "jane+bot@a.example", Nature::Bot)]
    #[case("abbot", "Jane Abbot", "jane@a.example", Nature::Person)]
    fn programs_and_functions_are_told_from_people(
        #[case] login: &str,
        #[case] name: &str,
        #[case] email: &str,
        #[case] nature: Nature,
    ) {
        assert_eq!(account(login, name, email).nature, nature);
    }

    #[test]
    fn an_address_shown_as_a_name_is_worth_no_more_than_a_typed_one() {
        let parsed = account("", "jane42@a.example", "");
        assert_eq!(
            parsed
                .addresses
                .iter()
                .map(|(_, trust)| *trust)
                .collect::<Vec<_>>(),
            [Trust::Free]
        );
        assert_eq!(parsed.alias.as_deref(), Some("jane42"));
        assert!(parsed.handles.is_empty());
    }

    #[test]
    fn a_forge_address_gives_the_ids_behind_it() {
        let parsed = account("", "Jane Doe", "12+jdoe@users.noreply.github.com");
        assert_eq!(parsed.stable, ["github\nlogin:jdoe", "github\n12"]);
        assert_eq!(parsed.handles, ["jdoe"]);
        assert!(parsed.addresses.is_empty());
    }
}
