//! The changing half: the form, what each change would do, and the doing with its reading back.

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::action::{Access, Action, Newcomer};
use super::{Dummy, api, number};
use crate::domain::account::{FetchedAccount, RemoteState, Role};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::form::{
    Answer, Choice, Field, FieldId, FieldKind, Form, OptionSource, SecretPolicy,
};
use crate::domain::ids::{AccountKey, ServiceId};
use crate::domain::natural_key::NaturalKey;
use crate::domain::plan::{
    Change, Fact, Facts, Prepared, Preview, ProviderData, Residuals, RestorePoint, Reversibility,
    StepDraft, StepEnd, Task, Wanted,
};
use crate::domain::text::Text;
use crate::domain::time::SECOND;
use crate::net::http::{Body, Request};
use crate::net::{Cx, failure};
use crate::providers::{Applied, Changes, MadeSecret, Provider};

const POLICY: SecretPolicy = SecretPolicy {
    length: 20,
    signs: true,
};
/// Stands for a password in a preview.
const MASK: &str = "********";

const LOGIN: FieldId = FieldId::new("login");
const EMAIL: FieldId = FieldId::new("email");
const NAME: FieldId = FieldId::new("name");
const NOTE: FieldId = FieldId::new("note");
const UNTIL: FieldId = FieldId::new("until");
const ROLE: FieldId = FieldId::new("role");
const HOME: FieldId = FieldId::new("home");
const TOOLS: FieldId = FieldId::new("tools");
const TEAMS: FieldId = FieldId::new("teams");
const PASSWORD: FieldId = FieldId::new("password");

/// The live source of teams.
const TEAM_LIST: &str = "teams";

#[async_trait]
impl Changes for Dummy {
    type Action = Action;

    fn service_id(&self) -> &ServiceId {
        self.service()
    }

    fn form(&self) -> Form {
        let choices = |values: [&str; 2]| {
            let choice = |value: &str| Choice {
                value: value.to_owned(),
                label: value.to_owned(),
            };
            OptionSource::Fixed(values.map(choice).to_vec())
        };
        let teams = || OptionSource::Live(TEAM_LIST.into());
        let field = |id: FieldId, kind| {
            let label = Text::new(match id.as_str() {
                "login" => "dummy-field-login",
                "email" => "dummy-field-email",
                "name" => "dummy-field-name",
                "note" => "dummy-field-note",
                "until" => "dummy-field-until",
                "role" => "dummy-field-role",
                "home" => "dummy-field-home",
                "tools" => "dummy-field-tools",
                "teams" => "dummy-field-teams",
                _ => "dummy-field-password",
            });
            Field::new(id, label, kind)
        };
        Form {
            fields: vec![
                field(LOGIN, FieldKind::Line)
                    .required()
                    .help(Text::new("dummy-help-login")),
                field(EMAIL, FieldKind::Email).required(),
                field(NAME, FieldKind::Line),
                field(NOTE, FieldKind::Note),
                field(UNTIL, FieldKind::Date),
                field(ROLE, FieldKind::One(choices(["user", "boss"])))
                    .default(Answer::One("user".to_owned())),
                field(HOME, FieldKind::One(teams())),
                field(TOOLS, FieldKind::Many(choices(["mail", "files"]))),
                field(TEAMS, FieldKind::Many(teams())),
                field(PASSWORD, FieldKind::Secret(POLICY))
                    .required()
                    .default(Answer::Generated(POLICY)),
            ],
        }
    }

    async fn options(&self, cx: &Cx, source: &str) -> Result<Vec<Choice>, ProviderError> {
        if source != TEAM_LIST {
            return Err(self.refused(ErrorKind::NotFound, source, "no such list"));
        }
        let teams = self.teams(cx).await?;
        let choice = |(value, label)| Choice { value, label };
        let mut choices: Vec<Choice> = teams.into_iter().map(choice).collect();
        choices.sort_by(|a, b| a.label.cmp(&b.label));
        Ok(choices)
    }

    async fn find(&self, cx: &Cx, key: &NaturalKey) -> Result<Vec<FetchedAccount>, ProviderError> {
        let found = self.search(cx, key).await?;
        let teams = self.teams(cx).await?;
        Ok(found
            .into_iter()
            .filter_map(|user| self.account(user, Some(&teams)))
            .collect())
    }

    async fn prepare(&self, cx: &Cx, wanted: &Wanted) -> Result<Prepared<Action>, ProviderError> {
        let user = match &wanted.change {
            Change::Create(_) => None,
            _ => Some(self.wanted_user(cx, wanted).await?),
        };
        let draft = match (&wanted.change, &user) {
            (Change::Disable, Some(user)) if user.active => Some(self.disabling(cx, user)?),
            (Change::Enable, Some(user)) => self.enabling(wanted, user)?,
            (Change::Reset, Some(user)) => {
                let id = user.id;
                let action = Action::Reset { id, policy: POLICY };
                Some(self.draft(action, facts_of(user), Residuals::default()))
            }
            (Change::Create(answers), _) => {
                let newcomer = Newcomer {
                    login: answers.text(&LOGIN).unwrap_or_default().to_owned(),
                    email: answers.text(&EMAIL).unwrap_or_default().to_owned(),
                    name: answers.text(&NAME).unwrap_or_default().to_owned(),
                    note: answers.text(&NOTE).unwrap_or_default().to_owned(),
                    until: answers.date(&UNTIL),
                    role: answers.text(&ROLE).unwrap_or("user").to_owned(),
                    home: answers.text(&HOME).map(str::to_owned),
                    tools: answers.many(&TOOLS).to_vec(),
                    teams: answers.many(&TEAMS).to_vec(),
                    policy: POLICY,
                };
                let key = NaturalKey::Login(newcomer.login.clone());
                if !self.search(cx, &key).await?.is_empty() {
                    return Err(self.refused(ErrorKind::Conflict, key.as_str(), "taken"));
                }
                let free = Facts(vec![fact("login", "free")]);
                Some(self.draft(Action::Create(newcomer), free, Residuals::default()))
            }
            _ => None,
        };
        let own = self.me(cx).await?.login;
        let is_own = user.is_some_and(|user| user.login == own);
        Ok(Prepared {
            steps: draft.into_iter().collect(),
            warnings: is_own
                .then(|| Text::new("dummy-own-account"))
                .into_iter()
                .collect(),
        })
    }

    async fn apply(&self, cx: &Cx, action: &Action) -> Applied {
        match self.try_apply(cx, action).await {
            Ok(applied) => applied,
            Err(error) => StepEnd::Failed(error).into(),
        }
    }

    async fn poll(&self, cx: &Cx, _action: &Action, task: &Task) -> StepEnd {
        let asked = self.send(cx, Request::get(&["tasks", &task.id])).await;
        let work: Result<api::Work, ProviderError> = asked.and_then(|answer| answer.json());
        match work {
            Ok(work) if work.state == "done" => StepEnd::Done { read_back: None },
            Ok(_) => StepEnd::Accepted(self.again(cx, task.clone())),
            Err(error) => StepEnd::Unknown(error),
        }
    }
}

impl Dummy {
    fn refused(&self, kind: ErrorKind, target: &str, why: &str) -> ProviderError {
        failure(self.service(), kind, target, why)
    }

    async fn search(&self, cx: &Cx, key: &NaturalKey) -> Result<Vec<api::User>, ProviderError> {
        let request = Request::get(&["users"]);
        let request = match key {
            NaturalKey::Login(login) => request.query("login", login),
            NaturalKey::Email(email) => request.query("email", email),
        };
        let users: api::Users = self.send(cx, request).await?.json()?;
        Ok(users.users)
    }

    async fn wanted_user(&self, cx: &Cx, wanted: &Wanted) -> Result<api::User, ProviderError> {
        let account = wanted.account.as_ref();
        let missing = || {
            let name = account.map_or("account", |id| id.as_str());
            self.refused(ErrorKind::NotFound, name, "no such user")
        };
        let id = account.and_then(number).ok_or_else(missing)?;
        self.user(cx, id).await?.ok_or_else(missing)
    }

    fn draft(&self, action: Action, facts: Facts, residuals: Residuals) -> StepDraft<Action> {
        let requests = action.requests(MASK);
        let previews = requests.iter().map(|request| Preview {
            transport: "https".to_owned(),
            verb: request.method.to_string(),
            target: request.path_below(self.web.http.base()),
            body: match &request.body {
                Body::Json(body) => body.to_string(),
                Body::None | Body::Form(_) => String::new(),
            },
        });
        StepDraft {
            previews: previews.collect(),
            after: Vec::new(),
            reversibility: match action {
                Action::Disable { .. } | Action::Enable { .. } => Reversibility::Exact,
                Action::Create(_) => Reversibility::WithHolder,
                Action::Reset { .. } => Reversibility::Never,
            },
            action,
            residuals,
            facts,
            saves: None,
        }
    }

    fn disabling(&self, cx: &Cx, user: &api::User) -> Result<StepDraft<Action>, ProviderError> {
        let access = Access::of(user);
        let residuals = Residuals {
            lost: vec![Text::new("dummy-lost-note")],
            still_works: vec![Text::new("dummy-works-sessions")],
            colleagues_lose: access
                .teams
                .iter()
                .map(|team| Text::new("dummy-colleagues-team").with("team", team.as_str()))
                .collect(),
            comes_back: vec![Text::new("dummy-back-keys")],
        };
        let saved = ProviderData::of(&access).map_err(|error| {
            self.refused(ErrorKind::Malformed, "restore point", &error.to_string())
        })?;
        let account = self.account(user.clone(), None).map(|account| account.id);
        let id = account.ok_or_else(|| self.refused(ErrorKind::Malformed, "user", "no id"))?;
        let draft = self.draft(Action::Disable { id: user.id }, facts_of(user), residuals);
        Ok(StepDraft {
            saves: Some(RestorePoint {
                account: AccountKey::new(self.service().clone(), id),
                at: cx.clock.now(),
                role: Some(Role {
                    name: if user.boss { "boss" } else { "" }.to_owned(),
                    admin: user.boss,
                }),
                saved,
            }),
            ..draft
        })
    }

    /// `None` where nothing is to be given back.
    fn enabling(
        &self,
        wanted: &Wanted,
        user: &api::User,
    ) -> Result<Option<StepDraft<Action>>, ProviderError> {
        let access = match &wanted.restore {
            Some(point) => point.saved.read::<Access>().map_err(|error| {
                self.refused(ErrorKind::Malformed, "restore point", &error.to_string())
            })?,
            None => Access::of(user),
        };
        if user.active && Access::of(user) == access {
            return Ok(None);
        }
        let action = Action::Enable {
            id: user.id,
            access,
        };
        Ok(Some(self.draft(
            action,
            facts_of(user),
            Residuals::default(),
        )))
    }

    async fn try_apply(&self, cx: &Cx, action: &Action) -> Result<Applied, ProviderError> {
        match self.state_of(cx, action).await? {
            State::Done(read_back) => return Ok(done(read_back).into()),
            State::Gone => {
                return Err(self.refused(ErrorKind::NotFound, "user", "there is none any more"));
            }
            State::Open => {}
        }
        let policy = match action {
            Action::Create(newcomer) => Some((newcomer.policy, newcomer.login.clone())),
            Action::Reset { id, policy } => Some((*policy, id.to_string())),
            Action::Disable { .. } | Action::Enable { .. } => None,
        };
        let made = match policy {
            Some((policy, login)) => Some(MadeSecret {
                label: Text::new("dummy-made-password").with("login", login),
                value: self.net.make_secret(self.service(), policy)?,
            }),
            None => None,
        };
        let password = made.as_ref().map(|made: &MadeSecret| &made.value);
        let end = self.send_all(cx, action, password).await;
        let kept = match &end {
            StepEnd::Done { .. } | StepEnd::Accepted(_) | StepEnd::Unknown(_) => made,
            StepEnd::Failed(_) => None,
        };
        Ok(Applied {
            end,
            made: kept.into_iter().collect(),
        })
    }

    async fn send_all(&self, cx: &Cx, action: &Action, password: Option<&SecretString>) -> StepEnd {
        let password = password.map_or("", |password| password.expose_secret());
        let mut trouble = None;
        for request in action.requests(password) {
            match self.send(cx, request).await {
                Ok(answer) if matches!(action, Action::Reset { .. }) => {
                    return match answer.json::<api::Accepted>() {
                        Ok(accepted) => StepEnd::Accepted(self.again(
                            cx,
                            Task {
                                id: accepted.task,
                                poll_at: cx.clock.now(),
                                deadline: cx.clock.now().plus(600 * SECOND),
                            },
                        )),
                        Err(error) => StepEnd::Unknown(error),
                    };
                }
                Ok(_) => {}
                Err(error) => {
                    // An answer that was lost says nothing: the next request tells, or the end.
                    let is_lost = error.kind == ErrorKind::Net;
                    trouble = Some(error);
                    if !is_lost {
                        break;
                    }
                }
            }
        }
        // An error does not say that nothing happened: what is there says it.
        match (self.state_of(cx, action).await, trouble) {
            (Ok(State::Done(read_back)), _) => done(read_back),
            (Ok(_), Some(error)) if !matches!(action, Action::Reset { .. }) => {
                StepEnd::Failed(error)
            }
            (_, Some(error)) if error.kind != ErrorKind::Net => StepEnd::Failed(error),
            (_, Some(error)) | (Err(error), None) => StepEnd::Unknown(error),
            (Ok(_), None) => StepEnd::Failed(self.refused(
                ErrorKind::Refused {
                    code: "unchanged".to_owned(),
                },
                "user",
                "the service says that it did it, and did not",
            )),
        }
    }

    /// Whether the effect of an action is there. That of a reset cannot be seen.
    async fn state_of(&self, cx: &Cx, action: &Action) -> Result<State, ProviderError> {
        let (id, holds): (u64, &(dyn Fn(&api::User) -> bool + Sync)) = match action {
            Action::Create(newcomer) => {
                let key = NaturalKey::Login(newcomer.login.clone());
                let found = self.search(cx, &key).await?.into_iter().next();
                return match found {
                    Some(user) if user.email == newcomer.email => {
                        Ok(State::Done(RemoteState::Active))
                    }
                    Some(_) => Err(self.refused(ErrorKind::Conflict, key.as_str(), "taken")),
                    None => Ok(State::Open),
                };
            }
            Action::Disable { id } => (*id, &|user| !user.active),
            Action::Enable { id, access } => {
                (*id, &|user| user.active && Access::of(user) == *access)
            }
            Action::Reset { id, .. } => (*id, &|_| false),
        };
        Ok(match self.user(cx, id).await? {
            Some(user) if holds(&user) => State::Done(match user.active {
                true => RemoteState::Active,
                false => RemoteState::Disabled,
            }),
            Some(_) => State::Open,
            None => State::Gone,
        })
    }

    /// The task with the time at which it is asked about next.
    fn again(&self, cx: &Cx, task: Task) -> Task {
        Task {
            poll_at: cx.clock.now().plus(2 * SECOND),
            ..task
        }
    }
}

enum State {
    Open,
    Done(RemoteState),
    Gone,
}

fn done(read_back: RemoteState) -> StepEnd {
    StepEnd::Done {
        read_back: Some(read_back),
    }
}

fn fact(name: &str, value: &str) -> Fact {
    Fact {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

fn facts_of(user: &api::User) -> Facts {
    Facts(vec![
        fact("active", if user.active { "true" } else { "false" }),
        fact("boss", if user.boss { "true" } else { "false" }),
        fact("teams", &user.teams.join(",")),
    ])
}
