//! The commands of a signed-in session: mailboxes, rights, quotas, metadata.

use super::boxes::{ADMIN, ALL, Acl, Place};
use super::session::{Call, Reply, Then, list, say, title};
use super::wire::{self, Argument};

const NO_BOX: &str = "NO Mailbox does not exist";
const DENIED: &str = "NO Permission denied";
const DONE: &str = "OK Completed";
/// Rights that a user can be given, in Cyrus' order.
const RIGHTS: &str = "lrswipkxtecdan0123456789";
/// What stands in no identifier.
const NO_IDENTIFIER: [char; 8] = ['"', '%', '&', '*', '/', ':', '?', '\\'];
/// Everything of the metadata tree that we answer from.
const VENDOR: &str = "/shared/vendor/cmu/cyrus-imapd/";

impl Call<'_> {
    /// Commands of the administrator.
    pub(super) fn admin(mut self, tag: &str, command: &str, rest: &[Argument]) -> Reply {
        let name = |argument: &Argument| {
            wire::from_utf7(argument.text()).unwrap_or_else(|| argument.text().to_owned())
        };
        match (command, rest) {
            ("NAMESPACE", []) => {
                let spaces = "* NAMESPACE NIL ((\"user/\" \"/\")) ((\"\" \"/\"))";
                with(tag, spaces)
            }
            ("LIST", [reference, pattern]) => self.list(tag, reference.text(), pattern.text()),
            // The administrator is subscribed to nothing.
            ("LSUB", [_, _]) => say(tag, DONE),
            ("LIST", [_]) => say(
                tag,
                "BAD Missing required argument to List: mailbox pattern",
            ),
            ("GETACL", [which]) => {
                let which = name(which);
                if !self.mail.exists(&which) {
                    return say(tag, NO_BOX);
                }
                let entries: String = self
                    .mail
                    .acl(&which)
                    .iter()
                    .map(|(who, rights)| format!(" {} {rights}", wire::print(who)))
                    .collect();
                with(tag, &format!("* ACL {}{entries}", wire::mailbox(&which)))
            }
            ("SETACL", [which, who, rights]) => {
                self.set_acl(tag, &name(which), who.text(), rights.text())
            }
            ("DELETEACL", [which, who]) => self.set_acl(tag, &name(which), who.text(), ""),
            ("MYRIGHTS", [which]) => {
                let which = name(which);
                if !self.mail.exists(&which) {
                    return say(tag, NO_BOX);
                }
                let mine = rights_of(&self.mail.acl(&which), ADMIN, "la");
                with(tag, &format!("* MYRIGHTS {} {mine}", wire::mailbox(&which)))
            }
            ("LISTRIGHTS", [which, who]) => {
                let which = name(which);
                if !self.mail.exists(&which) {
                    return say(tag, NO_BOX);
                }
                let all = "p l r s w i k x t e c d a n 0 1 2 3 4 5 6 7 8 9";
                let who = wire::print(who.text());
                with(
                    tag,
                    &format!("* LISTRIGHTS {} {who} {all}", wire::mailbox(&which)),
                )
            }
            ("GETQUOTA", [root]) => match self.mail.quota(&name(root)) {
                Some((root, _)) if root == name(root_of(rest)) => with(tag, &self.quota(&root)),
                _ => say(tag, "NO Quota root does not exist"),
            },
            ("GETQUOTAROOT", [which]) => {
                let which = name(which);
                if !self.mail.exists(&which) {
                    return say(tag, NO_BOX);
                }
                let shown = wire::mailbox(&which);
                match self.mail.quota(&which) {
                    Some((root, _)) => {
                        let quota = self.quota(&root);
                        let root = wire::mailbox(&root);
                        with(tag, &format!("* QUOTAROOT {shown} {root}\r\n{quota}"))
                    }
                    None => with(tag, &format!("* QUOTAROOT {shown}")),
                }
            }
            ("SETQUOTA", [root, Argument::List(limits)]) => {
                self.set_quota(tag, &name(root), limits)
            }
            ("GETMETADATA", [Argument::List(_), which, entries] | [which, entries]) => {
                self.metadata(tag, &name(which), entries)
            }
            ("CREATE", [which] | [which, _]) => self.create(tag, &name(which)),
            ("DELETE", [which]) => {
                let which = name(which);
                if !self.mail.exists(&which) {
                    return say(tag, NO_BOX);
                }
                // Being administrator is not enough: x (or the old c) must be granted first.
                let mine = rights_of(&self.mail.acl(&which), ADMIN, "la");
                if !mine.contains(['x', 'c']) {
                    return say(tag, DENIED);
                }
                self.mail.delete(&which, self.clock.now());
                say(tag, DONE)
            }
            ("STATUS" | "SELECT" | "EXAMINE", [which, ..]) => {
                let which = name(which);
                if !self.mail.exists(&which) {
                    return say(tag, NO_BOX);
                }
                let mine = rights_of(&self.mail.acl(&which), ADMIN, "la");
                match (command, mine.contains('r')) {
                    (_, false) => say(tag, DENIED),
                    ("STATUS", true) => with(
                        tag,
                        &format!("* STATUS {} (MESSAGES 12)", wire::mailbox(&which)),
                    ),
                    _ => with(tag, "* 12 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] Ok"),
                }
            }
            ("RENAME", [_, _, ..]) => say(tag, "NO Operation is not supported on mailbox"),
            ("GETANNOTATION", _) => say(tag, DENIED),
            _ => match most_arguments(command) {
                Some(most) if rest.len() > most => say(
                    tag,
                    &format!("BAD Unexpected extra arguments to {}", title(command)),
                ),
                Some(_) => say(
                    tag,
                    &format!("BAD Missing required argument to {}", title(command)),
                ),
                None => say(tag, "BAD Unrecognized command"),
            },
        }
    }

    /// Commands of a mailbox owner, as far as an administrator who became one needs them.
    pub(super) fn user(self, tag: &str, command: &str, rest: &[Argument], user: &str) -> Reply {
        match (command, rest) {
            ("NAMESPACE", []) => with(
                tag,
                "* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) ((\"Shared Folders/\" \"/\"))",
            ),
            ("LIST", [_, pattern]) => {
                let home = format!("user/{user}");
                let denied = format!("-{}", user.to_ascii_lowercase());
                let mut text = String::new();
                let (found, _) = self
                    .mail
                    .list(&format!("{home}/*"), Place::Owners(0), |_| true);
                for one in found {
                    let blocked = self
                        .mail
                        .acl(&one.name)
                        .iter()
                        .any(|(who, _)| *who == denied);
                    let below = one.name.get(home.len() + 1..);
                    let own = below.map_or_else(|| "INBOX".to_owned(), str::to_owned);
                    if !blocked && wire::matches(pattern.text(), &own) {
                        let line =
                            format!("* LIST (\\HasNoChildren) \"/\" {}", wire::mailbox(&own));
                        text.push_str(&line);
                        text.push_str("\r\n");
                    }
                }
                Reply {
                    text: format!("{text}{tag} {DONE}\r\n"),
                    then: Then::Wait,
                }
            }
            _ => say(tag, DENIED),
        }
    }

    fn list(&self, tag: &str, reference: &str, pattern: &str) -> Reply {
        if pattern.is_empty() {
            return with(tag, "* LIST (\\Noselect) \"/\" \"\"");
        }
        if self.empty {
            return say(tag, DONE);
        }
        let pattern = format!("{reference}{pattern}");
        list(self.mail, tag.to_owned(), "LIST", pattern, Place::Owners(0))
    }

    fn set_acl(&mut self, tag: &str, which: &str, who: &str, rights: &str) -> Reply {
        if !self.mail.exists(which) {
            return say(tag, NO_BOX);
        }
        // Logins have no case: lists hold them in small letters.
        let who = &who.to_ascii_lowercase();
        if who.is_empty() || !who.is_ascii() || who.contains(NO_IDENTIFIER) {
            return say(tag, "NO Invalid identifier");
        }
        let (sign, letters) = match rights.split_at_checked(1) {
            Some((sign @ ("+" | "-"), letters)) => (sign, letters),
            _ => ("", rights),
        };
        if let Some(unknown) = letters.chars().find(|letter| !RIGHTS.contains(*letter)) {
            return say(tag, &format!("BAD The {unknown} right is not supported"));
        }
        let mut acl = self.mail.acl(which);
        let old = acl
            .iter()
            .find(|(one, _)| one == who)
            .map(|(_, rights)| rights.clone());
        let kept = |letter: &char| {
            let (had, named) = (
                old.as_deref().is_some_and(|old| old.contains(*letter)),
                letters.contains(*letter),
            );
            match sign {
                "+" => had || named,
                "-" => had && !named,
                _ => named,
            }
        };
        let new: String = RIGHTS.chars().filter(kept).collect();
        acl.retain(|(one, _)| one != who || !new.is_empty());
        match acl.iter_mut().find(|(one, _)| one == who) {
            Some(entry) => entry.1 = new,
            None if new.is_empty() => {}
            None => acl.push((who.to_owned(), new)),
        }
        self.mail.set_acl(which, acl);
        say(tag, DONE)
    }

    fn quota(&self, root: &str) -> String {
        let shown = wire::mailbox(root);
        match self.mail.quota(root).and_then(|(_, limit)| limit) {
            Some(limit) => format!("* QUOTA {shown} (STORAGE {} {limit})", self.mail.used(root)),
            None => format!("* QUOTA {shown} ()"),
        }
    }

    fn set_quota(&mut self, tag: &str, root: &str, limits: &[Argument]) -> Reply {
        if !self.mail.exists(root) {
            return say(tag, NO_BOX);
        }
        let words: Vec<&str> = limits.iter().map(Argument::text).collect();
        let limit = match words.as_slice() {
            [] => None,
            [resource, number] if resource.eq_ignore_ascii_case("storage") => {
                match number.parse() {
                    Ok(number) => Some(number),
                    Err(_) => return say(tag, "BAD Invalid quota list in Setquota"),
                }
            }
            [_, number] if number.parse::<u64>().is_ok() => {
                return say(tag, "NO Unsupported quota resource");
            }
            _ => return say(tag, "BAD Invalid quota list in Setquota"),
        };
        self.mail.set_quota(root, limit);
        say(tag, DONE)
    }

    /// Values of every matching box; a pattern is allowed.
    fn metadata(&self, tag: &str, pattern: &str, entries: &Argument) -> Reply {
        let mut wanted: Vec<&str> = match entries {
            Argument::Text(one) => vec![one],
            Argument::List(many) => many.iter().map(Argument::text).collect(),
        };
        let known = |entry: &&str| entry.starts_with("/shared/") || entry.starts_with("/private/");
        if !wanted.iter().all(known) {
            return say(tag, "BAD entry must begin with /shared or /private");
        }
        wanted.sort_unstable();
        let mut text = String::new();
        let mut place = Some(Place::Owners(0));
        let mut any = false;
        while let Some(here) = place {
            let (found, next) = self
                .mail
                .list(pattern, here, |name| wire::matches(pattern, name));
            for one in found {
                any = true;
                let values: Vec<String> = wanted
                    .iter()
                    .map(|entry| format!("\"{entry}\" {}", self.entry(&one.name, entry)))
                    .collect();
                let line = format!(
                    "* METADATA {} ({})\r\n",
                    wire::mailbox(&one.name),
                    values.join(" ")
                );
                text.push_str(&line);
            }
            place = next;
        }
        if !any {
            return say(tag, NO_BOX);
        }
        Reply {
            text: format!("{text}{tag} {DONE}\r\n"),
            then: Then::Wait,
        }
    }

    fn entry(&self, name: &str, entry: &str) -> String {
        match entry.strip_prefix(VENDOR) {
            Some("lastupdate") => {
                let at = self.mail.last_update(name, self.clock);
                format!("\"{}\"", at.strftime("%d-%b-%Y %H:%M:%S +0000"))
            }
            Some("size") => format!("\"{}\"", self.mail.used(name) * 1_024),
            Some("partition") => "\"default\"".to_owned(),
            _ => "NIL".to_owned(),
        }
    }

    fn create(&mut self, tag: &str, name: &str) -> Reply {
        let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
        let name = parts.join("/");
        let odd = name.chars().any(|c| c.is_control() || "%\"\\".contains(c));
        if name.is_empty() || odd || name == "user" {
            return say(tag, "NO Invalid mailbox name");
        }
        if self.mail.exists(&name) {
            return say(tag, "NO Mailbox already exists");
        }
        let orphan = match parts.as_slice() {
            ["user", owner, _, ..] => !self.mail.exists(&format!("user/{owner}")),
            _ => false,
        };
        if orphan {
            return say(tag, DENIED);
        }
        self.mail.create(&name);
        say(tag, "OK [MAILBOXID (c7ebrmzmv3jp0d1mvc8v1gfe)] Completed")
    }
}

/// The most arguments that a command takes; `None` when there is no such command.
fn most_arguments(command: &str) -> Option<usize> {
    Some(match command {
        "NAMESPACE" => 0,
        "GETACL" | "MYRIGHTS" | "GETQUOTA" | "GETQUOTAROOT" | "DELETE" => 1,
        "LIST" | "LSUB" | "DELETEACL" | "LISTRIGHTS" | "SETQUOTA" | "CREATE" => 2,
        "SETACL" | "GETMETADATA" => 3,
        "STATUS" | "SELECT" | "EXAMINE" | "RENAME" => 3,
        _ => return None,
    })
}

fn root_of(rest: &[Argument]) -> &Argument {
    const NONE: &Argument = &Argument::List(Vec::new());
    rest.first().unwrap_or(NONE)
}

fn with(tag: &str, lines: &str) -> Reply {
    Reply {
        text: format!("{lines}\r\n{tag} {DONE}\r\n"),
        then: Then::Wait,
    }
}

/// The rights somebody has: implicit and granted, minus the negative ones.
fn rights_of(acl: &Acl, who: &str, implicit: &str) -> String {
    let entry = |wanted: &str| {
        acl.iter()
            .find(|(one, _)| one == wanted)
            .map_or("", |(_, rights)| rights.as_str())
    };
    let anyone = entry("anyone");
    let (granted, denied) = (entry(who), entry(&format!("-{who}")));
    ALL.chars()
        .filter(|letter| {
            implicit.contains(*letter)
                || ((granted.contains(*letter) || anyone.contains(*letter))
                    && !denied.contains(*letter))
        })
        .collect()
}
