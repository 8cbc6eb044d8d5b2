//! The model: what the session knows, the views with their states, and the layers above them.
//!
//! Only [`super::update`] writes here.

use std::any::Any;
use std::sync::Arc;

use super::action::{Action, ViewId};
use super::data::{Facts, FirstFrame};
use super::effect::Effect;
use super::face::Face;
use super::focus::{FILTER_LINE, Focus, TOO_SMALL};
use super::layout::{self, Regions};
use super::scene::{Layer, Scene};
use super::session::Session;
use super::views::{Start, View, ViewSpec};
use crate::domain::snapshot::Snapshot;
use crate::domain::time::Timestamp;
use crate::tui::widgets::rows::Rows;

/// A registered view with its state.
#[derive(Debug)]
pub struct Entry {
    pub spec: &'static ViewSpec,
    pub state: Box<dyn View>,
}

/// Everything that the screen shows.
#[derive(Debug)]
pub struct Model {
    pub session: Session,
    pub views: Vec<Entry>,
    /// Which of them fills the body.
    at: usize,
    /// Forms, questions, help: the last one is on top.
    pub layers: Vec<Box<dyn Layer>>,
}

/// What a model holds of snapshots.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    snapshot: Option<Arc<Snapshot>>,
    rows: Vec<Rows>,
}

impl Model {
    /// The model of the first frame, with these views.
    pub fn new(
        face: Arc<Face>,
        facts: Facts,
        first: &FirstFrame,
        (size, now): ((u16, u16), Timestamp),
        views: &[&'static ViewSpec],
    ) -> Model {
        let entry = |spec: &&'static ViewSpec| Entry {
            spec,
            state: (spec.make)(first),
        };
        let start = match facts.configured {
            true => Start::Home,
            false => Start::Unconfigured,
        };
        let mut model = Model {
            session: Session::new(face, facts, first, size, now),
            views: views.iter().map(entry).collect(),
            at: 0,
            layers: Vec::new(),
        };
        model.start_with(start);
        model
    }

    /// Shows the view that comes first then.
    pub fn start_with(&mut self, start: Start) {
        self.at = self.place_of(start).unwrap_or(self.at);
    }

    fn place_of(&self, start: Start) -> Option<usize> {
        self.views
            .iter()
            .position(|entry| entry.spec.start == start)
    }

    /// The view that the others lead back to.
    pub fn home(&self) -> usize {
        self.place_of(Start::Home).unwrap_or(0)
    }

    /// Which view fills the body.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether the home view fills the body.
    pub fn is_home(&self) -> bool {
        self.at == self.home()
    }

    /// Fills the body with a view; `false` when there is none of that name.
    pub fn show(&mut self, id: ViewId) -> bool {
        let at = self.views.iter().position(|entry| entry.spec.id == id);
        self.at = at.unwrap_or(self.at);
        at.is_some()
    }

    /// The view that fills the body.
    pub fn current(&self) -> Option<&Entry> {
        self.views.get(self.at)
    }

    /// What holds of a view of this type.
    pub fn view<T: View>(&self) -> Option<&T> {
        self.views.iter().find_map(|entry| {
            let state: &dyn Any = &*entry.state;
            state.downcast_ref()
        })
    }

    /// The pieces of the screen.
    pub fn regions(&self) -> Regions {
        let (columns, depth) = match self.current() {
            Some(entry) => (entry.spec.columns, entry.state.depth()),
            None => (layout::Columns::ONE, 0),
        };
        layout::regions(&self.session, &columns, depth)
    }

    /// What has the keys.
    pub fn focus(&self) -> &'static Focus {
        if layout::too_small(self.session.size) {
            return &TOO_SMALL;
        }
        match (self.layers.last(), &self.session.typing) {
            (Some(layer), _) => layer.focus(),
            (None, Some(_)) => &FILTER_LINE,
            (None, None) => self.body_focus(),
        }
    }

    /// What has the keys beneath all layers.
    pub fn body_focus(&self) -> &'static Focus {
        match self.current() {
            Some(entry) => entry.state.focus(),
            None => &super::focus::NOTHING,
        }
    }

    /// Calls a view; what it wants done afterwards comes back with its answer.
    pub fn with_view<T>(
        &mut self,
        at: usize,
        effects: &mut Vec<Effect>,
        call: impl FnOnce(&mut dyn View, &mut Scene<'_>) -> T,
    ) -> (Option<T>, Vec<Action>) {
        let regions = self.regions();
        let mut afterwards = Vec::new();
        let answer = self.views.get_mut(at).map(|entry| {
            let (session, layers) = (&mut self.session, &mut self.layers);
            let mut scene = Scene::new(session, layers, effects, &mut afterwards, regions);
            call(&mut *entry.state, &mut scene)
        });
        (answer, afterwards)
    }

    /// Something that concerns no view in particular.
    pub fn with_scene<T>(
        &mut self,
        effects: &mut Vec<Effect>,
        call: impl FnOnce(&mut Scene<'_>) -> T,
    ) -> T {
        let regions = self.regions();
        let mut afterwards = Vec::new();
        let (session, layers) = (&mut self.session, &mut self.layers);
        let mut scene = Scene::new(session, layers, effects, &mut afterwards, regions);
        call(&mut scene)
    }

    /// What it holds of snapshots, held once more.
    pub fn held(&self) -> Held {
        let rows = self.views.iter().filter_map(|entry| entry.state.rows());
        Held {
            snapshot: self.session.snapshot.clone(),
            rows: rows.collect(),
        }
    }
}
