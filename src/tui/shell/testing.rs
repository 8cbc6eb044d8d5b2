//! Drives the model without a terminal or tasks: keys as text in, the screen as text out.

use std::fmt::Write as _;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::data::{Act, Answer, Done, Facts, Job, Query};
use super::effect::Effect;
use super::face::Face;
use super::key::keys;
use super::message::{Arranged, Event, Message};
use super::model::Model;
use super::update::update;
use super::view;
use super::views::{View, ViewSpec};
use crate::config::UiSettings;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::tui::panes::access::{AccessView, Pane};
use crate::tui::panes::accounts::AccountsPane;
use crate::tui::panes::registry::{VIEWS, openers};
use crate::tui::panes::services::ServicesPane;
use crate::tui::panes::users::UsersPane;
use crate::tui::sample;
use crate::tui::widgets::arrange::arrange;
use crate::words::{Lang, Words};

/// How a test's screen is set up.
#[derive(Debug, Clone)]
pub struct Setup {
    pub size: (u16, u16),
    pub lang: Lang,
    pub ui: UiSettings,
    pub facts: Facts,
    pub snapshot: Snapshot,
    pub views: Vec<&'static ViewSpec>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            size: (120, 40),
            lang: Lang::En,
            ui: UiSettings::default(),
            facts: sample::facts(),
            snapshot: sample::small_snapshot(),
            views: VIEWS.to_vec(),
        }
    }
}

/// A model whose effects are carried out at once from the sample.
#[derive(Debug)]
pub struct Driver {
    pub model: Model,
    pub snapshot: Arc<Snapshot>,
    /// Every effect that was not an answerable question, in order.
    pub effects: Vec<Effect>,
}

impl Driver {
    /// The screen after its first frame and all answers.
    pub fn start(setup: Setup) -> Driver {
        let mut driver = Driver::first_frame(setup);
        driver.send(Event::Started);
        driver
    }

    /// The screen at its first frame.
    pub fn first_frame(setup: Setup) -> Driver {
        let views = setup.views;
        let words = Words::new(setup.lang, &[]);
        let face = Face::new(&setup.ui, words, &openers(&views));
        let first = if setup.facts.configured {
            sample::first_frame(&setup.snapshot, setup.size.1.into())
        } else {
            super::data::FirstFrame::default()
        };
        let screen = (setup.size, sample::NOW);
        let model = Model::new(Arc::new(face), setup.facts, &first, screen, &views);
        Driver {
            model,
            snapshot: Arc::new(setup.snapshot),
            effects: Vec::new(),
        }
    }

    /// At 120 by 40, in English.
    pub fn usual() -> Driver {
        Driver::start(Setup::default())
    }

    pub fn at(width: u16, height: u16) -> Driver {
        Driver::start(Setup {
            size: (width, height),
            ..Setup::default()
        })
    }

    /// Presses keys and lets the cursor rest.
    pub fn press(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.send(Event::Key(key));
        }
        self.rest()
    }

    /// Types a text, a key per character.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            let key = super::key::Key::plain(super::key::Code::Char(c));
            self.send(Event::Key(key));
        }
        self.rest()
    }

    pub fn rest(&mut self) -> &mut Self {
        self.model.session.now = self.model.session.now.plus(1_000);
        self.send(Event::Tick);
        self
    }

    /// Hands an event over and carries out what follows.
    pub fn send(&mut self, event: Event) {
        let at = self.model.session.now;
        let mut queue = std::collections::VecDeque::from([event]);
        while let Some(event) = queue.pop_front() {
            for effect in update(&mut self.model, Message { at, event }) {
                match self.answer(&effect) {
                    Some(event) => queue.push_back(event),
                    None => self.effects.push(effect),
                }
            }
        }
    }

    fn answer(&self, effect: &Effect) -> Option<Event> {
        match effect {
            Effect::Ask(query) => Some(Event::Answer(match query {
                Query::Status => Answer::Status(Box::new(sample::status(&self.snapshot))),
                Query::Details(id) => {
                    Answer::Details(*id, sample::details(&self.snapshot, *id).map(Box::new))
                }
                Query::Runs => Answer::Runs(sample::runs()),
                Query::Changes => Answer::Changes(sample::changes()),
                Query::Awaited => Answer::Awaited(sample::awaited()),
                Query::Audit => Answer::Audit(sample::audit()),
                Query::Waivers => {
                    let waiver = sample::waiver(sample::user_id(8));
                    Answer::Waivers(vec![(waiver, "山田 太郎".to_owned())])
                }
                Query::Doctor => Answer::Doctor(sample::checks()),
                // Arrive when the test says so.
                Query::Options(..) => return None,
                Query::Compare(pairs) => Answer::Compared(sample::compared(pairs)),
                Query::MergePreview(users) => {
                    Answer::MergePreview(users.clone(), sample::merging(&self.snapshot, users))
                }
                Query::History(user) => Answer::History(*user, sample::history()),
                Query::TakesBack(seq) => Answer::TakesBack(*seq, sample::takes_back()),
            })),
            Effect::FindQuestions(reading) => {
                let found = sample::found(&self.acts());
                Some(Event::Questions(*reading, Ok(found)))
            }
            Effect::Refresh => {
                let totals = sample::status(&self.snapshot).summary?;
                Some(Event::Snapshot(Arc::clone(&self.snapshot), totals))
            }
            Effect::Arrange {
                view,
                seq,
                wanted,
                keep,
            } => {
                let mut last = None;
                let wrong = arrange(&self.snapshot, wanted, *keep, |piece| {
                    last = piece.or(last.take());
                    true
                });
                let last = last.unwrap_or_default();
                let arranged = Arranged {
                    seq: *seq,
                    rows: last.rows,
                    keep_at: last.keep_at,
                    partial: last.partial,
                    wrong: wrong.err(),
                };
                Some(Event::Arranged(*view, arranged))
            }
            Effect::Find { view, wish } => {
                let views = self.model.views.iter();
                let find = views.filter(|entry| entry.spec.id == *view);
                let find = find.filter_map(|entry| entry.spec.find).next()?;
                Some(Event::Found {
                    view: *view,
                    wish: wish.clone(),
                    found: find(&self.snapshot, wish, &mut None),
                })
            }
            _ => None,
        }
    }

    /// What was asked to be written, in order.
    pub fn acts(&self) -> Vec<Act> {
        let acts = self.effects.iter().filter_map(|effect| match effect {
            Effect::Start(_, Job::Act(act)) => Some(act.clone()),
            _ => None,
        });
        acts.collect()
    }

    /// Whether what was started last takes back what another job did.
    pub fn takes_a_job_back(&self) -> bool {
        let mut starts = self.effects.iter().rev().filter_map(|effect| match effect {
            Effect::Start(_, job) => Some(job),
            _ => None,
        });
        matches!(starts.next(), Some(Job::UndoOf(_)))
    }

    /// The job that was started last ends; what was refused was never written.
    pub fn end_job(&mut self, end: Result<Done, Text>) -> &mut Self {
        let is_start = |effect: &Effect| matches!(effect, Effect::Start(..));
        let at = self.effects.iter().rposition(is_start);
        if let Some(at) = at
            && let Effect::Start(id, _) = self.effects[at]
        {
            if end.is_err() {
                self.effects.remove(at);
            }
            self.send(Event::JobEnded(id, end));
        }
        self
    }

    /// The state of a view.
    pub fn state<T: View>(&self) -> &T {
        self.model.view().expect("the view is registered")
    }

    pub fn users(&self) -> &UsersPane {
        &self.state::<AccessView>().users
    }

    pub fn services(&self) -> &ServicesPane {
        &self.state::<AccessView>().services
    }

    pub fn accounts(&self) -> &AccountsPane {
        &self.state::<AccessView>().accounts
    }

    /// Which of the three panes has the keys.
    pub fn pane(&self) -> Pane {
        self.state::<AccessView>().pane
    }

    /// The name of the view that fills the body.
    pub fn view(&self) -> &'static str {
        self.model.current().map_or("", |entry| entry.spec.id.0)
    }

    /// The name of what has the keys.
    pub fn focus(&self) -> &'static str {
        self.model.focus().name
    }

    /// The message of the sentence at the bottom.
    pub fn notice(&self) -> Option<&str> {
        let notice = self.model.session.notice.as_ref();
        notice.map(|notice| &*notice.text.id)
    }

    pub fn buffer(&self) -> Buffer {
        let (width, height) = self.model.session.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view::draw(&self.model, &mut buffer);
        buffer
    }

    /// The screen as text, one line per line, without blanks at the end.
    pub fn screen(&self) -> String {
        text_of(&self.buffer())
    }

    /// The lines of the screen that contain a text.
    pub fn lines_with(&self, text: &str) -> Vec<String> {
        let screen = self.screen();
        let lines = screen.lines().filter(|line| line.contains(text));
        lines.map(|line| line.trim().to_owned()).collect()
    }
}

/// A buffer as text.
pub fn text_of(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            let cell = &buffer[(x, y)];
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = crate::tui::widgets::text::width(cell.symbol()).max(1);
            }
            skip -= 1;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Runs of style that are not the default, line by line: `3: 5-12 cyan bold`.
pub fn styles_of(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut runs: Vec<(u16, u16, Style)> = Vec::new();
        for x in 0..buffer.area.width {
            let style = buffer[(x, y)].style();
            match runs.last_mut() {
                Some((_, end, same)) if *same == style => *end = x,
                _ => runs.push((x, x, style)),
            }
        }
        let named: Vec<String> = runs
            .iter()
            .filter_map(|(from, to, style)| Some(format!("{from}-{to} {}", name(*style)?)))
            .collect();
        if !named.is_empty() {
            let _ = writeln!(out, "{y}: {}", named.join(", "));
        }
    }
    out
}

fn name(style: Style) -> Option<String> {
    let mut parts = Vec::new();
    match style.fg {
        None | Some(Color::Reset) => {}
        Some(colour) => parts.push(format!("{colour:?}").to_lowercase()),
    }
    for (modifier, word) in [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ] {
        if style.add_modifier.contains(modifier) {
            parts.push(word.to_owned());
        }
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}
