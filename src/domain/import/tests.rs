//! Whom a line is about, and what it may change.

use jiff::civil::date;
use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::domain::account::{Account, Email, Profile, Trust};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::seen::Seen;
use crate::domain::time::Timestamp;
use crate::domain::user::{ExternalEmail, Source, User};

const AT: Timestamp = Timestamp(1_700_000_000_000);

fn id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn user(number: u128, name: &str) -> User {
    User::new(id(number), name, AT)
}

fn account(handle: &str, user: u128, name: &str, emails: &[(&str, Trust)]) -> Account {
    let key: AccountKey = handle.parse().unwrap();
    Account {
        user: Some(id(user)),
        profile: Profile {
            login: Seen::Value(key.remote.local().to_owned()),
            name: Seen::Value(name.to_owned()),
            emails: Seen::Value(
                emails
                    .iter()
                    .map(|(address, trust)| Email {
                        address: (*address).to_owned(),
                        trust: *trust,
                        primary: true,
                    })
                    .collect(),
            ),
            ..Profile::default()
        },
        ..Account::new(key, AT)
    }
}

/// Some users, the accounts of whom are in production but those of `staging`.
struct World {
    users: Vec<User>,
    accounts: Vec<Account>,
    awaited: Vec<Request>,
}

impl World {
    fn new() -> World {
        World {
            users: vec![
                user(1, "Jane Roe"),
                user(2, "Paul Hart"),
                user(3, "Jane Roe (test)"),
            ],
            accounts: vec![
                account(
                    "chat/u:jane",
                    1,
                    "Jane Roe",
                    &[("Jane@X.org", Trust::Verified)],
                ),
                account("code/u:jroe", 1, "jroe", &[("free@x.org", Trust::Free)]),
                account(
                    "chat/u:paul",
                    2,
                    "Paul Hart",
                    &[("paul@x.org", Trust::Asserted)],
                ),
                account(
                    "chat/u:desk",
                    2,
                    "Desk",
                    &[("contact@x.org", Trust::Verified)],
                ),
                account(
                    "staging/u:jane",
                    3,
                    "Jane",
                    &[("jane@x.org", Trust::Verified)],
                ),
            ],
            awaited: Vec::new(),
        }
    }

    fn plan(&self, rows: &[Row], change: impl FnOnce(&mut Options)) -> Plan {
        let mut options = Options {
            overwrite: false,
            newcomers: Default::default(),
            today: date(2026, 11, 22),
            file: "people.csv".to_owned(),
            by: "ada".to_owned(),
            at: AT,
        };
        change(&mut options);
        let mut directory = Directory::of(rows);
        for account in &self.accounts {
            directory.see_account(account, None, &|address| address == "all@x.org");
        }
        for user in &self.users {
            directory.see_user(user);
        }
        for user in &self.users {
            directory.know(user.clone(), user.id != id(3));
        }
        plan(rows, &directory, &self.awaited, &options)
    }

    fn line(&self, row: Row) -> Line {
        self.plan(&[row], |_| {}).lines.remove(0)
    }

    /// The world after a plan, as the workflow leaves it.
    fn after(mut self, plan: &Plan) -> World {
        for edited in &plan.users {
            let place = self.users.iter_mut().find(|one| one.id == edited.before.id);
            *place.unwrap() = edited.after.clone();
        }
        self.awaited = plan.requests.clone();
        for (number, request) in (1..).zip(&mut self.awaited) {
            request.id = number;
        }
        self
    }
}

fn row(name: &str, email: &str, login: &str) -> Row {
    let list = |text: &str| -> Vec<String> {
        let all = text.split('|').filter(|one| !one.is_empty());
        all.map(str::to_owned).collect()
    };
    Row {
        line: 2,
        name: name.to_owned(),
        emails: list(email),
        logins: list(login).iter().map(|text| Login::of(text)).collect(),
        ..Row::default()
    }
}

#[rstest]
#[case("", "jane@x.org", "", 1)]
#[case("Somebody Else", "JANE@x.org", "", 1)]
#[case("", "", "jroe", 1)]
#[case("", "", "code:JROE", 1)]
#[case("", "paul@x.org", "paul", 2)]
#[case("", "unknown@x.org", "chat:paul", 2)]
fn a_trusted_address_or_a_login_is_enough(
    #[case] name: &str,
    #[case] email: &str,
    #[case] login: &str,
    #[case] expected: u128,
) {
    let line = World::new().line(row(name, email, login));
    assert_eq!(line.target, Some(Target::User(id(expected))), "{line:?}");
}

#[rstest]
#[case(row("Roe Jane", "", ""), Doubt::NameOnly, &[1])]
#[case(row("PAUL HART", "other@home.org", ""), Doubt::NameOnly, &[2])]
#[case(row("", "free@x.org", ""), Doubt::Unproven, &[1])]
#[case(row("Welcome", "contact@x.org", ""), Doubt::Unproven, &[2])]
#[case(row("", "jane@x.org", "paul"), Doubt::Several, &[1, 2])]
#[case(row("", "jane@x.org|paul@x.org", ""), Doubt::Several, &[1, 2])]
#[case(row("", "", "code:paul"), Doubt::Nameless, &[])]
fn anything_less_is_not_sure_and_changes_nothing(
    #[case] row: Row,
    #[case] doubt: Doubt,
    #[case] candidates: &[u128],
) {
    let world = World::new();
    let row = Row {
        departure: Departure::On(date(2027, 1, 1)),
        ..row
    };
    let plan = world.plan(std::slice::from_ref(&row), |options| {
        options.overwrite = true
    });
    let line = &plan.lines[0];
    assert_eq!(line.outcome, Outcome::NotSure(doubt));
    let expected: Vec<UserId> = candidates.iter().map(|one| id(*one)).collect();
    assert_eq!(line.candidates, expected);
    assert!(line.is_open() && !plan.changes());
}

#[test]
fn an_address_that_the_operator_wrote_down_is_as_good() {
    let mut world = World::new();
    world.users[0].email = Some(ExternalEmail {
        address: "jane@home.org".to_owned(),
        verified_at: None,
    });
    let line = world.line(row("", "jane@home.org", ""));
    assert_eq!(line.target, Some(Target::User(id(1))));
    assert_eq!(line.outcome, Outcome::Unchanged);
}

#[test]
fn a_functions_address_names_a_team() {
    let mut world = World::new();
    world.users[1].kind = UserKind::Team;
    let line = world.line(row("", "contact@x.org", ""));
    assert_eq!(line.target, Some(Target::User(id(2))));
}

fn full() -> Row {
    Row {
        kind: Some(UserKind::Team),
        arrival: Some(date(2026, 1, 1)),
        departure: Departure::On(date(2027, 1, 1)),
        note: "new".to_owned(),
        ..row("", "jane@x.org|jane@home.org", "")
    }
}

#[test]
fn what_nobody_said_is_written_and_a_second_time_changes_nothing() {
    let world = World::new();
    let plan = world.plan(&[full()], |_| {});
    let fields: Vec<&str> = plan.lines[0].changes.iter().map(|one| one.field).collect();
    assert_eq!(fields, ["kind", "email", "arrival", "departure", "note"]);
    let after = &plan.users[0].after;
    assert_eq!(after.kind_source, Source::Operator);
    assert_eq!(after.email.as_ref().unwrap().address, "jane@home.org");
    assert_eq!(after.name, "Jane Roe", "a name is never taken over");

    let again = world.after(&plan).plan(&[full()], |_| {});
    assert_eq!(again.lines[0].outcome, Outcome::Unchanged);
    assert!(!again.changes());
}

#[test]
fn what_somebody_wrote_stays_unless_the_list_may_overwrite() {
    let mut world = World::new();
    world.users[0].departure = Departure::On(date(2026, 6, 30));
    world.users[0].kind_source = Source::Operator;
    world.users[0].note = "old".to_owned();
    let plan = world.plan(&[full()], |_| {});
    let said = |all: &[Said]| -> Vec<String> {
        let one = |said: &Said| format!("{}: {} / {}", said.field, said.old, said.new);
        all.iter().map(one).collect()
    };
    assert_eq!(
        said(&plan.lines[0].conflicts),
        [
            "kind: person / team",
            "departure: 2026-06-30 / 2027-01-01",
            "note: old / new"
        ]
    );
    let after = &plan.users[0].after;
    assert_eq!(after.departure, world.users[0].departure);
    assert_eq!(after.arrival, Some(date(2026, 1, 1)), "the rest is taken");

    let plan = world.plan(&[full()], |options| options.overwrite = true);
    assert!(plan.lines[0].conflicts.is_empty());
    assert_eq!(plan.users[0].after.departure, full().departure);
}

#[test]
fn empty_cells_change_nothing() {
    let mut world = World::new();
    world.users[0].departure = Departure::OpenEnded;
    world.users[0].note = "stays".to_owned();
    let plan = world.plan(&[row("", "jane@x.org", "")], |options| {
        options.overwrite = true
    });
    assert!(!plan.changes());
}

#[test]
fn two_lines_that_disagree_are_never_settled_by_the_order() {
    let world = World::new();
    let second = Row {
        line: 3,
        note: "other".to_owned(),
        ..full()
    };
    let plan = world.plan(&[full(), second], |options| options.overwrite = true);
    let conflict = &plan.lines[1].conflicts[0];
    assert_eq!((conflict.field, conflict.line), ("note", Some(2)));
    assert_eq!(plan.users[0].after.note, "new");
    assert_eq!(plan.users[0].lines, [2]);
}

#[test]
fn a_last_day_before_the_first_is_not_written() {
    let mut world = World::new();
    world.users[0].arrival = Some(date(2027, 6, 1));
    let row = Row {
        departure: Departure::On(date(2027, 1, 1)),
        ..row("", "jane@x.org", "")
    };
    let plan = world.plan(&[row], |_| {});
    assert_eq!(plan.lines[0].outcome, Outcome::NotSure(Doubt::Dates));
    assert!(!plan.changes());
}

fn newcomer() -> Row {
    Row {
        departure: Departure::On(date(2027, 6, 30)),
        services: vec![ServiceId::new("chat").unwrap()],
        ..row("Nora New", "nora@home.org", "")
    }
}

#[test]
fn whom_nobody_knows_is_awaited_once() {
    let world = World::new();
    let twice = [
        newcomer(),
        Row {
            line: 3,
            ..newcomer()
        },
    ];
    let plan = world.plan(&twice, |_| {});
    assert_eq!(plan.lines[0].outcome, Outcome::Requested);
    assert_eq!(plan.lines[1].outcome, Outcome::Awaited);
    assert_eq!(plan.requests.len(), 1);
    assert_eq!(plan.requests[0].emails, ["nora@home.org"]);

    let world = world.after(&plan);
    assert!(!world.plan(&twice, |_| {}).changes());
    let more = Row {
        note: "desk 4".to_owned(),
        departure: Departure::On(date(2027, 7, 31)),
        emails: vec!["NORA@home.org".to_owned(), "nn@home.org".to_owned()],
        ..newcomer()
    };
    let plan = world.plan(&[more], |_| {});
    let line = &plan.lines[0];
    assert_eq!(line.outcome, Outcome::Changed);
    assert_eq!(line.conflicts[0].field, "departure");
    assert_eq!(plan.requests[0].emails, ["nora@home.org", "nn@home.org"]);
    assert_eq!(plan.requests[0].departure, newcomer().departure);
    assert_eq!(plan.requests[0].id, 1);
}

#[test]
fn who_left_without_an_account_is_not_awaited() {
    let row = Row {
        departure: Departure::On(date(2026, 11, 21)),
        ..newcomer()
    };
    let plan = World::new().plan(&[row], |_| {});
    assert_eq!(plan.lines[0].outcome, Outcome::Left);
    assert!(!plan.changes());
}

#[test]
fn a_newcomer_may_have_somebodys_name_when_that_is_said() {
    let world = World::new();
    let namesake = [row("Jane Roe", "", "")];
    let plan = world.plan(&namesake, |options| options.newcomers = [2].into());
    assert_eq!(plan.lines[0].outcome, Outcome::Requested);
    // And stays one without saying it again.
    let again = world.after(&plan).plan(&namesake, |_| {});
    assert_eq!(again.lines[0].outcome, Outcome::Awaited);
}

#[test]
fn a_newcomer_who_got_an_account_is_that_user() {
    let mut world = World::new();
    world.awaited = World::new().plan(&[newcomer()], |_| {}).requests;
    let row = Row::from(&world.awaited[0]);
    assert_eq!(row.departure, newcomer().departure);
    world.users.push(user(4, "Nora"));
    let verified = [("nora@home.org", Trust::Verified)];
    world
        .accounts
        .push(account("chat/u:nora", 4, "Nora", &verified));
    let line = world.line(row);
    assert_eq!(line.target, Some(Target::User(id(4))));
}
