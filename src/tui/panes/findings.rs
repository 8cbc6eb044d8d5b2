//! The findings view: rules by severity, whom they concern, why, and what was accepted.

mod draw;
mod state;

use draw::{subject, waived};
use state::{Entry, FindingsView, of_services, service_findings};

use super::user_rows::{self, UserView};
use super::words::rule_word;
use super::{deciding, waiving};
use crate::domain::text::{Text, escape};
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::data::{Act, Answer, Query};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, First, Regions};
use crate::tui::shell::message::Arranged;
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{Point, SPOKEN, Start, View, ViewSpec};
use crate::tui::widgets::arrange::{Scope, Sort};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::columns;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::prose::Line;
use crate::tui::widgets::rows::Rows;

/// The name of the view.
pub const ID: ViewId = ViewId("findings");
static FOCUS: Focus = Focus::commands("findings", &[Action::Open, Action::Waive, Action::Copy]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-findings", &["F"])),
    columns: Columns {
        titles: &["tui-findings", "tui-users", "tui-findings-why"],
        first: First::Least(31),
        coverage: false,
    },
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(FindingsView::default()),
    find: None,
};

impl FindingsView {
    fn want_rows(&mut self, scene: &mut Scene<'_>) {
        let Some(Entry::Rule(rule, _)) = self.entry(scene) else {
            return;
        };
        if of_services(rule) {
            return;
        }
        let wanted = (String::new(), Sort::Name, Scope::Rule(rule));
        let keep = self.rows.user(self.members.at);
        self.seq = scene.arrange(ID, wanted, keep);
    }

    /// Details follow the cursor.
    fn follow(&self, scene: &mut Scene<'_>) {
        if let Some(user) = self.rows.user(self.members.at) {
            scene.want(user);
        }
    }

    /// Opens the form for the finding under the cursor, or takes a waiver back.
    fn waive(&self, scene: &mut Scene<'_>) {
        if scene.refuses_changes() {
            return;
        }
        match self.entry(scene) {
            Some(Entry::Rule(rule, _)) if of_services(rule) => {
                let findings = service_findings(scene, rule);
                if let Some(finding) = findings.get(self.members.at) {
                    let choices = vec![(rule, vec![finding.subject.clone()])];
                    waiving::open(scene, choices);
                }
            }
            Some(Entry::Rule(rule, _)) => {
                let choices = waiving::choices(scene.chosen.shown(), Some(rule));
                waiving::open(scene, choices);
            }
            Some(Entry::Waived(_)) => {
                if let Some((waiver, _)) = self.waivers.get(self.members.at).cloned() {
                    let word = rule_word(&scene.face, waiver.rule);
                    let text = Text::new("tui-given-unwaived").with("rule", word);
                    let act = Act::Unwaive {
                        rule: waiver.rule,
                        subject: waiver.subject,
                    };
                    deciding::decide(scene, act, text);
                }
            }
            None => {}
        }
    }
}

impl View for FindingsView {
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
        scene.ask(Query::Waivers);
        self.want_rows(scene);
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::Waivers(waivers) => self.waivers = waivers,
            other => return Some(other),
        }
        None
    }

    fn snapshot(&mut self, shown: bool, _scene: &mut Scene<'_>) {
        // Rows that are not shown would keep the whole snapshot before alive.
        if !shown {
            self.rows = Rows::default();
            self.rows_of = None;
        }
    }

    fn arranged(&mut self, arranged: Arranged, scene: &mut Scene<'_>) {
        if arranged.seq != self.seq {
            return;
        }
        if let Some(Entry::Rule(rule, _)) = self.entry(scene) {
            if self.rows_of != Some(rule) {
                self.members = ListState::default();
            }
            self.rows_of = Some(rule);
        }
        self.rows = arranged.rows;
        if let Some(at) = arranged.keep_at {
            self.members.at = at;
        }
        self.follow(scene);
    }

    fn settle(&mut self, scene: &mut Scene<'_>) {
        let columns = scene.regions.columns;
        let len = self.entries(scene).len();
        self.rules.settle(len, layout::rows(columns[0]));
        let members = self.concerned(scene);
        self.members.settle(members, layout::rows(columns[1]));
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        let columns = scene.regions.columns;
        match action {
            Action::Open | Action::Right | Action::NextPane if self.depth < 2 => {
                if self.depth == 1 || self.concerned(scene) > 0 {
                    self.depth += 1;
                    self.follow(scene);
                    scene.ask_details();
                }
            }
            Action::NextPane => self.depth = 0,
            Action::Back | Action::Left | Action::PreviousPane if self.depth > 0 => {
                self.depth -= 1;
            }
            Action::Waive => self.waive(scene),
            Action::Copy => {
                if let Some(user) = self.rows.user(self.members.at) {
                    scene.effect(Effect::Copy(user.to_string()));
                }
            }
            _ if self.depth == 0 => {
                let len = self.entries(scene).len();
                if !self.rules.act(action, len, layout::rows(columns[0])) {
                    return false;
                }
                self.members = ListState::default();
                self.want_rows(scene);
            }
            _ => {
                let len = self.concerned(scene);
                if !self.members.act(action, len, layout::rows(columns[1])) {
                    return false;
                }
                self.follow(scene);
            }
        }
        true
    }

    fn click(&mut self, point: Point, scene: &mut Scene<'_>) {
        if self.depth == 0 {
            // One below the wanted row, then a real movement: it loads what belongs to it.
            self.rules.at = self.rules.top + point.line + 1;
            self.act(Action::Up, scene);
        }
    }

    fn choose(&mut self, number: usize, scene: &mut Scene<'_>) -> bool {
        let at = number.saturating_sub(1);
        if self.depth == 0 {
            self.rules.at = at + 1;
            self.act(Action::Up, scene);
        } else {
            self.members.at = at;
        }
        true
    }

    fn hinted(&self, _session: &Session) -> bool {
        true
    }

    fn rows(&self) -> Option<Rows> {
        Some(self.rows.clone())
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        columns::draw(regions.columns, canvas, |at, area, canvas| match at {
            0 => self.draw_rules(session, area, canvas),
            1 => self.draw_members(session, area, canvas),
            _ => self.draw_why(session, area, canvas),
        });
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let face = &session.face;
        if self.depth == 0 {
            let mut lines = vec![face.words.get("tui-findings")];
            for (number, entry) in (1..).zip(self.entries(session)) {
                let (name, count, severity) = match entry {
                    Entry::Rule(rule, count) => {
                        let severity = session.facts.severity(rule);
                        let severity = face.words.get(&format!("severity-{}", severity.as_str()));
                        (rule_word(face, rule), count, severity)
                    }
                    Entry::Waived(count) => (face.words.get("tui-waived"), count, String::new()),
                };
                lines.push(format!("{number}. {name}: {count} {severity}"));
            }
            return lines;
        }
        if self.depth == 2 {
            return self.why(session).iter().map(Line::plain).collect();
        }
        let services = session.facts.services.len();
        let snapshot = self.rows.snapshot();
        let columns = user_rows::service_columns(session, &snapshot.services);
        let top = self.members.top;
        let mut lines = Vec::new();
        for at in top..self.concerned(session).min(top + SPOKEN) {
            let said = match self.entry(session) {
                Some(Entry::Rule(rule, _)) if of_services(rule) => {
                    let findings = service_findings(session, rule);
                    findings.get(at).map(|finding| {
                        let reason = face.words.text(&finding.reason);
                        format!("{}: {reason}", subject(session, &finding.subject, ""))
                    })
                }
                Some(Entry::Rule(..)) => self.rows.get(at).map(|(chunk, row)| {
                    let user = UserView::of_row(chunk, row, &columns, services);
                    user_rows::sentence(session, &user)
                }),
                Some(Entry::Waived(_)) => {
                    let waiver = self.waivers.get(at);
                    waiver.map(|(waiver, name)| {
                        let rule = rule_word(face, waiver.rule);
                        let subject = subject(session, &waiver.subject, name);
                        format!("{subject}: {rule}, {}", waived(session, waiver))
                    })
                }
                None => None,
            };
            lines.extend(said.map(|said| format!("{}. {said}", at + 1)));
        }
        lines.iter().map(|line| escape(line).into_owned()).collect()
    }
}
