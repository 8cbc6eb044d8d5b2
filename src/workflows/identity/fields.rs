//! What operators write of a user, in the log: one entry for each field, old and new.

use crate::config::Operator;
use crate::domain::account::Actor;
use crate::domain::audit::AuditBody;
use crate::domain::identity::merge::Field;
use crate::domain::user::User;

/// The entries for what differs between a user before and after.
pub fn edits(operator: &Operator, before: &User, after: &User, why: &str) -> Vec<AuditBody> {
    let changed = Field::ALL
        .into_iter()
        .filter(|field| !field.same(before, after));
    changed
        .map(|field| AuditBody {
            actor: Actor::Operator(operator.name.clone()),
            source: operator.source,
            action: "user-set".to_owned(),
            targets: vec![after.id.to_string()],
            old: format!("{}={}", field.as_str(), field.value(before)),
            new: format!("{}={}", field.as_str(), field.value(after)),
            why: why.to_owned(),
        })
        .collect()
}
