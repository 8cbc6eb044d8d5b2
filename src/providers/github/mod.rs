//! GitHub: an organisation's members, invitations and outside collaborators.
//!
//! Owns the calls of the trait. Settings, requests and the meaning of answers are in `client`; the
//! lists are read in `lists`, put together in `roster`, mapped in `map`; `doctor`'s checks are in
//! `probe`.

mod api;
mod client;
mod lists;
mod map;
mod pages;
mod probe;
mod roster;

use async_trait::async_trait;

use super::pages::together;
use super::preamble;
use super::report::capped;
use super::{BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI};
use crate::config::ServiceConfig;
use crate::domain::account::FetchedAccount;
use crate::domain::check::Check;
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::Reversibility;
use crate::net::Net;
use crate::net::http::Request;
use client::{GitHub, Options};

/// The kind, as registered.
pub const KIND: ProviderKind = ProviderKind {
    name: "github",
    words: [include_str!("words.en.ftl"), include_str!("words.fr.ftl")],
    sample: include_str!("sample.toml"),
    nature: Nature {
        disabling: Some(Reversibility::WithHolder),
        visibility: Visibility::Shown,
        folds_case: false,
    },
    capabilities: Capabilities::READ_ONLY,
    check: preamble::check::<Options>,
    build,
};

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    Ok(Box::new(GitHub::new(config, net)?))
}

#[async_trait]
impl Provider for GitHub {
    fn service(&self) -> &ServiceId {
        &self.service
    }

    fn kind(&self) -> &'static ProviderKind {
        &KIND
    }

    async fn credential(&self) -> Result<Option<Digest16>, ProviderError> {
        self.auth.digest().await.map(Some)
    }

    async fn whoami(&self, cx: &Cx) -> Result<WhoAmI, ProviderError> {
        let response = self.get(cx, Request::get(&["user"])).await?;
        let user: api::User = response.json()?;
        Ok(WhoAmI {
            login: user.login,
            rights: probe::scopes(&response).unwrap_or_default(),
            server: response
                .header("x-github-enterprise-version")
                .map(|version| format!("GitHub Enterprise Server {version}")),
        })
    }

    async fn probe(&self, cx: &Cx) -> Vec<Check> {
        probe::probe(self, cx).await
    }

    async fn fetch(&self, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd {
        roster::fetch(self, cx, sink).await
    }

    async fn read(
        &self,
        cx: &Cx,
        ids: &[RemoteId],
    ) -> Result<Vec<Option<FetchedAccount>>, ProviderError> {
        let found = together(ids.iter().map(|id| roster::read(self, cx, id))).await?;
        let found = found
            .into_iter()
            .map(|account| capped(account, self.trust).pop());
        Ok(found.collect())
    }
}

#[cfg(test)]
mod tests;
