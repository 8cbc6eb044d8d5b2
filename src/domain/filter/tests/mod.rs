//! What filters mean, on rows and on accounts.

mod language;
mod properties;
mod world;

use rstest::rstest;

use super::*;
use crate::domain::findings::Rule;
use crate::domain::snapshot::{RowId, Snapshot};
use world::{account, now, person, snapshot};

/// The names that a filter finds, in order.
fn found(snapshot: &Snapshot, filter: &str) -> Vec<String> {
    let filter = Filter::parse(filter).unwrap().compile(snapshot, now());
    let mut scratch = Scratch::default();
    let mut names = Vec::new();
    let ended = search(snapshot, &filter, &mut scratch, None, &|| false, |hits| {
        for hit in hits {
            let (chunk, user) = snapshot.row(hit.row).unwrap();
            names.push(chunk.text(user.name).to_owned());
        }
    });
    assert_eq!(ended, Ended::Complete);
    names
}

#[rstest]
#[case("", &["Ali", "Bot CI", "Léa", "Zoé"])]
// Words: name, login, address; without case or accents.
#[case("zoe", &["Zoé"])]
#[case("LÉA", &["Ali", "Léa"])]
#[case("adjani", &["Ali"])]
#[case("elsewhere", &["Zoé"])]
#[case("a l", &["Ali", "Léa"])]
#[case("ali|zoe", &["Ali", "Zoé"])]
#[case("-a", &["Bot CI", "Zoé"])]
// Accounts.
#[case("service:forge", &["Ali", "Bot CI", "Zoé"])]
#[case("state:gone", &["Ali"])]
#[case("mfa:no", &["Zoé"])]
#[case("mfa:unknown", &["Ali", "Bot CI", "Léa"])]
#[case("admin:yes", &["Zoé"])]
#[case("role:owner", &["Zoé"])]
#[case("role:own", &[])]
#[case("group:backend", &["Ali"])]
#[case("group:back*", &["Ali"])]
#[case("group:forge/team/backend", &["Ali"])]
#[case("group:chat/team/backend", &[])]
#[case("email:*@elsewhere.example", &["Zoé"])]
#[case("email:ali@home", &["Ali"])]
#[case("login:ISABELLE", &["Ali"])]
#[case("name:\"zoé d\"", &["Zoé"])]
#[case("bot:yes", &["Bot CI"])]
#[case("shared:yes", &["Léa"])]
#[case("age>90d", &["Ali", "Bot CI"])]
#[case("age<=90d", &["Zoé"])]
#[case("age:never", &["Bot CI"])]
#[case("created>-1w", &["Léa"])]
// Users.
#[case("kind:bot", &["Bot CI"])]
#[case("departed:yes", &["Ali"])]
#[case("departure<2026-12-31", &["Ali"])]
#[case("departure>=31/12/2026", &["Zoé"])]
#[case("departure:none", &["Bot CI"])]
#[case("departure:open", &["Léa"])]
#[case("arrival>today", &["Léa"])]
#[case("arrival:none", &["Ali", "Bot CI", "Zoé"])]
#[case("finding:no-mfa", &["Zoé"])]
#[case("finding:any", &["Ali", "Zoé"])]
#[case("-finding:any", &["Bot CI", "Léa"])]
// All terms about accounts hold on one and the same account.
#[case("service:chat mfa:no", &[])]
#[case("service:forge mfa:no", &["Zoé"])]
#[case("service:chat -mfa:yes", &["Ali", "Léa"])]
#[case("service:forge -mfa:yes departed:yes", &["Ali"])]
#[case("service:chat|state:gone", &["Ali", "Léa", "Zoé"])]
#[case("kind:bot|state:gone", &["Ali", "Bot CI"])]
#[case("zoe service:forge", &["Zoé"])]
#[case("zoe service:cloud", &[])]
fn a_filter_finds(#[case] filter: &str, #[case] names: &[&str]) {
    assert_eq!(found(&world::four(), filter), names, "{filter}");
}

#[test]
fn a_user_without_accounts_is_found_by_name_and_by_what_it_has_not() {
    let lone = person(9, "Nova");
    let snapshot = snapshot(&[(lone, Vec::new(), 0)]);
    assert_eq!(found(&snapshot, "nova"), ["Nova"]);
    assert_eq!(found(&snapshot, "name:nov"), ["Nova"]);
    assert_eq!(found(&snapshot, "state:active"), [""; 0]);
    assert_eq!(found(&snapshot, "-service:forge"), ["Nova"]);
}

#[test]
fn the_better_and_the_shorter_name_comes_first() {
    let names = ["Marc-Antoine", "Marc", "Mona Arcand", "Amarcord"];
    let users: Vec<_> = (1u8..)
        .zip(names)
        .map(|(id, name)| (person(id.into(), name), Vec::new(), 0))
        .collect();
    let snapshot = snapshot(&users);
    let filter = Filter::parse("marc").unwrap().compile(&snapshot, now());
    let mut all = Vec::new();
    let mut scratch = Scratch::default();
    search(&snapshot, &filter, &mut scratch, None, &|| false, |hits| {
        all.extend_from_slice(hits);
    });
    rank(&mut all);
    let ranked: Vec<&str> = all
        .iter()
        .map(|hit| {
            let (chunk, user) = snapshot.row(hit.row).unwrap();
            chunk.text(user.name)
        })
        .collect();
    assert_eq!(ranked, ["Marc", "Marc-Antoine", "Mona Arcand", "Amarcord"]);
}

#[test]
fn a_search_stops_when_told_and_looks_only_where_told() {
    let snapshot = world::four();
    let filter = Filter::parse("a").unwrap().compile(&snapshot, now());
    let mut scratch = Scratch::default();
    let ended = search(&snapshot, &filter, &mut scratch, None, &|| true, |_| {
        panic!("nothing may come after the end")
    });
    assert_eq!(ended, Ended::Cancelled);

    let second = RowId { chunk: 0, row: 2 };
    let mut rows = Vec::new();
    let from = [second];
    search(
        &snapshot,
        &filter,
        &mut scratch,
        Some(&from),
        &|| false,
        |hits| {
            rows.extend(hits.iter().map(|hit| hit.row));
        },
    );
    assert_eq!(rows, [second]);
}

#[test]
fn accounts_are_filtered_one_by_one_with_their_owner() {
    let owner = person(1, "Zoé");
    let chat = account(1, "chat");
    let forge = account(1, "forge");
    let filter = Filter::parse("zoe service:forge finding:gone").unwrap();
    let compiled = filter.compile_for_accounts(now());
    let mut scratch = Scratch::default();
    let with = Some(Owner {
        user: &owner,
        findings: Rule::Gone.bit(),
    });
    assert!(compiled.account(&mut scratch, &forge, with));
    assert!(!compiled.account(&mut scratch, &chat, with));
    assert!(!compiled.account(&mut scratch, &forge, None));
}

#[test]
fn of_an_account_without_a_user_nothing_is_claimed() {
    let account = account(1, "chat");
    let mut scratch = Scratch::default();
    for filter in [
        "departed:no",
        "departure:none",
        "arrival:none",
        "kind:person",
    ] {
        let compiled = Filter::parse(filter).unwrap().compile_for_accounts(now());
        assert!(!compiled.account(&mut scratch, &account, None), "{filter}");
    }
}
