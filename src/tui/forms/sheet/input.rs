//! One field being filled in: a line, several lines, or choices.

use jiff::civil::Date;
use tui_textarea::{Input as AreaInput, TextArea, WrapMode};

use super::{Answer, Choice, FieldKind, Mistake, OptionSource};
use crate::domain::filter::DateValue;
use crate::domain::form::{MAX_NOTE, SecretPolicy};
use crate::domain::text::{escape, fold};
use crate::tui::shell::key::{Code, Key};
use crate::tui::widgets::line_edit::LineEdit;

/// What a field holds while it is filled in.
#[derive(Debug)]
pub enum Input {
    Line(LineEdit),
    Area(Box<TextArea<'static>>),
    Pick(Pick),
    /// Made when the change is applied: there is nothing to type.
    Secret(SecretPolicy),
}

/// Choices, the one under the cursor, and those that are picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    choices: Vec<Choice>,
    /// Several may be picked, with Space; of one, the cursor picks.
    many: bool,
    /// A place in what [`Pick::shown`] gives; `None` while nothing of one is picked.
    at: Option<usize>,
    picked: Vec<String>,
    /// What was typed to find a choice.
    search: String,
}

impl Input {
    pub fn new(kind: &FieldKind, answer: Option<&Answer>) -> Self {
        let text = match answer {
            Some(Answer::Text(text) | Answer::One(text)) => text.clone(),
            Some(Answer::Date(date)) => date.to_string(),
            Some(Answer::Many(_) | Answer::Generated(_)) | None => String::new(),
        };
        match kind {
            FieldKind::Line | FieldKind::Email | FieldKind::Date => {
                Input::Line(LineEdit::new(&text))
            }
            FieldKind::Note => {
                let mut area = TextArea::default();
                area.set_wrap_mode(WrapMode::WordOrGlyph);
                area.set_max_histories(50);
                area.set_cursor_line_style(ratatui::style::Style::new());
                area.insert_str(&text);
                Input::Area(Box::new(area))
            }
            FieldKind::One(source) => {
                let picked = (!text.is_empty()).then_some(text).into_iter().collect();
                Input::Pick(Pick::new(source, false, picked))
            }
            FieldKind::Many(source) => {
                let picked = match answer {
                    Some(Answer::Many(values)) => values.clone(),
                    _ => Vec::new(),
                };
                Input::Pick(Pick::new(source, true, picked))
            }
            FieldKind::Secret(policy) => Input::Secret(*policy),
        }
    }

    pub fn key(&mut self, key: Key) {
        match self {
            Input::Line(line) => {
                line.key(key);
            }
            Input::Area(area) => {
                area.input(area_input(key));
            }
            Input::Pick(pick) => pick.key(key),
            Input::Secret(_) => {}
        }
    }

    pub fn paste(&mut self, text: &str) {
        match self {
            Input::Line(line) => line.insert(text),
            Input::Area(area) => {
                let text: String = text.replace('\r', "\n").chars().take(MAX_NOTE).collect();
                let lines: Vec<_> = text.split('\n').map(escape).collect();
                area.insert_str(lines.join("\n"));
            }
            Input::Pick(pick) => pick.find(text),
            Input::Secret(_) => {}
        }
    }

    /// Text replaces what is there; of choices, the numbers that stand before them are picked, or
    /// the values themselves.
    pub fn fill(&mut self, answer: &str) {
        match self {
            Input::Line(line) => *line = LineEdit::new(answer),
            Input::Area(area) => {
                area.select_all();
                area.cut();
                self.paste(answer);
            }
            Input::Pick(pick) => pick.fill(answer),
            Input::Secret(_) => {}
        }
    }

    /// Takes the choices that a service answered.
    pub fn offer(&mut self, choices: Vec<Choice>) {
        if let Input::Pick(pick) = self {
            pick.offer(choices);
        }
    }

    /// The answer; `None` where there is none.
    pub fn answer(&self, kind: &FieldKind, today: Date) -> Result<Option<Answer>, Mistake> {
        Ok(match self {
            Input::Line(line) => {
                let text = line.text().trim();
                match kind {
                    _ if text.is_empty() => None,
                    FieldKind::Date => {
                        let day = DateValue::parse(text).ok_or(Mistake::NotADay)?;
                        Some(Answer::Date(day.resolve(today)))
                    }
                    _ => Some(Answer::Text(text.to_owned())),
                }
            }
            Input::Area(area) => {
                let text = area.lines().join("\n").trim().to_owned();
                (!text.is_empty()).then_some(Answer::Text(text))
            }
            Input::Pick(pick) if pick.many => {
                (!pick.picked.is_empty()).then(|| Answer::Many(pick.picked.clone()))
            }
            Input::Pick(pick) => pick.picked.first().cloned().map(Answer::One),
            Input::Secret(policy) => Some(Answer::Generated(*policy)),
        })
    }
}

impl Pick {
    fn new(source: &OptionSource, many: bool, picked: Vec<String>) -> Self {
        let mut pick = Self {
            choices: Vec::new(),
            many,
            at: None,
            picked,
            search: String::new(),
        };
        if let OptionSource::Fixed(choices) = source {
            pick.offer(choices.clone());
        }
        pick
    }

    pub fn is_many(&self) -> bool {
        self.many
    }

    pub fn is_picked(&self, choice: &Choice) -> bool {
        self.picked.contains(&choice.value)
    }

    /// What was typed to find a choice.
    pub fn search(&self) -> &str {
        &self.search
    }

    /// The choices that fit what was typed, in their order.
    pub fn shown(&self) -> Vec<&Choice> {
        let wanted = fold(&self.search);
        let fits = |choice: &&Choice| {
            wanted.is_empty()
                || fold(&choice.label).contains(&wanted)
                || fold(&choice.value).contains(&wanted)
        };
        self.choices.iter().filter(fits).collect()
    }

    /// The choice under the cursor, and its place among those shown.
    pub fn current(&self) -> Option<(usize, &Choice)> {
        let at = self.at?;
        self.shown().get(at).map(|choice| (at, *choice))
    }

    /// Labels of what is picked; a value that is not offered yet stands for itself.
    pub fn labels(&self) -> Vec<&str> {
        let label = |value: &'_ String| self.choices.iter().find(|one| one.value == *value);
        self.picked
            .iter()
            .map(|value| label(value).map_or(value.as_str(), |choice| choice.label.as_str()))
            .collect()
    }

    fn offer(&mut self, choices: Vec<Choice>) {
        self.choices = choices;
        let offered = |value: &String| self.choices.iter().any(|choice| choice.value == *value);
        self.picked.retain(offered);
        self.at = self
            .picked
            .first()
            .and_then(|value| {
                self.choices
                    .iter()
                    .position(|choice| choice.value == *value)
            })
            .or_else(|| (self.many && !self.choices.is_empty()).then_some(0));
    }

    fn key(&mut self, key: Key) {
        match key.code {
            Code::Left | Code::Up => self.turn(false),
            Code::Right | Code::Down => self.turn(true),
            Code::Char(' ') if self.many => self.toggle(),
            Code::Char(' ') if self.search.is_empty() => self.turn(true),
            Code::Delete if !self.many => self.clear(),
            Code::Backspace if self.search.is_empty() && !self.many => self.clear(),
            Code::Backspace => {
                self.search.pop();
                self.restart();
            }
            Code::Char(c) if !key.ctrl && !key.alt => self.find(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }

    /// Adds to what was typed; letters that no choice has are not taken.
    fn find(&mut self, text: &str) {
        let before = self.search.len();
        self.search.extend(text.chars().filter(|c| !c.is_control()));
        if self.shown().is_empty() {
            self.search.truncate(before);
            return;
        }
        self.restart();
    }

    fn restart(&mut self) {
        self.at = (!self.shown().is_empty()).then_some(0);
        self.follow();
    }

    fn turn(&mut self, forwards: bool) {
        let count = self.shown().len();
        if count == 0 {
            return;
        }
        self.at = Some(match (self.at, forwards) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => at.checked_sub(1).unwrap_or(count - 1),
        });
        self.follow();
    }

    /// Of one choice, the cursor picks.
    fn follow(&mut self) {
        if !self.many
            && let Some((_, choice)) = self.current()
        {
            self.picked = vec![choice.value.clone()];
        }
    }

    fn toggle(&mut self) {
        let Some((_, choice)) = self.current() else {
            return;
        };
        let value = choice.value.clone();
        let before = self.picked.len();
        self.picked.retain(|one| *one != value);
        if self.picked.len() == before {
            self.picked.push(value);
        }
    }

    fn clear(&mut self) {
        self.picked.clear();
        self.at = None;
    }

    fn fill(&mut self, answer: &str) {
        self.search.clear();
        let words = answer.split([',', ' ']).filter(|word| !word.is_empty());
        let picked = words.filter_map(|word| {
            let number = word
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1));
            let numbered = number.and_then(|at| self.choices.get(at));
            let named = || self.choices.iter().find(|choice| choice.value == word);
            Some(numbered.or_else(named)?.value.clone())
        });
        let mut picked: Vec<String> = picked.collect();
        picked.truncate(if self.many { picked.len() } else { 1 });
        self.picked.clear();
        for value in picked {
            if !self.picked.contains(&value) {
                self.picked.push(value);
            }
        }
        let choices = std::mem::take(&mut self.choices);
        self.offer(choices);
    }
}

fn area_input(key: Key) -> AreaInput {
    use tui_textarea::Key as To;
    let to = match key.code {
        Code::Char(c) => To::Char(c),
        Code::Enter => To::Enter,
        Code::Backspace => To::Backspace,
        Code::Delete => To::Delete,
        Code::Up => To::Up,
        Code::Down => To::Down,
        Code::Left => To::Left,
        Code::Right => To::Right,
        Code::Home => To::Home,
        Code::End => To::End,
        Code::PageUp => To::PageUp,
        Code::PageDown => To::PageDown,
        Code::Esc | Code::Tab | Code::BackTab | Code::F(_) => To::Null,
    };
    AreaInput {
        key: to,
        ctrl: key.ctrl,
        alt: key.alt && key.code != Code::Enter,
        shift: false,
    }
}
