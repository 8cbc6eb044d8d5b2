//! What a fetch does to a stored account.

use super::*;
use crate::domain::account::{Actor, Disabled, Email, Profile, Role, Trust, Volatile};
use crate::domain::ids::{RemoteId, ServiceId, StepId};
use crate::domain::seen::Seen;

fn fetched(remote: RemoteState, profile: Profile) -> FetchedAccount {
    FetchedAccount {
        id: RemoteId::new("user:1").unwrap(),
        formerly: vec![],
        remote,
        profile,
        volatile: Volatile::default(),
    }
}

fn profile(login: &str, address: &str) -> Profile {
    let email = Email {
        address: address.into(),
        trust: Trust::Asserted,
        primary: true,
    };
    Profile {
        login: Seen::Value(login.into()),
        emails: Seen::Value(vec![email]),
        role: Seen::Value(Role {
            name: "member".into(),
            admin: false,
        }),
        mfa: Seen::Value(true),
        ..Profile::default()
    }
}

/// Asked then; it is long after.
fn at(requested: i64) -> (Timestamp, Timestamp) {
    (Timestamp(requested), Timestamp(1_000_000))
}

fn stored() -> Account {
    let key = AccountKey::new(
        ServiceId::new("s").unwrap(),
        RemoteId::new("user:1").unwrap(),
    );
    let seen = fetched(RemoteState::Active, profile("zoe", "zoe@x.org"));
    appeared(key, seen, Timestamp(1_000)).account
}

fn write(found: Found) -> (Staged, Event) {
    match found {
        Found::Write(staged, event) => (*staged, event),
        other => panic!("expected a write, got {other:?}"),
    }
}

#[test]
fn the_same_answer_again_writes_nothing() {
    let again = fetched(RemoteState::Active, profile("zoe", "zoe@x.org"));
    assert_eq!(
        known((&stored(), Hold::None), again, at(2_000), Visibility::Shown),
        Found::Unchanged
    );
}

#[test]
fn a_field_that_is_no_longer_visible_is_kept() {
    let blind = Profile {
        login: Seen::Value("zoe".into()),
        ..Profile::default()
    };
    let found = known(
        (&stored(), Hold::None),
        fetched(RemoteState::Active, blind),
        at(2_000),
        Visibility::Shown,
    );
    assert_eq!(found, Found::Unchanged);
}

#[test]
fn a_field_seen_for_the_first_time_is_kept_without_a_history_entry() {
    let mut before = stored();
    before.profile.mfa = Seen::NotVisible;
    let again = fetched(RemoteState::Active, profile("zoe", "zoe@x.org"));
    let (staged, _) = write(known(
        (&before, Hold::None),
        again,
        at(2_000),
        Visibility::Shown,
    ));
    assert_eq!(staged.kind, StagedKind::Update);
    assert!(staged.changes.is_empty());
    assert_eq!(staged.account.profile.mfa, Seen::Value(true));
}

#[test]
fn an_older_batch_is_ignored() {
    let newer = fetched(RemoteState::Disabled, profile("zoe", "other@x.org"));
    assert_eq!(
        known((&stored(), Hold::None), newer, at(999), Visibility::Shown),
        Found::Stale
    );
}

#[test]
fn changes_are_kept_old_to_new() {
    let moved = fetched(RemoteState::Disabled, profile("zoe2", "zoe@y.org"));
    let (staged, event) = write(known(
        (&stored(), Hold::None),
        moved,
        at(2_000),
        Visibility::Shown,
    ));
    assert_eq!(event, Event::DisabledOutside);
    let told: Vec<_> = staged
        .changes
        .iter()
        .map(|c| (c.field, &*c.old, &*c.new))
        .collect();
    assert_eq!(
        told,
        [
            (Field::State, "active", "disabled"),
            (Field::Login, "zoe", "zoe2"),
            (Field::Email, "zoe@x.org", ""),
            (Field::Email, "", "zoe@y.org"),
        ]
    );
}

#[test]
fn a_volatile_move_is_no_change() {
    let mut again = fetched(RemoteState::Active, profile("zoe", "zoe@x.org"));
    again.volatile.last_active = Seen::Value(Some(Timestamp(5)));
    let (staged, _) = write(known(
        (&stored(), Hold::None),
        again,
        at(2_000),
        Visibility::Shown,
    ));
    assert_eq!((staged.kind, staged.changes.len()), (StagedKind::Touch, 0));
}

#[test]
fn an_absent_account_is_gone_and_keeps_when_it_was_last_listed() {
    let (staged, event) = absent(
        (&stored(), Hold::None),
        at(9_000),
        Some(Timestamp(8_000)),
        Visibility::Shown,
    )
    .unwrap();
    assert_eq!((event, staged.kind), (Event::Gone, StagedKind::Gone));
    assert_eq!(staged.account.gone_since, Some(Timestamp(9_000)));
    assert_eq!(staged.account.last_seen, Some(Timestamp(8_000)));
}

#[test]
fn an_account_that_we_hold_disabled_is_never_gone() {
    let mut ours = stored();
    ours.state = State::Disabled;
    assert_eq!(
        absent((&ours, Hold::Ours), at(9_000), None, Visibility::Shown),
        None
    );
}

#[test]
fn a_reason_on_the_record_without_a_restore_point_holds_nothing() {
    let mut once = stored();
    once.disabled = Some(Disabled {
        by: Actor::Operator("ada".into()),
        at: Timestamp(1),
        why: "left".into(),
    });
    let (_, event) = absent((&once, Hold::None), at(9_000), None, Visibility::Shown).unwrap();
    assert_eq!(event, Event::Gone);
}

#[test]
fn after_a_crash_in_our_own_disable_its_effect_is_not_told_as_somebody_elses() {
    let mut cut = stored();
    cut.state = State::Unknown;
    let hold = Hold::Sent {
        step: StepId(uuid::Uuid::nil()),
        towards: state::Towards::Disabled,
    };
    let (staged, event) = absent((&cut, hold), at(9_000), None, Visibility::Shown).unwrap();
    assert_eq!(
        (staged.account.state, event),
        (State::Disabled, Event::None)
    );
    let listed = fetched(RemoteState::Disabled, profile("zoe", "zoe@x.org"));
    let (staged, event) = write(known((&cut, hold), listed, at(9_000), Visibility::Shown));
    assert_eq!(
        (staged.account.state, event),
        (State::Disabled, Event::None)
    );
}

#[test]
fn an_account_observed_after_the_fetch_began_is_not_missed_by_it() {
    assert_eq!(
        absent((&stored(), Hold::None), at(999), None, Visibility::Shown),
        None
    );
}

#[test]
fn a_returned_account_is_no_longer_gone() {
    let (gone, _) = absent((&stored(), Hold::None), at(9_000), None, Visibility::Shown).unwrap();
    let again = fetched(RemoteState::Active, profile("zoe", "zoe@x.org"));
    let (staged, event) = write(known(
        (&gone.account, Hold::None),
        again,
        at(10_000),
        Visibility::Shown,
    ));
    assert_eq!(event, Event::Returned);
    assert_eq!(
        (staged.account.state, staged.account.gone_since),
        (State::Active, None)
    );
}

#[test]
fn what_is_known_from_the_future_is_no_reason_to_ignore_a_fetch() {
    let mut before = stored();
    before.observed_at = Timestamp(5_000_000);
    let moved = fetched(RemoteState::Disabled, profile("zoe", "zoe@x.org"));
    let (staged, _) = write(known(
        (&before, Hold::None),
        moved,
        at(2_000),
        Visibility::Shown,
    ));
    assert_eq!(staged.account.observed_at, Timestamp(2_000));
    assert!(absent((&before, Hold::None), at(2_000), None, Visibility::Shown).is_some());
}
