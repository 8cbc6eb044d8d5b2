//! The departures view: who has left and can still get in, who leaves, and a calendar of the months
//! ahead. Nothing here changes anything.

mod calendar;
mod departing;
mod rows;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::civil::Date;
use ratatui::layout::Rect;

use departing::Departing;

use super::writer::Document;
use super::{document, user_rows};
use crate::domain::departures::{Band, Leaver};
use crate::domain::ids::UserId;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::escape;
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::data::{Answer, Query};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, First, Regions};
use crate::tui::shell::opaque::Opaque;
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{Point, SPOKEN, Start, View, ViewSpec};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::columns;
use crate::tui::widgets::list::{ListState, Scroll};
use crate::tui::widgets::prose;

const ID: ViewId = ViewId("departures");
static FOCUS: Focus = Focus::commands("departures", &[Action::Open]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-departures", &["P"])),
    columns: Columns {
        titles: &["tui-departures", "tui-accounts"],
        first: First::Percent(56),
        coverage: false,
    },
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(DeparturesView::default()),
    find: Some(find),
};

/// Who leaves, as of the day that is wished for.
fn find(snapshot: &Snapshot, today: &Opaque, _kept: &mut Option<Opaque>) -> Opaque {
    let today = today.get::<Date>().copied();
    let departing = today.map(|today| Departing::of(snapshot, today));
    Opaque::of(Arc::new(departing.unwrap_or_default()))
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Heading(Band, usize),
    Leaver(usize),
}

/// Who leaves, and the cursor among them.
#[derive(Debug, Default)]
pub struct DeparturesView {
    /// Which column has the keys: the list, the details.
    depth: usize,
    /// What is shown; `None` until it was worked out.
    departing: Option<Arc<Departing>>,
    /// The first days of newcomers who are awaited.
    awaited: Vec<Date>,
    entries: Vec<Entry>,
    list: ListState,
    /// How far the details are scrolled.
    scroll: Scroll,
}

/// The list and the calendar below it.
fn halves(area: Rect) -> (Rect, Option<Rect>) {
    let height = calendar::height(area.height);
    if height == 0 {
        return (area, None);
    }
    let list = Rect {
        height: area.height - height,
        ..area
    };
    let below = Rect {
        y: list.bottom(),
        height,
        ..area
    };
    (list, Some(below))
}

fn list_height(regions: &Regions) -> usize {
    let area = regions.columns[0].unwrap_or(regions.body);
    layout::inside(halves(area).0).height.into()
}

/// A heading for each band, and its leavers below.
fn entries(leavers: &[Leaver]) -> Vec<Entry> {
    let numbered: Vec<(usize, &Leaver)> = leavers.iter().enumerate().collect();
    let bands = numbered.chunk_by(|(_, a), (_, b)| a.band == b.band);
    let lines = bands.flat_map(|band| {
        let first = band.first().map(|(_, leaver)| leaver.band);
        let heading = first.map(|first| Entry::Heading(first, band.len()));
        let below = band.iter().map(|(at, _)| Entry::Leaver(*at));
        heading.into_iter().chain(below)
    });
    lines.collect()
}

impl DeparturesView {
    fn leaver(&self, entry: Entry) -> Option<&Leaver> {
        let Entry::Leaver(at) = entry else {
            return None;
        };
        self.departing.as_ref()?.leavers.get(at)
    }

    /// Who is under the cursor.
    fn selected(&self) -> Option<&Leaver> {
        self.leaver(*self.entries.get(self.list.at)?)
    }

    fn place_of(&self, user: UserId) -> Option<usize> {
        let is_it = |entry: &Entry| self.leaver(*entry).is_some_and(|one| one.user == user);
        self.entries.iter().position(is_it)
    }

    fn follow(&mut self, scene: &mut Scene<'_>) {
        if let Some(user) = self.selected().map(|leaver| leaver.user) {
            if scene.chosen.wanted != Some(user) {
                self.scroll = Scroll::default();
            }
            scene.want(user);
        }
    }

    /// Puts the cursor on somebody, by number from 0.
    fn point_at(&mut self, number: usize, scene: &mut Scene<'_>) {
        let is_it = |entry: &Entry| *entry == Entry::Leaver(number);
        if let Some(at) = self.entries.iter().position(is_it) {
            self.list.at = at;
            self.follow(scene);
        }
    }

    /// A heading is passed in the direction of the movement.
    fn step_over_heading(&mut self, before: usize) {
        let heading = self.entries.get(self.list.at);
        if matches!(heading, Some(Entry::Heading(..))) {
            let up = self.list.at < before && self.list.at > 0;
            self.list.at = if up {
                self.list.at - 1
            } else {
                self.list.at + 1
            };
        }
    }

    fn draw_list(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let focused = self.depth == 0;
        let departing = self.departing.as_ref();
        let count = departing.map_or(0, |departing| departing.leavers.len());
        let count = canvas
            .face
            .words
            .number(i64::try_from(count).unwrap_or(i64::MAX));
        canvas.title(area, &canvas.word("tui-departures"), &count, focused);
        let inside = layout::inside(area);
        if self.entries.is_empty() {
            let id = match departing {
                Some(_) => "tui-departures-none",
                None => "tui-loading",
            };
            let said = canvas.word(id);
            let (x, room) = (inside.x + 1, inside.width.saturating_sub(2));
            canvas.centred(x, inside.y + 1, room, &said, canvas.theme().faint);
            return;
        }
        let codes = user_rows::codes(session);
        for (line, y) in (0..).zip(inside.top()..inside.bottom()) {
            let Some(at) = self.list.row_at(line, self.entries.len()) else {
                break;
            };
            let place = Rect {
                y,
                height: 1,
                ..inside
            };
            match self.entries.get(at) {
                Some(Entry::Heading(band, count)) => {
                    rows::draw_heading(*band, *count, place, canvas)
                }
                Some(entry) => {
                    if let Some(leaver) = self.leaver(*entry) {
                        let look = (at == self.list.at, focused);
                        rows::draw_leaver(session, leaver, &codes, place, look, canvas);
                    }
                }
                None => break,
            }
        }
    }

    fn details(&self, session: &Session, width: u16) -> Option<Document> {
        let user = self.selected()?.user;
        let details = session
            .chosen
            .shown()
            .filter(|details| details.user.id == user)?;
        Some(document::of_user(
            session,
            details,
            usize::from(width),
            &session.chosen.places,
        ))
    }

    fn draw_person(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let focused = self.depth == 1;
        let title = self.selected().map_or("", |leaver| leaver.name.as_str());
        canvas.title(area, title, "", focused);
        let inside = layout::text_area(area);
        if let Some(document) = self.details(session, inside.width) {
            prose::draw(&document.lines, self.scroll.top, inside, canvas);
        }
    }
}

impl View for DeparturesView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn depth(&self) -> usize {
        self.depth
    }

    fn focus_column(&mut self, column: usize, _scene: &mut Scene<'_>) {
        self.depth = column;
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        scene.effect(Effect::Find {
            view: ID,
            wish: Opaque::of(scene.today()),
        });
        scene.ask(Query::Awaited);
    }

    fn found(&mut self, _wish: &Opaque, found: &Opaque, shown: bool, scene: &mut Scene<'_>) {
        let Some(departing) = found.get::<Arc<Departing>>() else {
            return;
        };
        let before = self.selected().map(|leaver| leaver.user);
        self.entries = entries(&departing.leavers);
        self.departing = Some(Arc::clone(departing));
        let again = before.and_then(|user| self.place_of(user));
        self.list.at = again.unwrap_or(1);
        if shown {
            self.follow(scene);
            scene.ask_details();
        }
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::Awaited(days) => self.awaited = days,
            other => return Some(other),
        }
        None
    }

    fn settle(&mut self, scene: &mut Scene<'_>) {
        let height = list_height(&scene.regions);
        self.list.settle(self.entries.len(), height);
        // The heading above the first is visible with it.
        if self.list.at <= 1 {
            self.list.top = 0;
        }
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        match action {
            Action::Open | Action::Right | Action::NextPane
                if self.depth == 0 && self.selected().is_some() =>
            {
                self.depth = 1;
                scene.ask_details();
            }
            Action::Back | Action::Left | Action::PreviousPane | Action::NextPane
                if self.depth == 1 =>
            {
                self.depth = 0;
            }
            _ if self.depth == 1 => {
                let Some(area) = scene.regions.columns[1].map(layout::text_area) else {
                    return false;
                };
                let details = self.details(scene, area.width);
                let len = details.map_or(0, |document| document.lines.len());
                return self.scroll.act(action, len, area.height.into());
            }
            _ => {
                let before = self.list.at;
                let height = list_height(&scene.regions);
                if !self.list.act(action, self.entries.len(), height) {
                    return false;
                }
                self.step_over_heading(before);
                self.follow(scene);
            }
        }
        true
    }

    fn click(&mut self, point: Point, scene: &mut Scene<'_>) {
        if point.column > 0 {
            return;
        }
        let at = self.list.row_at(point.line, self.entries.len());
        let entry = at.and_then(|at| self.entries.get(at));
        if let Some(Entry::Leaver(number)) = entry.copied() {
            self.point_at(number, scene);
        }
    }

    fn choose(&mut self, number: usize, scene: &mut Scene<'_>) -> bool {
        self.point_at(number.saturating_sub(1), scene);
        true
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        columns::draw(regions.columns, canvas, |column, area, canvas| {
            if column > 0 {
                return self.draw_person(session, area, canvas);
            }
            let (list, below) = halves(area);
            self.draw_list(session, list, canvas);
            if let Some(area) = below {
                let days = self.departing.as_ref().map(|departing| &departing.days);
                calendar::draw(session.today(), days, &self.awaited, area, canvas);
            }
        });
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let words = &session.face.words;
        let Some(departing) = &self.departing else {
            return vec![words.get("tui-loading")];
        };
        if departing.leavers.is_empty() {
            return vec![words.get("tui-departures-none")];
        }
        let mut lines = vec![words.get("tui-departures")];
        for (number, leaver) in (1..).zip(departing.leavers.iter().take(SPOKEN)) {
            let open: Vec<&str> = leaver
                .open()
                .map(|account| session.facts.label(&account.key.service))
                .collect();
            let said = format!(
                "{number}. {}, {}, {} ({}): {}",
                leaver.name,
                words.get(rows::band_word(leaver.band)),
                words.date(leaver.last_day),
                words.text(&rows::when(session, leaver)),
                if open.is_empty() {
                    "-".to_owned()
                } else {
                    open.join(", ")
                },
            );
            lines.push(escape(&said).into_owned());
        }
        lines
    }
}
