//! A provider of a service that does not exist, for the tests: it implements every part of the
//! traits, so that whatever stands between a provider and the screen can be tried before a real
//! kind needs it.
//!
//! Owns the settings, the reading half and the checks. The changing half is `changes`, its actions
//! are in `action`, what the service sends is `api`.

mod action;
mod api;
mod changes;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::pages::{self, Page, together};
use super::preamble::{self, Web};
use super::report::{Report, capped, deliver, is_about_us, miscount};
use super::{BatchSink, Capabilities, Cx, ErasedChanges, Nature, Provider, ProviderKind, WhoAmI};
use crate::config::{SecretRef, ServiceConfig};
use crate::domain::account::{
    Email, FetchedAccount, Membership, Profile, RemoteState, Role, Trust, Volatile,
};
use crate::domain::check::{Check, CheckOutcome};
use crate::domain::credential::{Credential, CredentialKind, CredentialList};
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::{ChangeKind, Reversibility};
use crate::domain::seen::Seen;
use crate::domain::text::Text;
use crate::net::http::{Attempt, Auth, Limits, Request, Response, classify};
use crate::net::{Credential as Secret, Net};

/// The kind, as registered.
pub const KIND: ProviderKind = ProviderKind {
    name: "dummy",
    words: [include_str!("words.en.ftl"), include_str!("words.fr.ftl")],
    sample: include_str!("sample.toml"),
    nature: Nature {
        disabling: Some(Reversibility::Exact),
        visibility: Visibility::Shown,
        folds_case: false,
    },
    capabilities: Capabilities {
        changes: &ChangeKind::ALL,
        credentials: true,
    },
    check: preamble::check::<Options>,
    build,
};

const LIMITS: Limits = Limits {
    per_second: 50.0,
    burst: 50,
    concurrent: 4,
    body_max: 1024 * 1024,
    total_timeout: Duration::from_secs(60),
    max_wait: Duration::from_secs(60),
    classify,
};

/// Entries of a page.
const PAGE: usize = 10;
/// The namespace of its ids.
const USER: &str = "user";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    url: String,
    key: SecretRef,
}

struct Dummy {
    web: Web,
    trust: Trust,
    net: Net,
}

impl fmt::Debug for Dummy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dummy({:?})", self.web.http)
    }
}

/// `Authorization: Key KEY`.
struct Key(Secret);

#[async_trait]
impl Auth for Key {
    async fn sign(&self, attempt: &mut Attempt<'_>) -> Result<(), ProviderError> {
        let key = self.0.get().await?;
        attempt.credential = Some(self.0.digest("", &key));
        attempt.secret_header("authorization", &format!("Key {}", key.expose_secret()))
    }

    async fn digest(&self) -> Result<Digest16, ProviderError> {
        self.0.digest_now("").await
    }
}

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    let options: Options = preamble::options(config)?;
    let key = Key(net.credential(&config.id, "key", options.key));
    Ok(Box::new(Dummy {
        web: Web::new(config, net, &options.url, LIMITS, key)?,
        trust: config.trust(),
        net: net.clone(),
    }))
}

impl Dummy {
    async fn send(&self, cx: &Cx, request: Request) -> Result<Response, ProviderError> {
        self.web.http.send(cx, request).await
    }

    async fn me(&self, cx: &Cx) -> Result<api::Me, ProviderError> {
        self.send(cx, Request::get(&["me"])).await?.json()
    }

    /// The names of the teams, by their ids.
    async fn teams(&self, cx: &Cx) -> Result<HashMap<String, String>, ProviderError> {
        let teams: api::Teams = self.send(cx, Request::get(&["teams"])).await?.json()?;
        Ok(teams.teams.into_iter().map(|t| (t.id, t.name)).collect())
    }

    /// One user by the service's number; `None` where there is none.
    async fn user(&self, cx: &Cx, id: u64) -> Result<Option<api::User>, ProviderError> {
        match self
            .send(cx, Request::get(&["users", &id.to_string()]))
            .await
        {
            Ok(response) => response.json().map(Some),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn account(
        &self,
        user: api::User,
        teams: Option<&HashMap<String, String>>,
    ) -> Option<FetchedAccount> {
        let id = RemoteId::namespaced(USER, user.id).ok()?;
        let name = |id: &String| teams.and_then(|teams| teams.get(id)).cloned();
        let groups = user.teams.iter().map(|team| Membership {
            kind: "team".to_owned(),
            id: team.clone(),
            name: name(team).unwrap_or_else(|| team.clone()),
            role: None,
        });
        let email = Some(user.email).filter(|email| !email.is_empty());
        let emails = email.into_iter().map(|address| Email {
            address,
            trust: Trust::Asserted,
            primary: true,
        });
        let account = FetchedAccount {
            id,
            formerly: Vec::new(),
            remote: match user.active {
                true => RemoteState::Active,
                false => RemoteState::Disabled,
            },
            profile: Profile {
                login: Seen::Value(user.login),
                name: Seen::Value(user.name),
                emails: Seen::Value(emails.collect()),
                role: Seen::Value(Role {
                    name: if user.boss { "boss" } else { "" }.to_owned(),
                    admin: user.boss,
                }),
                groups: Seen::Value(groups.collect()),
                ..Profile::default()
            },
            volatile: Volatile::default(),
        };
        capped([account], self.trust).pop()
    }

    async fn fetch_all(
        &self,
        cx: &Cx,
        sink: &mut dyn BatchSink,
    ) -> Result<FetchEnd, ProviderError> {
        let requested = cx.clock.now();
        // Alone and first: a refused key is sent once.
        let teams = self.teams(cx).await;
        if let Err(error) = &teams
            && is_about_us(&error.kind)
        {
            return Ok(FetchEnd::Failed(error.clone()));
        }
        let total = AtomicU64::new(0);
        let page = async |page: usize| {
            let request = Request::get(&["users"]).query("page", page + 1);
            let response = self.send(cx, request).await?;
            let users: api::Users = response.json()?;
            total.fetch_max(users.total, Ordering::Relaxed);
            Ok(Page {
                entries: users.users,
                print: response.print(),
            })
        };
        let users = pages::turn(&self.web.service, PAGE, 0, page, |_: &[api::User]| {}).await;
        if users.items.is_empty()
            && let Some(error) = users.trouble
        {
            return Ok(FetchEnd::Failed(error));
        }
        let mut report = Report::default();
        report.take("dummy-list-users", &users);
        let whole = users.is_whole();
        let teams = report.keep("dummy-list-teams", teams);
        report.groups_readable = teams.as_ref().map_or(0, HashMap::len) as u64;
        let mut seen = HashSet::new();
        let mut accounts = Vec::new();
        for user in users.items {
            if seen.insert(user.id) {
                accounts.extend(self.account(user, teams.as_ref()));
            }
        }
        if whole {
            report.say(miscount(accounts.len(), total.into_inner()));
        }
        Ok(report.end(deliver(requested, accounts, sink).await))
    }
}

#[async_trait]
impl Provider for Dummy {
    fn service(&self) -> &ServiceId {
        &self.web.service
    }

    fn kind(&self) -> &'static ProviderKind {
        &KIND
    }

    async fn credential(&self) -> Result<Option<Digest16>, ProviderError> {
        self.web.credential().await
    }

    async fn whoami(&self, cx: &Cx) -> Result<WhoAmI, ProviderError> {
        let me = self.me(cx).await?;
        Ok(WhoAmI {
            login: me.login,
            rights: me.rights,
            server: Some(format!("Dummy {}", me.version)),
        })
    }

    async fn probe(&self, cx: &Cx) -> Vec<Check> {
        let check = |outcome, text| Check { outcome, text };
        match self.me(cx).await {
            Err(error) => vec![check(CheckOutcome::Bad, error.text())],
            Ok(me) => {
                let login = Text::new("dummy-probe-login").with("login", me.login);
                let server = Text::new("dummy-probe-server").with("version", me.version);
                vec![
                    check(CheckOutcome::Good, login),
                    check(CheckOutcome::Good, server),
                ]
            }
        }
    }

    async fn fetch(&self, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd {
        self.fetch_all(cx, sink)
            .await
            .unwrap_or_else(FetchEnd::Failed)
    }

    async fn read(
        &self,
        cx: &Cx,
        ids: &[RemoteId],
    ) -> Result<Vec<Option<FetchedAccount>>, ProviderError> {
        let teams = self.teams(cx).await?;
        let found = together(ids.iter().map(async |id| match number(id) {
            Some(number) => self.user(cx, number).await,
            None => Ok(None),
        }));
        let found = found.await?.into_iter();
        Ok(found
            .map(|user| self.account(user?, Some(&teams)))
            .collect())
    }

    async fn credentials(&self, cx: &Cx) -> Result<CredentialList, ProviderError> {
        let page = async |page: usize| {
            let request = Request::get(&["keys"]).query("page", page + 1);
            let response = self.send(cx, request).await?;
            let keys: api::Keys = response.json()?;
            Ok(Page {
                entries: keys.keys,
                print: response.print(),
            })
        };
        let keys = pages::turn(&self.web.service, PAGE, 0, page, |_: &[api::Key]| {}).await;
        if let Some(error) = keys.trouble {
            return Err(error);
        }
        let credential = |key: api::Key| Credential {
            service: self.web.service.clone(),
            id: key.id,
            kind: CredentialKind::PersonalToken,
            owner: RemoteId::namespaced(USER, key.user).ok(),
            label: Seen::Value(key.label),
            scopes: Seen::Value(key.scopes),
            created: Seen::NotVisible,
            last_used: Seen::NotVisible,
            expires: Seen::Value(None),
        };
        Ok(CredentialList {
            found: keys.items.into_iter().map(credential).collect(),
            gaps: Vec::new(),
        })
    }

    fn changes(&self) -> Option<&dyn ErasedChanges> {
        Some(self)
    }
}

/// The service's number in an id of ours.
fn number(id: &RemoteId) -> Option<u64> {
    let number = id.local().parse().ok()?;
    (id.namespace() == USER && id.local() == format!("{number}")).then_some(number)
}
