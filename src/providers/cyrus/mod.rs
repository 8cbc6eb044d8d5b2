//! Cyrus IMAP, asked as its administrator.
//!
//! Owns the settings, the order of questions and the checks. Names, rights, dialogue and mapping
//! have a file each. `lastupdate` (the time of any change in a box, by mail that came in too) is
//! not a last activity: there is none.

mod acl;
mod map;
mod names;
mod talk;

use async_trait::async_trait;
use serde::Deserialize;

use crate::config::{SecretRef, ServiceConfig};
use crate::domain::account::FetchedAccount;
use crate::domain::check::{Check, CheckOutcome};
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::Reversibility;
use crate::domain::progress::Phase;
use crate::domain::text::Text;
use crate::net::Credential;
use crate::net::imap::{ImapError, Security, Server, Session};
use crate::net::{Net, Track, failure};
use crate::providers::{
    BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI, preamble,
};
use map::{Drafts, MailRule, Mailbox, Sight};
use names::{Holder, Layout};
use talk::{Listed, Rights};

/// The registration of this kind.
pub const KIND: ProviderKind = ProviderKind {
    name: "cyrus",
    words: [include_str!("words.en.ftl"), include_str!("words.fr.ftl")],
    sample: include_str!("sample.toml"),
    nature: Nature {
        disabling: Some(Reversibility::Exact),
        visibility: Visibility::Shown,
        folds_case: false,
    },
    capabilities: Capabilities::READ_ONLY,
    check: preamble::check::<Settings>,
    build,
};

/// Accounts handed over at once; their quotas are asked for just before.
const BATCH: usize = 200;

/// The settings of a service of this kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// Host name; the certificate must carry it.
    host: String,
    /// TCP port; 993 with `tls`, else 143.
    port: Option<u16>,
    /// `starttls` (when left out), `tls` or `none`.
    #[serde(default)]
    tls: TlsMode,
    /// A login in the server's `admins`.
    login: String,
    /// Its password.
    password: SecretRef,
    /// The domain at which owners without one in their login receive mail.
    mail_domain: Option<String>,
    /// The server's `deletedprefix`.
    #[serde(default = "deleted_prefix")]
    deleted_prefix: String,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum TlsMode {
    #[default]
    Starttls,
    Tls,
    None,
}

fn deleted_prefix() -> String {
    "DELETED".to_owned()
}

struct Cyrus {
    service: ServiceId,
    mail: MailRule,
    server: Server,
    login: String,
    password: Credential,
    deleted_prefix: String,
    net: Net,
}

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    let settings: Settings = preamble::options(config)?;
    let security = match settings.tls {
        TlsMode::Starttls => Security::StartTls,
        TlsMode::Tls => Security::Tls,
        TlsMode::None => Security::None,
    };
    let port = settings.port.unwrap_or(match security {
        Security::Tls => 993,
        Security::StartTls | Security::None => 143,
    });
    Ok(Box::new(Cyrus {
        service: config.id.clone(),
        mail: MailRule {
            domain: settings.mail_domain,
            trust: config.trust(),
        },
        server: Server {
            host: settings.host,
            port,
            security,
            tls: config.tls.clone(),
        },
        login: settings.login,
        password: net.credential(&config.id, "password", settings.password),
        deleted_prefix: settings.deleted_prefix,
        net: net.clone(),
    }))
}

#[async_trait]
impl Provider for Cyrus {
    fn service(&self) -> &ServiceId {
        &self.service
    }

    fn kind(&self) -> &'static ProviderKind {
        &KIND
    }

    async fn credential(&self) -> Result<Option<Digest16>, ProviderError> {
        self.password.digest_now(&self.login).await.map(Some)
    }

    async fn whoami(&self, cx: &Cx) -> Result<WhoAmI, ProviderError> {
        let mut session = self.session(cx).await?;
        let layout = talk::layout(&mut session, &self.deleted_prefix).await;
        let layout = self.told(layout, "NAMESPACE")?;
        let server = self.told(talk::version(&mut session).await, "ID")?;
        session.close().await;
        Ok(WhoAmI {
            login: self.login.clone(),
            rights: layout.iter().map(|_| "admin".to_owned()).collect(),
            server,
        })
    }

    async fn probe(&self, cx: &Cx) -> Vec<Check> {
        let mut checks = vec![self.protection()];
        match self.whoami(cx).await {
            Err(error) => checks.push(Check {
                outcome: CheckOutcome::Bad,
                text: error.text(),
            }),
            Ok(who) => {
                checks.push(rights_check(&who));
                checks.push(version_check(who.server.as_deref()));
            }
        }
        checks
    }

    async fn fetch(&self, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd {
        let mut given = 0;
        match self.download(cx, sink, &mut given).await {
            Ok(reasons) if reasons.is_empty() => FetchEnd::Complete {
                // An administrator reads every list or is told so: a count would only turn a
                // deleted folder into a partial run.
                groups_readable: 0,
            },
            Ok(reasons) => FetchEnd::Partial(reasons),
            Err(error) if given == 0 || error.kind == ErrorKind::Cancelled => {
                FetchEnd::Failed(error)
            }
            Err(error) => FetchEnd::Partial(vec![
                Text::new("cyrus-partial-cut")
                    .with("accounts", given)
                    .with("reason", error.text()),
            ]),
        }
    }

    async fn read(
        &self,
        cx: &Cx,
        ids: &[RemoteId],
    ) -> Result<Vec<Option<FetchedAccount>>, ProviderError> {
        // Nothing to ask for where no id can be one of ours.
        if !ids.iter().any(|id| holder(id).is_some()) {
            return Ok(vec![None; ids.len()]);
        }
        let mut session = self.session(cx).await?;
        let layout = self.layout(&mut session).await?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.push(self.read_one(&mut session, &layout, id).await?);
        }
        session.close().await;
        Ok(found)
    }
}

/// Whose boxes an id stands for. A wildcard stands in no name; `*` may, and then shows others too.
fn holder(id: &RemoteId) -> Option<Holder> {
    Holder::of(id).filter(|_| !id.as_str().contains('%'))
}

impl Cyrus {
    async fn read_one(
        &self,
        session: &mut Session,
        layout: &Layout,
        id: &RemoteId,
    ) -> Result<Option<FetchedAccount>, ProviderError> {
        let Some(holder) = holder(id) else {
            return Ok(None);
        };
        let found = self.told(self.boxes_of(session, layout, &holder).await, "LIST")?;
        let drafts = map::drafts(layout, &found, &self.mail, Sight::Part);
        let draft = drafts.accounts.into_iter().find(|(a, _)| a.id == *id);
        let Some((account, ask)) = draft else {
            // Boxes whose rights are hidden say nothing; no box at all says that there is none.
            return match drafts.unclear {
                0 => Ok(None),
                _ => Err(failure(
                    &self.service,
                    ErrorKind::Forbidden,
                    id.as_str(),
                    "GETACL",
                )),
            };
        };
        let spaces = talk::spaces(session, &[&ask]).await;
        let spaces = self.told(spaces, "GETQUOTAROOT")?;
        Ok(spaces
            .into_iter()
            .next()
            .map(|s| map::with_space(account, s)))
    }

    /// Connects and logs in; a password that the server refused is not sent again.
    async fn session(&self, cx: &Cx) -> Result<Session, ProviderError> {
        let password = self.password.get().await?;
        let digest = self.password.digest(&self.login, &password);
        let gate = self.net.gate(&self.service);
        if gate.refused() == Some(digest) {
            let detail = "this password was refused before: nothing was sent";
            return Err(failure(&self.service, ErrorKind::Auth, &self.login, detail));
        }
        let opened = Session::open(&self.server, gate.clone(), &cx.cancel).await;
        let mut session = opened.map_err(|error| error.at(&self.service, &self.address()))?;
        match session.login(&self.login, &password).await {
            Ok(()) => Ok(session),
            Err(error) => {
                if matches!(error, ImapError::Login(_)) {
                    gate.refuse(digest);
                }
                Err(error.at(&self.service, &self.login))
            }
        }
    }

    async fn layout(&self, session: &mut Session) -> Result<Layout, ProviderError> {
        let layout = talk::layout(session, &self.deleted_prefix).await;
        self.told(layout, "NAMESPACE")?.ok_or_else(|| {
            let detail = format!("{} is not in the server's `admins`", self.login);
            failure(&self.service, ErrorKind::Forbidden, "NAMESPACE", &detail)
        })
    }

    /// Everything; returns what makes it partial. `given` counts the accounts handed over.
    async fn download(
        &self,
        cx: &Cx,
        sink: &mut dyn BatchSink,
        given: &mut u64,
    ) -> Result<Vec<Text>, ProviderError> {
        let track = Track::new(cx);
        track.update(|progress| progress.phase = Phase::Accounts);
        let requested = cx.clock.now();
        let mut session = self.session(cx).await?;
        let layout = self.layout(&mut session).await?;
        let listed = talk::list(&mut session, &layout, &["*"]).await;
        let Listed { names, unreadable } = self.told(listed, "LIST")?;

        let names = self.with_overlooked(&layout, names);
        track.update(|progress| {
            progress.phase = Phase::Groups;
            progress.pages += 1;
        });
        let rights = talk::rights(&mut session, &names, || {
            track.update(|progress| progress.pages += 1);
        })
        .await;
        let boxes = existing(names, self.told(rights, "GETACL")?);
        let drafts = map::drafts(&layout, &boxes, &self.mail, Sight::Whole);
        drop(boxes);

        let mut reasons = reasons(&drafts, unreadable);
        let expected = drafts.accounts.len() as u64;
        track.update(|progress| {
            progress.phase = Phase::Accounts;
            progress.expected = Some(expected);
        });
        let mut hidden = 0;
        let mut accounts = drafts.accounts.into_iter().peekable();
        while accounts.peek().is_some() {
            let batch: Vec<_> = accounts.by_ref().take(BATCH).collect();
            let asked: Vec<&str> = batch.iter().map(|(_, ask)| ask.as_str()).collect();
            let spaces = talk::spaces(&mut session, &asked).await;
            let spaces = self.told(spaces, "GETQUOTAROOT")?;
            hidden += spaces
                .iter()
                .filter(|s| **s == talk::Space::Refused)
                .count();
            let batch: Vec<FetchedAccount> = batch
                .into_iter()
                .zip(spaces)
                .map(|((account, _), space)| map::with_space(account, space))
                .collect();
            let count = batch.len() as u64;
            sink.batch(requested, batch).await?;
            *given += count;
            track.update(|progress| {
                progress.pages += count;
                progress.accounts = *given;
            });
        }
        session.close().await;
        if hidden > 0 {
            reasons.push(Text::new("cyrus-partial-quotas").with("accounts", hidden));
        }
        Ok(reasons)
    }

    /// Adds what LIST may have left out; what does not exist is dropped when its rights are asked.
    fn with_overlooked(&self, layout: &Layout, mut names: Vec<String>) -> Vec<String> {
        let mut overlooked = layout.overlooked(&names);
        // LIST never shows an administrator his own box.
        let own = layout.root(&Holder::User(self.login.clone()));
        if !names.contains(&own) && !overlooked.contains(&own) {
            overlooked.push(own);
        }
        names.append(&mut overlooked);
        names
    }

    /// The boxes of one holder, and those that are needed to tell them from others'.
    async fn boxes_of(
        &self,
        session: &mut Session,
        layout: &Layout,
        holder: &Holder,
    ) -> Result<Vec<Mailbox>, ImapError> {
        let root = layout.root(holder);
        let below = layout.below(&root);
        let mut names = talk::list(session, layout, &[&root, &below]).await?.names;
        let mut more = layout.domain_roots(&names);
        // LIST may have left the first one out.
        more.push(root);
        more.retain(|name| !names.contains(name));
        names.append(&mut more);
        let rights = talk::rights(session, &names, || {}).await?;
        Ok(existing(names, rights))
    }

    fn address(&self) -> String {
        format!("{}:{}", self.server.host, self.server.port)
    }

    fn told<T>(&self, result: Result<T, ImapError>, command: &str) -> Result<T, ProviderError> {
        let target = || format!("{} {command}", self.address());
        result.map_err(|error| error.at(&self.service, &target()))
    }

    fn protection(&self) -> Check {
        let (outcome, id) = match (self.server.security, self.server.tls.insecure) {
            (Security::None, _) => (CheckOutcome::Remark, "cyrus-check-plain"),
            (_, true) => (CheckOutcome::Remark, "cyrus-check-tls-unchecked"),
            (_, false) => (CheckOutcome::Good, "cyrus-check-tls"),
        };
        let text = Text::new(id).with("host", self.server.host.as_str());
        Check { outcome, text }
    }
}

/// Drops the names behind which there is no box.
fn existing(names: Vec<String>, rights: Vec<Rights>) -> Vec<Mailbox> {
    names
        .into_iter()
        .zip(rights)
        .filter(|(_, rights)| *rights != Rights::NoBox)
        .map(|(name, rights)| Mailbox { name, rights })
        .collect()
}

fn reasons(drafts: &Drafts, unreadable: u64) -> Vec<Text> {
    let counts = [
        ("cyrus-partial-rights", "boxes", drafts.refused),
        ("cyrus-partial-unclear", "accounts", drafts.unclear),
        ("cyrus-partial-names", "boxes", unreadable),
    ];
    counts
        .into_iter()
        .filter(|(_, _, count)| *count > 0)
        .map(|(id, name, count)| Text::new(id).with(name, count))
        .collect()
}

fn rights_check(who: &WhoAmI) -> Check {
    let (outcome, id) = if who.rights.is_empty() {
        (CheckOutcome::Bad, "cyrus-check-no-admin")
    } else {
        (CheckOutcome::Good, "cyrus-check-admin")
    };
    let text = Text::new(id).with("login", who.login.as_str());
    Check { outcome, text }
}

fn version_check(server: Option<&str>) -> Check {
    match server {
        Some(server) if server.contains("Cyrus") => Check {
            outcome: CheckOutcome::Good,
            text: Text::new("cyrus-check-server").with("server", server),
        },
        other => Check {
            outcome: CheckOutcome::Remark,
            text: Text::new("cyrus-check-other").with("server", other.unwrap_or("?")),
        },
    }
}
