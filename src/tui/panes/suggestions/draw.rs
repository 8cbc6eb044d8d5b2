//! How questions are drawn: the queue, and both sides beside each other.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::compare;
use super::marks::{Mark, Row};
use super::state::SuggestionsView;
use super::wording::{asked, comparing, names, nothing, progress};
use crate::domain::findings::Severity;
use crate::domain::identity::question::Question;
use crate::domain::text::Text;
use crate::tui::panes::ground;
use crate::tui::shell::action::Action;
use crate::tui::shell::face::Face;
use crate::tui::shell::layout;
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::prose::{self, Line, wrapped};
use crate::tui::widgets::text;

/// From this width on a question stands on one line.
pub const ONE_LINE: u16 = 70;
/// Lines under the queue: how far it is, and the last answer.
pub const FOOT: u16 = 2;
/// Columns of the likelihood.
const BAR: u16 = 5;
/// Least columns of one side, for both to stand beside each other.
const SIDE: usize = 18;
/// Columns between both sides.
const BETWEEN: usize = 3;

/// Lines of the queue's rows, and lines of one row.
pub fn rows(area: Rect) -> (usize, usize) {
    let inside = layout::inside(area);
    let step = if area.width >= ONE_LINE { 1 } else { 2 };
    let lines = usize::from(inside.height.saturating_sub(FOOT));
    (lines / step, step)
}

fn number(face: &Face, n: usize) -> String {
    face.words.number(i64::try_from(n).unwrap_or(i64::MAX))
}

impl SuggestionsView {
    /// The questions that wait.
    pub fn draw_queue(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let state = &session.questions;
        let open = state.queue.open();
        let focused = self.depth == 0;
        let aside = if open.is_empty() {
            String::new()
        } else {
            let (at, left) = (state.list.at + 1, state.queue.left());
            format!("{}/{}", number(canvas.face, at), number(canvas.face, left))
        };
        canvas.title(area, &canvas.word("tui-suggestions"), &aside, focused);
        let inside = layout::inside(area);
        if inside.height <= FOOT {
            return;
        }
        if open.is_empty() {
            draw_empty(session, inside, canvas);
        }
        let (height, step) = rows(area);
        let skipped_from = open.len() - state.queue.skipped().min(open.len());
        for line in 0..height {
            let Some(at) = state.list.row_at(line, open.len()) else {
                break;
            };
            let Some(question) = open.get(at) else { break };
            let place = Rect {
                y: inside.y + u16::try_from(line * step).unwrap_or(0),
                height: u16::try_from(step).unwrap_or(1),
                ..inside
            };
            let look = Look {
                under: at == state.list.at,
                focused,
                skipped: at >= skipped_from,
            };
            draw_question(session, question, place, look, canvas);
        }
        let foot = Rect {
            y: inside.bottom() - FOOT,
            height: FOOT,
            ..inside
        };
        draw_foot(session, foot, canvas);
    }

    /// Both sides of the question under the cursor.
    pub fn draw_comparison(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let theme = canvas.theme();
        let focused = self.depth == 1;
        let question = session.questions.current();
        let aside = question.map(|question| canvas.word(ground::likelihood(question.score).1));
        let title = canvas.word("tui-comparison");
        canvas.title(area, &title, &aside.unwrap_or_default(), focused);
        let inside = layout::text_area(area);
        let lines = self.comparison(session, area);
        let top = self.scroll.top;
        prose::draw(&lines, top, inside, canvas);
        let below = lines.len().saturating_sub(top + usize::from(inside.height));
        if below > 0 && inside.height > 2 {
            let more = canvas.say(&Text::new("tui-more-lines").with("n", below));
            let more = format!(" {} {more} ", canvas.glyphs().sort);
            let y = inside.bottom() - 1;
            canvas.right(inside.x, y, inside.width, &more, theme.faint);
        }
    }

    /// The question, what speaks for and against it, and both sides field by field.
    pub fn comparison(&self, session: &Session, area: Rect) -> Vec<Line> {
        let (face, width) = (&session.face, usize::from(layout::text_area(area).width));
        let theme = &face.theme;
        let Some(question) = session.questions.current() else {
            return Vec::new();
        };
        let mut lines = vec![Line::of(
            &face.words.text(&asked(session, question)),
            theme.strong,
        )];
        if let Some(why) = session.questions.queue.refusal(question) {
            let glyph = face.glyphs.severity(Severity::Warning);
            let said = Text::new("tui-refused-answer").with("why", why.clone());
            let line = Line::of(glyph, theme.warn).hang(2).and(" ", theme.warn);
            lines.push(line.and(&face.words.text(&said), theme.warn));
        }
        for (mark, said) in compare::evidence(session, question) {
            let style = mark_style(face, mark);
            let line = Line::of(mark_glyph(face, mark), style).hang(2);
            let text = if mark == Mark::Against {
                theme.warn
            } else {
                theme.text
            };
            lines.push(line.and(" ", style).and(&said, text));
        }
        let mut lines = wrapped(&lines, width);
        lines.push(Line::new());
        let titles = Row {
            label: "tui-empty",
            a: vec![Line::of(&question.a.title, theme.strong)],
            b: vec![Line::of(&question.b.title, theme.strong)],
            mark: Mark::Open,
        };
        let rows = match self.compared(question) {
            Some(compared) => compare::rows(session, question, compared),
            None => Vec::new(),
        };
        let label = rows
            .iter()
            .map(|row| text::width(&face.words.get(row.label)));
        let label = label.max().unwrap_or(0).clamp(8, 16) + 1;
        for row in std::iter::once(&titles).chain(&rows) {
            beside(face, row, (label, width), &mut lines);
        }
        lines
    }
}

/// What is said where no question is.
fn draw_empty(session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let (said, style) = match nothing(session) {
        (text, true) => (canvas.say(&text), theme.good),
        (text, false) => (canvas.say(&text), theme.faint),
    };
    let lines = wrapped(
        &[Line::of(&said, style)],
        usize::from(area.width.saturating_sub(2)),
    );
    for (line, y) in lines.iter().zip(area.y + 2..area.bottom()) {
        prose::draw_line(line, area.x + 1, y, area.width - 1, canvas);
    }
}

/// How a question is drawn.
#[derive(Clone, Copy)]
struct Look {
    under: bool,
    focused: bool,
    skipped: bool,
}

fn draw_question(
    session: &Session,
    question: &Question,
    place: Rect,
    look: Look,
    canvas: &mut Canvas<'_>,
) {
    let (theme, glyphs) = (canvas.theme(), canvas.glyphs());
    let inverse = look.under && look.focused;
    let styled = |style: Style| if inverse { theme.cursor } else { style };
    if look.under {
        let style = if look.focused {
            theme.accent
        } else {
            theme.faint
        };
        for y in place.top()..place.bottom() {
            canvas.text(place.x, y, 1, glyphs.cursor, style);
        }
        if inverse {
            let row = Rect {
                x: place.x + 1,
                width: place.width - 1,
                ..place
            };
            canvas.paint(row, theme.cursor);
        }
    }
    let mut x = place.x + 2;
    x += draw_bar(question.score, (x, place.y), styled(theme.info), canvas) + 1;
    let end = place.right().saturating_sub(1);
    let names = names(canvas.face, question);
    let name_style = match look {
        Look { under: true, .. } => theme.strong,
        Look { skipped: true, .. } => theme.faint,
        _ => theme.text,
    };
    let refused = session.questions.queue.refusal(question).is_some();
    if refused {
        let glyph = glyphs.severity(Severity::Warning);
        x += canvas.text(x, place.y, 1, glyph, styled(theme.warn)) + 1;
    }
    let why = ground::said(canvas.face, &question.basis());
    let services = format!(
        "{} {} {}",
        session.facts.label(&question.a.account.service),
        glyphs.dot,
        session.facts.label(&question.b.account.service)
    );
    if place.height == 1 {
        let room = end.saturating_sub(x);
        let (name, rest) = (room * 45 / 100, room - room * 45 / 100);
        canvas.text(
            x,
            place.y,
            name.saturating_sub(1),
            &names,
            styled(name_style),
        );
        let ground = rest * 55 / 100;
        x += name;
        canvas.text(
            x,
            place.y,
            ground.saturating_sub(1),
            &why,
            styled(theme.faint),
        );
        canvas.text(
            x + ground,
            place.y,
            rest - ground,
            &services,
            styled(theme.faint),
        );
        return;
    }
    canvas.text(
        x,
        place.y,
        end.saturating_sub(x),
        &names,
        styled(name_style),
    );
    let y = place.y + 1;
    let left = place.x + 2 + BAR + 1;
    let room = end.saturating_sub(left);
    let used = canvas.text(left, y, room, &why, styled(theme.faint));
    let wanted = u16::try_from(text::width(&services)).unwrap_or(u16::MAX);
    if used + wanted + 2 <= room {
        canvas.right(left, y, room, &services, styled(theme.faint));
    }
}

/// The likelihood as a bar; returns the columns used.
fn draw_bar(score: i32, (x, y): (u16, u16), style: Style, canvas: &mut Canvas<'_>) -> u16 {
    let (steps, _) = ground::likelihood(score);
    let [full, empty] = canvas.glyphs().meter;
    let bar = format!("{}{}", full.repeat(steps), empty.repeat(5 - steps.min(5)));
    canvas.text(x, y, BAR, &bar, style)
}

/// How far the work is, and the last answer with the way back.
fn draw_foot(session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let state = &session.questions;
    let inside = area.width.saturating_sub(3);
    let said = canvas.say(&progress(state));
    let used = u16::try_from(text::width(&said)).unwrap_or(inside);
    let (done, left) = (state.queue.settled(), state.queue.left());
    let room = usize::from(inside.saturating_sub(used + 1).min(30));
    let mut x = area.x + 2;
    if room >= 6 && done + left > 0 {
        let full = (done * room).div_ceil(done + left).min(room);
        let [on, off] = canvas.glyphs().meter;
        x += canvas.text(x, area.y, 30, &on.repeat(full), theme.good);
        x += canvas.text(x, area.y, 30, &off.repeat(room - full), theme.faint) + 1;
    }
    let style = if done > 0 { theme.text } else { theme.faint };
    canvas.text(x, area.y, area.right().saturating_sub(x), &said, style);
    let y = area.y + 1;
    let line = match (state.queue.last(), state.working) {
        (Some(given), _) => Line::of(&canvas.face.key_of(Action::Undo), theme.accent)
            .and(" ", theme.faint)
            .and(
                &canvas.say(&Text::new("tui-undo-foot").with("what", given.text.clone())),
                theme.text,
            ),
        (None, Some(_)) if state.known => Line::of(&canvas.say(&comparing(session)), theme.faint),
        (None, _) if !state.queue.open().is_empty() && !session.facts.read_only => {
            Line::of(&canvas.word("tui-suggestions-undoable"), theme.faint)
        }
        _ => Line::new(),
    };
    prose::draw_line(&line, area.x + 2, y, inside, canvas);
}

fn mark_style(face: &Face, mark: Mark) -> Style {
    match mark {
        Mark::Open => face.theme.faint,
        Mark::Near => face.theme.info,
        Mark::Same => face.theme.agree,
        Mark::Against => face.theme.bad,
    }
}

fn mark_glyph(face: &Face, mark: Mark) -> &'static str {
    let [open, near, same, against] = face.glyphs.marks;
    match mark {
        Mark::Open => open,
        Mark::Near => near,
        Mark::Same => same,
        Mark::Against => against,
    }
}

/// One field of both sides: beside each other, or one below the other where that does not fit.
fn beside(face: &Face, row: &Row, (label, width): (usize, usize), out: &mut Vec<Line>) {
    let side = width.saturating_sub(label + BETWEEN) / 2;
    let (glyph, style) = (mark_glyph(face, row.mark), mark_style(face, row.mark));
    let name = face.words.get(row.label);
    if side < SIDE {
        let head = Line::of(&name, face.theme.faint).and(" ", style);
        out.push(head.and(glyph, style));
        for line in row.a.iter().chain(&row.b) {
            prose::wrap(&line.clone().indent(2), width, out);
        }
        return;
    }
    let (left, right) = (wrapped(&row.a, side), wrapped(&row.b, side));
    for at in 0..left.len().max(right.len()) {
        let (name, glyph) = if at == 0 {
            (name.as_str(), glyph)
        } else {
            ("", " ")
        };
        let mut line = Line::of(&padded(name, label), face.theme.faint);
        let used = append(&mut line, left.get(at));
        line.push(&" ".repeat(side.saturating_sub(used) + 1), face.theme.text);
        line.push(glyph, style);
        line.push(" ", face.theme.text);
        append(&mut line, right.get(at));
        out.push(line);
    }
}

fn padded(text: &str, columns: usize) -> String {
    let gap = columns.saturating_sub(text::width(text)).max(1);
    format!("{text}{}", " ".repeat(gap))
}

/// Adds one line to another; returns its columns.
fn append(line: &mut Line, other: Option<&Line>) -> usize {
    let Some(other) = other else { return 0 };
    line.push(&" ".repeat(other.indent), Style::new());
    for (text, style) in &other.pieces {
        line.push(text, *style);
    }
    other.width()
}
