//! The policy: what is expected of each kind of user, and how bad each rule's findings are.
//!
//! Owns the thresholds and their defaults. Reading them from a file is the config room's work.

use crate::domain::ids::ServiceId;
use crate::domain::time::DAY;
use crate::domain::user::UserKind;

use super::{Rule, Severity};

/// What the organisation expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub person: KindPolicy,
    pub team: KindPolicy,
    /// Of what the organisation offers.
    pub product: KindPolicy,
    pub bot: KindPolicy,
    /// How bad each rule's findings are, in the order of [`Rule::ALL`]; `None` is off.
    pub severities: [Option<Severity>; Rule::ALL.len()],
    /// Rules that do not look at a service: one bit per rule.
    pub exceptions: Vec<(ServiceId, u32)>,
    /// After how many milliseconds without a complete sync a service is stale.
    pub stale_after: i64,
}

/// What is expected of one kind of user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindPolicy {
    /// A departure must be said, be it "open-ended".
    pub departure: bool,
    /// Access to one single service is worth a look.
    pub alone: bool,
    /// A second factor is needed.
    pub mfa: bool,
    /// Rights over others' access are listed.
    pub admin: bool,
    /// Unused for so many milliseconds is dormant; `None` is never.
    pub dormant_after: Option<i64>,
    /// Invited for so many milliseconds is too long; `None` is never.
    pub invited_after: Option<i64>,
    /// Services that must be there.
    pub required: Vec<Requirement>,
}

/// One of these services is enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// The services, any of which will do.
    pub any_of: Vec<ServiceId>,
}

impl KindPolicy {
    /// Expects nothing.
    pub const fn lenient() -> Self {
        Self {
            departure: false,
            alone: false,
            mfa: false,
            admin: true,
            dormant_after: None,
            invited_after: None,
            required: Vec::new(),
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            person: KindPolicy {
                departure: true,
                alone: true,
                mfa: true,
                dormant_after: Some(180 * DAY),
                invited_after: Some(14 * DAY),
                ..KindPolicy::lenient()
            },
            team: KindPolicy {
                dormant_after: Some(365 * DAY),
                invited_after: Some(14 * DAY),
                ..KindPolicy::lenient()
            },
            product: KindPolicy {
                invited_after: Some(14 * DAY),
                ..KindPolicy::lenient()
            },
            bot: KindPolicy::lenient(),
            severities: Rule::ALL.map(|rule| Some(rule.default_severity())),
            exceptions: Vec::new(),
            stale_after: DAY,
        }
    }
}

impl Policy {
    /// What is expected of a kind.
    pub const fn of(&self, kind: UserKind) -> &KindPolicy {
        match kind {
            UserKind::Person => &self.person,
            UserKind::Team => &self.team,
            UserKind::Product => &self.product,
            UserKind::Bot => &self.bot,
        }
    }

    /// The same, to be changed.
    pub const fn of_mut(&mut self, kind: UserKind) -> &mut KindPolicy {
        match kind {
            UserKind::Person => &mut self.person,
            UserKind::Team => &mut self.team,
            UserKind::Product => &mut self.product,
            UserKind::Bot => &mut self.bot,
        }
    }

    /// How bad a rule's findings are; `None` when the rule is off.
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        self.severities.get(rule as usize).copied().flatten()
    }

    /// Sets that; freshness cannot be switched off, because silence would look like health.
    pub fn set_severity(&mut self, rule: Rule, severity: Option<Severity>) {
        if let Some(slot) = self.severities.get_mut(rule as usize)
            && (severity.is_some() || rule.can_be_off())
        {
            *slot = severity;
        }
    }

    /// Whether a rule looks at a service's accounts.
    pub fn looks_at(&self, rule: Rule, service: &ServiceId) -> bool {
        !self
            .exceptions
            .iter()
            .any(|(excepted, rules)| rules & rule.bit() != 0 && excepted == service)
    }
}

impl Rule {
    /// How bad it is unless the configuration says otherwise.
    pub const fn default_severity(self) -> Severity {
        match self {
            Rule::DepartedActive | Rule::ReenabledOutside => Severity::Critical,
            Rule::NoMfa
            | Rule::Dormant
            | Rule::Gone
            | Rule::MissingService
            | Rule::Unlinked
            | Rule::StaleService
            | Rule::NeverSynced => Severity::Warning,
            Rule::Admin | Rule::InvitedLong | Rule::NoDeparture | Rule::Alone => Severity::Info,
        }
    }

    /// Whether the configuration may switch it off: not knowing is never green.
    pub const fn can_be_off(self) -> bool {
        !matches!(self, Rule::StaleService | Rule::NeverSynced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_picture_cannot_be_declared_green() {
        let mut policy = Policy::default();
        policy.set_severity(Rule::StaleService, None);
        policy.set_severity(Rule::Alone, None);
        assert_eq!(policy.severity(Rule::StaleService), Some(Severity::Warning));
        assert_eq!(policy.severity(Rule::Alone), None);
    }

    #[test]
    fn programs_are_not_asked_for_a_departure_or_a_second_factor() {
        let policy = Policy::default();
        let bot = policy.of(UserKind::Bot);
        assert!(!bot.departure && !bot.mfa && bot.dormant_after.is_none());
        assert!(policy.of(UserKind::Person).departure);
    }
}
