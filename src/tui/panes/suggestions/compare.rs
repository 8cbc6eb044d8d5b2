//! Both sides of a question field by field: what each says, and whether they agree.
//!
//! Owns what counts as agreeing and as contradicting; which clues the matcher saw is in the
//! question's evidence, and the arrangement on the screen is in [`super::draw`].

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::ground::is_against;
use crate::domain::account::{Account, Email, Purpose, Trust};
use crate::domain::identity::question::Question;
use crate::domain::ids::ServiceId;
use crate::domain::matching::evidence::Clue;
use crate::domain::matching::names::Relation;
use crate::domain::text::{Text, fold};
use crate::domain::time::{DAY, Departure, Timestamp};
use crate::domain::user::User;
use crate::tui::panes::user_rows::{kind_word, state_word};
use crate::tui::shell::data::{Compared, Party};
use crate::tui::shell::model::Model;
use crate::tui::widgets::prose::Line;

/// How two values of one field go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Says nothing.
    Open,
    /// They resemble each other.
    Near,
    /// They agree.
    Same,
    /// They contradict each other.
    Against,
}

/// One field of both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The message that names the field.
    pub label: &'static str,
    /// What one side says.
    pub a: Vec<Line>,
    /// What the other says.
    pub b: Vec<Line>,
    /// How they go together.
    pub mark: Mark,
}

/// Most groups and other accounts that are shown of one side.
const MANY: usize = 8;
/// Accounts that were created this close to each other may have been created for one arrival.
const CLOSE: i64 = 3 * DAY;

/// All fields that at least one side has.
pub fn rows(model: &Model, question: &Question, compared: &Compared) -> Vec<Row> {
    let (a, b) = (&compared.a, &compared.b);
    let rows = [
        painted(model, services(model, a, b)),
        painted(model, logins(model, question, a, b)),
        painted(model, names(model, question, a, b)),
        emails(model, question, a, b),
        ids(model, a, b),
        painted(model, purposes(model, a, b)),
        groups(model, a, b),
        states(model, a, b),
        created(model, a, b),
        active(model, a, b),
        painted(model, users(model, question, a, b)),
        others(model, a, b),
        painted(model, arrivals(model, question, a, b)),
        painted(model, departures(model, question, a, b)),
    ];
    let said = |row: &Row| !(row.a.is_empty() && row.b.is_empty());
    rows.into_iter().filter(said).collect()
}

fn line(model: &Model, text: &str) -> Vec<Line> {
    match text.trim() {
        "" => Vec::new(),
        text => vec![Line::of(text, model.face.theme.text)],
    }
}

fn row(label: &'static str, (a, b): (Vec<Line>, Vec<Line>), mark: Mark) -> Row {
    Row { label, a, b, mark }
}

/// A field of one value: what agrees or contradicts is the whole of it.
fn painted(model: &Model, mut row: Row) -> Row {
    let theme = &model.face.theme;
    let style = match row.mark {
        Mark::Same => theme.agree,
        Mark::Against => theme.bad,
        Mark::Near | Mark::Open => return row,
    };
    for line in row.a.iter_mut().chain(&mut row.b) {
        for (_, own) in line.pieces.iter_mut().filter(|(_, own)| *own == theme.text) {
            *own = style;
        }
    }
    row
}

fn clue(question: &Question, is_it: impl Fn(&Clue) -> bool) -> bool {
    question.evidence.clues.iter().any(is_it)
}

fn services(model: &Model, a: &Party, b: &Party) -> Row {
    let said = |party: &Party| line(model, model.facts.label(&party.account.key.service));
    let same = a.account.key.service == b.account.key.service;
    let mark = if same { Mark::Against } else { Mark::Open };
    row("tui-f-service", (said(a), said(b)), mark)
}

fn logins(model: &Model, question: &Question, a: &Party, b: &Party) -> Row {
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
    let said = (line(model, &left), line(model, &right));
    row("tui-f-login", said, mark)
}

fn names(model: &Model, question: &Question, a: &Party, b: &Party) -> Row {
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
    let said = (line(model, &left), line(model, &right));
    row("tui-f-name", said, mark)
}

fn addresses(account: &Account) -> &[Email] {
    account.profile.emails.value().map_or(&[], Vec::as_slice)
}

fn emails(model: &Model, question: &Question, a: &Party, b: &Party) -> Row {
    let theme = &model.face.theme;
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
                .and(&model.face.words.get(word), style)
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
fn ids(model: &Model, a: &Party, b: &Party) -> Row {
    let theme = &model.face.theme;
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

fn purposes(model: &Model, a: &Party, b: &Party) -> Row {
    let purpose = |party: &Party| party.account.profile.purpose.value().copied();
    let said = |party: &Party| match purpose(party) {
        Some(Purpose::Bot) => line(model, &model.face.words.get("tui-purpose-bot")),
        Some(Purpose::Shared) => line(model, &model.face.words.get("tui-purpose-shared")),
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

fn groups(model: &Model, a: &Party, b: &Party) -> Row {
    let theme = &model.face.theme;
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

fn states(model: &Model, a: &Party, b: &Party) -> Row {
    let said = |party: &Party| {
        let state = party.account.state;
        let style = model.face.theme.state(Some(state));
        let line = Line::of(model.face.glyphs.state(Some(state)), style)
            .and(" ", style)
            .and(&model.face.words.get(state_word(state)), style);
        vec![line]
    };
    row("tui-f-state", (said(a), said(b)), Mark::Open)
}

fn day(model: &Model, at: Timestamp) -> String {
    model.face.words.date(at.date(&model.facts.zone))
}

fn created(model: &Model, a: &Party, b: &Party) -> Row {
    let at = |party: &Party| party.account.profile.created.value().copied();
    let said = |party: &Party| at(party).map_or_else(Vec::new, |at| line(model, &day(model, at)));
    let mark = match (at(a), at(b)) {
        (Some(a), Some(b)) if a.since(b).abs() <= CLOSE => Mark::Near,
        _ => Mark::Open,
    };
    row("tui-f-created", (said(a), said(b)), mark)
}

fn active(model: &Model, a: &Party, b: &Party) -> Row {
    let words = &model.face.words;
    let said = |party: &Party| match party.account.volatile.last_active.value() {
        Some(Some(at)) => {
            let age = Text::new("tui-ago").with("age", words.age(*at, model.now));
            line(model, &words.text(&age))
        }
        Some(None) => line(model, &words.get("never")),
        None => Vec::new(),
    };
    row("tui-f-active", (said(a), said(b)), Mark::Open)
}

fn users(model: &Model, question: &Question, a: &Party, b: &Party) -> Row {
    let theme = &model.face.theme;
    let said = |party: &Party| {
        party.user.as_ref().map_or_else(Vec::new, |user| {
            let kind = model.face.words.get(kind_word(user.kind));
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
fn others(model: &Model, a: &Party, b: &Party) -> Row {
    let theme = &model.face.theme;
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
                Line::of(model.facts.label(&other.key.service), style)
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

fn arrivals(model: &Model, question: &Question, a: &Party, b: &Party) -> Row {
    let at = |party: &Party| of_user(party, |user| user.arrival);
    let said = |day: Option<Date>| {
        day.map_or_else(Vec::new, |day| line(model, &model.face.words.date(day)))
    };
    let mark = agree(question, at(a), at(b));
    row("tui-f-arrival", (said(at(a)), said(at(b))), mark)
}

fn departures(model: &Model, question: &Question, a: &Party, b: &Party) -> Row {
    let at = |party: &Party| {
        of_user(party, |user| Some(user.departure)).filter(|at| *at != Departure::Unset)
    };
    let said = |departure: Option<Departure>| match departure {
        Some(Departure::On(day)) => line(model, &model.face.words.date(day)),
        Some(Departure::OpenEnded) => line(model, &model.face.words.get("open-ended")),
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

/// What the matcher saw, for and against, as marked sentences.
pub fn evidence(model: &Model, question: &Question) -> Vec<(Mark, String)> {
    let clues = question.evidence.clues.iter().map(|clue| {
        let mark = if is_against(clue) {
            Mark::Against
        } else {
            Mark::Same
        };
        (
            mark,
            model.face.words.text(&model.facts.labelled(say(clue))),
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
