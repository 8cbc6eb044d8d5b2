//! The screen's data for real: the store and the workflows behind [`Source`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::source::{Source, SyncNews, Tell};
use crate::config::Role;
use crate::domain::account::{Account, Actor};
use crate::domain::audit::AuditBody;
use crate::domain::decision::Verdict;
use crate::domain::findings::{
    Rule, Severity, Subject, Waiver, evaluate, open_mask, service_findings,
};
use crate::domain::ids::{Revision, ServiceId, UserId};
use crate::domain::plan::Reversibility;
use crate::domain::service::Paused;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::net::Cx;
use crate::providers;
use crate::store::{LockWait, RevWatch, StoreError};
use crate::tui::shell::data::{
    AccountDetails, Act, Answer, CheckLine, CheckVerdict, Details, Facts, FirstFrame, Query, Status,
};
use crate::workflows::Env;
use crate::workflows::report::View;
use crate::workflows::sync::{Listener, SyncEvent, SyncRequest};
use crate::workflows::update::{settle, update};

/// Rows of a history that one answer carries.
const PAGE: usize = 500;

/// An environment as the screen's source.
pub struct Live {
    env: Env,
    configured: bool,
    demo: bool,
    /// The newest snapshot and the day its findings were worked out for.
    day: Mutex<Option<jiff::civil::Date>>,
    watch: tokio::sync::Mutex<Option<RevWatch>>,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live")
            .field("env", &self.env)
            .finish_non_exhaustive()
    }
}

impl Live {
    /// Over an environment.
    pub fn new(env: Env, configured: bool, demo: bool) -> Live {
        Live {
            env,
            configured,
            demo,
            day: Mutex::new(None),
            watch: tokio::sync::Mutex::new(None),
        }
    }

    fn read_only(&self) -> bool {
        self.env.config.read_only
            || self.env.operator.role < Role::Admin
            || self.env.store.is_read_only()
    }

    fn view(&self) -> Result<View, Text> {
        View::read(&self.env.config, &self.env.store, self.env.clock.now()).map_err(told)
    }

    fn status(&self) -> Result<Status, Text> {
        let view = self.view()?;
        let service_findings = service_findings(&view.context());
        Ok(Status {
            revision: self.env.store.revision().map_err(told)?,
            summary: self.env.store.summary().map_err(told)?,
            services: view.states,
            service_findings,
        })
    }

    fn details(&self, id: UserId) -> Result<Option<Box<Details>>, Text> {
        let store = &self.env.store;
        let Some(user) = store.user(id).map_err(told)? else {
            return Ok(None);
        };
        let accounts = store.accounts_of(&user).map_err(told)?;
        let view = self.view()?;
        let findings = evaluate(&user, &accounts, &view.context());
        let mut decisions = store.decisions().map_err(told)?;
        decisions.retain(|decision| match &decision.verdict {
            Verdict::Same(a, b) | Verdict::Never(a, b) => {
                user.accounts.contains(a) || user.accounts.contains(b)
            }
            Verdict::Detach(key) => user.accounts.contains(key),
        });
        decisions.reverse();
        let accounts = accounts
            .into_iter()
            .map(|account| {
                let mut changes = store.account_changes(&account.key).map_err(told)?;
                changes.sort_by_key(|change| std::cmp::Reverse(change.at));
                changes.truncate(PAGE);
                let disabling = self.disabling(&account);
                Ok(AccountDetails {
                    account,
                    disabling,
                    changes,
                })
            })
            .collect::<Result<Vec<_>, Text>>()?;
        Ok(Some(Box::new(Details {
            user,
            accounts,
            findings,
            decisions,
        })))
    }

    /// What disabling an account would mean, from what its provider can do.
    fn disabling(&self, account: &Account) -> Vec<Text> {
        let Some(config) = self.env.config.service(&account.key.service) else {
            return Vec::new();
        };
        let Ok(provider) = (self.env.build)(config, &self.env.net) else {
            return Vec::new();
        };
        let id = match provider.capabilities().disable {
            Some(Reversibility::Exact) => "tui-disabling-exact",
            Some(Reversibility::WithHolder) => "tui-disabling-with-holder",
            Some(Reversibility::Never) => "tui-disabling-never",
            None => "tui-disabling-none",
        };
        vec![Text::new(id)]
    }

    fn body(&self, action: &str, targets: Vec<String>, why: &str) -> AuditBody {
        AuditBody {
            actor: Actor::Operator(self.env.operator.name.clone()),
            source: self.env.operator.source,
            action: action.to_owned(),
            targets,
            old: String::new(),
            new: String::new(),
            why: why.to_owned(),
        }
    }

    fn pause(&self, service: &ServiceId, paused: Option<Paused>) -> Result<(), Text> {
        let (action, why) = match &paused {
            Some(paused) => ("pause", paused.reason.clone()),
            None => ("resume", String::new()),
        };
        let audit = self.body(action, vec![service.to_string()], &why);
        self.env
            .store
            .update_service_state(
                service,
                &mut |state| state.paused.clone_from(&paused),
                Some(audit),
            )
            .map(|_| ())
            .map_err(told)
    }
}

#[async_trait]
impl Source for Live {
    fn facts(&self) -> Facts {
        let config = &self.env.config;
        let millis =
            |duration: std::time::Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Facts {
            organisation: config.organisation.name.clone(),
            services: config
                .services
                .iter()
                .map(|service| service.info())
                .collect(),
            read_only: self.read_only(),
            demo: self.demo,
            configured: self.configured,
            operator: self.env.operator.name.clone(),
            zone: config.organisation.timezone.clone(),
            sync_every: if self.read_only() {
                None
            } else {
                config.sync.every.map(millis)
            },
            stale_after: millis(config.sync.stale_after),
            severities: Rule::ALL
                .map(|rule| config.policy.severity(rule).unwrap_or(Severity::Info)),
        }
    }

    fn first_frame(&self, lines: usize) -> Result<FirstFrame, Text> {
        let lines = self.env.store.users_window(0, lines).map_err(told)?;
        Ok(FirstFrame {
            status: self.status()?,
            lines,
        })
    }

    fn snapshot(&self, known: Option<&Arc<Snapshot>>) -> Result<Arc<Snapshot>, Text> {
        let view = self.view()?;
        let cx = view.context();
        let mask = |user: &_, accounts: &[_]| open_mask(user, accounts, &cx);
        let mut day = self.day.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = match known {
            // On another day every finding may be another.
            Some(known) if *day == Some(view.today) => self.env.store.advance(known, &mask),
            _ => self.env.store.snapshot(&mask),
        };
        *day = Some(view.today);
        snapshot.map(Arc::new).map_err(told)
    }

    fn ask(&self, query: &Query) -> Result<Answer, Text> {
        let store = &self.env.store;
        Ok(match query {
            Query::Status | Query::Doctor => Answer::Status(Box::new(self.status()?)),
            Query::Details(id) => Answer::Details(*id, self.details(*id)?),
            Query::Runs => Answer::Runs(store.runs(None, PAGE).map_err(told)?),
            Query::Changes => {
                let mut changes = store
                    .changes(Default::default(), usize::MAX)
                    .map_err(told)?;
                changes.reverse();
                changes.truncate(PAGE);
                Answer::Changes(changes)
            }
            Query::Audit => {
                let head = store.audit_head().map_err(told)?;
                let from = head.seq.saturating_sub(PAGE as u64 - 1).max(1);
                let mut entries = store.audit(from, PAGE).map_err(told)?;
                entries.reverse();
                Answer::Audit(entries)
            }
            Query::Waivers => Answer::Waivers(store.waivers().map_err(told)?),
        })
    }

    async fn doctor(&self) -> Vec<CheckLine> {
        if self.env.config.read_only {
            return Vec::new();
        }
        let cx = Cx {
            clock: self.env.clock.clone(),
            cancel: CancellationToken::new(),
            progress: Arc::new(|_| {}),
        };
        let mut lines = Vec::new();
        for config in &self.env.config.services {
            let checks = match (self.env.build)(config, &self.env.net) {
                Ok(provider) => provider.probe(&cx).await,
                Err(error) => {
                    vec![providers::Check {
                        verdict: providers::Verdict::Bad,
                        text: error.text(),
                    }]
                }
            };
            lines.extend(checks.into_iter().map(|check| CheckLine {
                service: Some(config.id.clone()),
                verdict: match check.verdict {
                    providers::Verdict::Good => CheckVerdict::Good,
                    providers::Verdict::Remark => CheckVerdict::Remark,
                    providers::Verdict::Bad => CheckVerdict::Bad,
                },
                text: check.text,
            }));
        }
        lines
    }

    async fn sync(
        &self,
        services: Vec<ServiceId>,
        auto: bool,
        cancel: CancellationToken,
        tell: Tell,
    ) -> Result<(), Text> {
        let every = self.env.config.sync.every.filter(|_| auto);
        let request = SyncRequest {
            services: services
                .iter()
                .filter_map(|id| self.env.config.service(id).cloned())
                .collect(),
            dry_run: false,
            add_only: false,
            accept_removals: None,
            unless_younger: every.and_then(|every| i64::try_from(every.as_millis()).ok()),
            wait: LockWait::No,
        };
        let skipped: Arc<Mutex<BTreeMap<ServiceId, Text>>> = Arc::default();
        let listener: Listener = {
            let skipped = skipped.clone();
            Arc::new(move |event| match event {
                SyncEvent::Progress(service, progress) => {
                    tell(SyncNews::Progress(service, progress));
                }
                SyncEvent::Ended(run) => tell(SyncNews::Ended(run)),
                SyncEvent::Skipped(service, why) => {
                    skipped
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .insert(service, why);
                }
            })
        };
        update(&self.env, request, cancel, listener)
            .await
            .map_err(told)?;
        let skipped = skipped.lock().unwrap_or_else(PoisonError::into_inner);
        match skipped.iter().next() {
            Some((_, why)) if !auto => Err(why.clone()),
            _ => Ok(()),
        }
    }

    fn act(&self, act: &Act) -> Result<Option<Text>, Text> {
        if self.read_only() {
            return Err(Text::new("store-read-only"));
        }
        let now = self.env.clock.now();
        match act {
            Act::Waive {
                rule,
                subjects,
                reason,
                until,
            } => {
                for subject in subjects {
                    let waiver = Waiver {
                        rule: *rule,
                        subject: subject.clone(),
                        by: self.env.operator.name.clone(),
                        at: now,
                        reason: reason.clone(),
                        until: *until,
                    };
                    let audit =
                        self.body("waive", vec![rule.as_str().into(), named(subject)], reason);
                    self.env.store.waive(&waiver, &audit).map_err(told)?;
                }
                settle(&self.env).map_err(told)?;
            }
            Act::Unwaive { rule, subject } => {
                let audit = self.body("unwaive", vec![rule.as_str().into(), named(subject)], "");
                self.env
                    .store
                    .unwaive(*rule, subject, &audit)
                    .map_err(told)?;
                settle(&self.env).map_err(told)?;
            }
            Act::Pause { service, reason } => {
                let paused = Paused {
                    by: self.env.operator.name.clone(),
                    at: now,
                    reason: reason.clone(),
                };
                self.pause(service, Some(paused))?;
            }
            Act::Resume { service } => self.pause(service, None)?,
        }
        Ok(None)
    }

    async fn moved(&self) -> Revision {
        let mut slot = self.watch.lock().await;
        if slot.is_none() {
            *slot = self.env.store.watch().ok();
        }
        let seen = match slot.as_mut() {
            Some(watch) => watch.changed().await,
            // Nothing can be watched here: the screen shows what it has.
            None => std::future::pending().await,
        };
        if seen.is_err() {
            std::future::pending::<()>().await;
        }
        self.env.store.revision().unwrap_or_default()
    }

    fn settle(&self) {
        drop(self.env.store.hold_writes());
    }
}

fn told(error: StoreError) -> Text {
    error.text()
}

fn named(subject: &Subject) -> String {
    match subject {
        Subject::User(id) => id.to_string(),
        Subject::Account(key) => key.handle(),
        Subject::Service(id) => id.to_string(),
    }
}
