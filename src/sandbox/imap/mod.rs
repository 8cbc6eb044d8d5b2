//! A simulated Cyrus IMAP server, as its administrator sees it. The mailboxes are in `boxes`, the
//! commands in `session`, the wire syntax in `wire`.

mod boxes;
mod commands;
mod session;
mod wire;

pub(super) use boxes::Mail;
pub(super) use session::{Session, Then};
pub(super) use wire::{announced, to_utf7};

/// Login of the administrator.
pub(super) const ADMIN: &str = "cyrus";

/// The command's word and its first argument, for the log; never an argument of a login.
pub(super) fn subject(line: &[u8]) -> (String, String) {
    let words = wire::arguments(line).unwrap_or_default();
    let word = words
        .get(1)
        .map(|word| word.text().to_uppercase())
        .unwrap_or_default();
    if matches!(word.as_str(), "" | "LOGIN" | "AUTHENTICATE") {
        return (word, String::new());
    }
    let subject = words
        .get(2..)
        .unwrap_or_default()
        .iter()
        .map(wire::Argument::text);
    (word, subject.collect::<Vec<_>>().join(" "))
}

/// A simulated trouble in Cyrus' words; `None` when it does not touch this command.
pub(super) fn trouble(status: u16, word: &str, line: &[u8]) -> Option<String> {
    let words = wire::arguments(line).unwrap_or_default();
    let tag = words.first().map_or("*", |tag| tag.text());
    match (status, word) {
        (401, "LOGIN" | "AUTHENTICATE") => {
            Some(format!("{tag} NO Login failed: authentication failure"))
        }
        (401, _) => None,
        (403, _) => Some(format!("{tag} NO Permission denied")),
        (404, _) => Some(format!("{tag} NO Mailbox does not exist")),
        _ => Some(format!("{tag} NO [UNAVAILABLE] System I/O error")),
    }
}

#[cfg(test)]
mod tests;
