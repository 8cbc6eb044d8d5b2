//! One e-mail address taken apart: what identifies the mailbox, what only decorates it, and
//! whether it can belong to one person at all. Shared use seen in the data is left to `facts`.

use super::lists;
use super::text::{fold, squash};

/// Longest address looked at, in bytes (RFC 5321 allows 254).
const MAX_ADDRESS: usize = 320;

/// What an address can prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A mailbox that one person may own.
    Personal,
    /// A function's mailbox: `info@`, `noreply@`, a mailing list.
    Role,
    /// Cannot receive mail: no dot in the domain, a local host name.
    Fake,
}

/// An address taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The mailbox: lower case, no plus tag, Gmail's dots off, old host names renewed.
    pub canonical: String,
    /// The local part, letters and digits only; empty where it says nothing.
    pub handle: String,
    /// The plus tag.
    pub tag: String,
    /// The registrable domain: `lu.unisi.ch` gives `unisi.ch`.
    pub organisation: String,
    /// The organisation's own label: `unisi`.
    pub label: String,
    /// Whether one person may own it.
    pub class: Class,
    /// The domain hands addresses to anybody, so that sharing it says nothing.
    pub public: bool,
    /// GitHub or GitLab number and login of a no-reply address.
    pub forge: Option<Forge>,
}

/// The account behind a forge's no-reply address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forge {
    /// `github` or `gitlab`.
    pub issuer: &'static str,
    /// The account's number, where the address carries it.
    pub number: Option<String>,
    pub login: String,
}

/// Takes an address apart; `None` if it has no `@` with something on both sides.
pub fn parse(raw: &str) -> Option<Address> {
    if raw.len() > MAX_ADDRESS {
        return None;
    }
    let text = fold(raw);
    let text = text.trim().trim_matches(['<', '>', '"']);
    let (local, domain) = text.rsplit_once('@')?;
    let domain = domain.trim_matches('.');
    if local.is_empty() || domain.is_empty() {
        return None;
    }
    if let Some(forge) = forge(local, domain) {
        return Some(Address {
            canonical: text.to_owned(),
            handle: squash(&forge.login),
            tag: String::new(),
            organisation: domain.to_owned(),
            label: String::new(),
            class: Class::Personal,
            public: true,
            forge: Some(forge),
        });
    }
    let domain = if domain == "googlemail.com" {
        "gmail.com"
    } else {
        domain
    };
    let (base, tag) = match local.split_once('+') {
        Some((base, tag)) if !base.is_empty() => (base, tag),
        _ => (local, ""),
    };
    let base = if domain == "gmail.com" {
        base.replace('.', "")
    } else {
        base.to_owned()
    };
    let organisation = organisation(domain);
    let label = organisation
        .split('.')
        .next()
        .unwrap_or_default()
        .to_owned();
    let public = lists::is_public_mail(domain) || lists::is_public_mail(organisation);
    let handle = squash(&base);
    let class = if is_fake(domain) {
        Class::Fake
    } else if is_role_address(&base, &handle, domain) {
        Class::Role
    } else {
        Class::Personal
    };
    Some(Address {
        canonical: format!("{base}@{domain}"),
        handle,
        tag: squash(tag),
        organisation: organisation.to_owned(),
        label,
        class,
        public,
        forge: None,
    })
}

fn forge(local: &str, domain: &str) -> Option<Forge> {
    let (issuer, separator) = match domain {
        "users.noreply.github.com" => ("github", '+'),
        "users.noreply.gitlab.com" => ("gitlab", '-'),
        _ => return None,
    };
    match local.split_once(separator) {
        Some((number, login))
            if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Some(Forge {
                issuer,
                number: Some(number.to_owned()),
                login: login.to_owned(),
            })
        }
        _ => Some(Forge {
            issuer,
            number: None,
            login: local.to_owned(),
        }),
    }
}

fn organisation(domain: &str) -> &str {
    let mut dots = domain.rmatch_indices('.').map(|(at, _)| at);
    let Some(last) = dots.next() else {
        return domain;
    };
    let Some(before) = dots.next() else {
        return domain;
    };
    let country = domain.len() - last == 3;
    let second = domain.get(before + 1..last).unwrap_or_default();
    if country && lists::is_second_level(second) {
        let start = dots.next().map_or(0, |at| at + 1);
        return domain.get(start..).unwrap_or(domain);
    }
    domain.get(before + 1..).unwrap_or(domain)
}

fn is_fake(domain: &str) -> bool {
    let last = domain.rsplit('.').next().unwrap_or_default();
    !domain.contains('.') || lists::is_nowhere(last) || is_number(last)
}

/// An IPv4 address ends in a number, a name never does.
fn is_number(label: &str) -> bool {
    label.bytes().all(|b| b.is_ascii_digit() || b == b']')
}

fn is_role_address(base: &str, handle: &str, domain: &str) -> bool {
    let first = domain.split('.').next().unwrap_or_default();
    if matches!(first, "lists" | "list" | "groups" | "listes" | "noreply") {
        return true;
    }
    handle.is_empty()
        || lists::is_role(handle)
        || base
            .split(['.', '-', '_'])
            .filter(|part| !part.is_empty())
            .any(|part| matches!(part, "noreply" | "support" | "team" | "contact" | "equipe"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("J.Doe+git@GoogleMail.com", "jdoe@gmail.com")]
    #[case("j.doe@example.org", "j.doe@example.org")]
    #[case("+odd@example.org", "+odd@example.org")]
    #[case(" <A@B.example> ", "a@b.example")]
    fn one_mailbox_has_one_spelling(#[case] raw: &str, #[case] canonical: &str) {
        assert_eq!(
            parse(raw).map(|address| address.canonical).as_deref(),
            Some(canonical)
        );
    }

    #[rstest]
    #[case("root@host", Class::Fake)]
    #[case("jd@laptop.(none)", Class::Fake)]
    #[case("jd@10.0.0.1", Class::Fake)]
    #[case("contact@example.org", Class::Role)]
    #[case("no-reply@example.org", Class::Role)]
    #[case("equipe.pix@example.org", Class::Role)]
    #[case("dev@lists.example.org", Class::Role)]
    #[case("jane@example.org", Class::Personal)]
    fn roles_and_fakes_are_told_from_people(#[case] raw: &str, #[case] class: Class) {
        assert_eq!(parse(raw).map(|address| address.class), Some(class));
    }

    #[rstest]
    #[case("a@cs.ucla.edu", "ucla.edu")]
    #[case("a@x.demon.co.uk", "demon.co.uk")]
    #[case("a@dep.ministere.gouv.fr", "ministere.gouv.fr")]
    #[case("a@example.org", "example.org")]
    fn the_organisation_is_the_registrable_domain(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(
            parse(raw).map(|address| address.organisation).as_deref(),
            Some(expected)
        );
    }

    #[test]
    fn a_forge_address_names_the_account_behind_it() {
        let forge = parse("123+Jdoe@users.noreply.github.com").and_then(|address| address.forge);
        let expected = Forge {
            issuer: "github",
            number: Some("123".to_owned()),
            login: "jdoe".to_owned(),
        };
        assert_eq!(forge, Some(expected));
        let forge = parse("jdoe@users.noreply.github.com").and_then(|address| address.forge);
        assert_eq!(forge.map(|forge| forge.number), Some(None));
    }

    #[test]
    fn text_without_a_mailbox_is_no_address() {
        for raw in ["", "unknown", "@example.org", "jane@", "jane"] {
            assert_eq!(parse(raw), None, "{raw}");
        }
    }
}
