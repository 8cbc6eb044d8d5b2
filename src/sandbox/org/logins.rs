//! How logins and addresses are made from names: the conventions that live side by side in a real
//! organisation, and display names as people really type them.

use std::collections::HashSet;

use super::dice::Dice;
use super::names;

pub(in crate::sandbox) const DOMAIN: &str = "communs.example";
const PARTNERS: &[&str] = &[
    "octo-conseil.example",
    "ministere.example",
    "coop-web.example",
    "mairie-lune.example",
];
const PERSONAL: &[&str] = &[
    "laposte.example",
    "boite.example",
    "gmx.example",
    "mailbox.example",
];

/// Lower-case ASCII letters and digits, words joined by `joint`; never empty.
pub(in crate::sandbox) fn ascii(text: &str, joint: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words: Vec<String> = plain
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '\''))
        .map(|word| {
            word.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        "x".to_owned()
    } else {
        words.join(joint)
    }
}

fn initial(text: &str) -> String {
    ascii(text, "").chars().take(1).collect()
}

/// Logins that somebody has, folded.
#[derive(Debug, Default)]
pub(super) struct Taken(HashSet<Box<str>>);

impl Taken {
    /// The wanted login, at most `longest` bytes of it, with a number where somebody has it.
    pub(super) fn free(&mut self, wanted: &str, longest: usize, dice: &mut Dice) -> Box<str> {
        let mut number = 1;
        loop {
            let tail = if number == 1 {
                String::new()
            } else {
                number.to_string()
            };
            let mut head = wanted.to_owned();
            while head.len() + tail.len() > longest {
                head.pop();
            }
            let login = format!("{}{tail}", head.trim_end_matches(['.', '-']));
            if self.0.insert(login.to_lowercase().into()) {
                return login.into();
            }
            number += 1 + dice.below(number);
        }
    }
}

/// Where a person's address lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    Own,
    Partner,
    Personal,
}

/// One person's ways of writing themselves down.
#[derive(Debug)]
pub(super) struct Person {
    pub given: String,
    pub family: String,
    /// Distinguishes namesakes: 0 for the first bearer of the name.
    pub rank: usize,
    pub home: Home,
}

impl Person {
    fn suffix(&self) -> String {
        if self.rank == 0 {
            String::new()
        } else {
            (self.rank + 1).to_string()
        }
    }

    /// `prenom.nom`, the house rule since 2019.
    pub(super) fn dotted(&self) -> String {
        format!(
            "{}.{}{}",
            ascii(&self.given, "-"),
            ascii(&self.family, "-"),
            self.suffix()
        )
    }

    /// `pnom`, the house rule before.
    pub(super) fn short(&self) -> String {
        format!(
            "{}{}{}",
            initial(&self.given),
            ascii(&self.family, ""),
            self.suffix()
        )
    }

    pub(super) fn work_email(&self, dice: &mut Dice) -> String {
        match self.home {
            Home::Own if dice.chance(80) => format!("{}@{DOMAIN}", self.short()),
            Home::Own => format!("{}@{DOMAIN}", self.dotted()),
            Home::Partner => format!("{}@{}", self.dotted(), dice.pick(PARTNERS)),
            Home::Personal => self.personal_email(dice),
        }
    }

    pub(super) fn personal_email(&self, dice: &mut Dice) -> String {
        let host = dice.pick(PERSONAL);
        match dice.below(4) {
            0 => format!("{}{}@{host}", self.short(), dice.between(70, 99)),
            1 => format!(
                "{}.{}@{host}",
                ascii(&self.family, ""),
                ascii(&self.given, "")
            ),
            2 => format!(
                "{}{}@{host}",
                ascii(&self.given, ""),
                dice.between(10, 9999)
            ),
            _ => format!("{}@{host}", self.dotted()),
        }
    }

    /// A self-chosen login: letters, digits and single hyphens, at most 39.
    pub(super) fn handle(&self, dice: &mut Dice) -> String {
        let (given, family) = (ascii(&self.given, ""), ascii(&self.family, ""));
        let mut login = match dice.below(7) {
            0 => format!("{given}{family}"),
            1 => format!("{}{family}", initial(&self.given)),
            2 => format!("{given}-{family}"),
            3 => format!("{family}{}", initial(&self.given)),
            4 => format!("{}{}", dice.pick(&names::HANDLES), dice.between(1, 999)),
            5 => format!("{given}{}", dice.between(10, 9999)),
            _ => format!(
                "{}-{}",
                self.short(),
                dice.pick(&["dev", "pro", "web", "fr"])
            ),
        };
        login.push_str(&self.suffix());
        login.truncate(36);
        login.trim_matches('-').to_owned()
    }

    pub(super) fn full(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// The name as typed on one service: mostly whole, sometimes shouted, bare or decorated.
    pub(super) fn typed(&self, dice: &mut Dice) -> String {
        match dice.below(40) {
            0 => format!("{} {}", self.family.to_uppercase(), self.given),
            1 => deunicode::deunicode(&self.full()),
            2 => format!("{} ({})", self.full(), dice.pick(&names::PRODUCTS)),
            3 => self.given.clone(),
            4 => format!("{} {}.", self.given, initial(&self.family).to_uppercase()),
            5 => self.full().to_lowercase(),
            _ => self.full(),
        }
    }
}
