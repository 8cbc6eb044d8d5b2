//! What holds of every filter and every organisation.

use std::fmt::Debug;

use jiff::civil::Date;
use proptest::prelude::*;

use super::world::{self, Person, account, days_ago, now, person, snapshot};
use crate::domain::account::{Account, Membership, Purpose, Role, State};
use crate::domain::filter::*;
use crate::domain::findings::Rule;
use crate::domain::seen::Seen;
use crate::domain::time::Departure;
use crate::domain::user::UserKind;

fn pick<T: Clone + Debug + 'static>(from: &[T]) -> impl Strategy<Value = T> + use<T> {
    prop::sample::select(from.to_vec())
}

/// Short texts that meet each other often, and anything at all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => pick(&["a", "zo", "Zoé", "é", "x.y", "owner", "backend", "*a", "forge", "chat"])
            .prop_map(str::to_owned),
        1 => "\\PC{1,6}".prop_filter("a blank says nothing", |text| !text.trim().is_empty()),
    ]
}

fn date() -> impl Strategy<Value = Date> {
    (-400i64..400).prop_map(|days| days_ago(-days).date(&jiff::tz::TimeZone::UTC))
}

fn date_value() -> impl Strategy<Value = DateValue> {
    prop_oneof![
        date().prop_map(DateValue::On),
        (-500i32..500, pick(&["d", "w", "m", "y"]))
            .prop_map(|(count, unit)| DateValue::parse(&format!("{count:+}{unit}")).unwrap()),
    ]
}

fn compare() -> impl Strategy<Value = Compare> {
    pick(&[
        Compare::Equal,
        Compare::Less,
        Compare::LessOrEqual,
        Compare::Greater,
        Compare::GreaterOrEqual,
    ])
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Unset),
        (compare(), date_value()).prop_map(|(compare, date)| When::Compared(compare, date)),
    ]
}

fn about_account() -> impl Strategy<Value = Test> {
    prop_oneof![
        text().prop_map(|text| Test::Name(Pattern::within(&text))),
        text().prop_map(|text| Test::Login(Pattern::within(&text))),
        text().prop_map(|text| Test::Email(Pattern::within(&text))),
        text().prop_map(|text| Test::Service(Pattern::whole(&text))),
        text().prop_map(|text| Test::Role(Pattern::whole(&text))),
        text().prop_map(|text| Test::Group(Pattern::whole(&text))),
        pick(&State::ALL).prop_map(Test::State),
        any::<Option<bool>>().prop_map(Test::Mfa),
        any::<bool>().prop_map(Test::Admin),
        any::<bool>().prop_map(Test::Bot),
        any::<bool>().prop_map(Test::Shared),
        Just(Test::NeverUsed),
        (compare(), 0u32..400)
            .prop_filter("ages are more or less", |(c, _)| *c != Compare::Equal)
            .prop_map(|(compare, days)| {
                Test::Age(compare, Age::parse(&format!("{days}d")).unwrap())
            }),
        (compare(), date_value()).prop_map(|(compare, date)| Test::Created(compare, date)),
    ]
}

fn about_user() -> impl Strategy<Value = Test> {
    prop_oneof![
        pick(&UserKind::ALL).prop_map(Test::Kind),
        any::<bool>().prop_map(Test::Departed),
        prop_oneof![when(), Just(When::Open)].prop_map(Test::Departure),
        when().prop_map(Test::Arrival),
        prop::option::of(pick(&Rule::ALL)).prop_map(Test::Finding),
    ]
}

fn filter(words: bool) -> impl Strategy<Value = Filter> {
    let word = if words { 2 } else { 0 };
    let test = prop_oneof![
        3 => about_account(),
        2 => about_user(),
        word => text().prop_map(Test::Word),
    ];
    let term = (any::<bool>(), test).prop_map(|(negated, test)| Term { negated, test });
    let clause = prop::collection::vec(term, 1..3).prop_map(|terms| Clause { terms });
    prop::collection::vec(clause, 0..4).prop_map(|clauses| Filter { clauses })
}

prop_compose! {
    fn some_account()(
        service in pick(&["chat", "forge"]),
        state in pick(&State::ALL),
        login in prop::option::of(text()),
        name in prop::option::of(text()),
        emails in prop::option::of(prop::collection::vec(pick(&["a@x.y", "Zo@forge", "b@a"]), 0..3)),
        role in prop::option::of((text(), any::<bool>())),
        group in prop::option::of(text()),
        mfa in any::<Option<bool>>(),
        purpose in pick(&[Purpose::Personal, Purpose::Shared, Purpose::Bot]),
        created in prop::option::of(-10i64..400),
        active in prop::option::of(prop::option::of(-10i64..400)),
    ) -> Account {
        let mut account = account(1, service);
        account.state = state;
        let profile = &mut account.profile;
        profile.login = login.into();
        profile.name = name.into();
        profile.emails = Seen::from(emails).map(|all| {
            all.into_iter().map(world::email).collect()
        });
        profile.role = Seen::from(role).map(|(name, admin)| Role { name, admin });
        profile.groups = Seen::from(group).map(|name| vec![Membership {
            kind: "team".into(),
            id: name.clone(),
            name,
            role: None,
        }]);
        profile.mfa = mfa.into();
        profile.purpose = Seen::Value(purpose);
        profile.created = Seen::from(created).map(days_ago);
        account.volatile.last_active = Seen::from(active).map(|at| at.map(days_ago));
        account
    }
}

prop_compose! {
    fn somebody()(
        name in text(),
        kind in pick(&UserKind::ALL),
        arrival in prop::option::of(date()),
        departure in prop_oneof![
            Just(Departure::Unset),
            Just(Departure::OpenEnded),
            date().prop_map(Departure::On),
        ],
        findings in 0u32..8,
        accounts in prop::collection::vec(some_account(), 1..4),
    ) -> Person {
        let mut user = person(1, &name);
        user.kind = kind;
        user.arrival = arrival;
        user.departure = departure;
        (user, accounts, findings)
    }
}

fn row_matches(filter: &Filter, somebody: &Person) -> bool {
    let snapshot = snapshot(std::slice::from_ref(somebody));
    let compiled = filter.compile(&snapshot, now());
    let chunk = &snapshot.chunks[0];
    compiled
        .row(&mut Scratch::default(), chunk, &chunk.users[0])
        .is_some()
}

fn an_account_matches(filter: &Filter, (user, accounts, findings): &Person) -> bool {
    let compiled = filter.compile_for_accounts(now());
    let mut scratch = Scratch::default();
    let findings = *findings;
    accounts
        .iter()
        .any(|account| compiled.account(&mut scratch, account, Some(Owner { user, findings })))
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(filter in filter(true)) {
        let printed = filter.to_string();
        prop_assert_eq!(Filter::parse(&printed), Ok(filter), "{}", printed);
    }

    #[test]
    fn no_text_makes_the_parser_fall(text in "\\PC{0,40}") {
        if let Err(error) = Filter::parse(&text) {
            prop_assert!(error.at.start < error.at.end);
            prop_assert!(error.at.end <= text.chars().count());
        }
    }

    #[test]
    fn a_user_matches_when_one_of_its_accounts_does(
        filter in filter(false),
        somebody in somebody(),
    ) {
        prop_assert_eq!(
            row_matches(&filter, &somebody),
            an_account_matches(&filter, &somebody),
            "{}", filter
        );
    }

    #[test]
    fn words_find_a_user_by_any_of_its_accounts(word in text(), somebody in somebody()) {
        let filter = Filter {
            clauses: vec![Clause {
                terms: vec![Term { negated: false, test: Test::Word(word) }],
            }],
        };
        prop_assert_eq!(
            row_matches(&filter, &somebody),
            an_account_matches(&filter, &somebody),
            "{}", filter
        );
    }

    #[test]
    fn what_narrows_finds_nothing_new(
        typed in "[a-z@é:-]{1,3}( [a-z]{1,2})?",
        more in "[a-z@. é]{1,2}",
        somebody in somebody(),
    ) {
        let longer = format!("{typed}{more}");
        if let (Ok(old), Ok(new)) = (Filter::parse(&typed), Filter::parse(&longer))
            && new.narrows(&old)
        {
            prop_assert!(!row_matches(&new, &somebody) || row_matches(&old, &somebody));
        }
    }
}
