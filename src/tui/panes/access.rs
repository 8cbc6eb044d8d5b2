//! The view of who has access to what: services, users, and the accounts of the chosen user.

use super::accounts::{self, AccountsPane, Subject};
use super::services::{self, ServicesPane};
use super::users::{self, Source, UsersPane};
use crate::domain::text::Text;
use crate::tui::shell::action::{Action, ActionSpec};
use crate::tui::shell::data::Query;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{Columns, First, Regions};
use crate::tui::shell::message::Arranged;
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{Point, Start, View, ViewSpec, Wake};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::columns;
use crate::tui::widgets::rows::Rows;

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: users::VIEW,
    opens: Some(ActionSpec::opens(users::VIEW, "tui-act-users", &["U"])),
    columns: Columns {
        titles: &["tui-services", "tui-users", "tui-accounts"],
        first: First::Least(24),
        coverage: true,
    },
    focuses: &[&services::FOCUS, &users::FOCUS, &accounts::FOCUS],
    start: Start::Home,
    make: |first| Box::new(AccessView::new(UsersPane::window(first.lines.clone()))),
    find: None,
};

/// Which of the three panes has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Services,
    Users,
    Accounts,
}

#[derive(Debug)]
pub struct AccessView {
    pub pane: Pane,
    pub services: ServicesPane,
    pub users: UsersPane,
    pub accounts: AccountsPane,
}

impl AccessView {
    fn new(users: UsersPane) -> AccessView {
        AccessView {
            pane: Pane::Users,
            services: ServicesPane::default(),
            users,
            accounts: AccountsPane::default(),
        }
    }

    /// Gives the keys to one of the panes.
    fn focus_pane(&mut self, pane: Pane, scene: &mut Scene<'_>) {
        self.pane = pane;
        match pane {
            Pane::Services => self.show_service(scene),
            Pane::Users => self.accounts.show_user(),
            Pane::Accounts => self.want_now(scene),
        }
    }

    /// Shows the service under the cursor at the right.
    fn show_service(&mut self, session: &Session) {
        let selected = self.services.selected(session);
        let id = selected.map(|info| info.id.clone());
        self.accounts.show_service(id);
    }

    /// The details follow the cursor in the users.
    fn follow(&mut self, scene: &mut Scene<'_>) {
        match self.users.selected() {
            Some(user) => {
                self.accounts.subject = Subject::User;
                scene.want(user);
            }
            None => scene.want_nobody(),
        }
    }

    /// Details are wanted at once: their pane was opened.
    fn want_now(&self, scene: &mut Scene<'_>) {
        if self.accounts.subject != Subject::User || scene.chosen.shown().is_some() {
            return;
        }
        if let (None, Some(user)) = (scene.chosen.wanted, self.users.selected()) {
            scene.want(user);
        }
        scene.ask_details();
    }

    fn act_services(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        match self.services.act(action, scene) {
            services::End::Refused => return false,
            services::End::Taken => {}
            services::End::Moved => self.show_service(scene),
            services::End::Opened => self.focus_pane(Pane::Accounts, scene),
            services::End::Only(id) => {
                let text = id.map_or_else(String::new, |id| format!("service:{id}"));
                // Once more shows all of them again.
                let text = match self.users.filter == text {
                    true => String::new(),
                    false => text,
                };
                self.users.filter(text, scene);
            }
        }
        true
    }

    fn act_users(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        match self.users.act(action, scene) {
            users::End::Refused => return false,
            users::End::Taken => {}
            users::End::Moved => self.follow(scene),
            users::End::Opened => self.focus_pane(Pane::Accounts, scene),
        }
        true
    }

    fn act_accounts(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        match self.accounts.act(action, scene) {
            accounts::End::Refused => return false,
            accounts::End::Taken => {}
            accounts::End::Back => {
                let from = match self.accounts.subject {
                    Subject::User => Pane::Users,
                    _ => Pane::Services,
                };
                self.focus_pane(from, scene);
            }
            accounts::End::Filter => {
                self.pane = Pane::Users;
                return self.act_users(action, scene);
            }
        }
        true
    }
}

impl View for AccessView {
    fn focus(&self) -> &'static Focus {
        match self.pane {
            Pane::Services => &services::FOCUS,
            Pane::Users => &users::FOCUS,
            Pane::Accounts => &accounts::FOCUS,
        }
    }

    fn depth(&self) -> usize {
        match self.pane {
            Pane::Services => 0,
            Pane::Users => 1,
            Pane::Accounts => 2,
        }
    }

    fn focus_column(&mut self, column: usize, scene: &mut Scene<'_>) {
        let pane = match column {
            0 => Pane::Services,
            1 => Pane::Users,
            _ => Pane::Accounts,
        };
        if self.pane != pane {
            self.focus_pane(pane, scene);
        }
    }

    fn started(&mut self, scene: &mut Scene<'_>) {
        self.follow(scene);
        scene.ask_details();
    }

    fn opened(&mut self, again: bool, scene: &mut Scene<'_>) {
        if again {
            self.pane = Pane::Users;
            self.accounts.show_user();
        }
        // Another view may have asked for somebody else's details.
        let of_another = scene.chosen.wanted != self.users.selected();
        match self.accounts.subject {
            Subject::User => self.follow(scene),
            _ if of_another => {
                let subject = self.accounts.subject.clone();
                self.follow(scene);
                self.accounts.subject = subject;
            }
            _ => {}
        }
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        scene.ask(Query::Runs);
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        let pane = match (self.pane, action) {
            (Pane::Services, Action::NextPane | Action::Right) => Pane::Users,
            (Pane::Services, Action::PreviousPane) => Pane::Accounts,
            (Pane::Users, Action::NextPane | Action::Right) => Pane::Accounts,
            (Pane::Users, Action::PreviousPane | Action::Left) => Pane::Services,
            (Pane::Accounts, Action::NextPane) => Pane::Services,
            (Pane::Accounts, Action::PreviousPane | Action::Left) => Pane::Users,
            _ => {
                return match self.pane {
                    Pane::Services => self.act_services(action, scene),
                    Pane::Users => self.act_users(action, scene),
                    Pane::Accounts => self.act_accounts(action, scene),
                };
            }
        };
        self.focus_pane(pane, scene);
        true
    }

    fn is_apt(&self, session: &Session, action: Action) -> bool {
        match action {
            Action::Undo => session.questions.queue.last().is_some(),
            Action::Merge => !session.marks.is_empty(),
            Action::Detach => !session.facts.read_only,
            _ => true,
        }
    }

    fn goes_back(&self) -> bool {
        self.pane == Pane::Accounts
    }

    fn click(&mut self, point: Point, scene: &mut Scene<'_>) {
        match point.column {
            0 => {
                if let Some(row) = self.services.row_at(scene, point.area, point.line) {
                    self.services.list.at = row;
                    self.show_service(scene);
                }
            }
            1 => {
                let (list, len) = (self.users.list, self.users.len());
                // The names of the columns come first.
                let line = point.line.checked_sub(1);
                if let Some(row) = line.and_then(|line| list.row_at(line, len)) {
                    self.users.list.at = row;
                    self.follow(scene);
                }
            }
            _ => {}
        }
    }

    fn choose(&mut self, number: usize, scene: &mut Scene<'_>) -> bool {
        if self.pane == Pane::Services {
            self.services.list.at = number;
            self.show_service(scene);
        } else {
            self.pane = Pane::Users;
            self.users.list.at = number.saturating_sub(1);
            self.follow(scene);
        }
        true
    }

    fn settle(&mut self, scene: &mut Scene<'_>) {
        let [services, users, accounts] = scene.regions.columns;
        if let Some(area) = services {
            self.services.settle(scene, area);
        }
        if let Some(area) = users {
            self.users.settle(area);
        }
        if let Some(area) = accounts {
            self.accounts.settle(scene, area);
        }
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        columns::draw(regions.columns, canvas, |at, area, canvas| {
            let focused = at == self.depth();
            match at {
                0 => self.services.draw(session, area, focused, canvas),
                1 => self.users.draw(session, area, focused, canvas),
                _ => self.accounts.draw(session, area, focused, canvas),
            }
        });
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        match self.pane {
            Pane::Services => services::speak(session),
            Pane::Users => self.users.speak(session),
            Pane::Accounts => self.accounts.speak(session),
        }
    }

    fn changes(&self, session: &Session, wake: &mut Wake) {
        AccountsPane::changes(session, wake);
    }

    fn filter(&mut self, text: String, scene: &mut Scene<'_>) -> bool {
        self.pane = Pane::Users;
        self.users.filter(text, scene);
        true
    }

    fn wrong(&self) -> Option<&Text> {
        self.users.wrong.as_ref()
    }

    fn snapshot(&mut self, _shown: bool, scene: &mut Scene<'_>) {
        let keep = self.users.selected();
        self.users.arrange(keep, scene);
    }

    fn arranged(&mut self, arranged: Arranged, scene: &mut Scene<'_>) {
        if self.users.arranged(arranged) {
            self.follow(scene);
        }
    }

    fn rows(&self) -> Option<Rows> {
        match &self.users.source {
            Source::Rows(rows) => Some(rows.clone()),
            Source::Window(_) => None,
        }
    }
}
