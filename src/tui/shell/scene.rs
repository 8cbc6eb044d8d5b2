//! What a view or a layer gets when something happens: the session to read, and the few ways in
//! which it may change anything but itself.

use std::any::Any;
use std::fmt::Debug;
use std::ops::Deref;

use super::action::{Action, ViewId};
use super::data::{Answer, Done, Job, JobId, Query};
use super::effect::Effect;
use super::focus::Focus;
use super::key::Key;
use super::layout::Regions;
use super::questions::Questions;
use super::session::{Session, Typing};
use crate::domain::findings::Severity;
use crate::domain::ids::UserId;
use crate::domain::text::Text;
use crate::tui::widgets::arrange::{Scope, Sort};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::line_edit::LineEdit;

/// Whether a layer stays on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    Open,
    Closed,
}

/// What the plain mode does with a layer that was just opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plain {
    /// Closes it: it is of no use there.
    Close,
    /// Keeps it, and says this.
    Keep(Vec<String>),
    /// Says this and leaves the program.
    Leave(String),
}

/// Something above the body: a form, a question, the help.
pub trait Layer: Any + Debug + Send {
    /// What its keys mean.
    fn focus(&self) -> &'static Focus;
    /// Takes a key; only where letters are text.
    fn key(&mut self, _key: Key, _scene: &mut Scene<'_>) -> Stay {
        Stay::Open
    }
    /// Takes an action; only where letters are commands.
    fn act(&mut self, _action: Action, _scene: &mut Scene<'_>) -> Stay {
        Stay::Open
    }
    /// Takes a pasted text.
    fn paste(&mut self, _text: &str) {}
    /// Draws it over the body.
    fn draw(&self, session: &Session, canvas: &mut Canvas<'_>);
    /// Whether an action that it offers would do something now.
    fn is_apt(&self, _session: &Session, _action: Action) -> bool {
        true
    }
    /// Takes an answer, or gives it back because it is somebody else's.
    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        Some(answer)
    }
    /// Takes why a question was not answered; `true` when nobody else needs to be told.
    fn unanswered(&mut self, _query: &Query, _why: &Text) -> bool {
        false
    }
    fn ended(&mut self, _job: JobId, _end: &Result<Done, Text>, _scene: &mut Scene<'_>) -> Stay {
        Stay::Open
    }
    /// What the plain mode does when it was opened.
    fn opened_plain(&mut self, _session: &Session) -> Plain {
        Plain::Close
    }
    /// What the plain mode asks for next.
    fn prompt(&self, _session: &Session) -> Option<String> {
        None
    }
    /// Takes a line of the plain mode and says something; `None` where a line is a command, for
    /// which the layer goes.
    fn line(&mut self, _line: &str, _scene: &mut Scene<'_>) -> Option<(Stay, Option<String>)> {
        None
    }
    /// The layer in lines.
    fn speak(&self, _session: &Session) -> Vec<String> {
        Vec::new()
    }
}

/// What a view or a layer may read and change; it reads the session as itself.
#[derive(Debug)]
pub struct Scene<'a> {
    session: &'a mut Session,
    layers: &'a mut Vec<Box<dyn Layer>>,
    effects: &'a mut Vec<Effect>,
    afterwards: &'a mut Vec<Action>,
    /// Where everything is on the screen.
    pub regions: Regions,
}

impl Deref for Scene<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl<'a> Scene<'a> {
    /// For one call of a view or a layer; what it puts into `afterwards` is done after the call.
    pub fn new(
        session: &'a mut Session,
        layers: &'a mut Vec<Box<dyn Layer>>,
        effects: &'a mut Vec<Effect>,
        afterwards: &'a mut Vec<Action>,
        regions: Regions,
    ) -> Scene<'a> {
        Scene {
            session,
            layers,
            effects,
            afterwards,
            regions,
        }
    }

    /// Says something at the bottom of the screen for a while.
    pub fn tell(&mut self, severity: Severity, text: Text) {
        self.session.tell(severity, text);
    }

    /// Says that nothing may be written, if that is so.
    pub fn refuses_changes(&mut self) -> bool {
        if self.facts.read_only {
            self.tell(Severity::Warning, Text::new("tui-refused-read-only"));
        }
        self.facts.read_only
    }

    pub fn start(&mut self, job: Job) -> JobId {
        self.session.start(job, self.effects)
    }

    /// Asks every running sync to stop; `false` when none runs.
    pub fn cancel_syncs(&mut self) -> bool {
        let mut any = false;
        for running in &mut self.session.running {
            if matches!(running.job, Job::Sync { .. }) && !running.cancelling {
                running.cancelling = true;
                any = true;
                self.effects.push(Effect::Cancel(running.id));
            }
        }
        any
    }

    /// Asks for something outside the model.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub fn ask(&mut self, query: Query) {
        self.effects.push(Effect::Ask(query));
    }

    /// Asks the worker for rows; returns the number that the answer will carry.
    pub fn arrange(
        &mut self,
        view: ViewId,
        wanted: (String, Sort, Scope),
        keep: Option<UserId>,
    ) -> u64 {
        self.session.arrange(view, wanted, keep, self.effects)
    }

    /// Details of this user are wanted once the cursor has rested.
    pub fn want(&mut self, user: UserId) {
        let now = self.session.now;
        self.session.chosen.want(user, now);
    }

    /// Nobody is under the cursor.
    pub fn want_nobody(&mut self) {
        self.session.chosen.clear();
    }

    /// Asks for the details that are wanted, now.
    pub fn ask_details(&mut self) {
        self.session.chosen.due = None;
        if let Some(user) = self.session.chosen.wanted {
            self.ask(Query::Details(user));
        }
    }

    /// Marks a user, or takes the mark away.
    pub fn toggle_mark(&mut self, user: UserId) {
        if !self.session.marks.remove(&user) {
            self.session.marks.insert(user);
        }
    }

    /// Takes all marks away.
    pub fn clear_marks(&mut self) {
        self.session.marks.clear();
    }

    /// The questions about who is who.
    pub fn questions_mut(&mut self) -> &mut Questions {
        &mut self.session.questions
    }

    /// A filter is typed from now on.
    pub fn type_filter(&mut self, before: &str) {
        self.session.typing = Some(Typing {
            line: LineEdit::new(before),
            before: before.to_owned(),
            covered: false,
        });
    }

    /// Puts a layer above everything.
    pub fn open(&mut self, layer: impl Layer) {
        self.layers.push(Box::new(layer));
    }

    /// Does an action once this call is over, as if its key had been pressed.
    pub fn afterwards(&mut self, action: Action) {
        self.afterwards.push(action);
    }
}
