use super::*;
use crate::net::imap::{Data, Value};

fn word(text: &str) -> Value {
    Value::Text(text.into())
}

fn layout() -> Layout {
    let others = Value::List(vec![Value::List(vec![word("user/"), word("/")])]);
    let answer = Data {
        name: "NAMESPACE".into(),
        values: vec![Value::Nil, others, Value::Nil],
    };
    Layout::read(&answer, "DELETED").unwrap()
}

const FULL: &str = "lrswipkxtecdan";

/// `name: alice lrs -alice lra`, or `name` alone where the rights are not shown.
fn boxes(lines: &[&str]) -> Vec<Mailbox> {
    lines
        .iter()
        .map(|line| {
            let (name, rights) = match line.split_once(": ") {
                Some((name, words)) => {
                    let words: Vec<Value> =
                        words.replace("FULL", FULL).split(' ').map(word).collect();
                    (name, Rights::Read(Acl::read(&words).unwrap()))
                }
                None => (*line, Rights::Refused),
            };
            Mailbox {
                name: name.to_owned(),
                rights,
            }
        })
        .collect()
}

fn mail(domain: Option<&str>) -> MailRule {
    MailRule {
        domain: domain.map(str::to_owned),
        trust: Trust::Verified,
    }
}

#[test]
fn an_address_follows_from_the_login_where_the_domain_is_known() {
    let address = |domain, login| mail(domain).address(login);
    assert_eq!(address(None, "zoe"), None);
    assert_eq!(address(Some("x.org"), "zoe").as_deref(), Some("zoe@x.org"));
    assert_eq!(
        address(Some("x.org"), "zoe@y.org").as_deref(),
        Some("zoe@y.org")
    );
}

fn accounts(lines: &[&str]) -> Vec<FetchedAccount> {
    let drafts = drafts(&layout(), &boxes(lines), &mail(None), Sight::Whole);
    drafts.accounts.into_iter().map(|(a, _)| a).collect()
}

fn states(lines: &[&str]) -> Vec<(String, RemoteState)> {
    let accounts = accounts(lines);
    accounts
        .iter()
        .map(|a| (a.id.to_string(), a.remote))
        .collect()
}

/// `kind id role` of one account's memberships.
fn groups(lines: &[&str], id: &str) -> Vec<String> {
    let accounts = accounts(lines);
    let account = accounts.iter().find(|a| a.id.as_str() == id).unwrap();
    let groups = account.profile.groups.value().unwrap();
    groups
        .iter()
        .map(|g| format!("{} {} {}", g.kind, g.id, g.role.as_deref().unwrap()))
        .collect()
}

#[test]
fn an_owner_is_disabled_only_when_every_box_is_shut() {
    let open = "user/alice/Sent: alice FULL";
    let shut = "user/alice: alice FULL -alice FULL";
    let shut_too = "user/alice/#calendars/x: alice FULL -alice FULL";
    assert_eq!(
        states(&[shut, shut_too]),
        [("user:alice".to_owned(), RemoteState::Disabled)]
    );
    assert_eq!(
        states(&[shut, shut_too, open]),
        [("user:alice".to_owned(), RemoteState::Active)]
    );
}

#[test]
fn a_shut_box_of_an_active_owner_shows_in_the_memberships() {
    let lines = [
        "user/alice: alice lrs",
        "user/alice/Old: alice lrs -alice lra",
    ];
    assert_eq!(
        groups(&lines, "user:alice"),
        ["mailbox user/alice lrs", "mailbox user/alice/Old lrs -lra"]
    );
}

#[test]
fn a_right_on_somebody_else_s_box_is_a_membership_of_the_reader() {
    let lines = [
        "user/alice: alice FULL bob lr",
        "user/alice/Sent: alice FULL bob lr",
        "user/alice/Priv: alice FULL bob lrs",
        "user/bob: bob FULL",
        "contact: anyone lrs bob lrsip",
    ];
    assert_eq!(
        groups(&lines, "user:bob"),
        [
            "mailbox contact lrsip",
            "mailbox user/alice lr",
            "mailbox user/alice/Priv lrs",
            &format!("mailbox user/bob {FULL}"),
        ]
    );
}

#[test]
fn a_right_that_is_denied_again_is_none() {
    let lines = ["user/alice: alice lrs bob lr -bob lr", "user/bob: bob lrs"];
    assert_eq!(groups(&lines, "user:bob"), ["mailbox user/bob lrs"]);
}

#[test]
fn whoever_owns_no_box_is_named_on_the_box_s_own_account() {
    let lines = [
        "contact: anyone lrs group:staff lrsip",
        "contact/2024: anyone lrs",
        "contact/hr: zoe lr",
        "user/alice: alice lrs left lrs",
    ];
    assert_eq!(
        groups(&lines, "shared:contact"),
        [
            "reader anyone lrs",
            "reader group:staff lrsip",
            "reader zoe contact/hr lr"
        ]
    );
    assert_eq!(
        groups(&lines, "user:alice"),
        ["mailbox user/alice lrs", "reader left lrs"]
    );
}

#[test]
fn one_hidden_list_leaves_all_memberships_unknown_and_doubtful_accounts_out() {
    let lines = [
        "user/alice: alice FULL -alice FULL",
        "user/alice/Sent",
        "user/bob: bob lrs",
        "user/bob/Sent",
        "user/carol",
    ];
    let drafts = drafts(&layout(), &boxes(&lines), &mail(None), Sight::Whole);
    assert_eq!((drafts.refused, drafts.unclear), (3, 2));
    let [(bob, _)] = drafts.accounts.as_slice() else {
        panic!("only bob can be told");
    };
    assert_eq!(bob.id.as_str(), "user:bob");
    assert_eq!(bob.remote, RemoteState::Active);
    assert_eq!(bob.profile.groups, Seen::NotVisible);
}

#[test]
fn names_are_readable_and_ids_are_raw() {
    let accounts = accounts(&[
        "user/zo&AOk-@x.org: a lrs",
        "user/jean.dupont: jean.dupont lrs",
        "Comit&AOk-: anyone lrs",
    ]);
    let found: Vec<_> = accounts
        .iter()
        .map(|a| {
            let profile = &a.profile;
            let title = profile.title().unwrap();
            (a.id.as_str(), title, profile.primary_email())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("user:jean.dupont", "jean.dupont", None),
            ("user:zo&AOk-@x.org", "zoé@x.org", Some("zoé@x.org")),
            ("shared:Comit&AOk-", "Comité", None),
        ]
    );
    assert_eq!(accounts[2].profile.purpose, Seen::Value(Purpose::Shared));
}

#[test]
fn lists_name_people_in_lower_case_whatever_the_case_of_their_boxes() {
    let lines = [
        "user/Zoe.M: zoe.m FULL -zoe.m FULL",
        "user/bob: bob FULL",
        "contact: anyone lrs zoe.m lr bob lr",
    ];
    assert_eq!(
        states(&lines)[0],
        ("user:Zoe.M".to_owned(), RemoteState::Disabled)
    );
    assert_eq!(
        groups(&lines, "user:Zoe.M"),
        [
            "mailbox contact lr",
            &format!("mailbox user/Zoe.M {FULL} -{FULL}")
        ]
    );
    assert_eq!(groups(&lines, "shared:contact"), ["reader anyone lrs"]);
    // Where both exist, the list means the one in lower case.
    let lines = ["user/ALICE: alice FULL", "user/alice: alice FULL"];
    assert_eq!(groups(&lines, "user:ALICE"), Vec::<String>::new());
    assert_eq!(groups(&lines, "user:alice").len(), 2);
}

#[test]
fn the_quota_is_asked_of_the_first_box() {
    let lines = [
        "user/alice/Sent: alice lrs",
        "user/alice: alice lrs",
        "team/x: a l",
    ];
    let drafts = drafts(&layout(), &boxes(&lines), &mail(None), Sight::Whole);
    let asked: Vec<&str> = drafts
        .accounts
        .iter()
        .map(|(_, ask)| ask.as_str())
        .collect();
    assert_eq!(asked, ["user/alice", "team/x"]);
}

#[test]
fn no_limit_is_known_and_a_refused_answer_is_not() {
    let account = || accounts(&["user/a: a lrs"]).remove(0);
    let limited = with_space(account(), Space::Limited { used: 5, limit: 10 });
    assert_eq!(limited.profile.quota_limit, Seen::Value(Some(10)));
    assert_eq!(limited.volatile.quota_used, Seen::Value(5));
    let unlimited = with_space(account(), Space::Unlimited);
    assert_eq!(unlimited.profile.quota_limit, Seen::Value(None));
    assert_eq!(unlimited.volatile.quota_used, Seen::NotVisible);
    let refused = with_space(account(), Space::Refused);
    assert_eq!(refused.profile.quota_limit, Seen::NotVisible);
}
