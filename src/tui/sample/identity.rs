//! Made-up questions about who is who, and their two sides.

use jiff::civil::date;

use super::{NOW, details, service, small_snapshot, user_id};
use crate::domain::account::{Account, Actor, Email, ExternalId, Profile, State, Trust, Volatile};
use crate::domain::identity::history::HistoryLine;
use crate::domain::identity::link::LinkRecord;
use crate::domain::identity::merge::{Choices, preview};
use crate::domain::identity::question::{Question, Side};
use crate::domain::ids::{AccountKey, RemoteId, UserId};
use crate::domain::matching::agreement::Weight;
use crate::domain::matching::evidence::{Clue, Evidence};
use crate::domain::matching::names::Relation;
use crate::domain::matching::rules::Rule;
use crate::domain::seen::Seen;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::domain::time::{DAY, Departure};
use crate::domain::user::{Source, User, UserKind};
use crate::tui::shell::data::{Act, Compared, Found, Merging, Party};

fn key(at: &str, id: &str) -> AccountKey {
    AccountKey::new(service(at), RemoteId::new(id).expect("made up"))
}

fn side((at, id): (&str, &str), user: usize, title: &str) -> Side {
    Side {
        account: key(at, id),
        user: Some(user_id(user)),
        title: title.to_owned(),
    }
}

fn same_name(name: &str) -> Clue {
    Clue::Names {
        relation: Relation::Equal,
        left: name.to_owned(),
        right: name.to_owned(),
        namesakes: -6,
    }
}

fn question(a: Side, b: Side, score: i32, clues: Vec<Clue>) -> Question {
    Question {
        a,
        b,
        score,
        stopped: None,
        lapsed: None,
        evidence: Evidence {
            rule: None,
            bits: score,
            clues,
        },
    }
}

/// The questions that wait, likeliest first.
pub fn questions() -> Vec<Question> {
    let mut stopped = question(
        side(("mail", "user:amadou"), 100, "amadou.ndiaye"),
        side(("mail", "user:ndiaye"), 101, "ndiaye"),
        5,
        vec![
            Clue::Address {
                address: "amadou@ndiaye.example".to_owned(),
                trust: Trust::Verified,
            },
            Clue::SameService {
                service: "mail".to_owned(),
            },
        ],
    );
    stopped.stopped = Some(Rule::SameAddress);
    let mut lapsed = question(
        side(("cloud", "user:ewa"), 120, "Ewa Łukasiewicz"),
        side(("github", "user:77"), 120, "ewa-l"),
        -2,
        vec![Clue::HandlesAlike],
    );
    lapsed.lapsed = Some(LinkRecord {
        partner: lapsed.b.account.clone(),
        rule: "same-address".to_owned(),
        values: vec!["ewa@communs.example".to_owned()],
        at: NOW.plus(-200 * DAY),
        lapsed: Some(NOW.plus(-2 * DAY)),
    });
    let handle = |word: &str| Clue::Handle {
        handle: word.to_owned(),
        weight: Weight::Login,
    };
    vec![
        lapsed,
        question(
            side(("github", "user:1"), 102, "Zoé de l’Étoile"),
            side(("chat", "user:2"), 103, "Zoé de l’Étoile"),
            9,
            vec![
                same_name("zoe de l etoile"),
                handle("zoedeletoile"),
                Clue::Organisation {
                    domain: "communs.example".to_owned(),
                },
            ],
        ),
        question(
            side(("github", "user:3"), 104, "Chloé Martin"),
            side(("cloud", "user:4"), 105, "Chloé Martin"),
            8,
            vec![same_name("chloe martin")],
        ),
        question(
            side(("github", "user:5"), 106, "Chloé Martin"),
            side(("cloud", "user:4"), 105, "Chloé Martin"),
            8,
            vec![same_name("chloe martin")],
        ),
        question(
            side(("mail", "user:6"), 106, "C. Martin"),
            side(("cloud", "user:4"), 105, "Chloé Martin"),
            6,
            vec![Clue::Names {
                relation: Relation::Initial,
                left: "c martin".to_owned(),
                right: "chloe martin".to_owned(),
                namesakes: -3,
            }],
        ),
        stopped,
        question(
            side(("github", "user:8"), 107, "Noor Haddad"),
            side(("chat", "user:9"), 108, "Noor Haddad"),
            2,
            vec![same_name("noor haddad"), Clue::Numbered],
        ),
        question(
            side(("github", "user:10"), 109, "pixelfou"),
            side(("mail", "user:emile"), 110, "Émile Œuvrard"),
            0,
            vec![Clue::HandleFromName { expected: 0 }],
        ),
    ]
}

/// The questions that some acts leave.
pub fn found(acts: &[Act]) -> Found {
    let mut questions = questions();
    for act in acts {
        match act {
            Act::Same { a, b } | Act::Never { a, b } => {
                questions.retain(|one| one.a.account != *a || one.b.account != *b);
            }
            _ => {}
        }
    }
    let total = questions.len() + 200;
    Found { questions, total }
}

fn account(side: &Side) -> Account {
    let at = side.account.service.as_str();
    let login = crate::domain::text::fold(&side.title).replace([' ', '’'], ".");
    let own = match at {
        "github" => Email {
            address: format!("{login}@home.example"),
            trust: Trust::Verified,
            primary: true,
        },
        _ => Email {
            address: format!("{login}@communs.example"),
            trust: Trust::Asserted,
            primary: true,
        },
    };
    let id = |subject: &str| ExternalId {
        issuer: "sso".to_owned(),
        subject: subject.to_owned(),
    };
    Account {
        key: side.account.clone(),
        user: side.user,
        state: if at == "chat" {
            State::Invited
        } else {
            State::Active
        },
        profile: Profile {
            login: Seen::Value(login.clone()),
            name: Seen::Value(side.title.clone()),
            emails: Seen::Value(vec![
                own,
                Email {
                    address: format!("{login}@perso.example"),
                    trust: Trust::Free,
                    primary: false,
                },
            ]),
            groups: details(&small_snapshot(), user_id(0))
                .and_then(|details| {
                    let account = details.accounts.into_iter().next()?;
                    account.account.profile.groups.value().cloned()
                })
                .map_or(Seen::NotVisible, Seen::Value),
            created: Seen::Value(NOW.plus(if at == "mail" { -900 } else { -700 } * DAY)),
            external_ids: match at {
                "github" => Seen::Value(vec![id("17")]),
                "cloud" => Seen::Value(vec![id("18")]),
                _ => Seen::NotVisible,
            },
            ..Profile::default()
        },
        volatile: Volatile {
            last_active: Seen::Value(Some(NOW.plus(-3 * DAY))),
            quota_used: Seen::NotVisible,
        },
        first_seen: NOW.plus(-300 * DAY),
        observed_at: NOW.plus(-DAY),
        gone_since: None,
        last_seen: None,
        disabled: None,
        formerly: Vec::new(),
    }
}

fn party(side: &Side, other: (&str, &str)) -> Party {
    let id = side.user.expect("made up");
    let other = Side {
        account: key(other.0, other.1),
        user: side.user,
        title: side.title.clone(),
    };
    Party {
        account: account(side),
        user: Some(User {
            id,
            name: side.title.clone(),
            name_source: Source::Rule,
            kind: UserKind::Person,
            kind_source: Source::Rule,
            email: None,
            arrival: Some(date(2024, 9, 1)),
            departure: Departure::Unset,
            note: String::new(),
            created: NOW.plus(-300 * DAY),
            accounts: vec![side.account.clone(), other.account.clone()],
        }),
        others: vec![account(&other)],
    }
}

/// Both sides of some of the questions.
pub fn compared(pairs: &[(AccountKey, AccountKey)]) -> Vec<Compared> {
    let all = questions();
    let asked = pairs.iter().filter_map(|(a, b)| {
        let question = all
            .iter()
            .find(|one| one.a.account == *a && one.b.account == *b)?;
        Some(Compared {
            a: party(&question.a, ("mail", "user:first")),
            b: party(&question.b, ("mail", "user:second")),
        })
    });
    asked.collect()
}

/// What merging some people would do; the first of them has written dates and notes.
pub fn merging(snapshot: &Snapshot, users: &[UserId]) -> Option<Box<Merging>> {
    let found = users.iter().filter_map(|id| details(snapshot, *id));
    let found: Vec<_> = found.collect();
    let people: Vec<User> = found.iter().map(|one| one.user.clone()).collect();
    let accounts = found.into_iter().flat_map(|one| one.accounts);
    Some(Box::new(Merging {
        preview: preview(&people, &Choices::new())?,
        accounts: accounts.map(|one| one.account).collect(),
    }))
}

/// What was decided and seen of somebody.
pub fn history() -> Vec<HistoryLine> {
    let line = |days: i64, who: Actor, text: Text, seq: Option<u64>, undone: bool| HistoryLine {
        at: NOW.plus(-days * DAY),
        who,
        text,
        seq,
        undone,
    };
    let camille = || Actor::Operator("camille".to_owned());
    let merged = Text::new("tui-given-merged")
        .with("n", 2)
        .with("name", "Chloé Martin");
    let apart = Text::new("tui-given-detached").with("who", "deploy-bot");
    let linked = Text::new("tui-link-same-address");
    vec![
        line(2, camille(), merged, Some(12), false),
        line(30, camille(), apart, Some(9), true),
        line(
            90,
            Actor::Rule("same-address".to_owned()),
            linked,
            None,
            false,
        ),
    ]
}

/// What taking something back would change.
pub fn takes_back() -> Vec<Text> {
    vec![
        Text::new("undo-field")
            .with("name", "Chloé Martin")
            .with("field", Text::new("user-field-note"))
            .with("now", "desk 5")
            .with("then", "desk 4"),
    ]
}
