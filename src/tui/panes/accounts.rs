//! The accounts pane: every field of every account of the chosen user, or a service's details.
//!
//! Owns what it shows and how far it is scrolled. What the lines say is in [`super::document`] and
//! [`super::service`].

use ratatui::layout::Rect;

use super::writer::Document;
use super::{deciding, document, editing, history, preview, service, waiving};
use crate::domain::account::Invitation;
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::text::{Text, escape};
use crate::tui::shell::action::Action;
use crate::tui::shell::effect::Effect;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout;
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::Wake;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::prose;

/// What the keys mean in the pane.
pub static FOCUS: Focus = Focus::commands(
    "accounts",
    &[
        Action::Undo,
        Action::Filter,
        Action::Waive,
        Action::Detach,
        Action::Edit,
        Action::History,
        Action::Copy,
    ],
);

/// What the pane shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Subject {
    /// The user under the cursor.
    #[default]
    User,
    Service(ServiceId),
    AllServices,
}

/// The details at the right.
#[derive(Debug, Clone, Default)]
pub struct AccountsPane {
    pub subject: Subject,
    /// The account under the cursor.
    pub at: usize,
    /// The first visible line.
    pub top: usize,
    /// Whose accounts those two are about.
    of: Option<UserId>,
}

/// What an action led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It has no meaning here.
    Refused,
    Taken,
    /// Back to where this was opened from.
    Back,
    /// The users are to be filtered.
    Filter,
}

impl AccountsPane {
    /// Back from a service to the chosen user.
    pub fn show_user(&mut self) {
        if self.subject != Subject::User {
            self.subject = Subject::User;
            self.top = 0;
        }
    }

    /// Shows a service, or all of them.
    pub fn show_service(&mut self, id: Option<ServiceId>) {
        self.subject = id.map_or(Subject::AllServices, Subject::Service);
        self.top = 0;
    }

    fn document(&self, session: &Session, width: u16, places: &[usize]) -> Document {
        let width = usize::from(width);
        match &self.subject {
            Subject::User => match &session.chosen.details {
                Some(details) => document::of_user(session, details, width, places),
                None => Document::default(),
            },
            Subject::Service(id) => service::document(session, Some(id), width),
            Subject::AllServices => service::document(session, None, width),
        }
    }

    pub fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> End {
        let Some(area) = scene.regions.columns[2].map(layout::text_area) else {
            return End::Refused;
        };
        let of_user = self.subject == Subject::User;
        let user = |scene: &Scene<'_>| scene.chosen.shown().map(|details| details.user.id);
        match action {
            Action::Back => return End::Back,
            Action::Filter if of_user => return End::Filter,
            Action::Copy => {
                let details = scene.chosen.shown();
                let account = details.and_then(|details| details.accounts.get(self.at));
                let handle = account.map(|account| account.account.key.handle());
                if let Some(handle) = handle {
                    scene.effect(Effect::Copy(handle));
                }
            }
            Action::Waive => waiving::of_user(scene),
            Action::Detach if of_user => preview::detach(scene, self.at),
            Action::Edit if of_user => editing::edit(scene),
            Action::Undo => deciding::undo(scene, false),
            Action::History if of_user => history::open(scene, user(scene)),
            _ if self.walk(scene, action, area) => {}
            _ => return End::Refused,
        }
        End::Taken
    }

    /// Up and down go from account to account, and by lines inside a long one.
    fn walk(&mut self, session: &Session, action: Action, area: Rect) -> bool {
        let document = self.document(session, area.width, &session.chosen.places);
        let height = usize::from(area.height);
        let last_top = document.lines.len().saturating_sub(height);
        let accounts = document.starts.len();
        let top = self.top;
        let end_of = |at: usize| {
            let next = document.starts.get(at + 1).copied();
            next.unwrap_or(document.lines.len())
        };
        match action {
            Action::Down => {
                let visible_end = top + height;
                if end_of(self.at) > visible_end || accounts <= 1 {
                    self.top = (top + 1).min(last_top);
                } else if self.at + 1 < accounts {
                    self.at += 1;
                    self.reveal(&document, height);
                } else {
                    self.top = (top + 1).min(last_top);
                }
            }
            Action::Up => {
                let start = document.starts.get(self.at).copied().unwrap_or(0);
                if start < top || self.at == 0 {
                    self.top = top.saturating_sub(1);
                } else {
                    self.at -= 1;
                    self.reveal(&document, height);
                }
            }
            Action::PageDown => self.top = (top + height.saturating_sub(1)).min(last_top),
            Action::PageUp => self.top = top.saturating_sub(height.saturating_sub(1)),
            Action::Top => {
                self.top = 0;
                self.at = 0;
            }
            Action::Bottom => {
                self.top = last_top;
                self.at = accounts.saturating_sub(1);
            }
            _ => return false,
        }
        true
    }

    /// Scrolls as little as needed to show the whole account under the cursor, or its beginning.
    fn reveal(&mut self, document: &Document, height: usize) {
        let at = self.at;
        let start = document.starts.get(at).copied().unwrap_or(0);
        let end = document.starts.get(at + 1).copied();
        let end = end.unwrap_or(document.lines.len());
        if end > self.top + height {
            self.top = (end - height).min(start);
        }
        if start < self.top {
            self.top = if at == 0 { 0 } else { start };
        }
    }

    /// Keeps the scroll inside the text, after a new size or new details; another user's accounts
    /// are read from the first one on.
    pub fn settle(&mut self, session: &Session, area: Rect) {
        self.begin_anew(session);
        if self.top == 0 {
            return;
        }
        let area = layout::text_area(area);
        let document = self.document(session, area.width, &session.chosen.places);
        let last = document.lines.len();
        self.top = self.top.min(last.saturating_sub(usize::from(area.height)));
    }

    fn begin_anew(&mut self, session: &Session) {
        let of = session
            .chosen
            .details
            .as_ref()
            .map(|details| details.user.id);
        if of != self.of {
            self.of = of;
            self.at = 0;
            self.top = 0;
        }
    }

    /// Tells every age that the pane prints.
    pub fn changes(session: &Session, wake: &mut Wake) {
        let details = session.chosen.details.iter();
        for account in details.flat_map(|details| &details.accounts) {
            let account = &account.account;
            if let Some(Some(at)) = account.volatile.last_active.value() {
                wake.age(*at);
            }
            if let Some(Some(Invitation::Pending { since })) = account.profile.invitation.value() {
                wake.age(*since);
            }
            if let Some(since) = account.gone_since {
                wake.age(since);
            }
        }
    }

    pub fn draw(&self, session: &Session, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        let (title, aside) = match &self.subject {
            Subject::User => match &session.chosen.details {
                Some(details) => {
                    let count = Text::new("count-accounts").with("n", details.accounts.len());
                    (details.user.name.clone(), canvas.say(&count))
                }
                None => (canvas.word("tui-accounts"), String::new()),
            },
            Subject::Service(id) => (session.facts.label(id).to_owned(), String::new()),
            Subject::AllServices => (canvas.word("tui-services-all"), String::new()),
        };
        canvas.title(area, &title, &aside, focused);
        let inside = layout::text_area(area);
        if inside.height == 0 {
            return;
        }
        if self.subject == Subject::User && session.chosen.details.is_none() {
            let id = match (&session.chosen.trouble, session.chosen.wanted) {
                (Some(trouble), _) => {
                    let said = canvas.say(trouble);
                    canvas.centred(
                        inside.x,
                        inside.y + 3,
                        inside.width,
                        &said,
                        canvas.theme().warn,
                    );
                    return;
                }
                (None, Some(_)) => "tui-loading",
                (None, None) => "tui-accounts-none",
            };
            let said = canvas.word(id);
            canvas.centred(
                inside.x,
                inside.y + 3,
                inside.width,
                &said,
                canvas.theme().faint,
            );
            return;
        }
        let document = self.document(session, inside.width, &session.chosen.places);
        prose::draw(&document.lines, self.top, inside, canvas);
        if focused && self.subject == Subject::User {
            self.draw_cursor(&document, area, inside, canvas);
        }
        let below = document
            .lines
            .len()
            .saturating_sub(self.top + usize::from(inside.height));
        if below > 0 && inside.height > 2 {
            let more = canvas.say(&Text::new("tui-more-lines").with("n", below));
            let more = format!(" {} {more} ", canvas.glyphs().sort);
            let y = inside.bottom() - 1;
            canvas.right(inside.x, y, inside.width, &more, canvas.theme().faint);
        }
    }

    /// A bar at the left edge of the account under the cursor.
    fn draw_cursor(&self, document: &Document, area: Rect, inside: Rect, canvas: &mut Canvas<'_>) {
        let at = self.at;
        let Some(start) = document.starts.get(at).copied() else {
            return;
        };
        let end = document
            .starts
            .get(at + 1)
            .copied()
            .unwrap_or(document.lines.len());
        // The blank lines between two accounts belong to neither.
        let lines = document.lines.get(start..end).unwrap_or_default();
        let last = lines.iter().rposition(|line| !line.pieces.is_empty());
        let end = last.map_or(start, |last| start + last + 1);
        for (line, y) in (self.top..).zip(inside.top()..inside.bottom()) {
            if (start..end).contains(&line) {
                canvas.text(area.x, y, 1, canvas.glyphs().cursor, canvas.theme().accent);
            }
        }
    }

    /// The pane in lines.
    pub fn speak(&self, session: &Session) -> Vec<String> {
        let mut lines = Vec::new();
        if let (Subject::User, Some(details)) = (&self.subject, &session.chosen.details) {
            lines.push(escape(&details.user.name).into_owned());
        }
        let document = self.document(session, 10_000, &[]);
        lines.extend(document.lines.iter().map(|line| {
            let indent = " ".repeat(line.indent);
            format!("{indent}{}", line.plain())
        }));
        lines
    }
}
