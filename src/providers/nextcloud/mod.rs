//! Nextcloud: the users of a server and their groups, by the OCS interface (versions 27 to 34).
//!
//! Owns the settings, the meaning of answers and the calls of the trait. The envelope is `ocs`,
//! reading pages is `lists`, mapping is `map`, `doctor`'s checks are `probe`.

mod lists;
mod map;
mod ocs;
mod probe;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;

use super::pages::together;
use super::preamble::{self, Web};
use super::report::{Listed, Report, capped, deliver, is_about_us, miscount};
use super::{BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI};
use crate::config::{SecretRef, ServiceConfig};
use crate::domain::account::{FetchedAccount, Trust};
use crate::domain::check::Check;
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::Reversibility;
use crate::domain::progress::Phase;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::net::Net;
use crate::net::http::{self, Basic, Class, Limits, Request, Response};
use lists::Reader;
use map::GroupNames;
use ocs::{Meta, Record};

/// The kind, as registered.
pub const KIND: ProviderKind = ProviderKind {
    name: "nextcloud",
    words: [include_str!("words.en.ftl"), include_str!("words.fr.ftl")],
    sample: include_str!("sample.toml"),
    nature: Nature {
        disabling: Some(Reversibility::Exact),
        visibility: Visibility::Shown,
        folds_case: true,
    },
    capabilities: Capabilities::READ_ONLY,
    check: preamble::check::<Options>,
    build,
};

/// A suspect login is answered after 28 s and more; a page of users costs a look into each home.
const LIMITS: Limits = Limits {
    per_second: 10.0,
    burst: 20,
    concurrent: 4,
    body_max: 64 * 1024 * 1024,
    total_timeout: Duration::from_secs(90),
    max_wait: Duration::from_secs(5 * 60),
    classify,
};

/// How long the brute-force protection may keep an address out, without saying so.
const KEPT_OUT: i64 = 30 * 60 * 1_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The server, with its folder if it has one.
    url: String,
    /// The login of an administrator.
    login: String,
    /// An app password, or the login password.
    password: SecretRef,
}

/// One Nextcloud server.
pub struct Nextcloud {
    web: Web,
    trust: Trust,
}

impl fmt::Debug for Nextcloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nextcloud({:?})", self.web.http)
    }
}

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    let options: Options = preamble::options(config)?;
    let auth = Basic {
        login: options.login,
        password: net.credential(&config.id, "password", options.password),
    };
    let mut web = Web::new(config, net, &options.url, LIMITS, auth)?;
    // The session spares the server a slow password check at each request.
    web.http = web.http.with_cookies();
    Ok(Box::new(Nextcloud {
        web,
        trust: config.trust(),
    }))
}

/// A read of the provisioning interface, version 2.
fn cloud(path: &[&str]) -> Request {
    Request::get(&[&["ocs", "v2.php", "cloud"], path].concat())
}

/// Whose eyes a fetch sees through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// A member of `admin`, or somebody whom they let manage all users.
    Manager,
    /// Sees the users of some groups only.
    Subadmin,
}

impl Nextcloud {
    async fn get(&self, cx: &Cx, request: Request) -> Result<Response, ProviderError> {
        let request = request
            .header("ocs-apirequest", "true")
            .header("accept", "application/json");
        self.web.http.send(cx, request).await
    }

    /// The caller's own record.
    async fn me(&self, cx: &Cx) -> Result<Record, ProviderError> {
        let response = self.get(cx, cloud(&["user"])).await?;
        let me = Record::of(&ocs::data(&response)?, None);
        if me.id().is_empty() {
            return Err(response.error(ErrorKind::Malformed, "the caller has no id"));
        }
        Ok(me)
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
        // Alone and first: every refused password makes the server slower for our address. It is
        // the list that says how many pages there are to ask for together.
        let ids = reader.ids().await;
        if let Err(error) = &ids
            && is_about_us(&error.kind)
        {
            return Ok(FetchEnd::Failed(error.clone()));
        }
        let mut report = Report::default();
        let ids = report.keep("nextcloud-list-ids", ids).unwrap_or_default();
        let (me, groups, users) = tokio::join!(
            self.me(&reader.cx),
            reader.groups(),
            reader.users(ids.len())
        );
        let me = me?;
        if users.items.is_empty()
            && let Some(error) = users.trouble
        {
            return Ok(FetchEnd::Failed(error));
        }
        let subadmin = caller(&me) == Caller::Subadmin;
        report.say(subadmin.then(|| Text::new("nextcloud-subadmin-only")));
        report.take("nextcloud-list-users", &users);
        let names = report.keep("nextcloud-list-groups", groups);
        let readable = names.as_ref().map_or(0, GroupNames::len);
        report.groups_readable = u64::try_from(readable).unwrap_or(0);
        let disabled = self.disabled(&reader, &users, &mut report).await;

        let mut accounts = Vec::new();
        let mut seen: HashMap<RemoteId, String> = HashMap::new();
        let mut nameless = 0;
        for record in &users.items {
            let uid = record.id();
            let account = map::user(
                record,
                names.as_ref(),
                disabled.contains(&uid.to_lowercase()),
                self.web.http.base(),
            );
            let Some(account) = account else {
                nameless += 1;
                continue;
            };
            match seen.entry(account.id.clone()) {
                Entry::Vacant(place) => {
                    place.insert(uid);
                    accounts.push(account);
                }
                // Pages move while they are read: a user may come twice. Another spelling is
                // another user, where a database minds the case.
                Entry::Occupied(known) => nameless += usize::from(*known.get() != uid),
            }
        }
        if users.is_whole() {
            let listed =
                |uid: &String| map::remote_id(uid).is_some_and(|id| seen.contains_key(&id));
            let missing = ids.iter().filter(|uid| !listed(uid)).count();
            let total = accounts.len() + missing.max(nameless);
            let total = u64::try_from(total).unwrap_or(u64::MAX);
            report.say(miscount(accounts.len(), total));
        }
        let accounts = capped(accounts, self.trust);
        Ok(report.end(deliver(requested, accounts, sink).await))
    }

    /// The disabled users, asked for only when some record does not say it.
    async fn disabled(
        &self,
        reader: &Reader<'_>,
        users: &Listed<Record>,
        report: &mut Report,
    ) -> HashSet<String> {
        let silent = |record: &Record| record.flag("enabled").is_none();
        if !users.items.iter().any(silent) {
            return HashSet::new();
        }
        match reader.disabled().await {
            // Servers before 29 have no such list: a user who may be enabled counts as access.
            Err(error) if error.kind == ErrorKind::NotFound => HashSet::new(),
            answer => report
                .keep("nextcloud-list-disabled", answer)
                .unwrap_or_default(),
        }
    }
}

/// What the caller's own record says of what it may see.
fn caller(me: &Record) -> Caller {
    let is_admin = me
        .texts("groups")
        .is_some_and(|groups| groups.iter().any(|group| group == "admin"));
    let rules_some = me.texts("subadmin").is_some_and(|ruled| !ruled.is_empty());
    if rules_some && !is_admin {
        Caller::Subadmin
    } else {
        Caller::Manager
    }
}

#[async_trait]
impl Provider for Nextcloud {
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
        let server = probe::server(self, cx).await.ok();
        let rules = me.texts("subadmin").unwrap_or_default().into_iter();
        let rules = rules.map(|group| format!("subadmin:{group}"));
        let admin = me.texts("groups").unwrap_or_default().into_iter();
        let admin = admin.filter(|group| group == "admin");
        Ok(WhoAmI {
            login: me.id(),
            rights: admin.chain(rules).collect(),
            server: server.map(|server| format!("Nextcloud {}", server.version)),
        })
    }

    async fn probe(&self, cx: &Cx) -> Vec<Check> {
        probe::probe(self, cx).await
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
        let reader = Reader::new(self, cx);
        let names = reader.groups().await?;
        together(ids.iter().map(|id| self.read_one(&reader, &names, id))).await
    }
}

impl Nextcloud {
    async fn read_one(
        &self,
        reader: &Reader<'_>,
        names: &GroupNames,
        id: &RemoteId,
    ) -> Result<Option<FetchedAccount>, ProviderError> {
        if id.namespace() != map::USER {
            return Ok(None);
        }
        let one = match id.local() {
            "" => return Ok(None),
            // A path of its own, or none at all: the user is found in the list only.
            "details" | "disabled" | "recent" | "." | ".." => Ok(None),
            uid => self.get(&reader.cx, cloud(&["users", uid])).await.map(Some),
        };
        let record = match one {
            Ok(Some(response)) => Some(Record::of(&ocs::data(&response)?, Some(id.local()))),
            Ok(None) => reader.search(id.local()).await?,
            // Ids are kept here in lower case, and some backends mind the case.
            Err(error) if error.kind == ErrorKind::NotFound => reader.search(id.local()).await?,
            Err(error) => return Err(error),
        };
        let Some(record) = record else {
            return Ok(None);
        };
        let account = map::user(&record, Some(names), false, self.web.http.base());
        Ok(capped(account, self.trust).pop())
    }
}

/// What an answer of Nextcloud means: the envelope's code decides, where there is one.
fn classify(response: &Response, now: Timestamp) -> Class {
    let meta = Meta::of(response);
    let code = meta.as_ref().and_then(|meta| meta.statuscode);
    let words = || match meta.as_ref().and_then(|meta| meta.message.clone()) {
        Some(message) => message,
        None => response.text(),
    };
    match (response.status, code) {
        (401, _) | (_, Some(997)) => Class::fail(ErrorKind::Auth, words()),
        // The brute-force protection: asking again prolongs nothing, but helps nobody either.
        (429, _) if words().contains("maximum delay") => {
            let until = Some(now.plus(KEPT_OUT));
            Class::fail(ErrorKind::Limited { until }, words())
        }
        (403, _) => Class::fail(ErrorKind::Forbidden, words()),
        (404, _) | (_, Some(998 | 404)) => Class::fail(ErrorKind::NotFound, words()),
        (503, _) if response.header("x-nextcloud-maintenance-mode").is_some() => {
            let code = "maintenance".to_owned();
            Class::fail(ErrorKind::Refused { code }, words())
        }
        (400, Some(code)) | (200, Some(code)) if !matches!(code, 100 | 200) => {
            let code = code.to_string();
            Class::fail(ErrorKind::Refused { code }, words())
        }
        (412, _) => {
            let code = "412".to_owned();
            Class::fail(ErrorKind::Refused { code }, words())
        }
        _ => http::classify(response, now),
    }
}

#[cfg(test)]
mod tests;
