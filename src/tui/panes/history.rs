//! The history of a user, as a layer: what was decided, linked and seen, newest first, each with
//! who and when; a decision can be taken back from here.

use ratatui::layout::Rect;

use super::preview;
use super::words::actor;
use crate::domain::findings::Severity;
use crate::domain::identity::history::HistoryLine;
use crate::domain::ids::UserId;
use crate::domain::text::{Text, escape};
use crate::tui::shell::action::Action;
use crate::tui::shell::data::{Answer, Done, JobId, Query};
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout;
use crate::tui::shell::scene::{Layer, Plain, Scene, Stay};
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::prose::{self, Line};

/// What the keys mean in the history.
pub static FOCUS: Focus = Focus::commands("history", &[Action::Undo]);

/// What was decided and seen of one user.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLayer {
    user: UserId,
    name: String,
    /// Newest first; `None` until they are read.
    lines: Option<Vec<HistoryLine>>,
    /// Why they could not be read.
    trouble: Option<Text>,
    list: ListState,
}

/// Lines of one entry: when and who, then what.
const STEP: u16 = 2;
/// Lines under the list, for the whole of the entry under the cursor.
const FOOT: u16 = 5;

/// Opens the history of a user.
pub fn open(scene: &mut Scene<'_>, user: Option<UserId>) {
    let Some(user) = user else {
        scene.tell(Severity::Info, Text::new("tui-accounts-none"));
        return;
    };
    let named = scene.chosen.shown();
    let named = named.filter(|details| details.user.id == user);
    let name = named.map_or_else(String::new, |details| details.user.name.clone());
    scene.open(HistoryLayer {
        user,
        name,
        lines: None,
        trouble: None,
        list: ListState::default(),
    });
    scene.ask(Query::History(user));
}

fn place(session: &Session, entries: usize) -> Rect {
    let wanted = u16::try_from(entries)
        .unwrap_or(u16::MAX)
        .saturating_mul(STEP);
    let height = wanted.saturating_add(2 + FOOT).max(12);
    layout::centred(
        session.size,
        100,
        height.min(session.size.1.saturating_sub(2)),
    )
}

fn entry(session: &Session, line: &HistoryLine) -> [Line; 2] {
    let (face, theme) = (&session.face, &session.face.theme);
    let at = face.words.datetime(line.at, &session.facts.zone);
    let mut head = Line::of(&at, theme.faint)
        .and("  ", theme.faint)
        .and(&actor(face, &line.who), theme.accent);
    if let Some(seq) = line.seq {
        head.push(&format!("  #{seq}"), theme.faint);
    }
    if line.undone {
        head.push("  ", theme.faint);
        head.push(&face.words.get("tui-undone"), theme.warn);
    }
    let style = if line.undone { theme.faint } else { theme.text };
    [
        head,
        Line::of(&face.words.text(&line.text), style).indent(2),
    ]
}

impl Layer for HistoryLayer {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> Stay {
        if matches!(action, Action::Back | Action::History) {
            return Stay::Closed;
        }
        let len = self.lines.as_ref().map_or(0, Vec::len);
        let height = usize::from(place(scene, len).height.saturating_sub(2 + FOOT) / STEP);
        self.list.act(action, len, height);
        self.list.settle(len, height);
        let lines = self.lines.as_ref();
        let under = lines.and_then(|lines| lines.get(self.list.at));
        if let (Action::Undo, Some(line)) = (action, under) {
            preview::undo(scene, line);
        }
        Stay::Open
    }

    fn is_apt(&self, session: &Session, _action: Action) -> bool {
        !session.facts.read_only
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::History(user, lines) if user == self.user => {
                self.list.at = self.list.at.min(lines.len().saturating_sub(1));
                self.lines = Some(lines);
                self.trouble = None;
            }
            other => return Some(other),
        }
        None
    }

    fn unanswered(&mut self, query: &Query, why: &Text) -> bool {
        if *query == Query::History(self.user) {
            self.trouble = Some(why.clone());
        }
        false
    }

    fn ended(&mut self, _job: JobId, _end: &Result<Done, Text>, scene: &mut Scene<'_>) -> Stay {
        scene.ask(Query::History(self.user));
        Stay::Open
    }

    fn opened_plain(&mut self, _session: &Session) -> Plain {
        // What it says comes once its answer is here.
        Plain::Keep(Vec::new())
    }

    fn draw(&self, session: &Session, canvas: &mut Canvas<'_>) {
        let len = self.lines.as_ref().map_or(0, Vec::len);
        let title = canvas.say(&Text::new("tui-history-title").with("name", self.name.as_str()));
        let inside = canvas.boxed(place(session, len), &title);
        let theme = canvas.theme();
        let nothing = match (&self.trouble, &self.lines) {
            (Some(trouble), _) => Some(canvas.say(trouble)),
            (None, None) => Some(canvas.word("tui-loading")),
            (None, Some(lines)) if lines.is_empty() => Some(canvas.word("tui-history-none")),
            _ => None,
        };
        if let Some(said) = nothing {
            canvas.text(inside.x, inside.y + 1, inside.width, &said, theme.faint);
            return;
        }
        let rows = Rect {
            height: inside.height.saturating_sub(FOOT),
            ..inside
        };
        let mut list = self.list;
        list.settle(len, usize::from(rows.height / STEP));
        draw_whole(self, inside, rows.bottom(), canvas);
        let rows = (0..).zip((rows.top()..rows.bottom()).step_by(usize::from(STEP)));
        for (row, y) in rows {
            let at = list.row_at(row, len);
            let line = at.and_then(|at| self.lines.as_ref()?.get(at));
            let (Some(at), Some(line)) = (at, line) else {
                break;
            };
            if at == list.at {
                for y in y..(y + STEP).min(inside.bottom()) {
                    canvas.text(inside.x, y, 1, canvas.glyphs().cursor, theme.accent);
                }
            }
            for (line, y) in entry(session, line).iter().zip(y..inside.bottom()) {
                let room = inside.width.saturating_sub(2);
                prose::draw_line(line, inside.x + 2, y, room, canvas);
            }
        }
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let title = Text::new("tui-history-title").with("name", self.name.as_str());
        let mut lines = vec![session.face.words.text(&title)];
        for (number, line) in (1..).zip(self.lines.iter().flatten()) {
            let [head, what] = entry(session, line);
            lines.push(format!("{number}. {}: {}", head.plain(), what.plain()));
        }
        lines.iter().map(|line| escape(line).into_owned()).collect()
    }
}

/// The entry under the cursor, wrapped.
fn draw_whole(layer: &HistoryLayer, inside: Rect, y: u16, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let rule = canvas.glyphs().rule.repeat(usize::from(inside.width));
    canvas.text(inside.x, y, inside.width, &rule, theme.faint);
    let lines = layer.lines.as_ref();
    let Some(line) = lines.and_then(|lines| lines.get(layer.list.at)) else {
        return;
    };
    let text = Line::of(&canvas.say(&line.text), theme.text);
    let below = Rect {
        y: y + 1,
        height: inside.bottom().saturating_sub(y + 1),
        ..inside
    };
    let lines = prose::wrapped(&[text], usize::from(inside.width));
    prose::draw(&lines, 0, below, canvas);
}
