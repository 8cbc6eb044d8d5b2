//! Field by field: what a newer profile changes, and how the history words it.

use crate::domain::account::{Email, Membership, Profile, State};
use crate::domain::change::{Field, FieldChange};
use crate::domain::seen::Seen;

/// The change of a state.
pub fn state(old: State, new: State) -> FieldChange {
    change(Field::State, old.as_str(), new.as_str())
}

fn change(field: Field, old: &str, new: &str) -> FieldChange {
    FieldChange {
        field,
        old: old.to_owned(),
        new: new.to_owned(),
    }
}

/// Takes over everything that `newer` saw; returns the changes that the history keeps.
///
/// A field that becomes known for the first time is taken over without a change: nothing moved on
/// the service, only our sight did.
pub fn absorb(profile: &mut Profile, newer: Profile) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    text(&mut changes, Field::Login, &profile.login, &newer.login);
    text(&mut changes, Field::Name, &profile.name, &newer.name);
    if let (Seen::Value(old), Seen::Value(new)) = (&profile.role, &newer.role)
        && old != new
    {
        changes.push(change(Field::Role, &old.name, &new.name));
    }
    if let (Seen::Value(old), Seen::Value(new)) = (&profile.mfa, &newer.mfa)
        && old != new
    {
        changes.push(change(Field::Mfa, yes_no(*old), yes_no(*new)));
    }
    if let (Seen::Value(old), Seen::Value(new)) = (&profile.emails, &newer.emails) {
        emails(&mut changes, old, new);
    }
    if let (Seen::Value(old), Seen::Value(new)) = (&profile.groups, &newer.groups) {
        groups(&mut changes, old, new);
    }
    profile.login.absorb(newer.login);
    profile.name.absorb(newer.name);
    profile.emails.absorb(newer.emails);
    profile.role.absorb(newer.role);
    profile.groups.absorb(newer.groups);
    profile.mfa.absorb(newer.mfa);
    profile.purpose.absorb(newer.purpose);
    profile.created.absorb(newer.created);
    profile.url.absorb(newer.url);
    profile.external_ids.absorb(newer.external_ids);
    profile.invitation.absorb(newer.invitation);
    profile.quota_limit.absorb(newer.quota_limit);
    changes
}

fn text(changes: &mut Vec<FieldChange>, field: Field, old: &Seen<String>, new: &Seen<String>) {
    if let (Seen::Value(old), Seen::Value(new)) = (old, new)
        && old != new
    {
        changes.push(change(field, old, new));
    }
}

fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

fn emails(changes: &mut Vec<FieldChange>, old: &[Email], new: &[Email]) {
    let holds = |list: &[Email], email: &Email| {
        list.iter()
            .any(|other| other.address.eq_ignore_ascii_case(&email.address))
    };
    for lost in old.iter().filter(|email| !holds(new, email)) {
        changes.push(change(Field::Email, &lost.address, ""));
    }
    for added in new.iter().filter(|email| !holds(old, email)) {
        changes.push(change(Field::Email, "", &added.address));
    }
}

fn groups(changes: &mut Vec<FieldChange>, old: &[Membership], new: &[Membership]) {
    let same = |a: &Membership, b: &Membership| a.kind == b.kind && a.id == b.id;
    for lost in old
        .iter()
        .filter(|group| !new.iter().any(|other| same(group, other)))
    {
        changes.push(change(Field::Group, &label(lost), ""));
    }
    for group in new {
        match old.iter().find(|other| same(group, other)) {
            None => changes.push(change(Field::Group, "", &label(group))),
            Some(before) if before.role != group.role || before.name != group.name => {
                changes.push(change(Field::Group, &label(before), &label(group)));
            }
            Some(_) => {}
        }
    }
}

fn label(group: &Membership) -> String {
    match &group.role {
        Some(role) => format!("{} {} ({role})", group.kind, group.name),
        None => format!("{} {}", group.kind, group.name),
    }
}

/// Whether the power over other people's access was gained or lost.
pub fn admin_moved(old: &Profile, new: &Profile) -> bool {
    old.role.value().is_some() && new.role.value().is_some() && old.is_admin() != new.is_admin()
}
