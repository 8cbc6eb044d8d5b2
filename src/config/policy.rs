//! Reads `[policy]` into the domain's policy.

use crate::domain::findings::policy::{KindPolicy, Policy, Requirement};
use crate::domain::findings::{Rule, Severity};
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::domain::user::UserKind;

use super::duration::millis;
use super::error::did_you_mean;
use super::reader::{Field, Section, refuse_unknown_service, word};

/// Reads the table; `stale_after` comes from `[sync]`.
pub(super) fn read(mut section: Section<'_>, services: &[ServiceId]) -> Policy {
    let mut policy = Policy::default();
    for kind in UserKind::ALL {
        let section = section.section(kind.as_str());
        read_kind(section, policy.of_mut(kind), services);
    }
    read_severities(&section.section("severity"), &mut policy);
    read_exceptions(&section.section("except"), &mut policy, services);
    section.finish();
    policy
}

fn read_kind(mut section: Section<'_>, policy: &mut KindPolicy, services: &[ServiceId]) {
    for (key, value) in [
        ("departure", &mut policy.departure),
        ("alone", &mut policy.alone),
        ("mfa", &mut policy.mfa),
        ("admin", &mut policy.admin),
    ] {
        *value = section.flag(key).unwrap_or(*value);
    }
    for (key, value) in [
        ("dormant_after", &mut policy.dormant_after),
        ("invited_after", &mut policy.invited_after),
    ] {
        if let Some(read) = section.duration_or_never(key) {
            *value = read.map(millis);
        }
    }
    for mut entry in section.sections("required") {
        let any_of: Vec<ServiceId> = entry
            .list("any_of")
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(text, field)| known_service(&entry, &text, &field, services))
            .collect();
        if entry.peek("any_of").is_none() {
            entry.refuse_here("any_of", Text::new("config-missing"), None);
        }
        entry.finish();
        if !any_of.is_empty() {
            policy.required.push(Requirement { any_of });
        }
    }
    section.finish();
}

fn known_service(
    section: &Section<'_>,
    text: &str,
    field: &Field<'_>,
    services: &[ServiceId],
) -> Option<ServiceId> {
    let found = services.iter().find(|service| service.as_str() == text);
    if found.is_none() {
        refuse_unknown_service(section, field, text, services);
    }
    found.cloned()
}

fn known_rule(section: &Section<'_>, name: &str, field: &Field<'_>) -> Option<Rule> {
    let rule = Rule::parse(name);
    if rule.is_none() {
        let names = Rule::ALL.map(Rule::as_str);
        let hint = Some(did_you_mean(name, &names));
        section.refuse(field, Text::new("config-unknown-rule"), hint);
    }
    rule
}

fn read_severities(section: &Section<'_>, policy: &mut Policy) {
    let words = [
        ("off", None),
        (Severity::Info.as_str(), Some(Severity::Info)),
        (Severity::Warning.as_str(), Some(Severity::Warning)),
        (Severity::Critical.as_str(), Some(Severity::Critical)),
    ];
    for name in section.keys() {
        let Some(field) = section.peek(&name) else {
            continue;
        };
        let Some(rule) = known_rule(section, &name, &field) else {
            continue;
        };
        match word(field.value.get_ref().as_str().unwrap_or(""), &words) {
            Ok(None) if !rule.can_be_off() => {
                section.refuse(&field, Text::new("config-never-off"), None);
            }
            Ok(severity) => policy.set_severity(rule, severity),
            Err((text, hint)) => section.refuse(&field, text, hint),
        }
    }
}

fn read_exceptions(section: &Section<'_>, policy: &mut Policy, services: &[ServiceId]) {
    for name in section.keys() {
        let Some(field) = section.peek(&name) else {
            continue;
        };
        let Some(rule) = known_rule(section, &name, &field) else {
            continue;
        };
        for (text, item) in section.list_of(&field).unwrap_or_default() {
            let Some(service) = known_service(section, &text, &item, services) else {
                continue;
            };
            match policy.exceptions.iter_mut().find(|(s, _)| *s == service) {
                Some((_, rules)) => *rules |= rule.bit(),
                None => policy.exceptions.push((service, rule.bit())),
            }
        }
    }
}
