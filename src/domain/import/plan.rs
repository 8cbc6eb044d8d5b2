//! What a list would change: line by line, in the order of the file.
//!
//! Nothing that somebody wrote is overwritten unless that is asked for; two lines of one file that
//! disagree are never settled here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use uuid::Uuid;

use super::directory::{Directory, Found, Known, mailbox, name_words};
use super::queue::Queue;
use super::types::{Doubt, Edited, Line, Options, Outcome, Plan, Said, Target};
use super::{Login, Row};
use crate::domain::identity::merge::Field;
use crate::domain::ids::UserId;
use crate::domain::request::Request;
use crate::domain::time::Departure;
use crate::domain::user::{Source, User, UserKind};

/// Works out what a list would do; `awaited` are the newcomers of earlier lists.
pub fn plan(rows: &[Row], directory: &Directory, awaited: &[Request], options: &Options) -> Plan {
    let mut work = Work {
        directory,
        options,
        queue: Queue::of(awaited),
        edited: BTreeMap::new(),
        written: BTreeSet::new(),
        said: HashMap::new(),
    };
    let lines = rows.iter().map(|row| work.line(row)).collect();
    let changed = |one: &Edited| one.before != one.after;
    Plan {
        lines,
        users: work.edited.into_values().filter(changed).collect(),
        requests: work.queue.requests,
        written: work.written,
    }
}

struct Work<'a> {
    directory: &'a Directory,
    options: &'a Options,
    queue: Queue,
    edited: BTreeMap<UserId, Edited>,
    written: BTreeSet<usize>,
    /// The line that said a value of somebody.
    said: HashMap<(Target, Field), u64>,
}

impl Work<'_> {
    fn line(&mut self, row: &Row) -> Line {
        let doubt = |doubt: Doubt, candidates: Vec<UserId>| Line {
            candidates,
            ..blank(row, Outcome::NotSure(doubt))
        };
        match self.directory.find(row) {
            Found::One(id) => match self.directory.known(id) {
                Some(known) => self.user(row, known),
                None => doubt(Doubt::Several, vec![id]),
            },
            Found::Several(ids) => doubt(Doubt::Several, ids),
            Found::Unproven(ids) => doubt(Doubt::Unproven, ids),
            Found::ByName(ids) if !self.options.newcomers.contains(&row.line) => {
                // Whoever was declared a newcomer before stays one.
                match self.queue.find(row).as_slice() {
                    [one] => self.request(row, *one),
                    _ => doubt(Doubt::NameOnly, ids),
                }
            }
            Found::ByName(_) | Found::Nobody => match self.queue.find(row).as_slice() {
                [] => self.newcomer(row),
                [one] => self.request(row, *one),
                _ => blank(row, Outcome::NotSure(Doubt::SeveralRequests)),
            },
        }
    }

    fn user(&mut self, row: &Row, known: &Known) -> Line {
        let target = Target::User(known.user.id);
        let fresh = || Edited {
            before: known.user.clone(),
            after: known.user.clone(),
            lines: Vec::new(),
        };
        let before = match self.edited.get(&known.user.id) {
            Some(edited) => edited.after.clone(),
            None => known.user.clone(),
        };
        let row_of_user = Row {
            name: String::new(),
            emails: outside(row, known, &before).into_iter().collect(),
            ..row.clone()
        };
        let Some((after, changes, conflicts)) = self.settle(target, &before, &row_of_user) else {
            return Line {
                target: Some(target),
                ..blank(row, Outcome::NotSure(Doubt::Dates))
            };
        };
        if !changes.is_empty() {
            let edited = self.edited.entry(known.user.id).or_insert_with(fresh);
            edited.after = after;
            edited.lines.push(row.line);
        }
        settled(row, target, Outcome::Unchanged, changes, conflicts)
    }

    /// A line about somebody who is awaited already.
    fn request(&mut self, row: &Row, at: usize) -> Line {
        let target = Target::Request(at);
        let Some(request) = self.queue.requests.get(at).cloned() else {
            return blank(row, Outcome::Awaited);
        };
        let wanted = Row {
            // The same words in another order are no other name.
            name: match name_words(&row.name) == name_words(&request.name) {
                true => String::new(),
                false => row.name.clone(),
            },
            emails: Vec::new(),
            ..row.clone()
        };
        let Some((person, mut changes, conflicts)) =
            self.settle(target, &as_user(&request), &wanted)
        else {
            return Line {
                target: Some(target),
                ..blank(row, Outcome::NotSure(Doubt::Dates))
            };
        };
        let mut after = Request {
            name: person.name,
            kind: match person.kind_source {
                Source::Operator => Some(person.kind),
                Source::Rule => request.kind,
            },
            arrival: person.arrival,
            departure: person.departure,
            note: person.note,
            ..request.clone()
        };
        let known: BTreeSet<String> = request.emails.iter().map(|one| mailbox(one)).collect();
        let new = row
            .emails
            .iter()
            .filter(|one| !known.contains(&mailbox(one)));
        after.emails.extend(new.cloned());
        let logins = row.logins.iter().map(Login::text);
        after
            .logins
            .extend(logins.filter(|login| !request.logins.contains(login)));
        let services = row.services.iter();
        after.services.extend(
            services
                .filter(|service| !request.services.contains(service))
                .cloned(),
        );
        let services = |request: &Request| {
            let all: Vec<&str> = request.services.iter().map(|one| one.as_str()).collect();
            all.join(", ")
        };
        for (field, old, new) in [
            ("email", request.emails.join(", "), after.emails.join(", ")),
            ("login", request.logins.join(", "), after.logins.join(", ")),
            ("services", services(&request), services(&after)),
        ] {
            if old != new {
                changes.push(Said {
                    field,
                    old,
                    new,
                    line: None,
                });
            }
        }
        if !changes.is_empty() {
            self.written.insert(at);
            self.queue.put(at, after);
        }
        settled(row, target, Outcome::Awaited, changes, conflicts)
    }

    fn newcomer(&mut self, row: &Row) -> Line {
        if row.name.is_empty() && row.emails.is_empty() {
            return blank(row, Outcome::NotSure(Doubt::Nameless));
        }
        if is_backwards(row.arrival, row.departure) {
            return blank(row, Outcome::NotSure(Doubt::Dates));
        }
        if row.departure.is_past(self.options.today) {
            return blank(row, Outcome::Left);
        }
        let at = self.queue.requests.len();
        let target = Target::Request(at);
        let mut services = Vec::new();
        for service in &row.services {
            if !services.contains(service) {
                services.push(service.clone());
            }
        }
        self.queue.put(
            at,
            Request {
                id: 0,
                name: row.name.clone(),
                emails: row.emails.clone(),
                logins: row.logins.iter().map(Login::text).collect(),
                kind: row.kind,
                arrival: row.arrival,
                departure: row.departure,
                services,
                note: row.note.clone(),
                file: self.options.file.clone(),
                line: row.line,
                by: self.options.by.clone(),
                at: self.options.at,
            },
        );
        self.written.insert(at);
        for field in Field::ALL {
            self.said.insert((target, field), row.line);
        }
        Line {
            target: Some(target),
            ..blank(row, Outcome::Requested)
        }
    }

    /// Lays a row over a user: what is written, and what is contradicted. `None` when the last day
    /// would be before the first.
    fn settle(
        &mut self,
        target: Target,
        before: &User,
        row: &Row,
    ) -> Option<(User, Vec<Said>, Vec<Said>)> {
        let wanted = laid_over(before, row);
        let mut after = before.clone();
        let (mut changes, mut conflicts, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        for field in Field::ALL {
            let (old, new) = (field.value(before), field.value(&wanted));
            if old == new {
                continue;
            }
            let earlier = self.said.get(&(target, field)).copied();
            let said = Said {
                field: field.as_str(),
                line: earlier,
                new,
                old,
            };
            let stands = field.is_written(before);
            if stands && (earlier.is_some() || !self.options.overwrite) {
                conflicts.push(said);
            } else {
                field.copy(&mut after, &wanted);
                taken.push(field);
                changes.push(said);
            }
        }
        if !changes.is_empty() && is_backwards(after.arrival, after.departure) {
            return None;
        }
        for field in taken {
            self.said.insert((target, field), row.line);
        }
        Some((after, changes, conflicts))
    }
}

fn is_backwards(arrival: Option<Date>, departure: Departure) -> bool {
    matches!((arrival, departure), (Some(first), Departure::On(last)) if first > last)
}

/// The address outside the services that a row says of a user; none where the user's own is among
/// the row's, and none that an account has.
fn outside(row: &Row, known: &Known, user: &User) -> Option<String> {
    let own = user.email.as_ref().map(|email| mailbox(&email.address));
    if row
        .emails
        .iter()
        .any(|email| own.as_ref() == Some(&mailbox(email)))
    {
        return None;
    }
    let outside = |email: &&String| !known.mailboxes.contains(&mailbox(email));
    row.emails.iter().find(outside).cloned()
}

/// The user as the row has it, where it says something.
fn laid_over(user: &User, row: &Row) -> User {
    let mut user = user.clone();
    if !row.name.is_empty() {
        user.name.clone_from(&row.name);
        user.name_source = Source::Operator;
    }
    if let Some(kind) = row.kind.filter(|kind| *kind != user.kind) {
        user.kind = kind;
        user.kind_source = Source::Operator;
    }
    if let Some(email) = row.emails.first() {
        // What is no address was refused when the file was read.
        let _ = user.set_email(email);
    }
    user.arrival = row.arrival.or(user.arrival);
    if row.departure != Departure::Unset {
        user.departure = row.departure;
    }
    if !row.note.is_empty() {
        user.note.clone_from(&row.note);
    }
    user
}

/// A newcomer as the user that it will be, so that both are settled by the same rules.
fn as_user(request: &Request) -> User {
    let source = |said: bool| match said {
        true => Source::Operator,
        false => Source::Rule,
    };
    User {
        id: UserId(Uuid::nil()),
        name: request.name.clone(),
        name_source: source(!request.name.is_empty()),
        kind: request.kind.unwrap_or(UserKind::Person),
        kind_source: source(request.kind.is_some()),
        email: None,
        arrival: request.arrival,
        departure: request.departure,
        note: request.note.clone(),
        created: request.at,
        accounts: Vec::new(),
    }
}

fn blank(row: &Row, outcome: Outcome) -> Line {
    Line {
        line: row.line,
        title: row.title().to_owned(),
        target: None,
        outcome,
        changes: Vec::new(),
        conflicts: Vec::new(),
        candidates: Vec::new(),
    }
}

fn settled(
    row: &Row,
    target: Target,
    otherwise: Outcome,
    changes: Vec<Said>,
    conflicts: Vec<Said>,
) -> Line {
    let outcome = match (changes.is_empty(), conflicts.is_empty()) {
        (false, _) => Outcome::Changed,
        (true, false) => Outcome::Conflict,
        (true, true) => otherwise,
    };
    Line {
        target: Some(target),
        changes,
        conflicts,
        ..blank(row, outcome)
    }
}
