//! The rules, one behaviour at a time.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use rstest::rstest;

use super::policy::{Policy, Requirement};
use super::*;
use crate::domain::account::{Account, Actor, Disabled, Invitation, Purpose, Role, State, Trust};
use crate::domain::ids::{RemoteId, RunId};
use crate::domain::run::Outcome;
use crate::domain::seen::Seen;
use crate::domain::service::{Environment, LastRun, Paused, ServiceInfo, ServiceState};
use crate::domain::time::{DAY, Departure, HOUR};
use crate::domain::user::{User, UserKind};

const TODAY: Date = date(2026, 11, 22);
const NOW: Timestamp = Timestamp(1_795_300_000_000);

fn days_ago(days: i64) -> Timestamp {
    NOW.plus(-days * DAY)
}

fn service(id: &str) -> ServiceId {
    ServiceId::new(id).unwrap()
}

fn account(on: &str) -> Account {
    let key = AccountKey::new(service(on), RemoteId::new("user:1").unwrap());
    let mut account = Account {
        observed_at: NOW,
        ..Account::new(key, days_ago(400))
    };
    account.volatile.last_active = Seen::Value(Some(days_ago(1)));
    account.profile.mfa = Seen::Value(true);
    account
}

/// A person of whom nothing is to be said, with accounts on chat and forge.
fn person() -> (User, Vec<Account>) {
    let id = UserId(uuid::Uuid::from_u128(1));
    let user = User {
        departure: Departure::OpenEnded,
        ..User::new(id, "Zoé", days_ago(400))
    };
    (user, vec![account("chat"), account("forge")])
}

struct World {
    policy: Policy,
    services: Vec<ServiceInfo>,
    states: BTreeMap<ServiceId, ServiceState>,
    waivers: Waivers,
}

fn world() -> World {
    let services = ["chat", "forge", "cloud"].map(|id| ServiceInfo {
        id: service(id),
        kind: id.into(),
        label: id.to_uppercase(),
        url: String::new(),
        environment: Environment::default(),
        email_trust: Trust::Verified,
        sign_in: None,
        max_removals: None,
    });
    let fresh = ServiceState {
        last_complete: Some(NOW.plus(-HOUR)),
        ..ServiceState::default()
    };
    World {
        policy: Policy::default(),
        states: services
            .iter()
            .map(|info| (info.id.clone(), fresh.clone()))
            .collect(),
        services: services.into(),
        waivers: Waivers::default(),
    }
}

impl World {
    fn cx(&self) -> FindingContext<'_> {
        FindingContext {
            today: TODAY,
            now: NOW,
            policy: &self.policy,
            services: &self.services,
            states: &self.states,
            waivers: &self.waivers,
        }
    }

    /// The message ids of the findings; also checks that the quick mask agrees with them.
    fn told(&self, user: &User, accounts: &[Account]) -> Vec<String> {
        let findings = evaluate(user, accounts, &self.cx());
        assert_eq!(open_mask(user, accounts, &self.cx()), mask(&findings));
        findings
            .iter()
            .map(|finding| finding.reason.id.to_string())
            .collect()
    }

    fn services_told(&self) -> Vec<(Rule, String)> {
        let findings = service_findings(&self.cx());
        findings
            .iter()
            .map(|finding| (finding.rule, finding.reason.id.to_string()))
            .collect()
    }
}

#[test]
fn of_somebody_in_order_nothing_is_told() {
    let (user, accounts) = person();
    assert_eq!(world().told(&user, &accounts), [""; 0]);
}

#[rstest]
#[case(State::Active, 2)]
#[case(State::Invited, 2)]
#[case(State::Unknown, 2)]
#[case(State::Disabled, 1)]
#[case(State::Gone, 1)]
fn after_the_last_day_every_access_that_is_left_is_told(
    #[case] state: State,
    #[case] expected: usize,
) {
    let (mut user, mut accounts) = person();
    accounts[0].state = state;
    user.departure = Departure::On(TODAY.yesterday().unwrap());
    let told = world().told(&user, &accounts);
    let left = told
        .iter()
        .filter(|id| **id == "finding-departed-active-why");
    assert_eq!(left.count(), expected);
    user.departure = Departure::On(TODAY);
    assert_eq!(
        open_mask(&user, &accounts, &world().cx()) & Rule::DepartedActive.bit(),
        0
    );
}

#[test]
fn a_disabled_account_that_works_again_is_told_and_one_that_stays_disabled_is_not() {
    let (user, mut accounts) = person();
    accounts[0].disabled = Some(Disabled {
        by: Actor::Operator("ann".into()),
        at: days_ago(3),
        why: String::new(),
    });
    assert_eq!(
        world().told(&user, &accounts),
        ["finding-reenabled-outside-why"]
    );
    accounts[0].state = State::Disabled;
    assert_eq!(world().told(&user, &accounts), ["finding-alone-why"]);
}

#[test]
fn only_a_second_factor_that_was_seen_missing_is_told() {
    let (user, mut accounts) = person();
    accounts[0].profile.mfa = Seen::NotVisible;
    assert_eq!(world().told(&user, &accounts), [""; 0]);
    accounts[0].profile.mfa = Seen::Value(false);
    assert_eq!(world().told(&user, &accounts), ["finding-no-mfa-why"]);
    accounts[0].profile.purpose = Seen::Value(Purpose::Bot);
    assert_eq!(
        world().told(&user, &accounts),
        [""; 0],
        "a program has none"
    );
}

#[rstest]
#[case(Seen::Value(Some(days_ago(179))), None)]
#[case(Seen::Value(Some(days_ago(181))), Some("finding-dormant-why"))]
#[case(Seen::NotVisible, None)]
#[case(Seen::Value(None), Some("finding-dormant-never-why"))]
fn unused_accounts_are_dormant(
    #[case] last_active: Seen<Option<Timestamp>>,
    #[case] expected: Option<&str>,
) {
    let (user, mut accounts) = person();
    accounts[0].volatile.last_active = last_active;
    let told = world().told(&user, &accounts);
    assert_eq!(told.first().map(String::as_str), expected);
}

#[test]
fn a_never_used_account_counts_from_its_creation() {
    let (user, mut accounts) = person();
    accounts[0].volatile.last_active = Seen::Value(None);
    accounts[0].profile.created = Seen::Value(days_ago(10));
    assert_eq!(world().told(&user, &accounts), [""; 0]);
}

#[rstest]
#[case(Seen::Value(Some(Invitation::Pending { since: days_ago(13) })), None)]
#[case(Seen::Value(Some(Invitation::Pending { since: days_ago(15) })), Some("finding-invited-long-why"))]
#[case(Seen::Value(Some(Invitation::Failed { at: days_ago(1) })), Some("finding-invited-long-failed"))]
#[case(Seen::NotVisible, Some("finding-invited-long-why"))]
fn invitations_without_an_answer(
    #[case] invitation: Seen<Option<Invitation>>,
    #[case] expected: Option<&str>,
) {
    let (user, mut accounts) = person();
    accounts[0].state = State::Invited;
    accounts[0].profile.invitation = invitation;
    let told = world().told(&user, &accounts);
    assert_eq!(told.first().map(String::as_str), expected);
}

#[test]
fn a_gone_account_is_told_unless_its_person_left() {
    let (mut user, mut accounts) = person();
    accounts.push(account("cloud"));
    accounts[0].state = State::Gone;
    accounts[0].gone_since = Some(days_ago(2));
    assert_eq!(world().told(&user, &accounts), ["finding-gone-why"]);
    user.departure = Departure::On(TODAY.yesterday().unwrap());
    assert_eq!(
        open_mask(&user, &accounts, &world().cx()) & Rule::Gone.bit(),
        0
    );
}

#[test]
fn an_unsaid_departure_is_told_while_there_is_access() {
    let (mut user, mut accounts) = person();
    user.departure = Departure::Unset;
    assert_eq!(world().told(&user, &accounts), ["finding-no-departure-why"]);
    for account in &mut accounts {
        account.state = State::Disabled;
    }
    assert_eq!(world().told(&user, &accounts), [""; 0]);
}

#[test]
fn alone_means_one_service_among_several() {
    let (user, mut accounts) = person();
    accounts[1] = account("chat");
    let mut world = world();
    assert_eq!(world.told(&user, &accounts), ["finding-alone-why"]);
    world.services.truncate(1);
    assert_eq!(world.told(&user, &accounts), [""; 0]);
}

#[test]
fn a_required_service_may_be_one_of_several() {
    let (mut user, accounts) = person();
    let mut world = world();
    let require = |ids: &[&str]| Requirement {
        any_of: ids.iter().map(|id| service(id)).collect(),
    };
    world.policy.person.required = vec![require(&["cloud", "chat"])];
    assert_eq!(world.told(&user, &accounts), [""; 0]);
    world.policy.person.required = vec![require(&["cloud"])];
    assert_eq!(
        world.told(&user, &accounts),
        ["finding-missing-service-why"]
    );
    user.arrival = Some(TODAY.tomorrow().unwrap());
    assert_eq!(world.told(&user, &accounts), [""; 0], "not there yet");
    user.arrival = None;
    world.states.clear();
    assert_eq!(world.told(&user, &accounts), [""; 0], "never looked at");
}

#[test]
fn rights_over_others_are_listed_for_every_kind() {
    let (mut user, mut accounts) = person();
    user.kind = UserKind::Bot;
    user.departure = Departure::Unset;
    accounts[0].profile.mfa = Seen::Value(false);
    accounts[0].volatile.last_active = Seen::Value(None);
    accounts[0].profile.role = Seen::Value(Role {
        name: "owner".into(),
        admin: true,
    });
    let findings = evaluate(&user, &accounts, &world().cx());
    assert_eq!(findings.len(), 1, "a program owes nothing else");
    assert_eq!(
        findings[0].reason,
        Text::new("finding-admin-why")
            .with("service", "CHAT")
            .with("role", "owner")
    );
}

#[test]
fn a_rule_can_be_off_everywhere_or_on_one_service() {
    let (user, mut accounts) = person();
    for account in &mut accounts {
        account.profile.mfa = Seen::Value(false);
    }
    let mut world = world();
    world
        .policy
        .exceptions
        .push((service("chat"), Rule::NoMfa.bit()));
    assert_eq!(world.told(&user, &accounts).len(), 1);
    world.policy.set_severity(Rule::NoMfa, None);
    assert_eq!(world.told(&user, &accounts).len(), 0);
}

fn waiver(rule: Rule, subject: Subject, until: Option<Date>) -> Waiver {
    Waiver {
        rule,
        subject,
        by: "ann".into(),
        at: NOW,
        reason: "agreed".into(),
        until,
    }
}

#[rstest]
#[case(Some(TODAY), true)]
#[case(Some(date(2026, 11, 21)), false)]
#[case(None, true)]
fn a_waiver_holds_to_its_last_day(#[case] until: Option<Date>, #[case] holds: bool) {
    let (user, mut accounts) = person();
    accounts[0].profile.mfa = Seen::Value(false);
    let mut world = world();
    let subject = Subject::Account(accounts[0].key.clone());
    world.waivers = Waivers::from_iter([waiver(Rule::NoMfa, subject, until)]);
    let findings = evaluate(&user, &accounts, &world.cx());
    assert_eq!(findings[0].waiver.is_some(), holds);
    assert_eq!(mask(&findings) == 0, holds);
    assert_eq!(open_mask(&user, &accounts, &world.cx()) == 0, holds);
}

#[test]
fn a_waiver_of_a_user_covers_its_accounts_and_only_that_rule() {
    let (mut user, mut accounts) = person();
    user.departure = Departure::Unset;
    accounts[0].profile.mfa = Seen::Value(false);
    let mut world = world();
    let subject = Subject::User(user.id);
    world.waivers = Waivers::from_iter([waiver(Rule::NoMfa, subject, None)]);
    assert_eq!(
        open_mask(&user, &accounts, &world.cx()),
        Rule::NoDeparture.bit()
    );
}

#[test]
fn an_account_without_a_user_is_told_until_it_has_one() {
    let world = world();
    let mut account = account("chat");
    assert_eq!(
        unlinked(&account, &world.cx()).map(|finding| finding.rule),
        Some(Rule::Unlinked)
    );
    account.user = Some(UserId(uuid::Uuid::from_u128(1)));
    assert_eq!(unlinked(&account, &world.cx()), None);
}

fn last_run(outcome: Outcome) -> Option<LastRun> {
    Some(LastRun {
        id: RunId(uuid::Uuid::nil()),
        at: NOW,
        outcome,
        text: None,
    })
}

#[test]
fn a_service_that_was_never_synced_is_never_green() {
    let mut world = world();
    assert_eq!(world.services_told(), []);
    world.states.remove(&service("chat"));
    assert_eq!(
        world.services_told(),
        [(Rule::NeverSynced, "finding-never-synced-why".into())]
    );
}

#[rstest]
#[case(25, None, Some("finding-stale-service-why"))]
#[case(23, last_run(Outcome::Complete), None)]
// From the future: a clock was wrong, and nothing is known of its age.
#[case(-2, last_run(Outcome::Complete), Some("finding-stale-service-why"))]
#[case(1, last_run(Outcome::Failed), Some("finding-stale-service-failed"))]
#[case(1, last_run(Outcome::Partial), Some("finding-stale-service-partial"))]
#[case(1, last_run(Outcome::Held), Some("finding-stale-service-held"))]
fn an_old_or_unsuccessful_picture_is_told(
    #[case] hours: i64,
    #[case] last_run: Option<LastRun>,
    #[case] expected: Option<&str>,
) {
    let mut world = world();
    let state = world.states.get_mut(&service("chat")).unwrap();
    state.last_complete = Some(NOW.plus(-hours * HOUR));
    state.last_run = last_run;
    let told = world.services_told();
    assert_eq!(told.first().map(|(_, id)| id.as_str()), expected);
}

#[test]
fn accounts_of_a_service_that_left_the_settings_are_no_longer_looked_at_and_that_is_told() {
    let mut world = world();
    world.services.retain(|info| info.id != service("cloud"));
    assert_eq!(
        world.services_told(),
        [(
            Rule::StaleService,
            "finding-stale-service-unconfigured".into()
        )]
    );
}

#[test]
fn somebody_who_is_expected_and_has_no_access_at_all_lacks_what_is_required() {
    let (mut user, mut accounts) = person();
    for account in &mut accounts {
        account.state = State::Disabled;
    }
    let mut world = world();
    world.policy.person.required = vec![Requirement {
        any_of: vec![service("chat")],
    }];
    assert_eq!(
        world.told(&user, &accounts),
        ["finding-missing-service-why"]
    );
    // Nobody said that this one should be here.
    user.departure = Departure::Unset;
    assert_eq!(world.told(&user, &accounts), [""; 0]);
    user.arrival = Some(TODAY);
    assert_eq!(
        world.told(&user, &accounts),
        ["finding-missing-service-why"]
    );
    user.departure = Departure::On(TODAY.yesterday().unwrap());
    assert_eq!(world.told(&user, &accounts), [""; 0]);
}

#[test]
fn a_paused_service_becomes_stale_and_says_who_paused_it() {
    let mut world = world();
    let state = world.states.get_mut(&service("chat")).unwrap();
    state.paused = Some(Paused {
        by: "ann".into(),
        at: days_ago(1),
        reason: "migration".into(),
    });
    assert_eq!(world.services_told(), []);
    let state = world.states.get_mut(&service("chat")).unwrap();
    state.last_complete = Some(days_ago(2));
    assert_eq!(
        world.services_told(),
        [(Rule::StaleService, "finding-stale-service-paused".into())]
    );
}

#[test]
fn groups_begin_with_what_is_open_and_worst() {
    let (user, mut accounts) = person();
    accounts[0].profile.mfa = Seen::Value(false);
    accounts[1].profile.role = Seen::Value(Role {
        name: "owner".into(),
        admin: true,
    });
    accounts[1].disabled = Some(Disabled {
        by: Actor::Outside,
        at: NOW,
        why: String::new(),
    });
    let mut world = world();
    let subject = Subject::Account(accounts[1].key.clone());
    world.waivers = Waivers::from_iter([waiver(Rule::ReenabledOutside, subject, None)]);
    let findings = evaluate(&user, &accounts, &world.cx());
    let groups = group_by_rule(&findings);
    let shape: Vec<_> = groups
        .iter()
        .map(|group| (group.rule, group.open.len(), group.waived.len()))
        .collect();
    assert_eq!(
        shape,
        [
            (Rule::NoMfa, 1, 0),
            (Rule::Admin, 1, 0),
            (Rule::ReenabledOutside, 0, 1),
        ]
    );
}

/// Every message that a rule can hand up is in both languages.
#[test]
fn every_reason_is_written_in_english_and_in_french() {
    let source = include_str!("rules.rs");
    let mut ids: Vec<&str> = source
        .split('"')
        .filter(|piece| piece.starts_with("finding-"))
        .collect();
    let titles = Rule::ALL.map(|rule| rule.title().id);
    ids.extend(titles.iter().map(AsRef::as_ref));
    assert!(ids.len() > 30);
    for bundle in [
        include_str!("../../words/en/findings.ftl"),
        include_str!("../../words/fr/findings.ftl"),
    ] {
        for id in &ids {
            let message = format!("\n{id} =");
            assert!(bundle.contains(&message), "{id} is missing");
        }
    }
}
