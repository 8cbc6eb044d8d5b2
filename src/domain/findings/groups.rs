//! Findings by rule, as reports and the screen show them.

use crate::domain::text::Text;

use super::{Finding, Rule, Severity};

/// The findings of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'a> {
    pub rule: Rule,
    /// The worst of them.
    pub severity: Severity,
    /// The findings that nobody accepted, in the order given.
    pub open: Vec<&'a Finding>,
    pub waived: Vec<&'a Finding>,
}

/// Groups findings by rule: rules with open findings first, then the worst, then the order of
/// [`Rule::ALL`].
pub fn group_by_rule(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in findings {
        let at = groups.iter().position(|group| group.rule == finding.rule);
        let at = at.unwrap_or_else(|| {
            groups.push(Group {
                rule: finding.rule,
                severity: finding.severity,
                open: Vec::new(),
                waived: Vec::new(),
            });
            groups.len() - 1
        });
        let Some(group) = groups.get_mut(at) else {
            continue;
        };
        group.severity = group.severity.max(finding.severity);
        match finding.waiver {
            None => group.open.push(finding),
            Some(_) => group.waived.push(finding),
        }
    }
    groups.sort_by_key(|group| {
        (
            group.open.is_empty(),
            std::cmp::Reverse(group.severity),
            group.rule,
        )
    });
    groups
}

impl Rule {
    /// What the rule says, as a heading.
    pub const fn title(self) -> Text {
        Text::new(match self {
            Rule::DepartedActive => "finding-departed-active",
            Rule::ReenabledOutside => "finding-reenabled-outside",
            Rule::Admin => "finding-admin",
            Rule::NoMfa => "finding-no-mfa",
            Rule::Dormant => "finding-dormant",
            Rule::InvitedLong => "finding-invited-long",
            Rule::Gone => "finding-gone",
            Rule::NoDeparture => "finding-no-departure",
            Rule::Alone => "finding-alone",
            Rule::MissingService => "finding-missing-service",
            Rule::Unlinked => "finding-unlinked",
            Rule::StaleService => "finding-stale-service",
            Rule::NeverSynced => "finding-never-synced",
        })
    }
}

impl Severity {
    /// The severity in words.
    pub const fn title(self) -> Text {
        Text::new(match self {
            Severity::Info => "finding-severity-info",
            Severity::Warning => "finding-severity-warning",
            Severity::Critical => "finding-severity-critical",
        })
    }
}
