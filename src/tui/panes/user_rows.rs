//! Rows of users: one column per service, findings and departure; used by every list of users.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::words::{kind_word, rule_word, state_word};
use crate::domain::account::State;
use crate::domain::findings::{Rule, Severity};
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::snapshot::{Chunk, UserLine, UserRow};
use crate::domain::text::{Text, escape};
use crate::domain::time::Departure;
use crate::domain::user::UserKind;
use crate::tui::shell::face::Face;
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::text;
use jiff::ToSpan;

/// One user as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct UserView<'a> {
    pub id: UserId,
    /// The name, as stored.
    pub name: &'a str,
    /// What it stands for.
    pub kind: UserKind,
    pub departure: Departure,
    /// Open findings, one bit per rule.
    pub findings: u32,
    /// The state that matters most on each configured service.
    pub states: Vec<Option<State>>,
}

/// The state that matters most comes first.
const WEIGHT: [State; 5] = [
    State::Active,
    State::Unknown,
    State::Invited,
    State::Disabled,
    State::Gone,
];

fn stronger(a: Option<State>, b: State) -> State {
    let weight = |state| WEIGHT.iter().position(|known| *known == state);
    match a {
        Some(a) if weight(a) <= weight(b) => a,
        _ => b,
    }
}

impl<'a> UserView<'a> {
    /// A row of a snapshot; `columns` says which configured service each of its services is.
    pub fn of_row(
        chunk: &'a Chunk,
        row: &UserRow,
        columns: &[Option<usize>],
        services: usize,
    ) -> Self {
        let mut states = vec![None; services];
        for account in chunk.accounts_of(row) {
            let column = columns.get(usize::from(account.service)).copied().flatten();
            if let Some(slot) = column.and_then(|column| states.get_mut(column)) {
                *slot = Some(stronger(*slot, account.state));
            }
        }
        Self {
            id: row.id,
            name: chunk.text(row.name),
            kind: row.kind,
            departure: row.departure,
            findings: row.findings,
            states,
        }
    }

    /// A line of the first frame.
    pub fn of_line(line: &'a UserLine, session: &Session) -> Self {
        let mut states = vec![None; session.facts.services.len()];
        for (service, state) in &line.services {
            let column = session.facts.service(service).map(|(column, _)| column);
            if let Some(slot) = column.and_then(|column| states.get_mut(column)) {
                *slot = Some(stronger(*slot, *state));
            }
        }
        Self {
            id: line.id,
            name: &line.name,
            kind: line.kind,
            departure: line.departure,
            findings: line.findings,
            states,
        }
    }
}

/// Which configured service each service of a snapshot is.
pub fn service_columns(session: &Session, services: &[ServiceId]) -> Vec<Option<usize>> {
    let column = |id| session.facts.service(id).map(|(column, _)| column);
    services.iter().map(column).collect()
}

/// Two letters per service, unique among them.
pub fn codes(session: &Session) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for info in &session.facts.services {
        let letters: Vec<char> = info.label.chars().filter(|c| c.is_alphanumeric()).collect();
        let first: String = letters
            .iter()
            .take(1)
            .flat_map(|c| c.to_uppercase())
            .collect();
        let capitals = letters.iter().skip(1).filter(|c| c.is_uppercase());
        let seconds = capitals
            .chain(letters.iter().skip(1))
            .map(ToString::to_string);
        let numbers = (2..100).map(|number| number.to_string());
        let code = seconds
            .chain(numbers)
            .map(|second| format!("{first}{second}"))
            .find(|code| text::width(code) <= 3 && !codes.contains(code));
        codes.push(code.unwrap_or(first));
    }
    codes
}

/// Where the columns of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    name: u16,
    services: u16,
    /// Columns per service; 0 when they do not fit and only a count is shown.
    step: u16,
    findings: u16,
    departure: u16,
}

/// Divides a width among the columns.
pub fn columns(width: u16, services: usize) -> Columns {
    let services = u16::try_from(services).unwrap_or(u16::MAX);
    let departure = if width >= 36 { 11 } else { 0 };
    let rest = width.saturating_sub(3 + departure);
    let step = [3, 2]
        .into_iter()
        .find(|step| services.saturating_mul(*step) + 16 <= rest)
        .unwrap_or(0);
    let matrix = if step == 0 { 4 } else { services * step };
    let rest = rest.saturating_sub(matrix + 1);
    let findings = match rest {
        64.. => 32,
        // Room for the longest rule.
        50.. => rest - 27,
        _ => 4,
    };
    Columns {
        name: rest.saturating_sub(findings + 1),
        services: matrix,
        step,
        findings,
        departure,
    }
}

/// The names of the columns.
pub fn draw_header(session: &Session, area: Rect, order: &str, canvas: &mut Canvas<'_>) {
    let columns = columns(area.width, session.facts.services.len());
    let faint = canvas.theme().faint;
    let mut x = area.x + 2;
    let name = format!("{} {}", canvas.word("tui-col-name"), order);
    canvas.text(x, area.y, columns.name, &name, faint);
    x += columns.name + 1;
    if columns.step == 3 {
        for (code, at) in codes(session).iter().zip(0..) {
            canvas.text(x + at * 3, area.y, 2, code, faint);
        }
    } else if columns.step == 2 {
        for (code, at) in codes(session).iter().zip(0..) {
            // Its first letter; fitting it would show that the rest is cut.
            let first: String = code.chars().take(1).collect();
            canvas.text(x + at * 2, area.y, 1, &first, faint);
        }
    }
    x += columns.services + 1;
    let title = if columns.findings > 8 {
        canvas.word("tui-col-findings")
    } else {
        canvas.glyphs().severity(Severity::Critical).to_owned()
    };
    canvas.text(x, area.y, columns.findings, &title, faint);
    x += columns.findings;
    if columns.departure > 0 {
        let leaves = canvas.word("tui-col-departure");
        canvas.text(x + 1, area.y, columns.departure - 1, &leaves, faint);
    }
}

/// How a row is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowLook {
    /// The cursor is on it.
    pub under: bool,
    /// The pane has the keys.
    pub focused: bool,
    pub marked: bool,
}

/// One user on one line.
pub fn draw_row(
    session: &Session,
    user: &UserView<'_>,
    area: Rect,
    look: RowLook,
    canvas: &mut Canvas<'_>,
) {
    let theme = canvas.theme();
    let glyphs = canvas.glyphs();
    let columns = columns(area.width, user.states.len());
    // Under the cursor the whole row is one style: fewer bytes per move, and easier on the eye.
    let styled = |style: Style| match look {
        RowLook {
            under: true,
            focused: true,
            ..
        } => theme.cursor,
        _ => style,
    };
    if look.under {
        if look.focused {
            canvas.paint(
                Rect {
                    x: area.x + 1,
                    width: area.width - 1,
                    ..area
                },
                theme.cursor,
            );
        }
        let style = if look.focused {
            theme.accent
        } else {
            theme.faint
        };
        canvas.text(area.x, area.y, 1, glyphs.cursor, style);
    }
    if look.marked {
        canvas.text(area.x + 1, area.y, 1, glyphs.mark, styled(theme.accent));
    }
    let mut x = area.x + 2;
    let name_style = if look.under {
        theme.cursor_away
    } else {
        theme.text
    };
    let used = canvas.text(x, area.y, columns.name, user.name, styled(name_style));
    if user.kind != UserKind::Person && used + 3 < columns.name {
        let kind = canvas.word(kind_word(user.kind));
        let room = columns.name - used - 1;
        canvas.text(x + used + 1, area.y, room, &kind, styled(theme.faint));
    }
    x += columns.name + 1;
    if columns.step == 0 {
        let access = user
            .states
            .iter()
            .flatten()
            .filter(|state| state.has_access())
            .count();
        let count = format!("{}{access}", glyphs.state(Some(State::Active)));
        canvas.text(x, area.y, columns.services, &count, styled(theme.text));
    } else {
        for (state, at) in user.states.iter().zip(0..) {
            let style = styled(theme.state(*state));
            canvas.text(
                x + at * columns.step,
                area.y,
                1,
                glyphs.state(*state),
                style,
            );
        }
    }
    x += columns.services + 1;
    if let Some((worst, severity)) = worst(session, user.findings) {
        let mut said = format!(
            "{} {}",
            glyphs.severity(severity),
            user.findings.count_ones()
        );
        if columns.findings > 8 {
            let rule = rule_word(canvas.face, worst);
            said.push(' ');
            said.push_str(&rule);
        }
        let style = styled(theme.severity(severity));
        canvas.text(x, area.y, columns.findings - 1, &said, style);
    }
    x += columns.findings;
    if columns.departure > 0 {
        let (said, style) = departure(session, canvas.face, user.departure);
        canvas.text(x + 1, area.y, columns.departure - 1, &said, styled(style));
    }
}

/// The worst open finding.
pub fn worst(session: &Session, findings: u32) -> Option<(Rule, Severity)> {
    let open = Rule::ALL
        .into_iter()
        .filter(|rule| findings & rule.bit() != 0);
    let with_severity = open.map(|rule| (rule, session.facts.severity(rule)));
    // The first of the worst: rules are listed in the order of reports.
    with_severity.rev().max_by_key(|(_, severity)| *severity)
}

/// A departure in at most ten columns, and how to look at it.
pub fn departure(session: &Session, face: &Face, departure: Departure) -> (String, Style) {
    let theme = &face.theme;
    match departure {
        Departure::Unset => (face.glyphs.none.to_owned(), theme.faint),
        Departure::OpenEnded => (face.words.get("tui-open-ended-short"), theme.faint),
        Departure::On(day) => {
            let today = session.today();
            let soon = today.checked_add(30.days()).is_ok_and(|limit| day <= limit);
            let style = if departure.is_past(today) {
                theme.bad
            } else if soon {
                theme.warn
            } else {
                theme.text
            };
            (face.words.date(day), style)
        }
    }
}

/// What each symbol of the matrix means.
pub fn draw_legend(area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let mut x = area.x + 2;
    for state in State::ALL {
        let room = area.right().saturating_sub(x);
        let word = canvas.word(state_word(state));
        let wanted = u16::try_from(text::width(&word) + 2).unwrap_or(u16::MAX);
        if wanted > room {
            break;
        }
        let glyph = canvas.glyphs().state(Some(state));
        canvas.text(x, area.y, 1, glyph, theme.state(Some(state)));
        x += 2 + canvas.text(x + 2, area.y, room, &word, theme.faint) + 2;
    }
}

/// One user as a sentence.
pub fn sentence(session: &Session, user: &UserView<'_>) -> String {
    let face = &session.face;
    let mut parts = vec![escape(user.name).into_owned()];
    if user.kind != UserKind::Person {
        parts.push(face.words.get(kind_word(user.kind)));
    }
    for (info, state) in session.facts.services.iter().zip(&user.states) {
        if let Some(state) = state {
            let word = face.words.get(state_word(*state));
            parts.push(format!("{} {word}", escape(&info.label)));
        }
    }
    if let Some((rule, _)) = worst(session, user.findings) {
        let count = Text::new("count-findings").with("n", u64::from(user.findings.count_ones()));
        parts.push(format!(
            "{} ({})",
            face.words.text(&count),
            rule_word(face, rule)
        ));
    }
    if user.departure != Departure::Unset {
        let (said, _) = departure(session, face, user.departure);
        parts.push(face.words.text(&Text::new("tui-leaves").with("date", said)));
    }
    parts.join(", ")
}
