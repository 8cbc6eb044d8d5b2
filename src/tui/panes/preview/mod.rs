//! The layer before a decision that touches several users or accounts: what it would do, choices
//! where users disagree, and two buttons. Nothing happens before Enter on the second one.
//!
//! Owns its keys and its box; what each decision would do is said by its own file here.

mod detach;
mod draw;
mod merge;
mod undo;

pub use draw::{draw, extent};

use crate::domain::identity::merge::{Choices, preview};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::{Text, escape};
use crate::tui::panes::suggestions::{bulk, decide, queue::Pair};
use crate::tui::shell::data::{Act, Merging, Undoing};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::key::{Code, Key};
use crate::tui::shell::model::Model;
use crate::tui::widgets::list::Scroll;
use crate::tui::widgets::prose::Line;

pub use detach::open as detach;
pub use merge::{answer, open as merge, unanswered};
pub use undo::open as undo;

/// What would be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// Accept all questions of one ground.
    Accept {
        /// The ground.
        basis: String,
        /// What is accepted, with the names.
        pairs: Vec<(Pair, String)>,
        /// What is left out, with the reason.
        excluded: Vec<(String, Text)>,
    },
    /// Make one user of several.
    Merge {
        /// Which.
        users: Vec<UserId>,
        /// What it would do; `None` until it is worked out.
        merging: Option<Box<Merging>>,
        /// Whose values are kept.
        choices: Choices,
    },
    /// Take an account out of its user.
    Detach {
        /// Which.
        account: AccountKey,
        /// What it is called.
        title: String,
        /// Its user's name.
        user: String,
        /// The accounts that stay, with what they are called.
        stay: Vec<(AccountKey, String)>,
    },
    /// Take a decision back.
    Undo {
        /// Its number.
        seq: u64,
        /// What was decided.
        text: Text,
    },
}

/// The layer's own state.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What would be done.
    pub purpose: Purpose,
    /// What has the keys: the disagreements by number, then the two buttons.
    pub stop: usize,
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// Why it cannot be done.
    pub trouble: Option<Text>,
}

/// What a key led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Still open.
    Open,
    /// Left.
    Abandoned,
    /// To be done.
    Confirmed,
}

impl State {
    /// Asks first; the way out has the keys.
    pub fn new(purpose: Purpose) -> State {
        State {
            purpose,
            stop: 0,
            scroll: Scroll::default(),
            trouble: None,
        }
    }

    /// How many disagreements can be settled.
    fn choices(&self) -> usize {
        match &self.purpose {
            Purpose::Merge {
                merging: Some(merging),
                ..
            } => merging.preview.conflicts.len(),
            _ => 0,
        }
    }

    /// Whether it can be done.
    fn is_ready(&self) -> bool {
        let known = !matches!(self.purpose, Purpose::Merge { merging: None, .. });
        known && self.trouble.is_none()
    }

    /// The disagreement that has the keys.
    fn choice(&self) -> Option<usize> {
        (self.stop < self.choices()).then_some(self.stop)
    }

    /// Whether the button that does it has the keys.
    fn confirms(&self) -> bool {
        self.stop == self.choices() + 1
    }

    /// Takes a key; `len` lines are shown in `height`.
    pub fn key(&mut self, key: Key, (len, height): (usize, usize)) -> End {
        use crate::tui::shell::keymap::Action;
        let stops = self.choices() + 2;
        let scrolled = match key.code {
            Code::PageUp => Some(Action::PageUp),
            Code::PageDown => Some(Action::PageDown),
            Code::Home => Some(Action::Top),
            Code::End => Some(Action::Bottom),
            Code::Up | Code::Char('k') if self.choices() == 0 => Some(Action::Up),
            Code::Down | Code::Char('j') if self.choices() == 0 => Some(Action::Down),
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

    /// The next or previous value of a disagreement, or the other button.
    fn turn(&mut self, forwards: bool) {
        let Some(choice) = self.choice() else {
            let first = self.choices();
            self.stop = first + usize::from(forwards);
            return;
        };
        let values = match &self.purpose {
            Purpose::Merge {
                merging: Some(merging),
                ..
            } => merging.preview.conflicts.get(choice),
            _ => None,
        };
        let Some(conflict) = values else { return };
        let at = conflict
            .values
            .iter()
            .position(|(id, _)| *id == conflict.kept);
        let (at, len) = (at.unwrap_or(0), conflict.values.len().max(1));
        let next = if forwards { at + 1 } else { at + len - 1 } % len;
        self.choose(choice, next);
    }

    /// Keeps one value of a disagreement, both by number.
    pub fn choose(&mut self, choice: usize, value: usize) {
        let Purpose::Merge {
            merging: Some(merging),
            choices,
            ..
        } = &mut self.purpose
        else {
            return;
        };
        let conflict = merging.preview.conflicts.get(choice);
        let chosen = conflict.and_then(|conflict| {
            let (id, _) = conflict.values.get(value)?;
            Some((conflict.field, *id))
        });
        if let Some((field, id)) = chosen {
            choices.insert(field, id);
            if let Some(new) = preview(&merging.preview.users, choices) {
                merging.preview = new;
            }
        }
    }
}

/// What the layer says, and the first line of each disagreement.
fn body(model: &Model, state: &State, width: usize) -> (Vec<Line>, Vec<usize>) {
    let mut starts = Vec::new();
    let mut lines = Vec::new();
    let theme = &model.face.theme;
    if let Some(trouble) = &state.trouble {
        let said = model.face.words.text(trouble);
        lines.push(Line::of(&said, theme.bad));
        lines.push(Line::new());
    }
    match &state.purpose {
        Purpose::Accept {
            basis,
            pairs,
            excluded,
        } => bulk::say(model, basis, pairs, excluded, &mut lines),
        Purpose::Merge {
            merging: Some(merging),
            ..
        } => merge::say(model, state, merging, width, (&mut lines, &mut starts)),
        Purpose::Merge { merging: None, .. } => {
            if state.trouble.is_none() {
                lines.push(Line::of(&model.face.words.get("tui-loading"), theme.faint));
            }
        }
        Purpose::Detach {
            account,
            title,
            user,
            stay,
        } => detach::say(model, account, (title, user), stay, &mut lines),
        Purpose::Undo { text, .. } => undo::say(model, text, &mut lines),
    }
    (lines, starts)
}

/// Title, and what the button that does it says.
fn words(purpose: &Purpose) -> (Text, Text) {
    match purpose {
        Purpose::Accept { pairs, .. } => (
            Text::new("tui-accept-title"),
            Text::new("tui-accept-do").with("n", pairs.len()),
        ),
        Purpose::Merge { users, .. } => (
            Text::new("tui-merge-title").with("n", users.len()),
            Text::new("tui-merge-do"),
        ),
        Purpose::Detach { .. } => (Text::new("tui-detach-title"), Text::new("tui-detach-do")),
        Purpose::Undo { seq, .. } => (
            Text::new("tui-undo-title").with("seq", *seq),
            Text::new("tui-undo-do"),
        ),
    }
}

/// Does what was confirmed.
pub fn confirm(model: &mut Model, purpose: Purpose, effects: &mut Vec<Effect>) {
    match purpose {
        Purpose::Accept { basis, pairs, .. } => {
            let pairs = pairs.into_iter().map(|(pair, _)| pair).collect();
            super::suggestions::accept(model, pairs, &basis, effects);
        }
        Purpose::Merge {
            users,
            merging,
            choices,
        } => {
            let name = merging.map_or_else(String::new, |merging| merging.preview.result.name);
            let text = Text::new("tui-given-merged")
                .with("n", users.len())
                .with("name", name);
            model.users.marks.clear();
            decide(model, Act::Merge { users, choices }, text, effects);
        }
        Purpose::Detach { account, title, .. } => {
            let text = Text::new("tui-given-detached").with("who", title);
            decide(model, Act::Detach { account }, text, effects);
        }
        Purpose::Undo { seq, .. } => {
            let undo = Act::Undo(Undoing::Decision(seq));
            model.start(crate::tui::shell::data::Job::Act(undo), effects);
        }
    }
}

/// The layer in lines, for the plain mode.
pub fn speak(model: &Model, state: &State) -> Vec<String> {
    let (title, button) = words(&state.purpose);
    let (lines, _) = body(model, state, 10_000);
    let lines = lines
        .iter()
        .map(Line::plain)
        .filter(|line| !line.is_empty());
    let mut said = vec![model.face.words.text(&title)];
    said.extend(lines);
    if state.is_ready() {
        let text = Text::new("tui-plain-confirm").with("what", button);
        said.push(model.face.words.text(&text));
    }
    said.iter().map(|line| escape(line).into_owned()).collect()
}

/// Takes a line of the plain mode: a word that confirms, two numbers that choose, or a way out.
pub fn line(model: &Model, state: &mut State, line: &str) -> End {
    let mut numbers = line.split_whitespace().map(str::parse::<usize>);
    if let (Some(Ok(choice)), Some(Ok(value)), None) =
        (numbers.next(), numbers.next(), numbers.next())
    {
        state.choose(choice.saturating_sub(1), value.saturating_sub(1));
        return End::Open;
    }
    let yes = model.face.words.get("yes");
    if (line == "yes" || line == yes) && state.is_ready() {
        End::Confirmed
    } else {
        End::Abandoned
    }
}

#[cfg(test)]
mod tests;
