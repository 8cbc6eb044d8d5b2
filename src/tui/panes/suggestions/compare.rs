//! Both sides of a question field by field: what each says, and whether they agree.
//!
//! Owns what counts as agreeing and as contradicting; which clues the matcher saw is in the
//! question's evidence, and the arrangement on the screen is in [`super::draw`].

use std::collections::BTreeSet;

use super::compare_user;
use super::marks::{MANY, Mark, Row, line, painted, row};
use crate::domain::account::{Account, Email, Purpose, Trust};
use crate::domain::identity::question::Question;
use crate::domain::matching::evidence::Clue;
use crate::domain::matching::names::Relation;
use crate::domain::text::{Text, fold};
use crate::domain::time::{DAY, Timestamp};
use crate::tui::panes::ground::is_against;
use crate::tui::panes::words::state_word;
use crate::tui::shell::data::{Compared, Party};
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::Line;

/// Accounts that were created this close to each other may have been created for one arrival.
const CLOSE: i64 = 3 * DAY;

/// All fields that at least one side has.
pub fn rows(session: &Session, question: &Question, compared: &Compared) -> Vec<Row> {
    let (a, b) = (&compared.a, &compared.b);
    let rows = [
        painted(session, services(session, a, b)),
        painted(session, logins(session, question, a, b)),
        painted(session, names(session, question, a, b)),
        emails(session, question, a, b),
        ids(session, a, b),
        painted(session, purposes(session, a, b)),
        groups(session, a, b),
        states(session, a, b),
        created(session, a, b),
        active(session, a, b),
    ];
    let rows = rows
        .into_iter()
        .chain(compare_user::rows(session, question, a, b));
    let said = |row: &Row| !(row.a.is_empty() && row.b.is_empty());
    rows.filter(said).collect()
}

fn clue(question: &Question, is_it: impl Fn(&Clue) -> bool) -> bool {
    question.evidence.clues.iter().any(is_it)
}

fn services(session: &Session, a: &Party, b: &Party) -> Row {
    let said = |party: &Party| line(session, session.facts.label(&party.account.key.service));
    let same = a.account.key.service == b.account.key.service;
    let mark = if same { Mark::Against } else { Mark::Open };
    row("tui-f-service", (said(a), said(b)), mark)
}

fn logins(session: &Session, question: &Question, a: &Party, b: &Party) -> Row {
    let login = |party: &Party| party.account.profile.login.value().cloned();
    let login = |party: &Party| login(party).unwrap_or_default();
    let (left, right) = (login(a), login(b));
    let near = |clue: &Clue| {
        matches!(
            clue,
            Clue::Handle { .. } | Clue::HandlesAlike | Clue::HandleFromName { .. }
        )
    };
    let mark = if !left.is_empty() && fold(&left) == fold(&right) {
        Mark::Same
    } else if clue(question, near) {
        Mark::Near
    } else {
        Mark::Open
    };
    let said = (line(session, &left), line(session, &right));
    row("tui-f-login", said, mark)
}

fn names(session: &Session, question: &Question, a: &Party, b: &Party) -> Row {
    let name = |party: &Party| party.account.profile.name.value().cloned();
    let name = |party: &Party| name(party).unwrap_or_default();
    let relation = question.evidence.clues.iter().find_map(|clue| match clue {
        Clue::Names { relation, .. } => Some(*relation),
        _ => None,
    });
    let mark = match relation {
        Some(Relation::Equal | Relation::Joined) => Mark::Same,
        Some(Relation::Core | Relation::Initial | Relation::Near) => Mark::Near,
        Some(Relation::Similar | Relation::Part) => Mark::Near,
        Some(Relation::SameGiven | Relation::SameFamily | Relation::Contradiction) => Mark::Against,
        Some(Relation::Unknown) | None => Mark::Open,
    };
    // A name that is an account's login was already compared there.
    let (left, right) = (name(a), name(b));
    let mark = if left.is_empty() || right.is_empty() {
        Mark::Open
    } else {
        mark
    };
    let said = (line(session, &left), line(session, &right));
    row("tui-f-name", said, mark)
}

fn addresses(account: &Account) -> &[Email] {
    account.profile.emails.value().map_or(&[], Vec::as_slice)
}

fn emails(session: &Session, question: &Question, a: &Party, b: &Party) -> Row {
    let theme = &session.face.theme;
    let known = |party: &Party| -> BTreeSet<String> {
        let emails = addresses(&party.account).iter();
        emails.map(|email| fold(&email.address)).collect()
    };
    let (left, right) = (known(a), known(b));
    let common: BTreeSet<&String> = left.intersection(&right).collect();
    let said = |party: &Party| -> Vec<Line> {
        let lines = addresses(&party.account).iter().map(|email| {
            let (word, style) = match email.trust {
                Trust::Verified => ("trust-verified", theme.good),
                Trust::Asserted => ("trust-asserted", theme.faint),
                Trust::Free => ("trust-free", theme.warn),
            };
            let shared = common.contains(&fold(&email.address));
            let address = if shared { theme.agree } else { theme.text };
            Line::of(&email.address, address)
                .and(" ", theme.text)
                .and(&session.face.words.get(word), style)
                .hang(2)
        });
        lines.collect()
    };
    let against = |clue: &Clue| matches!(clue, Clue::SharedMailboxes | Clue::Numbered);
    let mark = if clue(question, against) {
        Mark::Against
    } else if !common.is_empty() {
        Mark::Same
    } else if clue(question, |clue| {
        matches!(clue, Clue::Address { .. } | Clue::Organisation { .. })
    }) {
        Mark::Near
    } else {
        Mark::Open
    };
    row("tui-f-emails", (said(a), said(b)), mark)
}

/// One issuer gives one holder one id.
fn ids(session: &Session, a: &Party, b: &Party) -> Row {
    let theme = &session.face.theme;
    let known = |party: &Party| party.account.profile.external_ids.value().cloned();
    let (left, right) = (known(a).unwrap_or_default(), known(b).unwrap_or_default());
    let same = left.iter().any(|id| right.contains(id));
    let apart = left.iter().any(|id| {
        right
            .iter()
            .any(|other| other.issuer == id.issuer && other != id)
    });
    let said = |ids: &[crate::domain::account::ExternalId],
                others: &[crate::domain::account::ExternalId]| {
        let lines = ids.iter().map(|id| {
            let style = if others.contains(id) {
                theme.agree
            } else {
                theme.text
            };
            Line::of(&id.issuer, theme.faint)
                .and(" ", theme.text)
                .and(&id.subject, style)
                .hang(2)
        });
        lines.collect::<Vec<_>>()
    };
    let mark = match (same, apart) {
        (true, _) => Mark::Same,
        (false, true) => Mark::Against,
        (false, false) => Mark::Open,
    };
    row(
        "tui-f-ids",
        (said(&left, &right), said(&right, &left)),
        mark,
    )
}

fn purposes(session: &Session, a: &Party, b: &Party) -> Row {
    let purpose = |party: &Party| party.account.profile.purpose.value().copied();
    let said = |party: &Party| match purpose(party) {
        Some(Purpose::Bot) => line(session, &session.face.words.get("tui-purpose-bot")),
        Some(Purpose::Shared) => line(session, &session.face.words.get("tui-purpose-shared")),
        Some(Purpose::Personal) | None => Vec::new(),
    };
    let (left, right) = (
        purpose(a).unwrap_or_default(),
        purpose(b).unwrap_or_default(),
    );
    let mark = if left == right {
        Mark::Same
    } else {
        Mark::Against
    };
    row("tui-f-purpose", (said(a), said(b)), mark)
}

fn groups(session: &Session, a: &Party, b: &Party) -> Row {
    let theme = &session.face.theme;
    let known = |party: &Party| -> Vec<String> {
        let groups = party.account.profile.groups.value().into_iter().flatten();
        groups.map(|group| group.name.clone()).collect()
    };
    let (left, right) = (known(a), known(b));
    let folded = |names: &[String]| -> BTreeSet<String> { names.iter().map(|n| fold(n)).collect() };
    let (of_left, of_right) = (folded(&left), folded(&right));
    let said = |names: &[String], others: &BTreeSet<String>| {
        let mut names: Vec<&String> = names.iter().collect();
        // What both have comes first, so that it is not cut away.
        names.sort_by_key(|name| !others.contains(&fold(name)));
        let mut line = Line::new();
        for (at, name) in names.iter().take(MANY).enumerate() {
            if at > 0 {
                line.push(", ", theme.faint);
            }
            let shared = others.contains(&fold(name));
            line.push(name, if shared { theme.agree } else { theme.text });
        }
        if names.len() > MANY {
            line.push(&format!(" +{}", names.len() - MANY), theme.faint);
        }
        if names.is_empty() {
            Vec::new()
        } else {
            vec![line]
        }
    };
    let mark = if of_left.is_disjoint(&of_right) {
        Mark::Open
    } else {
        Mark::Near
    };
    let said = (said(&left, &of_right), said(&right, &of_left));
    row("tui-f-groups", said, mark)
}

fn states(session: &Session, a: &Party, b: &Party) -> Row {
    let said = |party: &Party| {
        let state = party.account.state;
        let style = session.face.theme.state(Some(state));
        let line = Line::of(session.face.glyphs.state(Some(state)), style)
            .and(" ", style)
            .and(&session.face.words.get(state_word(state)), style);
        vec![line]
    };
    row("tui-f-state", (said(a), said(b)), Mark::Open)
}

fn day(session: &Session, at: Timestamp) -> String {
    session.face.words.date(at.date(&session.facts.zone))
}

fn created(session: &Session, a: &Party, b: &Party) -> Row {
    let at = |party: &Party| party.account.profile.created.value().copied();
    let said =
        |party: &Party| at(party).map_or_else(Vec::new, |at| line(session, &day(session, at)));
    let mark = match (at(a), at(b)) {
        (Some(a), Some(b)) if a.since(b).abs() <= CLOSE => Mark::Near,
        _ => Mark::Open,
    };
    row("tui-f-created", (said(a), said(b)), mark)
}

fn active(session: &Session, a: &Party, b: &Party) -> Row {
    let words = &session.face.words;
    let said = |party: &Party| match party.account.volatile.last_active.value() {
        Some(Some(at)) => {
            let age = Text::new("tui-ago").with("age", words.age(*at, session.now));
            line(session, &words.text(&age))
        }
        Some(None) => line(session, &words.get("never")),
        None => Vec::new(),
    };
    row("tui-f-active", (said(a), said(b)), Mark::Open)
}

/// What the matcher saw, for and against, as marked sentences.
pub fn evidence(session: &Session, question: &Question) -> Vec<(Mark, String)> {
    let clues = question.evidence.clues.iter().map(|clue| {
        let mark = if is_against(clue) {
            Mark::Against
        } else {
            Mark::Same
        };
        (
            mark,
            session.face.words.text(&session.facts.labelled(say(clue))),
        )
    });
    let mut said: Vec<(Mark, String)> = clues.collect();
    // What speaks for it first: so a reader knows why it is asked before why it is not certain.
    said.sort_by_key(|(mark, _)| *mark == Mark::Against);
    said
}

fn say(clue: &Clue) -> Text {
    match clue {
        Clue::Names { left, right, .. } if is_against(clue) => Text::new("tui-clue-names-apart")
            .with("left", left.as_str())
            .with("right", right.as_str()),
        clue => crate::domain::identity::question::say(clue),
    }
}
