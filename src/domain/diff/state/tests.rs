//! The table, row by row: every hold, stored state and answer, both visibilities.

use super::*;
use Event as E;
use State as S;
use uuid::Uuid;

const ACTIVE: Fetched = Fetched::Listed(RemoteState::Active);
const INVITED: Fetched = Fetched::Listed(RemoteState::Invited);
const DISABLED: Fetched = Fetched::Listed(RemoteState::Disabled);
const ABSENT: Fetched = Fetched::Absent;
const ANSWERS: [Fetched; 4] = [ACTIVE, INVITED, DISABLED, ABSENT];

const STORED: [State; 5] = [S::Active, S::Invited, S::Disabled, S::Gone, S::Unknown];

/// For each stored state in the order of [`STORED`], what each answer in the order of [`ANSWERS`]
/// leads to.
type Rows = [[(State, Event); 4]; 5];

fn sent(towards: Towards) -> Hold {
    Hold::Sent {
        step: StepId(Uuid::nil()),
        towards,
    }
}

fn check(hold: Hold, visibility: Visibility, rows: Rows) {
    for (state, row) in STORED.into_iter().zip(rows) {
        for (fetched, (then, event)) in ANSWERS.into_iter().zip(row) {
            assert_eq!(
                next(Before { state, hold }, fetched, visibility),
                After { state: then, event },
                "{hold:?}, {visibility:?}: stored {state:?}, now {fetched:?}"
            );
        }
    }
}

#[test]
fn what_we_did_not_touch_is_as_the_service_says() {
    let rows = [
        [
            (S::Active, E::None),
            (S::Invited, E::None),
            (S::Disabled, E::DisabledOutside),
            (S::Gone, E::Gone),
        ],
        [
            (S::Active, E::None),
            (S::Invited, E::None),
            (S::Disabled, E::DisabledOutside),
            (S::Gone, E::Gone),
        ],
        [
            (S::Active, E::None),
            (S::Invited, E::None),
            (S::Disabled, E::None),
            (S::Gone, E::Gone),
        ],
        [
            (S::Active, E::Returned),
            (S::Invited, E::Returned),
            (S::Disabled, E::Returned),
            (S::Gone, E::None),
        ],
        [
            (S::Active, E::None),
            (S::Invited, E::None),
            (S::Disabled, E::DisabledOutside),
            (S::Gone, E::Gone),
        ],
    ];
    check(Hold::None, Visibility::Shown, rows);
    check(Hold::None, Visibility::Hidden, rows);
}

#[test]
fn what_we_disabled_stays_disabled_by_us_and_its_use_is_told() {
    let row = [
        (S::Active, E::ReenabledOutside),
        (S::Invited, E::ReenabledOutside),
        (S::Disabled, E::None),
        (S::Disabled, E::None),
    ];
    let rows = [
        // Told once, when it was found out.
        [(S::Active, E::None), row[1], row[2], row[3]],
        [row[0], (S::Invited, E::None), row[2], row[3]],
        row,
        row,
        row,
    ];
    check(Hold::Ours, Visibility::Shown, rows);
}

#[test]
fn a_weakly_disabled_account_that_is_still_listed_stays_disabled() {
    let row = [
        (S::Disabled, E::None),
        (S::Invited, E::ReenabledOutside),
        (S::Disabled, E::None),
        (S::Disabled, E::None),
    ];
    let rows = [
        row,
        [row[0], (S::Invited, E::None), row[2], row[3]],
        row,
        row,
        row,
    ];
    check(Hold::Ours, Visibility::Hidden, rows);
}

#[test]
fn a_disable_that_is_under_way_is_never_somebody_elses() {
    let row = [
        (S::Active, E::None),
        (S::Invited, E::None),
        (S::Disabled, E::None),
        (S::Disabled, E::None),
    ];
    check(sent(Towards::Disabled), Visibility::Shown, [row; 5]);
}

#[test]
fn an_enable_that_is_under_way_concludes_nothing_from_absence() {
    let row = |stored| {
        [
            (S::Active, E::None),
            (S::Invited, E::None),
            (S::Disabled, E::None),
            (stored, E::None),
        ]
    };
    check(sent(Towards::Usable), Visibility::Shown, STORED.map(row));
}

#[test]
fn where_disabling_does_not_show_neither_does_whether_a_step_was_done() {
    let row = |stored: State, absent: State| {
        let listed = if stored == S::Gone { S::Active } else { stored };
        [
            (listed, E::None),
            (S::Invited, E::None),
            (S::Disabled, E::None),
            (absent, E::None),
        ]
    };
    check(
        sent(Towards::Disabled),
        Visibility::Hidden,
        STORED.map(|stored| row(stored, S::Disabled)),
    );
    check(
        sent(Towards::Usable),
        Visibility::Hidden,
        STORED.map(|stored| row(stored, stored)),
    );
}

#[test]
fn a_reset_holds_nothing() {
    assert_eq!(Towards::of(ChangeKind::Reset), None);
    assert_eq!(Towards::of(ChangeKind::Create), Some(Towards::Usable));
}
