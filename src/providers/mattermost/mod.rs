//! Mattermost: the users of a server and their teams.
//!
//! Owns the settings, the meaning of answers and the calls of the trait. Reading pages is `lists`,
//! mapping is `map`.

mod api;
mod lists;
mod map;

use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;

use super::pages::together;
use super::preamble::{self, Web};
use super::report::{Report, capped, deliver, is_about_us, miscount};
use super::{BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI};
use crate::config::{SecretRef, ServiceConfig};
use crate::domain::account::{FetchedAccount, Trust};
use crate::domain::check::{Check, CheckOutcome};
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::Reversibility;
use crate::domain::progress::Phase;
use crate::domain::seen::Seen;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::net::Net;
use crate::net::http::{self, Bearer, Class, Limits, Request, Response};
use lists::{Count, Reader};
use map::Sight;

/// The kind, as registered.
pub const KIND: ProviderKind = ProviderKind {
    name: "mattermost",
    words: [include_str!("words.en.ftl"), include_str!("words.fr.ftl")],
    sample: include_str!("sample.toml"),
    nature: Nature {
        disabling: Some(Reversibility::Exact),
        visibility: Visibility::Shown,
        folds_case: false,
    },
    capabilities: Capabilities::READ_ONLY,
    check: preamble::check::<Options>,
    build,
};

/// The server's own limit, where it is switched on, is 10 a second after a burst of 100.
const LIMITS: Limits = Limits {
    per_second: 10.0,
    burst: 50,
    concurrent: 4,
    body_max: 32 * 1024 * 1024,
    total_timeout: Duration::from_secs(60),
    max_wait: Duration::from_secs(5 * 60),
    classify,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The server, without `/api/v4`.
    url: String,
    /// A personal access token of a system administrator.
    token: SecretRef,
}

/// One Mattermost server.
pub struct Mattermost {
    web: Web,
    /// What the configuration says of its addresses.
    trust: Option<Trust>,
}

impl fmt::Debug for Mattermost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mattermost({:?})", self.web.http)
    }
}

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    let options: Options = preamble::options(config)?;
    let token = net.credential(&config.id, "token", options.token);
    Ok(Box::new(Mattermost {
        web: Web::new(config, net, &options.url, LIMITS, Bearer(token))?,
        trust: config.email_trust,
    }))
}

impl Mattermost {
    async fn get(&self, cx: &Cx, request: Request) -> Result<Response, ProviderError> {
        self.web.http.send(cx, request).await
    }

    fn limit(&self) -> Trust {
        self.trust.unwrap_or(Trust::Verified)
    }

    /// What an address is worth that is not called verified, by an answer that would show it or not.
    fn unverified(&self, shown: bool) -> Trust {
        match self.trust {
            Some(trust) if !shown => trust,
            _ => Trust::Free,
        }
    }

    /// The caller, and the version that the server says.
    async fn me(&self, cx: &Cx) -> Result<(api::User, Option<String>), ProviderError> {
        let response = self.get(cx, lists::api(&["users", "me"])).await?;
        let version = response.header("x-version-id").map(version);
        Ok((response.json()?, version))
    }

    async fn fetch_all(
        &self,
        cx: &Cx,
        sink: &mut dyn BatchSink,
    ) -> Result<FetchEnd, ProviderError> {
        let requested = cx.clock.now();
        let reader = Reader::new(self, cx);
        reader
            .track
            .update(|progress| progress.phase = Phase::Accounts);
        // Alone and first: a refused token is sent once, not once per list. The count says how
        // many pages there are to ask for together.
        let count = reader.count().await;
        if let Err(error) = &count
            && is_about_us(&error.kind)
        {
            return Ok(FetchEnd::Failed(error.clone()));
        }
        let known = *count.as_ref().unwrap_or(&Count::Untold);
        let (me, (users, activity), (judged, groups)) =
            tokio::join!(self.me(&reader.cx), reader.users(known), reader.teams());
        let (me, _) = me?;
        let sight = map::sight(&me.roles);

        if users.items.is_empty()
            && let Some(error) = users.trouble
        {
            return Ok(FetchEnd::Failed(error));
        }
        let mut report = Report::default();
        let limited = sight == Sight::Limited;
        // Lists are cleared of what is verified, whoever asks (`User.SanitizeProfile` of the server);
        // only what the configuration says of them is left.
        let shown = users
            .items
            .iter()
            .any(|user| user.email_verified && user.id != me.id);
        report.say(limited.then(|| Text::new("mattermost-probe-not-admin")));
        report.take("mattermost-list-users", &users);
        let count = report.keep("mattermost-list-count", count);
        report.take("mattermost-list-teams", &judged);
        report.groups_readable = groups.readable;
        // Private teams are not even listed to others than administrators.
        let groups_known = judged.is_whole() && !limited;
        let whole = users.is_whole();
        let told = map::Told {
            sight,
            activity,
            unverified: self.unverified(shown),
        };
        let (mut accounts, mut seen) = (Vec::new(), HashSet::new());
        let (mut active, mut nameless) = (0, 0);
        for user in users.items {
            // Pages move while they are read: a user may come twice.
            if !user.id.is_empty() && !seen.insert(user.id.clone()) {
                continue;
            }
            active += usize::from(user.delete_at == 0);
            let of_user = if groups_known {
                Seen::Value(groups.of(&user.id))
            } else {
                Seen::NotVisible
            };
            match map::user(user, of_user, told, self.web.http.base()) {
                Some(account) => accounts.push(account),
                None => nameless += 1,
            }
        }
        if whole {
            let (found, total) = match count {
                Some(Count::All(total)) => (accounts.len(), total),
                Some(Count::Active(total)) => (active, total),
                Some(Count::Untold) | None => (0, 0),
            };
            report.say(miscount(found, total).or_else(|| {
                let all = u64::try_from(accounts.len() + nameless).unwrap_or(u64::MAX);
                miscount(accounts.len(), all)
            }));
        }
        let accounts = capped(accounts, self.limit());
        sink.unread(groups.unread);
        Ok(report.end(deliver(requested, accounts, sink).await))
    }
}

#[async_trait]
impl Provider for Mattermost {
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
        let (me, version) = self.me(cx).await?;
        Ok(WhoAmI {
            login: me.username,
            rights: me.roles.split_whitespace().map(str::to_owned).collect(),
            server: version.map(|version| format!("Mattermost {version}")),
        })
    }

    async fn probe(&self, cx: &Cx) -> Vec<Check> {
        let check = |outcome, text| Check { outcome, text };
        let (me, version) = match self.me(cx).await {
            Ok(found) => found,
            Err(error) => return vec![check(CheckOutcome::Bad, error.text())],
        };
        let login = Text::new("mattermost-probe-login").with("login", me.username);
        let mut checks = vec![check(CheckOutcome::Good, login)];
        checks.extend(version.map(|version| {
            let text = Text::new("mattermost-probe-server").with("version", version);
            check(CheckOutcome::Good, text)
        }));
        checks.push(match map::sight(&me.roles) {
            Sight::Full => check(CheckOutcome::Good, Text::new("mattermost-probe-admin")),
            Sight::Limited => check(CheckOutcome::Bad, Text::new("mattermost-probe-not-admin")),
        });
        if self.trust.is_none() {
            let text = Text::new("mattermost-probe-addresses");
            checks.push(check(CheckOutcome::Remark, text));
        }
        let one = lists::api(&["teams"]).query("page", 0).query("per_page", 1);
        if let Err(error) = self.get(cx, one).await {
            let text = Text::new("provider-list-partial")
                .with("list", Text::new("mattermost-list-teams"))
                .with("why", error.text());
            checks.push(check(CheckOutcome::Bad, text));
        }
        checks
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
        let (me, _) = self.me(cx).await?;
        let sight = map::sight(&me.roles);
        together(ids.iter().map(|id| self.read_one(cx, sight, id))).await
    }
}

impl Mattermost {
    async fn read_one(
        &self,
        cx: &Cx,
        sight: Sight,
        id: &RemoteId,
    ) -> Result<Option<FetchedAccount>, ProviderError> {
        if id.namespace() != map::USER || !is_id(id.local()) {
            return Ok(None);
        }
        let reader = Reader::new(self, cx);
        let user: api::User = match self.get(cx, lists::api(&["users", id.local()])).await {
            Ok(response) => response.json()?,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let groups = match sight {
            Sight::Full => Seen::Value(reader.teams_of(id.local()).await?),
            Sight::Limited => Seen::NotVisible,
        };
        let told = map::Told {
            sight,
            activity: map::Activity::Unknown,
            unverified: self.unverified(sight == Sight::Full),
        };
        let account = map::user(user, groups, told, self.web.http.base());
        Ok(capped(account, self.limit()).pop())
    }
}

/// Ids are 26 characters of `[a-z0-9]`; the server answers 400 to others.
fn is_id(text: &str) -> bool {
    text.len() == 26
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// `10.5.1.10.5.1.7dd2….true` says 10.5.1.
fn version(header: &str) -> String {
    header.split('.').take(3).collect::<Vec<_>>().join(".")
}

/// What an answer of Mattermost means: 401 is also how it refuses some changes.
fn classify(response: &Response, now: Timestamp) -> Class {
    let refusal: api::Refusal = serde_json::from_slice(&response.body).unwrap_or_default();
    let words = || {
        if refusal.message.is_empty() {
            response.text()
        } else {
            refusal.message.clone()
        }
    };
    let refused = |code: &str| {
        let code = code.to_owned();
        Class::fail(ErrorKind::Refused { code }, words())
    };
    match response.status {
        200..=299 => Class::Ok,
        401 if !is_about_the_token(&refusal.id) => refused(&refusal.id),
        401 => Class::fail(ErrorKind::Auth, words()),
        400 if refusal.id.contains("exists") => Class::fail(ErrorKind::Conflict, words()),
        400 | 501 if !refusal.id.is_empty() => refused(&refusal.id),
        403 => Class::fail(ErrorKind::Forbidden, words()),
        404 => Class::fail(ErrorKind::NotFound, words()),
        429 => Class::Limited {
            // Both are seconds to wait, whatever the documentation says (server source).
            until: http::retry_after(response, now).or_else(|| {
                let seconds: i64 = response.header("x-ratelimit-reset")?.parse().ok()?;
                Some(now.plus(seconds.clamp(0, 3_600) * 1_000))
            }),
        },
        _ => http::classify(response, now),
    }
}

fn is_about_the_token(id: &str) -> bool {
    let marks = ["api.context.", "api.user.login", "api.user.check_user"];
    id.is_empty() || marks.iter().any(|mark| id.starts_with(mark))
}

#[cfg(test)]
mod tests;
