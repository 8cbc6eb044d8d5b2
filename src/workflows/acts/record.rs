//! What is kept of an act in the numbered history.

use crate::domain::account::Actor;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::identity::user_set::Changed;
use crate::workflows::Env;

/// The decision of an act in the operator's name; it gets its number from the caller.
pub fn decision(env: &Env, kind: DecisionKind, why: &str, changed: Changed) -> Decision {
    let reason = Some(why.to_owned()).filter(|why| !why.is_empty());
    Decision {
        evidence: reason.into_iter().collect(),
        before: changed.before,
        after: changed.after,
        ..Decision::new(
            kind,
            Actor::Operator(env.operator.name.clone()),
            env.clock.now(),
        )
    }
}
