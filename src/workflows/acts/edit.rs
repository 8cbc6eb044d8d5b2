//! Writing what operators know of a user.

use super::audit::edits;
use super::done::Done;
use super::record::decision;
use super::refusal::{Refusal, Result};
use super::retry::until_unmoved;
use crate::domain::act::edit::{FieldEdit, edited};
use crate::domain::decision::{Decision, DecisionKind, UserBefore};
use crate::domain::identity::merge::Field;
use crate::domain::identity::user_set::Changed;
use crate::domain::ids::UserId;
use crate::store::UserWrite;
use crate::workflows::Env;
use crate::workflows::identity::decision_log::DecisionLog;

/// Writes fields of a user, all or none; nothing is recorded where they are so already.
pub(super) fn edit(env: &Env, id: UserId, fields: &[FieldEdit], why: &str) -> Result<Done> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let before = env.store.user(id)?.ok_or(Refusal::NoSuchUser(id))?;
        let after =
            edited(&before, fields).map_err(|(field, why)| Refusal::Invalid { field, why })?;
        let differs = |field: &Field| !field.same(&before, &after);
        let written: Vec<Field> = Field::ALL.into_iter().filter(differs).collect();
        if written.is_empty() {
            return Ok(Done {
                user: Some(after),
                ..Done::default()
            });
        }
        let kind = DecisionKind::Edit(before.accounts.first().cloned());
        let changed = Changed {
            before: vec![UserBefore::of(&before)],
            after: vec![after.clone()],
        };
        let decision = Decision {
            seq: log.next(),
            fields: written,
            ..decision(env, kind, why, changed)
        };
        env.store.write_users(UserWrite {
            based_on: Some(log.revision),
            audit: edits(&env.operator, &before, &after, why),
            users: vec![after.clone()],
            decisions: vec![decision],
            ..UserWrite::default()
        })?;
        Ok(Done {
            decision: Some(log.next()),
            count: 1,
            user: Some(after),
            ..Done::default()
        })
    })
}
