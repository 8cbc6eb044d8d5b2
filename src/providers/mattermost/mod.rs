//! Mattermost: the users of a server and their teams.
//!
//! Owns the calls of the trait. Settings, requests and the meaning of answers are `client`, reading
//! pages is `lists`, mapping is `map`.

mod api;
mod client;
mod lists;
mod map;

use std::collections::HashSet;

use async_trait::async_trait;

use super::pages::together;
use super::preamble;
use super::report::{Report, capped, deliver, is_about_us, miscount};
use super::{BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI};
use crate::config::ServiceConfig;
use crate::domain::account::FetchedAccount;
use crate::domain::check::{Check, CheckOutcome};
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::Reversibility;
use crate::domain::progress::Phase;
use crate::domain::seen::Seen;
use crate::domain::text::Text;
use crate::net::Net;
use client::{Mattermost, Options, v4};
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

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    Ok(Box::new(Mattermost::new(config, net)?))
}

impl Mattermost {
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
        let one = v4(&["teams"]).query("page", 0).query("per_page", 1);
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
        let user: api::User = match self.get(cx, v4(&["users", id.local()])).await {
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

#[cfg(test)]
mod tests;
