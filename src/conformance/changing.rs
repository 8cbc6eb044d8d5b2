//! Changes: there and back again, with answers that were lost, and nothing said of secrets.

use std::collections::BTreeSet;

use secrecy::ExposeSecret;

use super::Complaints;
use super::damage::{Damage, What};
use super::registered::unsaid;
use super::secrets::{Logged, forms};
use super::stage::{Stage, cx};
use crate::domain::account::{FetchedAccount, RemoteState};
use crate::domain::form::{Answer, Answers, Choice, FieldKind, Form, OptionSource};
use crate::domain::natural_key::NaturalKey;
use crate::domain::plan::{
    Change, ChangeKind, Prepared, ProviderData, RestorePoint, StepEnd, Wanted,
};
use crate::domain::text::Text;
use crate::net::Cx;
use crate::providers::{Applied, ErasedChanges, Provider, ProviderKind};

const LOGIN: &str = "nouvelle.venue";
const ADDRESS: &str = "nouvelle.venue@communs.example";
/// More polls than any simulated service needs.
const POLLS: usize = 20;

/// Answers to a form as a careful operator would give them.
async fn filled(changes: &dyn ErasedChanges, cx: &Cx, form: &Form) -> Answers {
    let mut answers = Answers::defaults(form);
    for field in &form.fields {
        let choices = match &field.kind {
            FieldKind::One(source) | FieldKind::Many(source) => choices(changes, cx, source).await,
            _ => Vec::new(),
        };
        let mut values = choices.into_iter().map(|choice| choice.value);
        let answer = match &field.kind {
            FieldKind::Line => Answer::Text(LOGIN.to_owned()),
            FieldKind::Email => Answer::Text(ADDRESS.to_owned()),
            FieldKind::Note => Answer::Text("première\nseconde".to_owned()),
            FieldKind::Date => continue,
            FieldKind::One(_) => Answer::One(values.next().unwrap_or_default()),
            FieldKind::Many(_) => Answer::Many(values.take(2).collect()),
            FieldKind::Secret(policy) => Answer::Generated(*policy),
        };
        if field.default.is_none() {
            answers.set(field.id.clone(), answer);
        }
    }
    answers
}

async fn choices(changes: &dyn ErasedChanges, cx: &Cx, source: &OptionSource) -> Vec<Choice> {
    match source {
        OptionSource::Fixed(choices) => choices.clone(),
        OptionSource::Live(name) => changes.options(cx, name).await.unwrap_or_default(),
    }
}

/// One kind with everything that is found wrong and everything that was said.
struct Trial<'a> {
    changes: &'a dyn ErasedChanges,
    cx: Cx,
    wrong: Complaints,
    texts: Vec<Text>,
    /// What a journal, a screen and a log would hold.
    kept: String,
    secrets: Vec<String>,
}

impl Trial<'_> {
    async fn prepare(&mut self, wanted: &Wanted) -> Option<Prepared<ProviderData>> {
        match self.changes.prepare(&self.cx, wanted).await {
            Ok(prepared) => {
                self.kept.push_str(&format!("{prepared:?}"));
                for step in &prepared.steps {
                    let lists = &step.residuals;
                    for list in [
                        &lists.lost,
                        &lists.still_works,
                        &lists.colleagues_lose,
                        &lists.comes_back,
                    ] {
                        self.texts.extend(list.iter().cloned());
                    }
                    if step.previews.is_empty() || step.facts.0.is_empty() {
                        self.wrong
                            .push(format!("{:?}: no preview or no fact", wanted.change.kind()));
                    }
                }
                self.texts.extend(prepared.warnings.iter().cloned());
                Some(prepared)
            }
            Err(error) => {
                self.wrong
                    .push(format!("{:?}: {error}", wanted.change.kind()));
                None
            }
        }
    }

    /// Prepares and applies; the restore point of the last step that has one.
    async fn change(
        &mut self,
        change: Change,
        account: Option<&FetchedAccount>,
        restore: Option<RestorePoint>,
    ) -> Option<RestorePoint> {
        let wanted = Wanted {
            change,
            account: account.map(|account| account.id.clone()),
            restore,
        };
        let kind = wanted.change.kind();
        let prepared = self.prepare(&wanted).await?;
        if prepared.steps.is_empty() {
            self.wrong.push(format!("{kind:?}: nothing to do"));
        }
        let mut saved = None;
        for step in &prepared.steps {
            // The second time it is done already.
            for time in ["once", "again"] {
                if time == "again" && kind == ChangeKind::Reset {
                    continue;
                }
                let applied = self.changes.apply(&self.cx, &step.action).await;
                let end = self.settled(&step.action, applied).await;
                if !matches!(end, StepEnd::Done { .. }) {
                    self.wrong.push(format!("{kind:?}, {time}: {end:?}"));
                }
            }
            saved = step.saves.clone().or(saved);
        }
        saved
    }

    async fn settled(&mut self, action: &ProviderData, applied: Applied) -> StepEnd {
        self.kept.push_str(&format!("{applied:?}"));
        for made in applied.made {
            self.secrets.push(made.value.expose_secret().to_owned());
            self.texts.push(made.label);
        }
        let mut end = applied.end;
        for _ in 0..POLLS {
            let StepEnd::Accepted(task) = &end else {
                break;
            };
            end = self.changes.poll(&self.cx, action, task).await;
        }
        self.kept.push_str(&format!("{end:?}"));
        end
    }

    async fn found(&mut self) -> Option<FetchedAccount> {
        for key in [
            NaturalKey::Login(LOGIN.to_owned()),
            NaturalKey::Email(ADDRESS.to_owned()),
        ] {
            match self.changes.find(&self.cx, &key).await {
                Ok(found) => {
                    if let Some(account) = found.into_iter().next() {
                        return Some(account);
                    }
                }
                Err(error) => self.wrong.push(format!("find: {error}")),
            }
        }
        None
    }
}

/// Role and groups: what a disable takes and an enable gives back.
fn rights(account: &FetchedAccount) -> (String, BTreeSet<String>) {
    let groups = account
        .profile
        .groups
        .value()
        .map_or(&[][..], Vec::as_slice);
    let groups = groups
        .iter()
        .map(|g| format!("{} {} {:?}", g.kind, g.id, g.role));
    (
        format!("{:?} {:?}", account.remote, account.profile.role),
        groups.collect(),
    )
}

/// Everything that a kind claims, on a new account and on one that is in groups.
async fn there_and_back(kind: &'static ProviderKind, damage: Damage) -> Complaints {
    let Some(stage) = Stage::new(kind, 120).await else {
        return Vec::new();
    };
    let logged = Logged::default();
    let listening = logged.listen();
    let provider = stage.provider();
    let Some(changes) = provider.changes() else {
        return Vec::new();
    };
    let who = provider.whoami(&cx()).await.unwrap().login;
    let before = stage.fetch().await.accounts;
    let mut trial = Trial {
        changes,
        cx: cx(),
        wrong: Vec::new(),
        texts: Vec::new(),
        kept: String::new(),
        secrets: Vec::new(),
    };
    stage.relay.damage(damage);
    let can = |change| kind.capabilities.can(change);
    if can(ChangeKind::Create) {
        let answers = filled(changes, &trial.cx, &changes.form()).await;
        let mistakes = changes.form().check(&answers);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        trial.change(Change::Create(answers), None, None).await;
        if trial.found().await.is_none() {
            trial.wrong.push("what was created is not found".to_owned());
        }
    }
    let groups = |account: &&FetchedAccount| account.profile.groups.value().map_or(0, Vec::len);
    let usual = before.values().filter(|account| {
        account.remote == RemoteState::Active && account.profile.login.value() != Some(&who)
    });
    let chosen = usual.max_by_key(groups).unwrap();
    if can(ChangeKind::Disable) {
        let saved = trial.change(Change::Disable, Some(chosen), None).await;
        let now = read(&*provider, &trial.cx, chosen).await;
        if now.is_some_and(|now| now.remote == RemoteState::Active) {
            trial.wrong.push("disabled, and active".to_owned());
        }
        if can(ChangeKind::Enable) {
            if saved.is_none() {
                trial
                    .wrong
                    .push("a disable without a restore point".to_owned());
            }
            trial.change(Change::Enable, Some(chosen), saved).await;
            let now = read(&*provider, &trial.cx, chosen).await;
            if now.as_ref().map(rights) != Some(rights(chosen)) {
                trial
                    .wrong
                    .push(format!("enabled as {now:?}, was {chosen:?}"));
            }
        }
    }
    let lost = matches!(damage, Damage::Always(What::LoseWrites));
    if can(ChangeKind::Reset) && !lost {
        trial.change(Change::Reset, Some(chosen), None).await;
    }
    drop(listening);
    let log = logged.text();
    let known = stage.secrets.iter().map(|(_, secret)| secret);
    for secret in known.chain(&trial.secrets) {
        if forms(secret)
            .iter()
            .any(|form| trial.kept.contains(form) || log.contains(form))
        {
            trial
                .wrong
                .push("a secret stands in an action, a preview, an error or a log".to_owned());
        }
    }
    if can(ChangeKind::Create) || can(ChangeKind::Disable) {
        trial.wrong.extend(unsaid(&trial.texts));
    }
    trial.wrong
}

async fn read(
    provider: &dyn Provider,
    cx: &Cx,
    account: &FetchedAccount,
) -> Option<FetchedAccount> {
    let ids = std::slice::from_ref(&account.id);
    provider.read(cx, ids).await.ok()?.pop()?
}

pub async fn round_trip(kind: &'static ProviderKind) -> Complaints {
    there_and_back(kind, Damage::None).await
}

pub async fn lost_answers(kind: &'static ProviderKind) -> Complaints {
    there_and_back(kind, Damage::Always(What::LoseWrites)).await
}

pub async fn prepares(kind: &'static ProviderKind) -> Complaints {
    let Some(stage) = Stage::new(kind, 60).await else {
        return Vec::new();
    };
    let (provider, cx) = (stage.provider(), cx());
    let Some(changes) = provider.changes() else {
        return Vec::new();
    };
    let accounts = stage.fetch().await.accounts;
    stage.relay.damage(Damage::None);
    let answers = filled(changes, &cx, &changes.form()).await;
    for change in [
        Change::Create(answers),
        Change::Disable,
        Change::Enable,
        Change::Reset,
    ] {
        for account in accounts.values().take(5) {
            let wanted = Wanted {
                account: Some(account.id.clone()).filter(|_| change.kind() != ChangeKind::Create),
                change: change.clone(),
                restore: None,
            };
            // What it says is another case's; here it is what it sends.
            let _ = changes.prepare(&cx, &wanted).await;
        }
    }
    let writes = stage
        .relay
        .asked()
        .into_iter()
        .filter(|asked| asked.is_write());
    writes
        .map(|asked| format!("sends {} {}", asked.method, asked.target))
        .collect()
}
