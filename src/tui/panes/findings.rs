//! The findings view: rules by severity, whom they concern, why, and what was accepted.

mod draw;

pub use draw::draw;

use draw::{subject, waived, why};
use ratatui::layout::Rect;

use super::accounts;
use super::user_rows::{self, UserView, rule_word};
use crate::domain::findings::{Finding, Rule, Severity, Subject, Waiver};
use crate::domain::text::Text;
use crate::tui::forms::Form;
use crate::tui::shell::data::{Act, Details, Job, Query};
use crate::tui::shell::effect::{Effect, Target};
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::layout::{self, Regions};
use crate::tui::shell::model::Model;
use crate::tui::widgets::arrange::{Scope, Sort};
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::prose::Line;
use crate::tui::widgets::rows::Rows;

/// One line of the list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A rule and how many users or services it concerns.
    Rule(Rule, u64),
    /// What was accepted.
    Waived(u64),
}

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Which column has the keys: rules, whom they concern, why.
    pub depth: usize,
    /// The cursor in the rules.
    pub rules: ListState,
    /// The cursor in whom they concern.
    pub members: ListState,
    /// Users of the rule under the cursor.
    pub rows: Rows,
    /// The rule that `rows` are of.
    pub rows_of: Option<Rule>,
    /// The newest request for rows.
    pub seq: u64,
    /// What was accepted, each with the name of the user it is about.
    pub waivers: Vec<(Waiver, String)>,
}

/// The rules that found something, worst first, then what was accepted.
pub fn entries(model: &Model) -> Vec<Entry> {
    let summary = model.status.summary.as_ref();
    let count = |rule: Rule| {
        let users = summary.and_then(|summary| summary.findings.get(rule as usize));
        let services = model.status.service_findings.iter();
        let services = services.filter(|finding| finding.rule == rule && finding.waiver.is_none());
        let services = u64::try_from(services.count()).unwrap_or(0);
        if of_services(rule) {
            services
        } else {
            users.copied().unwrap_or(0)
        }
    };
    let mut rules: Vec<(Rule, u64)> = Rule::ALL
        .into_iter()
        .map(|rule| (rule, count(rule)))
        .filter(|(_, count)| *count > 0)
        .collect();
    rules.sort_by_key(|(rule, _)| std::cmp::Reverse(model.facts.severity(*rule)));
    let waived = u64::try_from(model.findings.waivers.len()).unwrap_or(0);
    let waived = (waived > 0).then_some(Entry::Waived(waived));
    let rules = rules
        .into_iter()
        .map(|(rule, count)| Entry::Rule(rule, count));
    rules.chain(waived).collect()
}

/// Whether a rule is about services, not users.
fn of_services(rule: Rule) -> bool {
    matches!(rule, Rule::StaleService | Rule::NeverSynced)
}

fn entry(model: &Model) -> Option<Entry> {
    entries(model).get(model.findings.rules.at).copied()
}

fn service_findings(model: &Model, rule: Rule) -> Vec<&Finding> {
    let findings = model.status.service_findings.iter();
    findings.filter(|finding| finding.rule == rule).collect()
}

fn members(model: &Model) -> usize {
    match entry(model) {
        Some(Entry::Rule(rule, _)) if of_services(rule) => service_findings(model, rule).len(),
        Some(Entry::Rule(rule, _)) if model.findings.rows_of == Some(rule) => {
            model.findings.rows.len()
        }
        Some(Entry::Rule(..)) | None => 0,
        Some(Entry::Waived(_)) => model.findings.waivers.len(),
    }
}

/// Reads what the view needs.
pub fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    model.ask(Query::Waivers, effects);
    want_rows(model, effects);
}

fn want_rows(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Entry::Rule(rule, _)) = entry(model) else {
        return;
    };
    if of_services(rule) {
        return;
    }
    let wanted = (String::new(), Sort::Name, Scope::Rule(rule));
    let keep = model.findings.rows.user(model.findings.members.at);
    model.findings.seq = model.arrange(Target::Findings, wanted, keep, effects);
}

/// Takes rows that were asked for.
pub fn arranged(model: &mut Model, seq: u64, rows: Rows, keep_at: Option<usize>) {
    if seq != model.findings.seq {
        return;
    }
    if let Some(Entry::Rule(rule, _)) = entry(model) {
        if model.findings.rows_of != Some(rule) {
            model.findings.members = ListState::default();
        }
        model.findings.rows_of = Some(rule);
    }
    model.findings.rows = rows;
    if let Some(at) = keep_at {
        model.findings.members.at = at;
    }
    follow(model);
}

/// Details follow the cursor.
fn follow(model: &mut Model) {
    if let Some(user) = model.findings.rows.user(model.findings.members.at) {
        accounts::want(model, user);
    }
}

/// Keeps the cursors visible.
pub fn settle(model: &mut Model, regions: &Regions) {
    let len = entries(model).len();
    let height = |area: Option<Rect>| area.map_or(1, |area| layout::inside(area).height.into());
    model.findings.rules.settle(len, height(regions.columns[0]));
    let members = members(model);
    let rows = height(regions.columns[1]);
    model.findings.members.settle(members, rows);
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let regions = layout::regions(model);
    let height = |area: Option<Rect>| area.map_or(1, |area| layout::inside(area).height.into());
    let depth = model.findings.depth;
    match action {
        Action::Open | Action::Right | Action::NextPane if depth < 2 => {
            if depth == 1 || members(model) > 0 {
                model.findings.depth += 1;
                follow(model);
                accounts::ask(model, effects);
            }
        }
        Action::NextPane => model.findings.depth = 0,
        Action::Back | Action::Left | Action::PreviousPane if depth > 0 => {
            model.findings.depth -= 1;
        }
        Action::Waive => waive(model, effects),
        Action::Copy => {
            if let Some(user) = model.findings.rows.user(model.findings.members.at) {
                effects.push(Effect::Copy(user.to_string()));
            }
        }
        _ if depth == 0 => {
            let len = entries(model).len();
            if !model
                .findings
                .rules
                .act(action, len, height(regions.columns[0]))
            {
                return false;
            }
            model.findings.members = ListState::default();
            want_rows(model, effects);
        }
        _ => {
            let len = members(model);
            let rows = height(regions.columns[1]);
            if !model.findings.members.act(action, len, rows) {
                return false;
            }
            follow(model);
        }
    }
    true
}

/// Opens the form for the finding under the cursor, or takes a waiver back.
fn waive(model: &mut Model, effects: &mut Vec<Effect>) {
    if refused(model) {
        return;
    }
    match entry(model) {
        Some(Entry::Rule(rule, _)) if of_services(rule) => {
            let findings = service_findings(model, rule);
            let Some(finding) = findings.get(model.findings.members.at) else {
                return;
            };
            let choices = vec![(rule, vec![finding.subject.clone()])];
            let form = Form::waive(model, choices);
            model.layers.push(Layer::Form(Box::new(form)));
        }
        Some(Entry::Rule(rule, _)) => {
            let choices = choices(accounts::shown(model), Some(rule));
            open_form(model, choices);
        }
        Some(Entry::Waived(_)) => {
            let waivers = &model.findings.waivers;
            let Some((waiver, _)) = waivers.get(model.findings.members.at).cloned() else {
                return;
            };
            let act = Act::Unwaive {
                rule: waiver.rule,
                subject: waiver.subject,
            };
            model.start(Job::Act(act), effects);
        }
        None => {}
    }
}

/// Opens the form for the findings of the user whose accounts are shown.
pub fn waive_of_user(model: &mut Model) {
    if !refused(model) {
        let choices = choices(accounts::shown(model), None);
        open_form(model, choices);
    }
}

fn refused(model: &mut Model) -> bool {
    if model.facts.read_only {
        model.tell(Severity::Warning, Text::new("tui-refused-read-only"));
    }
    model.facts.read_only
}

fn open_form(model: &mut Model, choices: Vec<(Rule, Vec<Subject>)>) {
    if choices.is_empty() {
        model.tell(Severity::Info, Text::new("tui-waive-nothing"));
        return;
    }
    let form = Form::waive(model, choices);
    model.layers.push(Layer::Form(Box::new(form)));
}

/// The open findings of a user by rule.
fn choices(details: Option<&Details>, only: Option<Rule>) -> Vec<(Rule, Vec<Subject>)> {
    let mut choices: Vec<(Rule, Vec<Subject>)> = Vec::new();
    for finding in details.iter().flat_map(|details| &details.findings) {
        if finding.waiver.is_some() || only.is_some_and(|only| only != finding.rule) {
            continue;
        }
        match choices.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, subjects)) => subjects.push(finding.subject.clone()),
            None => choices.push((finding.rule, vec![finding.subject.clone()])),
        }
    }
    choices
}

/// The view in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let face = &model.face;
    if model.findings.depth == 0 {
        let mut lines = vec![face.words.get("tui-findings")];
        for (number, entry) in (1..).zip(entries(model)) {
            let (name, count, severity) = match entry {
                Entry::Rule(rule, count) => {
                    let severity = model.facts.severity(rule);
                    let severity = face.words.get(&format!("severity-{}", severity.as_str()));
                    (rule_word(face, rule), count, severity)
                }
                Entry::Waived(count) => (face.words.get("tui-waived"), count, String::new()),
            };
            lines.push(format!("{number}. {name}: {count} {severity}"));
        }
        return lines;
    }
    if model.findings.depth == 2 {
        return why(model).iter().map(Line::plain).collect();
    }
    let services = model.facts.services.len();
    let snapshot = model.findings.rows.snapshot();
    let columns = user_rows::service_columns(model, &snapshot.services);
    let top = model.findings.members.top;
    let mut lines = Vec::new();
    for at in top..members(model).min(top + super::SPOKEN) {
        let said = match entry(model) {
            Some(Entry::Rule(rule, _)) if of_services(rule) => {
                let findings = service_findings(model, rule);
                findings.get(at).map(|finding| {
                    let reason = face.words.text(&finding.reason);
                    format!("{}: {reason}", subject(model, &finding.subject, ""))
                })
            }
            Some(Entry::Rule(..)) => model.findings.rows.get(at).map(|(chunk, row)| {
                let user = UserView::of_row(chunk, row, &columns, services);
                user_rows::sentence(model, &user)
            }),
            Some(Entry::Waived(_)) => {
                let waiver = model.findings.waivers.get(at);
                waiver.map(|(waiver, name)| {
                    let rule = rule_word(face, waiver.rule);
                    let subject = subject(model, &waiver.subject, name);
                    format!("{subject}: {rule}, {}", waived(model, waiver))
                })
            }
            None => None,
        };
        lines.extend(said.map(|said| format!("{}. {said}", at + 1)));
    }
    lines
        .iter()
        .map(|line| crate::domain::text::escape(line).into_owned())
        .collect()
}
