//! One of every record, in which nothing is left out.

use super::*;
use crate::domain::account::{Disabled, ExternalId, Invitation, Purpose};
use crate::domain::act::item::{Item, ItemChange};
use crate::domain::change::{Field, FieldChange, ObservedChange};
use crate::domain::decision::{Decision, DecisionKind, UserBefore};
use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::form::{Answer, Answers, FieldId};
use crate::domain::identity::link::LinkRecord;
use crate::domain::identity::merge::Field as UserField;
use crate::domain::ids::{Digest16, PlanId, StepId};
use crate::domain::plan::testing::sample_data;
use crate::domain::plan::{
    Change, Fact, Facts, JournalEntry, PlanRecord, Preview, Residuals, RestorePoint, Reversibility,
    Step, StepState, Task,
};
use crate::domain::request::Request;
use crate::domain::run::Held;
use crate::domain::service::{Paused, Refused};
use crate::domain::snapshot::Summary;
use crate::domain::text::Text;
use crate::domain::token::{Origin, Revoked, TokenRecord};
use crate::domain::user::ExternalEmail;
use jiff::civil::date;

/// An account in which nothing is left out.
pub(super) fn full_account() -> Account {
    let mut full = account("git/user:17");
    full.state = State::Disabled;
    full.profile.purpose = Seen::Value(Purpose::Shared);
    full.profile.url = Seen::Value("https://git.example.org/zoé".to_owned());
    full.profile.external_ids = Seen::Value(vec![ExternalId {
        issuer: "https://id.example.org".to_owned(),
        subject: "42".to_owned(),
    }]);
    full.profile.invitation = Seen::Value(Some(Invitation::Failed { at: NOW }));
    full.profile.quota_limit = Seen::Value(Some(1 << 30));
    full.volatile.quota_used = Seen::Value(12_345);
    full.gone_since = Some(NOW);
    full.last_seen = Some(Timestamp(-1));
    full.disabled = Some(Disabled {
        by: Actor::Rule("departures".to_owned()),
        at: NOW,
        why: "left".to_owned(),
    });
    full.formerly = vec![remote("invite:5")];
    full
}

pub(super) fn full_user() -> User {
    User {
        kind: UserKind::Team,
        kind_source: Source::Operator,
        email: Some(ExternalEmail {
            address: "zoe@home.example".to_owned(),
            verified_at: Some(NOW),
        }),
        arrival: Some(date(2020, 2, 29)),
        departure: Departure::On(date(2026, 12, 31)),
        note: "on leave".to_owned(),
        ..user(1, "Zoé", &["git/user:17"])
    }
}

pub(super) fn full_end() -> SyncEnd {
    let mut full = end(&service("git"), run_id(7), Outcome::Held);
    full.run.counts.gone = 300;
    full.run.reasons = vec![
        Text::new("held-gone")
            .with("count", 300_u64)
            .with("at", NOW),
    ];
    full.run.held = vec![Held {
        rule: "gone".to_owned(),
        count: 300,
        of: 1_000,
        digest: Digest16([9; 16]),
    }];
    full.state.last_complete = Some(NOW);
    full.state.accounts = 1_000;
    full.state.groups_readable = 12;
    full.state.paused = Some(Paused {
        by: "zoe".to_owned(),
        at: NOW,
        reason: "moving".to_owned(),
    });
    full.state.refused = Some(Refused {
        secret: Digest16([3; 16]),
        at: NOW,
        text: Text::new("error-auth").with("detail", Text::new("x").with("d", date(2026, 1, 2))),
    });
    full.state.notified = Some(Text::new("held"));
    full
}

pub(super) fn full_change() -> ObservedChange {
    ObservedChange {
        at: NOW,
        run: run_id(7),
        account: key("git/user:17"),
        change: FieldChange {
            field: Field::Role,
            old: "member".to_owned(),
            new: "owner".to_owned(),
        },
    }
}

pub(super) fn full_decision() -> Decision {
    Decision {
        seq: 1,
        evidence: vec!["same address".to_owned()],
        before: vec![UserBefore {
            id: user_id(1),
            record: Some(full_user()),
        }],
        ..Decision::new(
            DecisionKind::Same(key("git/user:17"), key("mail/zoe")),
            Actor::Operator("zoe".to_owned()),
            NOW,
        )
    }
}

/// A decision as the second version keeps it.
pub(super) fn chosen_decision() -> Decision {
    Decision {
        after: vec![full_user()],
        choices: [(UserField::Departure, user_id(1))].into(),
        batch: Some(1),
        ..full_decision()
    }
}

/// A decision as the third version keeps it.
pub(super) fn written_decision() -> Decision {
    let (before, after) = full_items();
    Decision {
        fields: vec![UserField::Note, UserField::Departure],
        items: vec![ItemChange { before, after }],
        ..chosen_decision()
    }
}

pub(super) fn full_items() -> (Item, Item) {
    let waiver = full_waiver();
    let item = |held| Item::Waiver(waiver.rule, waiver.subject.clone(), held);
    (item(None), item(Some(full_waiver())))
}

pub(super) fn full_reason() -> LinkRecord {
    LinkRecord {
        partner: key("mail/zoe"),
        rule: "same-address".to_owned(),
        values: vec!["zoe@example.org".to_owned()],
        at: NOW,
        lapsed: Some(NOW),
    }
}

pub(super) fn full_waiver() -> Waiver {
    Waiver {
        rule: Rule::Dormant,
        subject: Subject::User(user_id(1)),
        by: "zoe".to_owned(),
        at: NOW,
        reason: "on leave".to_owned(),
        until: Some(date(2027, 1, 31)),
    }
}

pub(super) fn full_point() -> RestorePoint {
    RestorePoint {
        account: key("git/user:17"),
        at: NOW,
        role: full_account().profile.role.value().cloned(),
        saved: sample_data(7),
    }
}

pub(super) fn full_step() -> JournalEntry {
    let mut answers = Answers::default();
    answers.set(FieldId::new("login"), Answer::Text("zoe".to_owned()));
    JournalEntry {
        step: Step {
            id: StepId(Uuid::from_u128(5)),
            service: service("git"),
            account: Some(key("git/user:17")),
            change: Change::Create(answers),
            action: sample_data(7),
            after: vec![StepId(Uuid::from_u128(4))],
            reversibility: Reversibility::WithHolder,
            residuals: Residuals {
                lost: vec![Text::new("lost-forks")],
                still_works: vec![Text::new("still-tokens")],
                colleagues_lose: vec![Text::new("lose-reviews")],
                comes_back: vec![Text::new("back-sessions")],
            },
            previews: vec![Preview {
                transport: "https".to_owned(),
                verb: "POST".to_owned(),
                target: "/orgs/x/invitations".to_owned(),
                body: "{}".to_owned(),
            }],
            facts: Facts(vec![Fact {
                name: "teams".to_owned(),
                value: "7".to_owned(),
            }]),
            saves: Some(full_point()),
        },
        plan: PlanId(Uuid::from_u128(6)),
        state: StepState::Accepted,
        runner: "runner-1".to_owned(),
        by: "zoe".to_owned(),
        times: vec![
            (StepState::Planned, NOW),
            (StepState::Sent, NOW),
            (StepState::Accepted, NOW),
        ],
        task: Some(Task {
            id: "17".to_owned(),
            poll_at: NOW,
            deadline: NOW,
        }),
        error: Some(Text::new("x")),
    }
}

pub(super) fn full_plan() -> PlanRecord {
    PlanRecord {
        id: full_step().plan,
        digest: Digest16([4; 16]),
        at: NOW,
        by: "zoe".to_owned(),
        source: ActorSource::Uid,
        why: "#12".to_owned(),
        steps: vec![full_step().step.id],
    }
}

pub(super) fn full_open() -> OpenStep {
    let JournalEntry {
        step,
        plan,
        state,
        runner,
        ..
    } = full_step();
    OpenStep {
        id: step.id,
        plan,
        service: step.service,
        account: step.account,
        change: step.change.kind(),
        state,
        runner,
    }
}

pub(super) fn full_request() -> Request {
    Request {
        id: 1,
        name: "Nora".to_owned(),
        emails: vec!["nora@home.example".to_owned()],
        logins: vec!["git:nora".to_owned()],
        kind: Some(UserKind::Person),
        arrival: Some(date(2027, 1, 4)),
        departure: Departure::On(date(2027, 12, 31)),
        services: vec![service("git"), service("mail")],
        note: "desk 4".to_owned(),
        file: "people.csv".to_owned(),
        line: 7,
        by: "zoe".to_owned(),
        at: NOW,
    }
}

pub(super) fn full_token() -> TokenRecord {
    TokenRecord {
        id: 1,
        digest: Digest16([7; 16]),
        origin: Origin::Noted,
        kind: "jwt".to_owned(),
        user: Some(user_id(1)),
        service: Some(service("git")),
        issuer: "https://id.example.org".to_owned(),
        subject: "zoe".to_owned(),
        audience: vec!["api".to_owned()],
        jti: "42".to_owned(),
        expires: Some(NOW),
        by: Actor::Operator("zoe".to_owned()),
        at: NOW,
        note: "for the build".to_owned(),
        revoked: Some(Revoked {
            by: Actor::Operator("ada".to_owned()),
            at: NOW,
            why: "left".to_owned(),
        }),
    }
}

pub(super) fn full_summary() -> Summary {
    Summary {
        users: 1,
        accounts: 2,
        by_service: vec![(service("git"), [1, 0, 1, 0, 0])],
        findings: vec![1, 2, 3],
    }
}
