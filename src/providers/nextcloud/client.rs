//! The settings of a Nextcloud server, its requests, and what answers mean.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::ocs::{self, Meta, Record};
use crate::config::{SecretRef, ServiceConfig};
use crate::domain::account::Trust;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::time::Timestamp;
use crate::net::http::{self, Basic, Class, Limits, Request, Response};
use crate::net::{Cx, Net};
use crate::providers::preamble::{self, Web};

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
pub const KEPT_OUT: i64 = 30 * 60 * 1_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The server, with its folder if it has one.
    url: String,
    /// The login of an administrator.
    login: String,
    /// An app password, or the login password.
    password: SecretRef,
}

/// One Nextcloud server.
pub struct Nextcloud {
    pub web: Web,
    pub trust: Trust,
}

impl fmt::Debug for Nextcloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nextcloud({:?})", self.web.http)
    }
}

/// A read of the provisioning interface, version 2.
pub fn cloud(path: &[&str]) -> Request {
    Request::get(&[&["ocs", "v2.php", "cloud"], path].concat())
}

/// Whose eyes a fetch sees through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// A member of `admin`, or somebody whom they let manage all users.
    Manager,
    /// Sees the users of some groups only.
    Subadmin,
}

impl Nextcloud {
    pub fn new(config: &ServiceConfig, net: &Net) -> Result<Self, ProviderError> {
        let options: Options = preamble::options(config)?;
        let auth = Basic {
            login: options.login,
            password: net.credential(&config.id, "password", options.password),
        };
        let mut web = Web::new(config, net, &options.url, LIMITS, auth)?;
        // The session spares the server a slow password check at each request.
        web.http = web.http.with_cookies();
        Ok(Self {
            web,
            trust: config.trust(),
        })
    }

    pub async fn get(&self, cx: &Cx, request: Request) -> Result<Response, ProviderError> {
        let request = request
            .header("ocs-apirequest", "true")
            .header("accept", "application/json");
        self.web.http.send(cx, request).await
    }

    /// The caller's own record.
    pub async fn me(&self, cx: &Cx) -> Result<Record, ProviderError> {
        let response = self.get(cx, cloud(&["user"])).await?;
        let me = Record::of(&ocs::data(&response)?, None);
        if me.id().is_empty() {
            return Err(response.error(ErrorKind::Malformed, "the caller has no id"));
        }
        Ok(me)
    }
}

/// What the caller's own record says of what it may see.
pub fn caller(me: &Record) -> Caller {
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

/// What an answer of Nextcloud means: the envelope's code decides, where there is one.
pub fn classify(response: &Response, now: Timestamp) -> Class {
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
