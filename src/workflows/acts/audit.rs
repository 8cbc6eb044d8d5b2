//! The entries of the audit log for what operators do: made here, for every front.

use crate::config::Operator;
use crate::domain::account::Actor;
use crate::domain::audit::AuditBody;
use crate::domain::identity::merge::Field;
use crate::domain::user::User;

/// An entry in the operator's name.
pub fn audit(operator: &Operator, action: &str, targets: Vec<String>, why: &str) -> AuditBody {
    AuditBody {
        actor: Actor::Operator(operator.name.clone()),
        source: operator.source,
        action: action.to_owned(),
        targets,
        old: String::new(),
        new: String::new(),
        why: why.to_owned(),
    }
}

/// The entries for what differs between a user before and after: one for each field, old and new.
pub fn edits(operator: &Operator, before: &User, after: &User, why: &str) -> Vec<AuditBody> {
    let changed = Field::ALL
        .into_iter()
        .filter(|field| !field.same(before, after));
    let entry = |field: Field| AuditBody {
        old: format!("{}={}", field.as_str(), field.value(before)),
        new: format!("{}={}", field.as_str(), field.value(after)),
        ..audit(operator, "user-set", vec![after.id.to_string()], why)
    };
    changed.map(entry).collect()
}
