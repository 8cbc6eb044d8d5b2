//! What the findings view owns, and what is under its cursors.

use crate::domain::findings::{Finding, Rule, Waiver};
use crate::tui::shell::session::Session;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::rows::Rows;

/// One line of the list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A rule and how many users or services it concerns.
    Rule(Rule, u64),
    Waived(u64),
}

/// The findings by rule, whom they concern, and the cursors in both.
#[derive(Debug, Default)]
pub struct FindingsView {
    /// Which column has the keys: rules, whom they concern, why.
    pub depth: usize,
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

/// Whether a rule is about services, not users.
pub fn of_services(rule: Rule) -> bool {
    matches!(rule, Rule::StaleService | Rule::NeverSynced)
}

/// What is found about services by a rule.
pub fn service_findings(session: &Session, rule: Rule) -> Vec<&Finding> {
    let findings = session.status.service_findings.iter();
    findings.filter(|finding| finding.rule == rule).collect()
}

impl FindingsView {
    /// The rules that found something, worst first, then what was accepted.
    pub fn entries(&self, session: &Session) -> Vec<Entry> {
        let summary = session.status.summary.as_ref();
        let count = |rule: Rule| {
            let users = summary.and_then(|summary| summary.findings.get(rule as usize));
            let services = session.status.service_findings.iter();
            let services =
                services.filter(|finding| finding.rule == rule && finding.waiver.is_none());
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
        rules.sort_by_key(|(rule, _)| std::cmp::Reverse(session.facts.severity(*rule)));
        let waived = u64::try_from(self.waivers.len()).unwrap_or(0);
        let waived = (waived > 0).then_some(Entry::Waived(waived));
        let rules = rules
            .into_iter()
            .map(|(rule, count)| Entry::Rule(rule, count));
        rules.chain(waived).collect()
    }

    /// What is under the cursor in the rules.
    pub fn entry(&self, session: &Session) -> Option<Entry> {
        self.entries(session).get(self.rules.at).copied()
    }

    /// How many it concerns.
    pub fn concerned(&self, session: &Session) -> usize {
        match self.entry(session) {
            Some(Entry::Rule(rule, _)) if of_services(rule) => {
                service_findings(session, rule).len()
            }
            Some(Entry::Rule(rule, _)) if self.rows_of == Some(rule) => self.rows.len(),
            Some(Entry::Rule(..)) | None => 0,
            Some(Entry::Waived(_)) => self.waivers.len(),
        }
    }
}
