//! Mattermost's lists: pages by number, until one is short.

use std::collections::HashMap;

use futures_util::{StreamExt, stream};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::client::{Mattermost, v4};
use super::map::Activity;
use super::{api, map};
use crate::domain::account::{GroupId, Membership};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::net::http::{Intent, Request};
use crate::net::{Cx, Track, failure};
use crate::providers::pages::{self, Page};
use crate::providers::report::Listed;

/// The most that the server gives at once; it cuts larger wishes to this without a word.
const PAGE: usize = 200;

/// Memberships by user id.
#[derive(Debug, Default)]
pub struct Groups {
    by_user: HashMap<String, Vec<Membership>>,
    /// Teams whose members could be read.
    pub readable: u64,
    /// Teams whose members are not shown.
    pub unread: Vec<GroupId>,
}

impl Groups {
    /// What this user is in.
    pub fn of(&self, user: &str) -> Vec<Membership> {
        self.by_user.get(user).cloned().unwrap_or_default()
    }
}

/// How many users the server says there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Deactivated ones and bots too.
    All(u64),
    /// Active ones only.
    Active(u64),
    /// It does not say.
    Untold,
}

impl Count {
    /// There are at least so many.
    pub fn least(self) -> Option<u64> {
        match self {
            Count::All(total) | Count::Active(total) => Some(total),
            Count::Untold => None,
        }
    }
}

/// Reads the lists of one fetch.
pub struct Reader<'a> {
    mattermost: &'a Mattermost,
    pub cx: Cx,
    pub track: Track,
}

impl<'a> Reader<'a> {
    pub fn new(mattermost: &'a Mattermost, cx: &Cx) -> Self {
        let track = Track::new(cx);
        Self {
            mattermost,
            cx: track.cx(),
            track,
        }
    }

    async fn page<T: DeserializeOwned>(
        &self,
        path: &[&str],
        page: usize,
    ) -> Result<Page<T>, ProviderError> {
        let request = v4(path).query("page", page).query("per_page", PAGE);
        let response = self.mattermost.get(&self.cx, request).await?;
        self.track.update(|progress| progress.pages += 1);
        Ok(Page {
            entries: response.json()?,
            print: response.print(),
        })
    }

    async fn pages<T: DeserializeOwned>(
        &self,
        path: &[&str],
        sure: u64,
        each: impl FnMut(&[T]),
    ) -> Listed<T> {
        let sure = usize::try_from(sure).unwrap_or(usize::MAX);
        let service = &self.mattermost.web.service;
        pages::turn(service, PAGE, sure, |page| self.page(path, page), each).await
    }

    /// How many users the server counts: all of them where it tells an administrator, else the
    /// active ones. Only a refusal is an answer; any other trouble leaves the count in doubt.
    pub async fn count(&self) -> Result<Count, ProviderError> {
        let all = v4(&["users", "stats", "filtered"])
            .query("include_deleted", true)
            .query("include_bots", true);
        match self.total(all).await {
            Ok(total) => return Ok(Count::All(total)),
            Err(error) if is_refusal(&error.kind) => {}
            Err(error) => return Err(error),
        }
        match self.total(v4(&["users", "stats"])).await {
            Ok(total) => Ok(Count::Active(total)),
            Err(error) if is_refusal(&error.kind) => Ok(Count::Untold),
            Err(error) => Err(error),
        }
    }

    async fn total(&self, request: Request) -> Result<u64, ProviderError> {
        let response = self.mattermost.get(&self.cx, request).await?;
        let stats: api::Stats = response.json()?;
        Ok(stats.total_users_count)
    }

    /// Every user, deactivated ones too, and what a missing last activity means.
    pub async fn users(&self, count: Count) -> (Listed<api::User>, Activity) {
        self.track
            .update(|progress| progress.expected = count.least());
        let sure = count.least().unwrap_or(0);
        let mut users: Listed<api::User> = self
            .pages(&["users"], sure, |page: &[api::User]| {
                let found = u64::try_from(page.len()).unwrap_or(0);
                self.track.update(|progress| progress.accounts += found);
            })
            .await;
        let filled = users.items.iter().any(|user| user.last_activity_at > 0);
        if filled || self.fill_activity(&mut users.items).await {
            (users, Activity::Known)
        } else {
            (users, Activity::Unknown)
        }
    }

    /// Asks for the presence of users whose list did not tell; says whether that was answered.
    async fn fill_activity(&self, users: &mut [api::User]) -> bool {
        let path = ["api", "v4", "users", "status", "ids"];
        for page in users.chunks_mut(PAGE) {
            let ids: Vec<&str> = page.iter().map(|user| user.id.as_str()).collect();
            let request = Request::post(&path).intent(Intent::Read).json(json!(ids));
            let answer = self.mattermost.get(&self.cx, request).await;
            let statuses: Result<Vec<api::Status>, _> = answer.and_then(|answer| answer.json());
            let Ok(statuses) = statuses else {
                return false;
            };
            let at: HashMap<String, i64> = statuses
                .into_iter()
                .map(|status| (status.user_id, status.last_activity_at))
                .collect();
            for user in page {
                user.last_activity_at = at.get(&user.id).copied().unwrap_or(0);
            }
        }
        !users.is_empty()
    }

    /// The teams, read per team; one that may not be read is left out and not counted as readable.
    pub async fn teams(&self) -> (Listed<()>, Groups) {
        let listed: Listed<api::Team> = self.pages(&["teams"], 0, |_| {}).await;
        let (teams, mut judged) = listed.split();
        let in_use = teams.into_iter().filter(|team| team.delete_at == 0);
        let mut read = stream::iter(in_use)
            .map(async |team| {
                let path = ["teams", team.id.as_str(), "members"];
                let members: Listed<api::TeamMember> = self.pages(&path, 0, |_| {}).await;
                (team, members)
            })
            .buffer_unordered(pages::TOGETHER);
        let mut groups = Groups::default();
        let mut refused = None;
        while let Some((team, members)) = read.next().await {
            match members.trouble {
                // Archived or deleted for good while it was read.
                Some(error) if error.kind == ErrorKind::NotFound => {}
                Some(error) if error.kind == ErrorKind::Forbidden => {
                    groups.unread.push(map::group(&team));
                    refused = Some(error);
                }
                Some(error) => {
                    judged.trouble = Some(error);
                    break;
                }
                // Somebody is in it, and nobody says who.
                None if members.items.iter().any(|member| member.user_id.is_empty()) => {
                    groups.unread.push(map::group(&team));
                    let why = "a member without an id";
                    let service = &self.mattermost.web.service;
                    let error = failure(service, ErrorKind::Malformed, &team.id, why);
                    judged.trouble = Some(error);
                    break;
                }
                None => {
                    groups.readable += 1;
                    for member in &members.items {
                        if let Some(membership) = map::membership(&team, member) {
                            let of_user = groups.by_user.entry(member.user_id.clone());
                            of_user.or_default().push(membership);
                        }
                    }
                }
            }
        }
        // Teams of which none may be read are not teams without members.
        if groups.readable == 0 && judged.is_whole() {
            judged.trouble = refused;
        }
        (judged, groups)
    }

    /// The teams of one user.
    pub async fn teams_of(&self, user: &str) -> Result<Vec<Membership>, ProviderError> {
        let teams = self.mattermost.get(&self.cx, v4(&["users", user, "teams"]));
        let teams: Vec<api::Team> = teams.await?.json()?;
        let members = v4(&["users", user, "teams", "members"]);
        let members = self.mattermost.get(&self.cx, members).await?;
        let members: Vec<api::TeamMember> = members.json()?;
        let held = members.iter().filter_map(|member| {
            let in_use = |team: &&api::Team| team.id == member.team_id && team.delete_at == 0;
            let team = teams.iter().find(in_use)?;
            map::membership(team, member)
        });
        Ok(held.collect())
    }
}

/// The server understood and will not tell; a server too old for the question does not know it.
fn is_refusal(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::Refused { .. }
    )
}
