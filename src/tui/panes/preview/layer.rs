//! The box that asks before something is done: its text, its choices, its two buttons.

use std::any::Any;
use std::fmt::Debug;

use ratatui::layout::Rect;

use crate::domain::text::{Text, escape};
use crate::tui::shell::action::Action;
use crate::tui::shell::data::{Answer, Query};
use crate::tui::shell::focus::Focus;
use crate::tui::shell::key::{Code, Key};
use crate::tui::shell::layout;
use crate::tui::shell::scene::{Layer, Plain, Scene, Stay};
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::Scroll;
use crate::tui::widgets::prose::{self, Line};

static FOCUS: Focus = Focus::text("preview");

/// Columns of the box, where the screen has them.
const WIDTH: u16 = 84;
/// Lines under the text: a space, the buttons, the keys.
const UNDER: u16 = 3;

/// What a decision says: its lines, and the first line of each disagreement.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    pub lines: Vec<Line>,
    pub starts: Vec<usize>,
}

/// Something that is asked about before it is done.
pub trait Decision: Any + Debug + Send {
    /// The title of the box.
    fn title(&self) -> Text;

    /// What the button that does it says.
    fn button(&self) -> Text;

    /// What it would do; the disagreement with the number `choice` has the keys.
    fn body(&self, session: &Session, width: usize, choice: Option<usize>) -> Body;

    /// Whether it is known what it would do.
    fn is_known(&self) -> bool {
        true
    }

    /// How many disagreements can be settled.
    fn choices(&self) -> usize {
        0
    }

    /// Keeps the next or the previous value of a disagreement.
    fn turn(&mut self, _choice: usize, _forwards: bool) {}

    /// Keeps one value of a disagreement, both by number.
    fn choose(&mut self, _choice: usize, _value: usize) {}

    /// Whether it waits for the answer to this question.
    fn asks(&self, _query: &Query) -> bool {
        false
    }

    /// Takes an answer, or gives it back because it is somebody else's. What comes back otherwise
    /// is why it cannot be done.
    fn answer(&mut self, answer: Answer) -> Result<Option<Text>, Answer> {
        Err(answer)
    }

    fn confirm(&self, scene: &mut Scene<'_>);
}

/// A decision, and where the keys are in its box.
#[derive(Debug)]
pub struct PreviewLayer {
    pub decision: Box<dyn Decision>,
    /// What has the keys: the disagreements by number, then the two buttons.
    stop: usize,
    scroll: Scroll,
    /// Why it cannot be done.
    trouble: Option<Text>,
}

/// What a key led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    Abandoned,
    Confirmed,
}

impl PreviewLayer {
    /// Asks first; the way out has the keys.
    pub fn new(decision: impl Decision) -> PreviewLayer {
        PreviewLayer {
            decision: Box::new(decision),
            stop: 0,
            scroll: Scroll::default(),
            trouble: None,
        }
    }

    fn is_ready(&self) -> bool {
        self.decision.is_known() && self.trouble.is_none()
    }

    /// The disagreement that has the keys.
    fn choice(&self) -> Option<usize> {
        (self.stop < self.decision.choices()).then_some(self.stop)
    }

    /// Whether the button that does it has the keys.
    fn confirms(&self) -> bool {
        self.stop == self.decision.choices() + 1
    }

    /// The next or previous value of a disagreement, or the other button.
    fn turn(&mut self, forwards: bool) {
        match self.choice() {
            Some(choice) => self.decision.turn(choice, forwards),
            None => self.stop = self.decision.choices() + usize::from(forwards),
        }
    }

    /// Takes a key; `len` lines are shown in `height`.
    fn take_key(&mut self, key: Key, (len, height): (usize, usize)) -> End {
        let stops = self.decision.choices() + 2;
        let scrolled = match key.code {
            Code::PageUp => Some(Action::PageUp),
            Code::PageDown => Some(Action::PageDown),
            Code::Home => Some(Action::Top),
            Code::End => Some(Action::Bottom),
            Code::Up | Code::Char('k') if self.decision.choices() == 0 => Some(Action::Up),
            Code::Down | Code::Char('j') if self.decision.choices() == 0 => Some(Action::Down),
            _ => None,
        };
        if let Some(action) = scrolled {
            self.scroll.act(action, len, height);
            return End::Open;
        }
        match key.code {
            Code::Esc | Code::Char('q') => return End::Abandoned,
            Code::Tab | Code::Down | Code::Char('j') => self.stop = (self.stop + 1) % stops,
            Code::BackTab | Code::Up | Code::Char('k') => {
                self.stop = self.stop.checked_sub(1).unwrap_or(stops - 1);
            }
            Code::Left | Code::Char('h') => self.turn(false),
            Code::Right | Code::Char('l' | ' ') => self.turn(true),
            Code::Enter if self.choice().is_some() => self.stop += 1,
            Code::Enter if !self.confirms() => return End::Abandoned,
            Code::Enter if self.is_ready() => return End::Confirmed,
            _ => {}
        }
        End::Open
    }

    fn body(&self, session: &Session, width: usize) -> (Vec<Line>, Vec<usize>) {
        let (words, theme) = (&session.face.words, &session.face.theme);
        let mut lines = Vec::new();
        if let Some(trouble) = &self.trouble {
            lines.push(Line::of(&words.text(trouble), theme.bad));
            lines.push(Line::new());
        }
        if !self.decision.is_known() {
            if self.trouble.is_none() {
                lines.push(Line::of(&words.get("tui-loading"), theme.faint));
            }
            return (lines, Vec::new());
        }
        let before = prose::wrapped(&lines, width);
        let body = self.decision.body(session, width, self.choice());
        let starts = body.starts.iter().map(|start| start + before.len());
        let starts = starts.collect();
        lines = before;
        lines.extend(body.lines);
        (lines, starts)
    }

    fn place(&self, session: &Session) -> (Rect, usize) {
        let width = WIDTH.min(session.size.0.saturating_sub(4));
        let lines = self.body(session, usize::from(width.saturating_sub(4))).0;
        let lines = prose::wrapped(&lines, usize::from(width.saturating_sub(4))).len();
        let wanted = u16::try_from(lines)
            .unwrap_or(u16::MAX)
            .saturating_add(UNDER + 2);
        let area = layout::centred(
            session.size,
            width,
            wanted.min(session.size.1.saturating_sub(2)),
        );
        (area, lines)
    }

    /// How many lines there are, and how many fit.
    fn extent(&self, session: &Session) -> (usize, usize) {
        let (area, lines) = self.place(session);
        (lines, usize::from(area.height.saturating_sub(UNDER + 2)))
    }
}

impl Layer for PreviewLayer {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn key(&mut self, key: Key, scene: &mut Scene<'_>) -> Stay {
        let extent = self.extent(scene);
        match self.take_key(key, extent) {
            End::Open => return Stay::Open,
            End::Abandoned => {}
            End::Confirmed => self.decision.confirm(scene),
        }
        Stay::Closed
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match self.decision.answer(answer) {
            Ok(trouble) => {
                self.trouble = trouble.or(self.trouble.take());
                self.stop = 0;
                None
            }
            Err(answer) => Some(answer),
        }
    }

    fn unanswered(&mut self, query: &Query, why: &Text) -> bool {
        let asks = self.decision.asks(query);
        if asks {
            self.trouble = Some(why.clone());
        }
        asks
    }

    fn opened_plain(&mut self, _session: &Session) -> Plain {
        // What it says comes once its answer is here.
        Plain::Keep(Vec::new())
    }

    /// A word that confirms, two numbers that choose, or a way out.
    fn line(&mut self, line: &str, scene: &mut Scene<'_>) -> Option<(Stay, Option<String>)> {
        let mut numbers = line.split_whitespace().map(str::parse::<usize>);
        if let (Some(Ok(choice)), Some(Ok(value)), None) =
            (numbers.next(), numbers.next(), numbers.next())
        {
            self.decision
                .choose(choice.saturating_sub(1), value.saturating_sub(1));
            return Some((Stay::Open, None));
        }
        let yes = scene.face.words.get("yes");
        if (line == "yes" || line == yes) && self.is_ready() {
            self.decision.confirm(scene);
            return Some((Stay::Closed, None));
        }
        let said = scene.face.words.get("tui-plain-abandoned");
        Some((Stay::Closed, Some(said)))
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let words = &session.face.words;
        let (lines, _) = self.body(session, 10_000);
        let lines = lines
            .iter()
            .map(Line::plain)
            .filter(|line| !line.is_empty());
        let mut said = vec![words.text(&self.decision.title())];
        said.extend(lines);
        if self.is_ready() {
            let text = Text::new("tui-plain-confirm").with("what", self.decision.button());
            said.push(words.text(&text));
        }
        said.iter().map(|line| escape(line).into_owned()).collect()
    }

    fn draw(&self, session: &Session, canvas: &mut Canvas<'_>) {
        let (area, _) = self.place(session);
        let (title, button) = (self.decision.title(), self.decision.button());
        let inside = canvas.boxed(area, &canvas.say(&title));
        let theme = canvas.theme();
        let (lines, starts) = self.body(session, usize::from(inside.width));
        let rows = Rect {
            height: inside.height.saturating_sub(UNDER),
            ..inside
        };
        let lines = prose::wrapped(&lines, usize::from(inside.width));
        let height = usize::from(rows.height);
        let mut top = self.scroll.top.min(lines.len().saturating_sub(height));
        // A disagreement that has the keys is visible, whatever was scrolled.
        if let Some(start) = self.choice().and_then(|at| starts.get(at)) {
            top = top.min(*start).max((start + 1).saturating_sub(height));
        }
        prose::draw(&lines, top, rows, canvas);
        let below = lines.len().saturating_sub(top + height);
        if below > 0 && rows.height > 0 {
            let more = canvas.say(&Text::new("tui-more-lines").with("n", below));
            let more = format!(" {} {more} ", canvas.glyphs().sort);
            canvas.right(rows.x, rows.bottom(), rows.width, &more, theme.faint);
        }
        let y = inside.bottom().saturating_sub(2);
        let mut x = inside.x;
        let cancel = canvas.word("tui-button-cancel");
        let button = canvas.say(&button);
        for (label, at) in [
            (cancel, self.decision.choices()),
            (button, self.decision.choices() + 1),
        ] {
            let usable = at == self.decision.choices() || self.is_ready();
            let style = match (self.stop == at, usable) {
                (true, true) => theme.cursor,
                (_, false) => theme.faint,
                (false, true) => theme.strong,
            };
            let mark = if self.stop == at {
                canvas.glyphs().cursor
            } else {
                " "
            };
            canvas.text(x, y, 1, mark, theme.accent);
            let label = format!(" {label} ");
            let room = inside.right().saturating_sub(x + 1);
            x += canvas.text(x + 1, y, room, &label, style) + 3;
        }
        let keys = canvas.word("tui-preview-keys");
        canvas.text(inside.x, y + 1, inside.width, &keys, theme.faint);
    }
}
