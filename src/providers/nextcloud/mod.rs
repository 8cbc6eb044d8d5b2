//! Nextcloud: the users of a server and their groups, by the OCS interface (versions 27 to 34).
//!
//! Owns the calls of the trait. Settings, requests and the meaning of answers are `client`, the
//! envelope is `ocs`, reading pages is `lists`, mapping is `map`, `doctor`'s checks are `probe`.

mod client;
mod lists;
mod map;
mod ocs;
mod probe;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use async_trait::async_trait;

use super::pages::together;
use super::preamble;
use super::report::{Listed, Report, capped, deliver, is_about_us, miscount};
use super::{BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI};
use crate::config::ServiceConfig;
use crate::domain::account::FetchedAccount;
use crate::domain::check::Check;
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::Reversibility;
use crate::domain::progress::Phase;
use crate::domain::text::Text;
use crate::net::Net;
use client::{Caller, Nextcloud, Options, caller, cloud};
use lists::Reader;
use map::GroupNames;
use ocs::Record;

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

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    Ok(Box::new(Nextcloud::new(config, net)?))
}

impl Nextcloud {
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

#[cfg(test)]
mod tests;
