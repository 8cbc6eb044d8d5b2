//! One IMAP connection: its greeting, its login, and what each command line leads to.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;

use super::boxes::{ADMIN, Mail, Place};
use super::wire::{self, Argument};
use crate::sandbox::clock::Clock;

const BEFORE: &str = "IMAP4rev1 LITERAL+ ID ENABLE AUTH=PLAIN SASL-IR";
const AFTER: &str = "IMAP4rev1 LITERAL+ ID ENABLE ACL ANNOTATE-EXPERIMENT-1 BINARY CATENATE \
                     CHILDREN CONDSTORE METADATA NAMESPACE OBJECTID QUOTA RIGHTS=kxten UIDPLUS \
                     UNSELECT LIST-METADATA NO_ATOMIC_RENAME LOGINDISABLED X-QUOTA=STORAGE \
                     X-QUOTA=MESSAGE X-QUOTA=X-ANNOTATION-STORAGE X-QUOTA=X-NUM-FOLDERS";

/// What to send, and what happens next.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub text: String,
    pub then: Then,
}

/// What a connection does after a reply.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Then {
    #[default]
    Wait,
    /// The rest of a long listing.
    Continue(Listing),
    /// The next line is the answer to `AUTHENTICATE`.
    Credentials,
    Close,
}

/// A listing that is not over.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listing {
    tag: String,
    command: &'static str,
    pattern: String,
    place: Place,
}

/// Who is signed in.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) user: Option<String>,
    /// Tag of an `AUTHENTICATE` that waits for its credentials.
    waiting: Option<String>,
}

/// What a command needs beside its arguments.
pub(super) struct Call<'a> {
    pub mail: &'a mut Mail,
    pub clock: &'a Clock,
    /// Lists come back empty.
    pub empty: bool,
}

pub(super) fn say(tag: &str, text: &str) -> Reply {
    Reply {
        text: format!("{tag} {text}\r\n"),
        then: Then::Wait,
    }
}

impl Session {
    pub(super) fn greeting() -> String {
        format!("* OK [CAPABILITY {BEFORE}] localhost Cyrus IMAP 3.6.1-sandbox server ready\r\n")
    }

    pub(super) fn is_signed_in(&self) -> bool {
        self.user.is_some()
    }

    /// Carries out one line, its literals inline.
    pub(super) fn line(
        &mut self,
        mail: &mut Mail,
        clock: &Clock,
        line: &[u8],
        empty: bool,
    ) -> Reply {
        if let Some(tag) = self.waiting.take() {
            let text = String::from_utf8_lossy(line);
            return self.plain(mail, &tag, text.trim());
        }
        let Some(arguments) = wire::arguments(line) else {
            return say("*", "BAD Invalid arguments");
        };
        let mut words = arguments.iter();
        let (Some(tag), Some(command)) = (words.next(), words.next()) else {
            return say("*", "BAD Null command");
        };
        let (tag, command) = (tag.text().to_owned(), command.text().to_uppercase());
        let rest: Vec<Argument> = words.cloned().collect();
        self.command(mail, clock, &tag, &command, &rest, empty)
    }

    fn command(
        &mut self,
        mail: &mut Mail,
        clock: &Clock,
        tag: &str,
        command: &str,
        rest: &[Argument],
        empty: bool,
    ) -> Reply {
        let listed = if self.user.is_some() { AFTER } else { BEFORE };
        match (command, rest) {
            ("CAPABILITY", _) => {
                return Reply {
                    text: format!("* CAPABILITY {listed}\r\n{tag} OK Completed\r\n"),
                    then: Then::Wait,
                };
            }
            ("NOOP", []) => return say(tag, "OK Completed"),
            ("NOOP", _) => return say(tag, "BAD Unexpected extra arguments to Noop"),
            ("ID", _) => {
                let id = "* ID (\"name\" \"Cyrus IMAPD\" \"version\" \"3.6.1-sandbox\")";
                return Reply {
                    text: format!("{id}\r\n{tag} OK Completed\r\n"),
                    then: Then::Wait,
                };
            }
            ("LOGOUT", _) => {
                let text = format!("* BYE LOGOUT received\r\n{tag} OK Completed\r\n");
                return Reply {
                    text,
                    then: Then::Close,
                };
            }
            ("STARTTLS", _) => return say(tag, "NO Error initializing TLS"),
            ("LOGIN" | "AUTHENTICATE", _) if self.user.is_some() => {
                return say(tag, "BAD Already logged in");
            }
            ("LOGIN", [login, password]) => {
                return self.sign_in(mail, tag, login.text(), "", password.text());
            }
            ("AUTHENTICATE", [mechanism, initial @ ..])
                if mechanism.text().eq_ignore_ascii_case("plain") =>
            {
                if let [initial] = initial {
                    return self.plain(mail, tag, initial.text());
                }
                self.waiting = Some(tag.to_owned());
                return Reply {
                    text: "+ \r\n".to_owned(),
                    then: Then::Credentials,
                };
            }
            ("AUTHENTICATE", [_, ..]) => return say(tag, "NO no mechanism available"),
            ("LOGIN" | "AUTHENTICATE", _) => {
                return say(
                    tag,
                    &format!("BAD Missing required argument to {}", title(command)),
                );
            }
            _ => {}
        }
        let Some(user) = &self.user else {
            return say(tag, "BAD Please login first");
        };
        let admin = user == ADMIN;
        let call = Call { mail, clock, empty };
        if admin {
            call.admin(tag, command, rest)
        } else {
            call.user(tag, command, rest, user)
        }
    }

    /// `AUTHENTICATE PLAIN`: authorization id, login, password. The administrator may become
    /// anybody who has a mailbox.
    fn plain(&mut self, mail: &Mail, tag: &str, coded: &str) -> Reply {
        if coded == "*" {
            return say(tag, "BAD Client canceled authentication");
        }
        let decoded = STANDARD
            .decode(coded)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        let parts: Vec<&str> = decoded.as_deref().unwrap_or_default().split('\0').collect();
        match parts.as_slice() {
            [as_user, login, password] => self.sign_in(mail, tag, login, as_user, password),
            _ => say(tag, "BAD invalid base64 string"),
        }
    }

    fn sign_in(
        &mut self,
        mail: &Mail,
        tag: &str,
        login: &str,
        other: &str,
        password: &str,
    ) -> Reply {
        let right = login == ADMIN && password == mail.password.expose_secret();
        let user = if other.is_empty() { login } else { other };
        if !right || (user != ADMIN && mail.row_of(user).is_none()) {
            return say(tag, "NO Login failed: authentication failure");
        }
        self.user = Some(user.to_owned());
        say(
            tag,
            &format!("OK [CAPABILITY {AFTER}] User logged in SESSIONID=<sandbox-1>"),
        )
    }

    /// The next lines of a long listing.
    pub(super) fn more(mail: &Mail, listing: Listing) -> Reply {
        list(
            mail,
            listing.tag,
            listing.command,
            listing.pattern,
            listing.place,
        )
    }
}

/// `Getacl` from `GETACL`, as Cyrus names commands.
pub(super) fn title(command: &str) -> String {
    let (head, tail) = command.split_at_checked(1).unwrap_or((command, ""));
    format!("{head}{}", tail.to_lowercase())
}

/// One round of a listing.
pub(super) fn list(
    mail: &Mail,
    tag: String,
    command: &'static str,
    pattern: String,
    place: Place,
) -> Reply {
    // A pattern is in modified UTF-7 like the names; wildcards are the same in both.
    let plain = wire::from_utf7(&pattern).unwrap_or_else(|| pattern.clone());
    let (found, next) = mail.list(&plain, place, |name| wire::matches(&plain, name));
    let mut text = String::new();
    // `user` itself is no mailbox, but `%` shows it.
    let top = place == Place::Owners(0) && plain.ends_with('%');
    if top && mail.has_owners() && wire::matches(&plain, "user") {
        text.push_str(&format!(
            "* {command} (\\Noselect \\HasChildren) \"/\" user\r\n"
        ));
    }
    for one in found {
        let flag = if one.has_children {
            "\\HasChildren"
        } else {
            "\\HasNoChildren"
        };
        text.push_str(&format!(
            "* {command} ({flag}) \"/\" {}\r\n",
            wire::mailbox(&one.name)
        ));
    }
    let then = match next {
        Some(place) => Then::Continue(Listing {
            tag,
            command,
            pattern,
            place,
        }),
        None => {
            text.push_str(&format!("{tag} OK Completed (0.000 secs)\r\n"));
            Then::Wait
        }
    };
    Reply { text, then }
}

/// A simulated trouble in Cyrus' words; `None` when it does not touch this command.
pub(super) fn trouble(status: u16, line: &[u8]) -> Option<String> {
    let words = wire::arguments(line).unwrap_or_default();
    let tag = words.first().map_or("*", |tag| tag.text());
    let (word, _) = wire::subject(line);
    let text = match (status, word.as_str()) {
        (401, "LOGIN" | "AUTHENTICATE") => "NO Login failed: authentication failure",
        (401, _) => return None,
        (403, _) => "NO Permission denied",
        (404, _) => "NO Mailbox does not exist",
        _ => "NO [UNAVAILABLE] System I/O error",
    };
    Some(format!("{tag} {text}\r\n"))
}
