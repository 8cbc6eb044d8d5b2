//! The Cyrus provider against a real Cyrus IMAP.

mod program;

use std::collections::BTreeMap;

use secretariat::config::Tls;
use secretariat::domain::account::{FetchedAccount, Membership, Purpose, RemoteState};
use secretariat::domain::check::CheckOutcome;
use secretariat::domain::fetch::{ErrorKind, FetchEnd};
use secretariat::domain::ids::RemoteId;
use secretariat::domain::seen::Seen;
use secretariat::net::Net;
use secretariat::providers::Provider;

use crate::peers::cyrus::{Admin, Cyrus, PLAIN, Setup};
use crate::peers::free_port;
use crate::peers::group::Group;
use crate::peers::proxy::Proxy;
use crate::peers::room::{Kept, cx, net, provider, service};

const FULL: &str = "lrswipkxtecdan";

/// The provider that speaks to a port.
fn cyrus(port: u16, protection: &str, tls: Tls, net: &Net) -> Box<dyn Provider> {
    let options = format!(
        "host = \"localhost\"\nport = {port}\ntls = \"{protection}\"\nlogin = \"admin\"\n\
         password = {{ env = \"PEER_SECRET\" }}\n"
    );
    provider(&service("cyrus", &options, tls), net)
}

fn plain(port: u16) -> Box<dyn Provider> {
    cyrus(port, "none", Tls::default(), &net("adminpw"))
}

/// Four owners, a shared box, odd names: what most tests look at.
fn furnish(admin: &mut Admin) {
    admin.ask(&[
        "CREATE user/alice",
        "CREATE user/alice/Sent",
        "CREATE user/alice/Archives/2024/T1",
        "CREATE \"user/alice/Deux mots\"",
        "CREATE user/alice/&AMk-t&AOk-",
        "CREATE user/alice/R&-D",
        "CREATE \"user/alice/[x] (1)\"",
        "CREATE user/alice/carol@example.org",
        "CREATE user/alice/v1.2",
        "SETACL user/alice bob lr",
        "SETQUOTA user/alice (STORAGE 2048 MESSAGE 10)",
        "CREATE user/bob",
        "SETQUOTA user/bob (STORAGE 0)",
        "CREATE user/carol",
        "CREATE user/carol/Sent",
        "CREATE user/carol/#calendars",
        "SETACL user/carol -carol lrswipkxtecdan",
        "SETACL user/carol/Sent -carol lrswipkxtecdan",
        "SETACL user/carol/#calendars -carol lrswipkxtecdan",
        "CREATE user/dave",
        "CREATE user/dave/Old",
        "SETACL user/dave/Old -dave lrswipkxtecdan",
        "CREATE contact",
        "CREATE contact/2024",
        "SETACL contact bob lrsip",
        "SETACL contact/2024 zoe lr",
        "CREATE user/gone",
        "SETACL user/gone admin lrx",
        "DELETE user/gone",
    ]);
}

async fn fetched(provider: &dyn Provider) -> (FetchEnd, BTreeMap<String, FetchedAccount>) {
    let mut kept = Kept::default();
    let end = provider.fetch(&cx(), &mut kept).await;
    let count = kept.accounts.len();
    let accounts: BTreeMap<String, FetchedAccount> = kept
        .accounts
        .into_iter()
        .map(|account| (account.id.to_string(), account))
        .collect();
    assert_eq!(accounts.len(), count, "an account came twice");
    (end, accounts)
}

const COMPLETE: FetchEnd = FetchEnd::Complete { groups_readable: 0 };

fn ids(accounts: &BTreeMap<String, FetchedAccount>) -> Vec<&str> {
    accounts.keys().map(String::as_str).collect()
}

/// `kind name role` of each membership.
fn groups(account: &FetchedAccount) -> Vec<String> {
    let words = |g: &Membership| {
        format!("{} {} {}", g.kind, g.name, g.role.as_deref().unwrap()).replace(FULL, "FULL")
    };
    account
        .profile
        .groups
        .value()
        .unwrap()
        .iter()
        .map(words)
        .collect()
}

#[tokio::test]
async fn a_sync_lists_exactly_the_owners_and_shared_boxes_with_their_states() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    furnish(&mut server.admin());
    let (end, accounts) = fetched(&*plain(server.port)).await;
    assert_eq!(end, COMPLETE);
    let states: Vec<_> = accounts
        .iter()
        .map(|(id, a)| (id.as_str(), a.remote))
        .collect();
    assert_eq!(
        states,
        [
            ("shared:contact", RemoteState::Active),
            ("user:alice", RemoteState::Active),
            ("user:bob", RemoteState::Active),
            ("user:carol", RemoteState::Disabled),
            ("user:dave", RemoteState::Active),
        ]
    );

    let alice = &accounts["user:alice"];
    assert_eq!(alice.profile.login, Seen::Value("alice".to_owned()));
    assert_eq!(alice.profile.quota_limit, Seen::Value(Some(2048 * 1024)));
    assert_eq!(alice.volatile.quota_used, Seen::Value(0));
    assert_eq!(alice.volatile.last_active, Seen::NotVisible);
    assert_eq!(
        groups(alice),
        ["mailbox user/alice FULL"],
        "her folders, odd names or not, give nothing that her box does not give"
    );
    assert_eq!(
        accounts["user:bob"].profile.quota_limit,
        Seen::Value(Some(0))
    );
    assert_eq!(accounts["user:dave"].profile.quota_limit, Seen::Value(None));
    assert_eq!(
        groups(&accounts["user:bob"]),
        [
            "mailbox contact lrsip",
            "mailbox user/alice lr",
            "mailbox user/bob FULL"
        ]
    );
    assert_eq!(
        groups(&accounts["user:carol"]),
        ["mailbox user/carol FULL -FULL"]
    );
    assert_eq!(
        groups(&accounts["user:dave"]),
        ["mailbox user/dave FULL", "mailbox user/dave/Old FULL -FULL"],
        "one box is still open: dave is active, and the shut one shows"
    );

    let contact = &accounts["shared:contact"];
    assert_eq!(contact.profile.purpose, Seen::Value(Purpose::Shared));
    assert_eq!(contact.profile.name, Seen::Value("contact".to_owned()));
    assert_eq!(
        groups(contact),
        ["reader anyone lrs", "reader zoe contact/2024 lr"]
    );
}

#[tokio::test]
async fn names_in_capitals_and_the_name_nil_are_told_apart() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    let full = FULL;
    server.admin().ask(&[
        "CREATE user/Zoe.M",
        "CREATE user/Zoe.M/Sent",
        &format!("SETACL user/Zoe.M -Zoe.M {full}"),
        &format!("SETACL user/Zoe.M/Sent -zoe.m {full}"),
        "CREATE user/nil",
        "CREATE nil",
        "CREATE \"user/a*b\"",
        "SETACL nil nil lrsi",
        "SETACL nil Zoe.M lr",
    ]);
    let provider = plain(server.port);
    let (end, accounts) = fetched(&*provider).await;
    assert_eq!(end, COMPLETE);
    assert_eq!(
        ids(&accounts),
        ["shared:nil", "user:Zoe.M", "user:a*b", "user:nil"]
    );
    let zoe = &accounts["user:Zoe.M"];
    assert_eq!(zoe.remote, RemoteState::Disabled);
    assert_eq!(
        groups(zoe),
        ["mailbox nil lr", "mailbox user/Zoe.M FULL -FULL"]
    );
    assert_eq!(
        groups(&accounts["user:nil"]),
        ["mailbox nil lrsi", "mailbox user/nil FULL"]
    );
    let id = RemoteId::new("user:a*b").unwrap();
    assert!(provider.read(&cx(), &[id]).await.unwrap()[0].is_some());
}

#[tokio::test]
async fn one_account_reads_as_the_whole_fetch_saw_it() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    let mut admin = server.admin();
    furnish(&mut admin);
    admin.ask(&["CREATE user/admin", "CREATE user/admin/Sent"]);
    let provider = plain(server.port);
    let (end, accounts) = fetched(&*provider).await;
    assert_eq!(end, COMPLETE);
    assert!(
        accounts.contains_key("user:admin"),
        "LIST hides an administrator's own box"
    );
    for (id, mut account) in accounts {
        let id = RemoteId::new(&id).unwrap();
        let read = provider
            .read(&cx(), std::slice::from_ref(&id))
            .await
            .unwrap();
        // Other people's boxes are not looked through for one account.
        account.profile.groups = Seen::NotVisible;
        assert_eq!(read, [Some(account)], "{id}");
    }
    for absent in [
        "user:gone",
        "user:al",
        "user:alice/Sent",
        "shared:team",
        "user:*",
        "x:alice",
    ] {
        let id = RemoteId::new(absent).unwrap();
        assert_eq!(
            provider.read(&cx(), &[id]).await,
            Ok(vec![None]),
            "{absent}"
        );
    }
}

#[tokio::test]
async fn dots_between_folders_are_read_from_the_server() {
    let setup = Setup {
        slashes: false,
        ..PLAIN
    };
    let Some(server) = Cyrus::start(setup) else {
        return;
    };
    server.admin().ask(&[
        "CREATE user.alice",
        "CREATE user.alice.Sent.2024",
        "CREATE user.bob",
        "CREATE contact.archive",
        "SETACL user.bob -bob lrswipkxtecdan",
        "SETQUOTA user.alice (STORAGE 5)",
    ]);
    let (end, accounts) = fetched(&*plain(server.port)).await;
    assert_eq!(end, COMPLETE);
    assert_eq!(accounts["user:bob"].remote, RemoteState::Disabled);
    assert_eq!(
        accounts["user:alice"].profile.quota_limit,
        Seen::Value(Some(5 * 1024))
    );
    // Cyrus made `contact` to hold `contact.archive`.
    assert_eq!(ids(&accounts), ["shared:contact", "user:alice", "user:bob"]);
}

#[tokio::test]
async fn an_alternative_namespace_changes_nothing_for_the_administrator() {
    let setup = Setup {
        alternative_namespace: true,
        ..PLAIN
    };
    let Some(server) = Cyrus::start(setup) else {
        return;
    };
    furnish(&mut server.admin());
    let (end, accounts) = fetched(&*plain(server.port)).await;
    assert_eq!(end, COMPLETE);
    assert_eq!(
        ids(&accounts),
        [
            "shared:contact",
            "user:alice",
            "user:bob",
            "user:carol",
            "user:dave"
        ]
    );
}

#[tokio::test]
async fn virtual_domains_keep_owners_of_the_same_name_apart() {
    for slashes in [true, false] {
        let setup = Setup {
            slashes,
            virtual_domains: true,
            ..PLAIN
        };
        let Some(server) = Cyrus::start(setup) else {
            return;
        };
        let commands = [
            "CREATE user/alice",
            "CREATE user/alice@example.org",
            "CREATE user/alice/Sent@example.org",
            "CREATE \"user/alice/Deux mots@example.org\"",
            "CREATE user/bob@example.org",
            "CREATE user/zed@zzz.org",
            "SETACL user/alice@example.org bob@example.org lr",
            "SETACL user/zed@zzz.org -zed@zzz.org lrswipkxtecdan",
            "SETQUOTA user/alice@example.org (STORAGE 7)",
            "CREATE info@example.org",
            "CREATE info/Old@example.org",
        ];
        let separator = if slashes { "/" } else { "." };
        let commands = commands.map(|command| command.replace('/', separator));
        let mut admin = server.admin();
        admin.ask(&commands);
        // Now the line before `user/alice` is `user/alice/Sent@example.org`, which hides it.
        let bob = "user/bob@example.org".replace('/', separator);
        admin.ask(&[format!("SETACL {bob} admin lrx"), format!("DELETE {bob}")]);

        let provider = plain(server.port);
        let (end, accounts) = fetched(&*provider).await;
        assert_eq!(end, COMPLETE);
        assert_eq!(
            ids(&accounts),
            [
                "shared:info@example.org",
                "user:alice",
                "user:alice@example.org",
                "user:zed@zzz.org"
            ]
        );
        assert_eq!(accounts["user:zed@zzz.org"].remote, RemoteState::Disabled);
        let alice = &accounts["user:alice@example.org"];
        assert_eq!(alice.profile.primary_email(), Some("alice@example.org"));
        assert_eq!(alice.profile.quota_limit, Seen::Value(Some(7 * 1024)));
        assert_eq!(
            groups(alice),
            [
                format!("mailbox user{separator}alice@example.org FULL"),
                "reader bob@example.org lr".to_owned()
            ]
        );
        for (id, mut account) in accounts {
            let id = RemoteId::new(&id).unwrap();
            account.profile.groups = Seen::NotVisible;
            let read = provider.read(&cx(), std::slice::from_ref(&id)).await;
            assert_eq!(read, Ok(vec![Some(account)]), "{id}");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    furnish(&mut server.admin());
    let relay = Proxy::start(server.port, None);
    let wrong = cyrus(relay.port, "none", Tls::default(), &net("not-it"));
    for _ in 0..3 {
        let (end, accounts) = fetched(&*wrong).await;
        let FetchEnd::Failed(error) = end else {
            panic!("{end:?}");
        };
        assert_eq!(error.kind, ErrorKind::Auth);
        assert!(!error.to_string().contains("not-it"));
        assert!(accounts.is_empty());
    }
    assert_eq!(
        relay.heard().matches("LOGIN").count(),
        1,
        "{}",
        relay.heard()
    );

    let right = cyrus(relay.port, "none", Tls::default(), &net("adminpw"));
    assert_eq!(fetched(&*right).await.0, COMPLETE);
}

#[tokio::test]
async fn somebody_who_is_no_administrator_is_told_so() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    furnish(&mut server.admin());
    let options = format!(
        "host = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nlogin = \"bob\"\n\
         password = {{ env = \"PEER_SECRET\" }}\n",
        server.port
    );
    let bob = provider(&service("cyrus", &options, Tls::default()), &net("bobpw"));
    let (end, _) = fetched(&*bob).await;
    let FetchEnd::Failed(error) = end else {
        panic!("{end:?}");
    };
    assert_eq!(error.kind, ErrorKind::Forbidden);
    let verdicts: Vec<CheckOutcome> = bob.probe(&cx()).await.iter().map(|c| c.outcome).collect();
    assert_eq!(
        verdicts,
        [CheckOutcome::Remark, CheckOutcome::Bad, CheckOutcome::Good]
    );
}

#[tokio::test]
async fn a_closed_port_fails_without_an_account() {
    let provider = plain(free_port());
    let (end, accounts) = fetched(&*provider).await;
    let FetchEnd::Failed(error) = end else {
        panic!("{end:?}");
    };
    assert_eq!(error.kind, ErrorKind::Net);
    assert!(accounts.is_empty());
    assert_eq!(provider.probe(&cx()).await[1].outcome, CheckOutcome::Bad);
}

#[tokio::test]
async fn a_line_cut_anywhere_gives_no_complete_fetch() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    furnish(&mut server.admin());
    let whole = Proxy::start(server.port, None);
    let (end, accounts) = fetched(&*plain(whole.port)).await;
    assert_eq!(end, COMPLETE);
    for limit in [10, 900, 1_600, 2_400, 3_200] {
        let relay = Proxy::start(server.port, Some(limit));
        let (end, given) = fetched(&*plain(relay.port)).await;
        match end {
            FetchEnd::Failed(error) => {
                assert_eq!(error.kind, ErrorKind::Net, "{limit}: {error}");
                assert!(given.is_empty());
            }
            // The limit lies behind the last answer: the fetch was over.
            FetchEnd::Complete { .. } => assert_eq!(given, accounts, "{limit}"),
            other => panic!("{limit}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_server_killed_half_way_leaves_a_partial_fetch() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    let commands: Vec<String> = (0..250).map(|n| format!("CREATE user/u{n}")).collect();
    server.admin().ask(&commands);
    let group = server.group();
    let mut kept = Kept {
        then: Some(Box::new(move || Group::kill(group))),
        ..Kept::default()
    };
    let end = plain(server.port).fetch(&cx(), &mut kept).await;
    let FetchEnd::Partial(reasons) = end else {
        panic!("{end:?}");
    };
    assert_eq!(reasons[0].id, "cyrus-partial-cut");
    assert_eq!((kept.batches, kept.accounts.len()), (1, 200));
    assert!(
        kept.accounts
            .iter()
            .all(|a| a.remote == RemoteState::Active)
    );
}

#[tokio::test]
async fn tls_and_starttls_check_the_certificate_before_the_password_leaves() {
    let setup = Setup { tls: true, ..PLAIN };
    let Some(server) = Cyrus::start(setup) else {
        return;
    };
    furnish(&mut server.admin());
    let authority = server.certificates.as_ref().map(|c| c.authority.clone());
    for (port, protection) in [(server.port, "starttls"), (server.tls_port, "tls")] {
        let relay = Proxy::start(port, None);
        let trusted = Tls {
            ca_file: authority.clone(),
            insecure: false,
        };
        let provider = cyrus(relay.port, protection, trusted, &net("adminpw"));
        let (end, accounts) = fetched(&*provider).await;
        assert_eq!((end, accounts.len()), (COMPLETE, 5), "{protection}");
        assert!(!relay.heard().contains("LOGIN"), "{protection}");
        let who = provider.whoami(&cx()).await.unwrap();
        assert_eq!(who.rights, ["admin"]);
        assert!(who.server.unwrap().starts_with("Cyrus IMAPD 3."));
        let checks = provider.probe(&cx()).await;
        assert!(
            checks.iter().all(|c| c.outcome == CheckOutcome::Good),
            "{checks:?}"
        );

        let relay = Proxy::start(port, None);
        let unknown = cyrus(relay.port, protection, Tls::default(), &net("adminpw"));
        let (end, _) = fetched(&*unknown).await;
        let FetchEnd::Failed(error) = end else {
            panic!("{end:?}");
        };
        assert_eq!(error.kind, ErrorKind::Net);
        assert!(error.detail.contains("TLS"), "{error}");
        assert!(!relay.heard().contains("LOGIN"), "{protection}");

        let unchecked = Tls {
            ca_file: None,
            insecure: true,
        };
        let marked = cyrus(relay.port, protection, unchecked, &net("adminpw"));
        assert_eq!(fetched(&*marked).await.0, COMPLETE);
        assert_eq!(marked.probe(&cx()).await[0].outcome, CheckOutcome::Remark);
    }
    // A server without STARTTLS does not get the password in clear instead.
    let Some(bare) = Cyrus::start(PLAIN) else {
        return;
    };
    let relay = Proxy::start(bare.port, None);
    let provider = cyrus(relay.port, "starttls", Tls::default(), &net("adminpw"));
    let FetchEnd::Failed(error) = fetched(&*provider).await.0 else {
        panic!("no STARTTLS is a failure");
    };
    assert_eq!(error.kind, ErrorKind::Config);
    assert!(!relay.heard().contains("LOGIN"));
}
