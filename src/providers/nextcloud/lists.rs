//! Nextcloud's lists: pages by offset, in an envelope.

use std::collections::HashSet;

use super::client::{Nextcloud, cloud};
use super::map::GroupNames;
use super::ocs::{self, Record};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::net::http::Request;
use crate::net::{Cx, Track};
use crate::providers::pages::{self, Page};
use crate::providers::report::Listed;

/// Users per page: the server looks into each home for the space used.
const PAGE: usize = 100;

/// Reads the lists of one fetch.
pub struct Reader<'a> {
    nextcloud: &'a Nextcloud,
    pub cx: Cx,
    pub track: Track,
}

impl<'a> Reader<'a> {
    pub fn new(nextcloud: &'a Nextcloud, cx: &Cx) -> Self {
        let track = Track::new(cx);
        Self {
            nextcloud,
            cx: track.cx(),
            track,
        }
    }

    /// The entries below one name of the data.
    async fn list(&self, request: Request, name: &str) -> Result<Vec<Record>, ProviderError> {
        Ok(self.one_page(request, name).await?.entries)
    }

    async fn one_page(&self, request: Request, name: &str) -> Result<Page<Record>, ProviderError> {
        let response = self.nextcloud.get(&self.cx, request).await?;
        self.track.update(|progress| progress.pages += 1);
        let data = ocs::data(&response)?;
        let entries = match data.get(name) {
            Some(list) => ocs::entries(list),
            // An empty PHP array stands for "nothing" at any depth.
            None if data.as_array().is_some_and(Vec::is_empty) => Vec::new(),
            None => {
                return Err(response.error(ErrorKind::Malformed, &format!("no `{name}` in it")));
            }
        };
        Ok(Page {
            entries,
            print: response.print(),
        })
    }

    async fn page(&self, path: &[&str], page: usize) -> Result<Page<Record>, ProviderError> {
        let request = cloud(path)
            .query("limit", PAGE)
            .query("offset", page * PAGE);
        self.one_page(request, "users").await
    }

    /// The ids of all users, without a limit: what the details must add up to.
    pub async fn ids(&self) -> Result<Vec<String>, ProviderError> {
        let users = self.list(cloud(&["users"]), "users").await?;
        Ok(users.iter().map(Record::id).collect())
    }

    /// The details of every user; with several user backends a page may be longer than asked.
    pub async fn users(&self, sure: usize) -> Listed<Record> {
        let expected = u64::try_from(sure).ok();
        self.track.update(|progress| progress.expected = expected);
        let page = |page| self.page(&["users", "details"], page);
        pages::turn(
            &self.nextcloud.web.service,
            PAGE,
            sure,
            page,
            |page: &[Record]| {
                let found = u64::try_from(page.len()).unwrap_or(0);
                self.track.update(|progress| progress.accounts += found);
            },
        )
        .await
    }

    /// A user by id, whatever its case.
    pub async fn search(&self, uid: &str) -> Result<Option<Record>, ProviderError> {
        let request = cloud(&["users", "details"])
            .query("search", uid)
            .query("limit", PAGE);
        let found = self.list(request, "users").await?;
        let same = |record: &Record| record.id().to_lowercase() == uid.to_lowercase();
        Ok(found.into_iter().find(same))
    }

    /// The ids of disabled users, in lower case (servers of version 29 and later).
    pub async fn disabled(&self) -> Result<HashSet<String>, ProviderError> {
        let page = |page| self.page(&["users", "disabled"], page);
        let listed = pages::turn(
            &self.nextcloud.web.service,
            PAGE,
            0,
            page,
            |_: &[Record]| {},
        )
        .await;
        match listed.trouble {
            Some(error) => Err(error),
            None => Ok(listed.items.iter().map(|r| r.id().to_lowercase()).collect()),
        }
    }

    /// The display names of groups.
    pub async fn groups(&self) -> Result<GroupNames, ProviderError> {
        let groups = self.list(cloud(&["groups", "details"]), "groups").await?;
        let named = groups.iter().map(|group| {
            let id = group.id();
            let name = group.text("displayname").filter(|name| !name.is_empty());
            (id.clone(), name.unwrap_or(id))
        });
        Ok(named.collect())
    }
}
