//! The state machine: what we knew, what a fetch says, and what we did, to the new state.

use crate::domain::account::{RemoteState, State};
use crate::domain::ids::StepId;
use crate::domain::plan::ChangeKind;

/// What we have to do with an account's state. It comes from the open restore point and the open
/// step of the account, never from what the account's record says of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hold {
    /// Nothing: whatever happens was done by others.
    None,
    /// A step of ours was sent and is not settled; its restore point, if any, is open too.
    Sent {
        step: StepId,
        /// What the account will be once the step is done.
        towards: Towards,
    },
    /// Its restore point is open and no step is: we disabled it and have not given it back.
    Ours,
}

/// Where an open step leads. A reset is no hold: it leaves the state alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Towards {
    Disabled,
    /// Enabled, created or invited.
    Usable,
}

impl Towards {
    pub fn of(change: ChangeKind) -> Option<Self> {
        match change {
            ChangeKind::Disable => Some(Towards::Disabled),
            ChangeKind::Enable | ChangeKind::Create => Some(Towards::Usable),
            ChangeKind::Reset => None,
        }
    }
}

/// What is known before a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// The stored state.
    pub state: State,
    pub hold: Hold,
}

/// What a fetch says of one known account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fetched {
    /// Listed, in this state.
    Listed(RemoteState),
    /// Not listed, in a complete fetch.
    Absent,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// The new state.
    pub state: State,
    /// What happened on the way.
    pub event: Event,
}

/// What a transition means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Nothing to tell.
    None,
    /// Newly absent, and not by us: counts for the guard.
    Gone,
    /// Was gone, is listed again.
    Returned,
    /// Turned disabled, and not by us: counts for the guard.
    DisabledOutside,
    /// We disabled it and it can be used again, not by us.
    ReenabledOutside,
}

/// How disabling shows on a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// A disabled account is listed as disabled, or is no longer listed.
    Shown,
    /// A disabled account is listed as before (OVH: only the password changed).
    Hidden,
}

/// The table.
///
/// While a step of ours is open nothing that it may have caused is told of others, and absence
/// concludes no more than the step wanted: the step is settled by reading the service, and the next
/// sync decides.
pub fn next(before: Before, fetched: Fetched, visibility: Visibility) -> After {
    use Event as E;
    use Fetched::{Absent, Listed};
    use Hold as H;
    use RemoteState as R;
    use State as S;
    use Towards as T;
    let hidden = visibility == Visibility::Hidden;
    let (state, event) = match (before.hold, before.state, fetched) {
        (H::Ours, _, Absent | Listed(R::Disabled)) => (S::Disabled, E::None),
        (H::Ours, _, Listed(R::Active)) if hidden => (S::Disabled, E::None),
        (H::Ours, S::Active, Listed(R::Active)) => (S::Active, E::None),
        (H::Ours, S::Invited, Listed(R::Invited)) => (S::Invited, E::None),
        (H::Ours, _, Listed(R::Active)) => (S::Active, E::ReenabledOutside),
        (H::Ours, _, Listed(R::Invited)) => (S::Invited, E::ReenabledOutside),

        (
            H::Sent {
                towards: T::Disabled,
                ..
            },
            _,
            Absent,
        ) => (S::Disabled, E::None),
        (H::Sent { .. }, state, Absent) => (state, E::None),
        (H::Sent { .. }, _, Listed(R::Disabled)) => (S::Disabled, E::None),
        // Where disabling does not show, neither does whether the step was done.
        (H::Sent { .. }, state, Listed(R::Active)) if hidden && state != S::Gone => {
            (state, E::None)
        }
        (H::Sent { .. }, _, Listed(R::Active)) => (S::Active, E::None),
        (H::Sent { .. }, _, Listed(R::Invited)) => (S::Invited, E::None),

        (H::None, S::Gone, Absent) => (S::Gone, E::None),
        (H::None, _, Absent) => (S::Gone, E::Gone),
        (H::None, S::Gone, Listed(R::Active)) => (S::Active, E::Returned),
        (H::None, S::Gone, Listed(R::Invited)) => (S::Invited, E::Returned),
        (H::None, S::Gone, Listed(R::Disabled)) => (S::Disabled, E::Returned),
        (H::None, S::Active | S::Invited | S::Unknown, Listed(R::Disabled)) => {
            (S::Disabled, E::DisabledOutside)
        }
        (H::None, S::Disabled, Listed(R::Disabled)) => (S::Disabled, E::None),
        (H::None, _, Listed(R::Active)) => (S::Active, E::None),
        (H::None, _, Listed(R::Invited)) => (S::Invited, E::None),
    };
    After { state, event }
}

#[cfg(test)]
mod tests;
