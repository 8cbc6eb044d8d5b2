//! The history of a user: what was decided, linked and written about it.

use std::collections::BTreeSet;

use super::decision_log::{decisions, user};
use crate::domain::account::Actor;
use crate::domain::audit::AuditEntry;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::identity::history::HistoryLine;
use crate::domain::identity::merge::Field;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::workflows::Env;
use crate::workflows::acts::refusal::Result;

/// How many entries of the audit log are looked through, from the newest.
const ENTRIES: usize = 20_000;

/// What operators do that the decisions tell already.
const DECIDED: [&str; 6] = ["merge", "confirm", "detach", "never", "relink", "undo"];

/// What was decided, linked and written about a user, the newest first. Reads only; blocks.
pub fn history(env: &Env, id: UserId) -> Result<Vec<HistoryLine>> {
    let user = user(env, id)?;
    let mut lines = Vec::new();
    let mut ids = BTreeSet::from([user.id, id]);
    let mut told = BTreeSet::new();
    for decision in decisions(&env.store)? {
        if decision.is_about(&user) {
            ids.extend(decision.before.iter().map(|before| before.id));
            tells(&decision, &mut told);
            lines.push(decided(env, &decision)?);
        }
    }
    for (key, reason) in env.store.reasons_of(&user.accounts)? {
        if user.accounts.contains(&reason.partner) {
            let text = Text::new("identity-history-linked")
                .with("a", titled(env, &key)?)
                .with("b", titled(env, &reason.partner)?)
                .with("rule", Text::new(rule_text(&reason.rule)))
                .with("values", reason.values.join(", "));
            lines.push(HistoryLine {
                at: reason.at,
                who: Actor::Rule(reason.rule),
                text,
                seq: None,
                undone: false,
            });
        }
    }
    let names = names(&user, &ids);
    let last = env.store.audit_head()?.seq;
    let first = last.saturating_sub(ENTRIES as u64 - 1).max(1);
    let entries = env.store.audit(first, ENTRIES)?;
    lines.extend(
        entries
            .iter()
            .filter_map(|entry| written(entry, &names, &told)),
    );
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.seq)));
    Ok(lines)
}

/// The entries of the log that a decision tells as well, by action and what it wrote. Those from
/// before the history had them stand in the log alone.
fn tells(decision: &Decision, told: &mut BTreeSet<(&'static str, String)>) {
    match &decision.kind {
        DecisionKind::Edit(_) => {
            let after = decision.after.first();
            let value = |field: &Field| {
                let value = after.map(|after| field.value(after));
                format!("{}={}", field.as_str(), value.unwrap_or_default())
            };
            told.extend(
                decision
                    .fields
                    .iter()
                    .map(|field| ("user-set", value(field))),
            );
        }
        DecisionKind::Waive(rule, _) => told.extend([("waive", rule.as_str().to_owned())]),
        DecisionKind::Unwaive(rule, _) => told.extend([("unwaive", rule.as_str().to_owned())]),
        DecisionKind::Same(..)
        | DecisionKind::Never(..)
        | DecisionKind::Detach(_)
        | DecisionKind::Merge(_)
        | DecisionKind::Relink(..)
        | DecisionKind::Import(_)
        | DecisionKind::Pause(_)
        | DecisionKind::Resume(_)
        | DecisionKind::Request(_)
        | DecisionKind::DropRequest(_) => {}
    }
}

/// What the log calls the user: its ids of old and of now, and its accounts.
fn names(user: &User, ids: &BTreeSet<UserId>) -> BTreeSet<String> {
    let accounts = user.accounts.iter().map(AccountKey::handle);
    ids.iter().map(UserId::to_string).chain(accounts).collect()
}

fn decided(env: &Env, decision: &Decision) -> Result<HistoryLine> {
    let titles = decision
        .kind
        .accounts()
        .iter()
        .take(8)
        .map(|key| titled(env, key))
        .collect::<Result<Vec<String>>>()?;
    let text = match &decision.kind {
        DecisionKind::Same(..) | DecisionKind::Merge(_) if decision.before.is_empty() => {
            Text::new("identity-history-confirmed").with("accounts", titles.join(", "))
        }
        DecisionKind::Same(..) | DecisionKind::Merge(_) => {
            let names: Vec<String> = decision
                .before
                .iter()
                .filter_map(|before| before.record.as_ref())
                .map(said)
                .collect();
            Text::new("identity-history-merged")
                .with("accounts", titles.join(", "))
                .with("users", names.join("; "))
        }
        DecisionKind::Never(..) => {
            Text::new("identity-history-never").with("accounts", titles.join(", "))
        }
        DecisionKind::Detach(_) => {
            Text::new("identity-history-detached").with("account", titles.join(", "))
        }
        DecisionKind::Relink(service, pairs) => Text::new("identity-history-relinked")
            .with("service", service.as_str())
            .with("n", pairs.len()),
        DecisionKind::Import(_) => Text::new("identity-history-imported"),
        DecisionKind::Edit(_) => {
            Text::new("identity-history-edited").with("fields", written_fields(decision))
        }
        DecisionKind::Waive(rule, _) => {
            Text::new("identity-history-waived").with("rule", rule.as_str())
        }
        DecisionKind::Unwaive(rule, _) => {
            Text::new("identity-history-unwaived").with("rule", rule.as_str())
        }
        DecisionKind::Pause(_)
        | DecisionKind::Resume(_)
        | DecisionKind::Request(_)
        | DecisionKind::DropRequest(_) => decision.kind.text(),
    };
    let text = if decision.evidence.is_empty() {
        text
    } else {
        Text::new("identity-history-because")
            .with("what", text)
            .with("why", decision.evidence.join("; "))
    };
    Ok(HistoryLine {
        at: decision.at,
        who: decision.by.clone(),
        text,
        seq: Some(decision.seq),
        undone: decision.undone_by.is_some(),
    })
}

/// What an edit wrote, old and new.
fn written_fields(decision: &Decision) -> String {
    let before = decision.before.first().and_then(|one| one.record.as_ref());
    let (Some(before), Some(after)) = (before, decision.after.first()) else {
        return String::new();
    };
    let fields = decision.fields.iter().map(|field| {
        let (old, new) = (field.value(before), field.value(after));
        format!("{} {old} → {new}", field.as_str())
    });
    fields.collect::<Vec<_>>().join("; ")
}

/// A user as it was before a merge: both sides' dates, addresses and notes stay readable here.
fn said(user: &User) -> String {
    let fields = [Field::Email, Field::Arrival, Field::Departure, Field::Note];
    let values: Vec<String> = fields
        .into_iter()
        .map(|field| (field.as_str(), field.value(user)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(word, value)| format!("{word} {value}"))
        .collect();
    if values.is_empty() {
        user.name.clone()
    } else {
        format!("{} ({})", user.name, values.join(", "))
    }
}

fn titled(env: &Env, key: &AccountKey) -> Result<String> {
    let account = env.store.account(key)?;
    let title = account.as_ref().and_then(|account| account.profile.title());
    Ok(match title {
        Some(title) => format!("{title} ({})", key.handle()),
        None => key.handle(),
    })
}

/// An entry of the log about the user that no decision tells.
fn written(
    entry: &AuditEntry,
    names: &BTreeSet<String>,
    told: &BTreeSet<(&'static str, String)>,
) -> Option<HistoryLine> {
    let body = entry.body.as_ref()?;
    let is_told = told.iter().any(|(action, what)| {
        *action == body.action && (*what == body.new || body.targets.first() == Some(what))
    });
    if is_told {
        return None;
    }
    let by_rule = matches!(body.actor, Actor::Rule(_));
    if (DECIDED.contains(&body.action.as_str()) && !by_rule)
        || body.action == "sync"
        || !body.targets.iter().any(|target| names.contains(target))
    {
        return None;
    }
    let text = if by_rule && body.action == "merge" {
        Text::new("identity-history-joined")
    } else {
        Text::new("identity-history-written")
            .with("action", body.action.as_str())
            .with("old", body.old.as_str())
            .with("new", body.new.as_str())
    };
    let text = if body.why.is_empty() {
        text
    } else {
        Text::new("identity-history-because")
            .with("what", text)
            .with("why", body.why.as_str())
    };
    Some(HistoryLine {
        at: entry.at,
        who: body.actor.clone(),
        text,
        seq: None,
        undone: false,
    })
}

/// The words of a stored rule.
pub fn rule_text(rule: &str) -> &'static str {
    match rule {
        "stable-id" => "identity-rule-stable-id",
        "same-address" => "identity-rule-same-address",
        "name-and-handle" => "identity-rule-name-and-handle",
        "name-and-organisation" => "identity-rule-name-and-organisation",
        "name-and-login" => "identity-rule-name-and-login",
        "rare-handle" => "identity-rule-rare-handle",
        "rare-name" => "identity-rule-rare-name",
        _ => "identity-rule-operator",
    }
}
