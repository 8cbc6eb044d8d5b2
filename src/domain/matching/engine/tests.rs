use super::*;
use crate::domain::matching::identity::{Email, Identity, StableId, Trust};
use crate::domain::matching::rules::Rule;
use rstest::rstest;

mod properties;

fn account(account: Account, service: &str, login: &str, name: &str, email: &str) -> Identity {
    Identity {
        account,
        service: service.to_owned(),
        login: login.to_owned(),
        display_name: name.to_owned(),
        emails: Some(email)
            .filter(|email| !email.is_empty())
            .map(Email::asserted)
            .into_iter()
            .collect(),
        ..Identity::default()
    }
}

fn build(identities: &[Identity]) -> Engine {
    Engine::build(
        identities.to_vec(),
        Decisions::default(),
        Settings::default(),
    )
}

fn rules(engine: &Engine) -> Vec<Rule> {
    engine.links().iter().map(|link| link.rule).collect()
}

/// Enough strangers that rare names and handles can be told from common ones.
fn crowd(identities: &[Identity]) -> Vec<Identity> {
    let given = [
        "Anna", "Boris", "Chloe", "Denis", "Emma", "Felix", "Gilles", "Hugo",
    ];
    let syllables = [
        "bar", "cor", "dul", "fen", "gis", "hom", "jur", "kel", "lim", "mor", "nat", "pol", "ras",
    ];
    let mut all = identities.to_vec();
    for n in 0..1_300usize {
        let family = format!(
            "{}{}{}",
            syllables[n % 13],
            syllables[n / 13 % 13],
            syllables[n / 169 % 13]
        );
        let name = format!("{} {family}", given[n % 8]);
        all.push(account(
            10_000 + n as Account,
            "crowd",
            "",
            &name,
            &format!("{family}{n}@crowd{n}.example"),
        ));
    }
    all
}

#[test]
fn one_mailbox_is_one_user_but_not_within_one_service() {
    let one = account(0, "a", "", "Jane Doe", "jane@x.example");
    let two = account(1, "b", "", "", "Jane+list@X.example");
    assert_eq!(
        rules(&build(&[one.clone(), two.clone()])),
        [Rule::SameAddress]
    );
    let twin = Identity {
        service: "a".to_owned(),
        ..two
    };
    let engine = build(&[one, twin]);
    assert_eq!(rules(&engine), []);
    assert_eq!(engine.suggestions()[0].stopped, Some(Rule::SameAddress));
}

#[rstest]
#[case("contact@x.example", "contact@x.example")]
#[case("jane@localhost", "jane@localhost")]
#[case("unknown", "unknown")]
fn an_address_of_nobody_joins_nobody(#[case] one: &str, #[case] two: &str) {
    let engine = build(&[account(0, "a", "", "", one), account(1, "b", "", "", two)]);
    assert_eq!(rules(&engine), []);
}

#[test]
fn an_address_with_contradicting_names_joins_nobody() {
    let engine = build(&[
        account(0, "a", "", "Jane Doe", "team7@x.example"),
        account(1, "b", "", "Jane Doe", "team7@x.example"),
        account(2, "c", "", "Paul Roe", "team7@x.example"),
        account(3, "d", "", "", "team7@x.example"),
    ]);
    assert_eq!(rules(&engine), []);
}

#[test]
fn an_address_that_its_user_typed_needs_an_agreeing_name() {
    let free = |mut one: Identity| {
        one.emails[0].trust = Trust::Free;
        one
    };
    let one = free(account(0, "a", "", "Jane Doe", "jane@x.example"));
    let nameless = account(1, "b", "", "", "jane@x.example");
    assert_eq!(rules(&build(&[one.clone(), nameless])), []);
    let named = account(1, "b", "", "DOE Jane", "jane@x.example");
    assert_eq!(rules(&build(&[one, named])), [Rule::SameAddress]);
}

#[test]
fn a_lifelong_id_joins_whatever_the_names() {
    let with_id = |mut one: Identity| {
        one.stable_ids.push(StableId {
            issuer: "sso".to_owned(),
            subject: "7".to_owned(),
        });
        one
    };
    let one = with_id(account(0, "a", "", "Jane Doe", ""));
    let two = with_id(account(1, "b", "", "Paula Roe", ""));
    assert_eq!(rules(&build(&[one, two])), [Rule::StableId]);
}

#[test]
fn a_lifelong_id_on_one_side_only_gives_a_judgement_no_direction() {
    let one = account(0, "a", "", "Bob Moe", "bob@gmail.com");
    let mut two = account(1, "a", "", "Bob Moe", "bob@gmail.com");
    two.stable_ids.push(StableId {
        issuer: "sso".to_owned(),
        subject: "1".to_owned(),
    });
    let engine = build(&[one, two]);
    let (one, two) = (engine.features(0).unwrap(), engine.features(1).unwrap());
    let court = engine.court();
    assert_eq!(court.judge(one, two), court.judge(two, one));
}

#[test]
fn a_forge_address_is_the_account_behind_it() {
    let engine = build(&[
        account(0, "a", "", "", "12+jdoe@users.noreply.github.com"),
        account(1, "b", "", "", "12+renamed@users.noreply.github.com"),
    ]);
    assert_eq!(rules(&engine), [Rule::StableId]);
}

#[test]
fn a_name_joins_with_an_own_handle_an_organisation_or_when_rare() {
    let engine = build(&crowd(&[
        account(0, "a", "zapped", "Jane Doe", ""),
        account(1, "b", "", "Doe, Jane", "zapped@x.example"),
        account(2, "a", "", "Ada Quux", "ada@quux.example"),
        account(3, "b", "", "Ada Quux", "mail2@quux.example"),
        account(4, "a", "", "Zebulon Xylander", ""),
        account(5, "b", "", "Zebulon XYLANDER", ""),
    ]));
    assert_eq!(
        rules(&engine),
        [
            Rule::NameAndHandle,
            Rule::NameAndOrganisation,
            Rule::RareName
        ]
    );
}

#[test]
fn a_common_name_alone_is_a_question() {
    let mut people = vec![
        account(0, "a", "", "Emma Barbar", "emma1@x.example"),
        account(1, "b", "", "Emma Barbar", "other@y.example"),
    ];
    for n in 2..40 {
        people.push(account(
            n,
            "c",
            "",
            &format!(
                "Emma Xy{}",
                "abcdefghij".repeat(2).split_at(n as usize % 17).1
            ),
            "",
        ));
    }
    let engine = build(&crowd(&people));
    assert!(engine.links().iter().all(|link| (link.a, link.b) != (0, 1)));
    assert!(
        engine
            .suggestions()
            .iter()
            .any(|one| (one.a, one.b) == (0, 1))
    );
}

#[test]
fn a_given_name_is_no_handle() {
    let engine = build(&crowd(&[
        account(0, "a", "emma", "", ""),
        account(1, "b", "", "", "emma@x.example"),
    ]));
    assert_eq!(rules(&engine), []);
}

#[test]
fn numbered_addresses_are_namesakes() {
    let engine = build(&crowd(&[
        account(0, "a", "", "Zebulon Xylander", "zebulon.xylander@x.example"),
        account(
            1,
            "b",
            "",
            "Zebulon Xylander",
            "zebulon.xylander2@x.example",
        ),
    ]));
    assert_eq!(rules(&engine), []);
}

#[test]
fn bots_shared_accounts_and_people_are_never_mixed() {
    let mut bot = account(1, "b", "", "Jane Doe", "jane@x.example");
    bot.bot = true;
    let mut shared = account(2, "c", "", "Jane Doe", "jane@x.example");
    shared.shared = true;
    let engine = build(&[
        account(0, "a", "", "Jane Doe", "jane@x.example"),
        bot,
        shared,
    ]);
    assert_eq!(rules(&engine), []);
    assert_eq!(engine.suggestions(), []);
}

#[test]
fn environments_are_never_mixed() {
    let mut other = account(1, "b", "", "Jane Doe", "jane@x.example");
    other.environment = "test".to_owned();
    let engine = build(&[account(0, "a", "", "Jane Doe", "jane@x.example"), other]);
    assert_eq!((rules(&engine), engine.suggestions()), (vec![], &[][..]));
}

#[test]
fn an_explanation_names_the_rule_and_what_it_saw() {
    let engine = build(&[
        account(0, "a", "", "Jane Doe", "jane@x.example"),
        account(1, "b", "", "J. Doe", "jane@x.example"),
    ]);
    let evidence = engine.explain(0, 1).unwrap();
    assert_eq!(evidence.rule, Some(Rule::SameAddress));
    let brief = evidence.brief();
    assert!(
        brief.starts_with("address=jane@x.example; names Initial: jane doe/j doe"),
        "{brief}"
    );
}

/// A list of authors: `people` of them under two spellings each in `log`, and in `forge` as well.
fn authors(people: u32) -> Vec<Identity> {
    let mut all = Vec::new();
    for n in 0..people {
        let family = format!("Q{}", char::from(b'a' + n as u8).to_string().repeat(5));
        let email = format!("{family}@x.example");
        let (full, short) = (format!("Jane {family}"), format!("J. {family}"));
        all.push(account(3 * n, "log", "", &full, &email));
        all.push(account(3 * n + 1, "log", "", &short, &email));
        all.push(account(3 * n + 2, "forge", "", &full, &email));
    }
    all
}

fn tested(identities: &[Identity]) -> Engine {
    let settings = Settings {
        services: Services::Tested,
        ..Settings::default()
    };
    Engine::build(identities.to_vec(), Decisions::default(), settings)
}

#[test]
fn a_list_of_authors_holds_several_accounts_of_one_user() {
    let all = authors(20);
    assert!(build(&all).links().is_empty());
    let engine = tested(&all);
    assert_eq!(engine.open_services().collect::<Vec<_>>(), ["log"]);
    assert_eq!(rules(&engine), [Rule::SameAddress; 60]);
}

#[test]
fn a_few_second_accounts_open_no_service() {
    let few = tested(&authors(5));
    assert_eq!((few.open_services().count(), few.links()), (0, &[][..]));
    // One mailbox in thirty comes back: a service as they are.
    let mut usual = authors(26);
    usual.retain(|one| one.account == 1 || one.account % 3 != 1);
    assert_eq!(tested(&usual).open_services().count(), 0);
}

#[test]
fn names_alone_join_no_two_accounts_of_an_open_service() {
    let mut all = crowd(&authors(20));
    all.push(account(100, "log", "", "Zebulon Xylander", ""));
    all.push(account(101, "log", "", "Zebulon XYLANDER", ""));
    let engine = tested(&all);
    assert_ne!(engine.group(100), engine.group(101));
    let question = engine.suggestions().iter().find(|one| one.a == 100);
    assert_eq!(question.and_then(|one| one.stopped), Some(Rule::RareName));
    // Each of them may well be somebody whom another service knows.
    all.push(account(102, "forge", "", "Zebulon Xylander", ""));
    let engine = tested(&all);
    assert_eq!(engine.group(100), engine.group(101));
}

#[test]
fn a_service_opens_and_closes_with_its_data() {
    let (some, all) = (authors(8), authors(20));
    let mut engine = tested(&some);
    let more = all[24..].iter().cloned();
    engine.apply(more.map(|one| Change::Put(Box::new(one))));
    assert_eq!(engine.links(), tested(&all).links());
    assert_eq!(engine.links().len(), 60);
    engine.apply((24..60).map(Change::Remove));
    assert_eq!(engine.links(), tested(&some).links());
    assert!(engine.links().is_empty());
}
