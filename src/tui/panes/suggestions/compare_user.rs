//! What two users were given: names, other accounts, first and last days.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::marks::{MANY, Mark, Row, line, painted, row};
use crate::domain::identity::question::Question;
use crate::domain::ids::ServiceId;
use crate::domain::time::Departure;
use crate::domain::user::User;
use crate::tui::panes::words::kind_word;
use crate::tui::shell::data::Party;
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::Line;

/// The fields of both users.
pub fn rows(session: &Session, question: &Question, a: &Party, b: &Party) -> [Row; 4] {
    [
        painted(session, users(session, question, a, b)),
        others(session, a, b),
        painted(session, arrivals(session, question, a, b)),
        painted(session, departures(session, question, a, b)),
    ]
}

fn users(session: &Session, question: &Question, a: &Party, b: &Party) -> Row {
    let theme = &session.face.theme;
    let said = |party: &Party| {
        party.user.as_ref().map_or_else(Vec::new, |user| {
            let kind = session.face.words.get(kind_word(user.kind));
            let line = Line::of(&user.name, theme.text)
                .and("  ", theme.text)
                .and(&kind, theme.faint);
            vec![line]
        })
    };
    let one = question.is_lapsed();
    let kinds = (a.user.as_ref().map(|user| user.kind)).zip(b.user.as_ref().map(|user| user.kind));
    let mark = match kinds {
        _ if one => Mark::Same,
        Some((left, right)) if left != right => Mark::Against,
        _ => Mark::Open,
    };
    row("tui-f-user", (said(a), said(b)), mark)
}

/// The user's other accounts; two on one service speak against one user.
fn others(session: &Session, a: &Party, b: &Party) -> Row {
    let theme = &session.face.theme;
    let on = |party: &Party| -> BTreeSet<ServiceId> {
        let others = party.others.iter().map(|other| other.key.service.clone());
        let own = std::iter::once(party.account.key.service.clone());
        others.chain(own).collect()
    };
    let one = a.user.is_some() && a.user.as_ref().map(|u| u.id) == b.user.as_ref().map(|u| u.id);
    let clash: BTreeSet<ServiceId> = if one {
        BTreeSet::new()
    } else {
        on(a).intersection(&on(b)).cloned().collect()
    };
    let said = |party: &Party| -> Vec<Line> {
        let mut lines: Vec<Line> = party
            .others
            .iter()
            .take(MANY)
            .map(|other| {
                let against = clash.contains(&other.key.service);
                let style = if against { theme.warn } else { theme.text };
                let title = other.profile.title().unwrap_or(other.key.remote.local());
                Line::of(session.facts.label(&other.key.service), style)
                    .and(" ", theme.text)
                    .and(title, theme.faint)
                    .hang(2)
            })
            .collect();
        if party.others.len() > MANY {
            let more = format!("+{}", party.others.len() - MANY);
            lines.push(Line::of(&more, theme.faint));
        }
        lines
    };
    let mark = if clash.is_empty() {
        Mark::Open
    } else {
        Mark::Against
    };
    row("tui-f-others", (said(a), said(b)), mark)
}

fn of_user<T>(party: &Party, field: impl Fn(&User) -> Option<T>) -> Option<T> {
    party.user.as_ref().and_then(field)
}

fn arrivals(session: &Session, question: &Question, a: &Party, b: &Party) -> Row {
    let at = |party: &Party| of_user(party, |user| user.arrival);
    let said = |day: Option<Date>| {
        day.map_or_else(Vec::new, |day| line(session, &session.face.words.date(day)))
    };
    let mark = agree(question, at(a), at(b));
    row("tui-f-arrival", (said(at(a)), said(at(b))), mark)
}

fn departures(session: &Session, question: &Question, a: &Party, b: &Party) -> Row {
    let at = |party: &Party| {
        of_user(party, |user| Some(user.departure)).filter(|at| *at != Departure::Unset)
    };
    let said = |departure: Option<Departure>| match departure {
        Some(Departure::On(day)) => line(session, &session.face.words.date(day)),
        Some(Departure::OpenEnded) => line(session, &session.face.words.get("open-ended")),
        Some(Departure::Unset) | None => Vec::new(),
    };
    let mark = agree(question, at(a), at(b));
    row("tui-f-departure", (said(at(a)), said(at(b))), mark)
}

/// What two users were given; of one user it says nothing.
fn agree<T: PartialEq>(question: &Question, a: Option<T>, b: Option<T>) -> Mark {
    match (a, b) {
        _ if question.is_lapsed() => Mark::Open,
        (Some(a), Some(b)) if a == b => Mark::Same,
        (Some(_), Some(_)) => Mark::Against,
        _ => Mark::Open,
    }
}
