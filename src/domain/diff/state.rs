//! The state machine: what we knew, what a fetch says, and what we did, to the new state.

use crate::domain::account::{RemoteState, State};

/// What is known before a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// The stored state.
    pub state: State,
    /// Whether a restore point is open: we disabled it and have not given it back.
    pub ours: bool,
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
pub fn next(before: Before, fetched: Fetched, visibility: Visibility) -> After {
    use Event as E;
    use Fetched::{Absent, Listed};
    use RemoteState as R;
    use State as S;
    let (state, event) = match (before.ours, before.state, fetched) {
        (true, _, Absent) => (S::Disabled, E::None),
        (true, _, Listed(R::Disabled)) => (S::Disabled, E::None),
        (true, _, Listed(R::Active)) if visibility == Visibility::Hidden => (S::Disabled, E::None),
        (true, S::Active, Listed(R::Active)) => (S::Active, E::None),
        (true, S::Invited, Listed(R::Invited)) => (S::Invited, E::None),
        (true, _, Listed(R::Active)) => (S::Active, E::ReenabledOutside),
        (true, _, Listed(R::Invited)) => (S::Invited, E::ReenabledOutside),

        (false, S::Gone, Absent) => (S::Gone, E::None),
        (false, _, Absent) => (S::Gone, E::Gone),
        (false, S::Gone, Listed(R::Active)) => (S::Active, E::Returned),
        (false, S::Gone, Listed(R::Invited)) => (S::Invited, E::Returned),
        (false, S::Gone, Listed(R::Disabled)) => (S::Disabled, E::Returned),
        (false, S::Active | S::Invited | S::Unknown, Listed(R::Disabled)) => {
            (S::Disabled, E::DisabledOutside)
        }
        (false, S::Disabled, Listed(R::Disabled)) => (S::Disabled, E::None),
        (false, _, Listed(R::Active)) => (S::Active, E::None),
        (false, _, Listed(R::Invited)) => (S::Invited, E::None),
    };
    After { state, event }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const ACTIVE: Fetched = Fetched::Listed(RemoteState::Active);
    const INVITED: Fetched = Fetched::Listed(RemoteState::Invited);
    const DISABLED: Fetched = Fetched::Listed(RemoteState::Disabled);
    const ABSENT: Fetched = Fetched::Absent;

    #[rstest]
    // Not touched by us: the service has the last word.
    #[case(State::Active, false, ACTIVE, State::Active, Event::None)]
    #[case(State::Active, false, INVITED, State::Invited, Event::None)]
    #[case(
        State::Active,
        false,
        DISABLED,
        State::Disabled,
        Event::DisabledOutside
    )]
    #[case(State::Active, false, ABSENT, State::Gone, Event::Gone)]
    #[case(State::Invited, false, ACTIVE, State::Active, Event::None)]
    #[case(State::Invited, false, INVITED, State::Invited, Event::None)]
    #[case(
        State::Invited,
        false,
        DISABLED,
        State::Disabled,
        Event::DisabledOutside
    )]
    #[case(State::Invited, false, ABSENT, State::Gone, Event::Gone)]
    #[case(State::Disabled, false, ACTIVE, State::Active, Event::None)]
    #[case(State::Disabled, false, INVITED, State::Invited, Event::None)]
    #[case(State::Disabled, false, DISABLED, State::Disabled, Event::None)]
    #[case(State::Disabled, false, ABSENT, State::Gone, Event::Gone)]
    #[case(State::Gone, false, ACTIVE, State::Active, Event::Returned)]
    #[case(State::Gone, false, INVITED, State::Invited, Event::Returned)]
    #[case(State::Gone, false, DISABLED, State::Disabled, Event::Returned)]
    #[case(State::Gone, false, ABSENT, State::Gone, Event::None)]
    #[case(State::Unknown, false, ACTIVE, State::Active, Event::None)]
    #[case(State::Unknown, false, INVITED, State::Invited, Event::None)]
    #[case(
        State::Unknown,
        false,
        DISABLED,
        State::Disabled,
        Event::DisabledOutside
    )]
    #[case(State::Unknown, false, ABSENT, State::Gone, Event::Gone)]
    // Disabled by us: absence is our doing, use is not.
    #[case(State::Disabled, true, ABSENT, State::Disabled, Event::None)]
    #[case(State::Disabled, true, DISABLED, State::Disabled, Event::None)]
    #[case(State::Disabled, true, ACTIVE, State::Active, Event::ReenabledOutside)]
    #[case(
        State::Disabled,
        true,
        INVITED,
        State::Invited,
        Event::ReenabledOutside
    )]
    #[case(State::Unknown, true, ABSENT, State::Disabled, Event::None)]
    #[case(State::Unknown, true, DISABLED, State::Disabled, Event::None)]
    #[case(State::Unknown, true, ACTIVE, State::Active, Event::ReenabledOutside)]
    #[case(State::Unknown, true, INVITED, State::Invited, Event::ReenabledOutside)]
    #[case(State::Active, true, ACTIVE, State::Active, Event::None)]
    #[case(State::Active, true, INVITED, State::Invited, Event::ReenabledOutside)]
    #[case(State::Active, true, DISABLED, State::Disabled, Event::None)]
    #[case(State::Active, true, ABSENT, State::Disabled, Event::None)]
    #[case(State::Invited, true, INVITED, State::Invited, Event::None)]
    #[case(State::Invited, true, ACTIVE, State::Active, Event::ReenabledOutside)]
    #[case(State::Gone, true, ABSENT, State::Disabled, Event::None)]
    fn the_table(
        #[case] state: State,
        #[case] ours: bool,
        #[case] fetched: Fetched,
        #[case] then: State,
        #[case] event: Event,
    ) {
        let after = next(Before { state, ours }, fetched, Visibility::Shown);
        assert_eq!(after, After { state: then, event });
    }

    #[test]
    fn a_weakly_disabled_account_that_is_still_listed_stays_disabled() {
        let before = Before {
            state: State::Disabled,
            ours: true,
        };
        let after = next(before, ACTIVE, Visibility::Hidden);
        assert_eq!(
            after,
            After {
                state: State::Disabled,
                event: Event::None
            }
        );
    }
}
