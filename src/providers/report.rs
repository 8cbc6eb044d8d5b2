//! How a fetch is judged: lists as far as they could be read, and what their gaps mean.
//!
//! A list that may not be read makes a fetch partial. A refused credential, a wrong setting or the
//! wish to stop ends it.

use super::BatchSink;
use crate::domain::account::{FetchedAccount, GroupId, Trust};
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::seen::Seen;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// Accounts per batch.
const BATCH: usize = 1_000;

/// A list as far as it could be read.
#[derive(Debug)]
pub struct Listed<T> {
    /// What was read.
    pub items: Vec<T>,
    /// Why it ends early.
    pub trouble: Option<ProviderError>,
    /// What else makes it less than whole.
    pub doubts: Vec<Text>,
}

impl<T> Listed<T> {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self {
            items: Vec::new(),
            trouble: None,
            doubts: Vec::new(),
        }
    }

    /// Whether it was read to its end.
    pub fn is_whole(&self) -> bool {
        self.trouble.is_none()
    }

    /// What was read, and the judgement alone.
    pub fn split(self) -> (Vec<T>, Listed<()>) {
        let judgement = Listed {
            items: Vec::new(),
            trouble: self.trouble,
            doubts: self.doubts,
        };
        (self.items, judgement)
    }
}

/// The doubt about a list that is shorter than its own count.
pub fn miscount(seen: usize, total: u64) -> Option<Text> {
    let seen = u64::try_from(seen).unwrap_or(u64::MAX);
    (seen < total).then(|| {
        Text::new("provider-miscount")
            .with("seen", seen)
            .with("total", total)
    })
}

/// What is less than whole in a fetch, and what ends it.
#[derive(Debug, Default)]
pub struct Report {
    /// Groups whose members could be read.
    pub groups_readable: u64,
    /// Groups whose members are not shown, or not all of them.
    pub unread: Vec<GroupId>,
    reasons: Vec<Text>,
    fatal: Option<ProviderError>,
}

impl Report {
    /// Adds a reason why the fetch is partial.
    pub fn say(&mut self, reason: Option<Text>) {
        self.reasons.extend(reason);
    }

    /// Takes over the gaps of a list; `list` is the message that names it.
    pub fn take<T>(&mut self, list: &'static str, listed: &Listed<T>) {
        let named = |why: Text| {
            Text::new("provider-list-partial")
                .with("list", Text::new(list))
                .with("why", why)
        };
        self.reasons
            .extend(listed.doubts.iter().cloned().map(named));
        if let Some(error) = &listed.trouble {
            self.reasons.push(named(error.text()));
            if ends_everything(&error.kind) && self.fatal.is_none() {
                self.fatal = Some(error.clone());
            }
        }
    }

    /// Takes a list that is read at once; without it, the report has its gap.
    pub fn keep<T>(&mut self, list: &'static str, answer: Result<T, ProviderError>) -> Option<T> {
        match answer {
            Ok(items) => Some(items),
            Err(error) => {
                let gap = Listed::<()> {
                    trouble: Some(error),
                    ..Listed::new()
                };
                self.take(list, &gap);
                None
            }
        }
    }

    /// How the fetch ends, now that the accounts were handed over or not.
    pub fn end(self, delivered: Result<(), ProviderError>) -> FetchEnd {
        match self.fatal.or(delivered.err()) {
            Some(error) => FetchEnd::Failed(error),
            None if self.reasons.is_empty() => FetchEnd::Complete {
                groups_readable: self.groups_readable,
            },
            None => FetchEnd::Partial(self.reasons),
        }
    }
}

/// Whether the trouble of a first request is that of all others: the credential, the pace, the
/// wish to stop. A network that failed is not: a large answer may time out where small ones pass.
pub fn is_about_us(kind: &ErrorKind) -> bool {
    ends_everything(kind) || matches!(kind, ErrorKind::Limited { .. })
}

fn ends_everything(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Auth | ErrorKind::Cancelled | ErrorKind::Config
    )
}

/// The accounts, no address trusted further than its service is.
pub fn capped(
    accounts: impl IntoIterator<Item = FetchedAccount>,
    trust: Trust,
) -> Vec<FetchedAccount> {
    let mut accounts: Vec<FetchedAccount> = accounts.into_iter().collect();
    for account in &mut accounts {
        if let Seen::Value(emails) = &mut account.profile.emails {
            for email in emails {
                email.trust = email.trust.min(trust);
            }
        }
    }
    accounts
}

/// Hands the accounts over in batches; `requested` is before the first request behind them.
pub async fn deliver(
    requested: Timestamp,
    accounts: Vec<FetchedAccount>,
    sink: &mut dyn BatchSink,
) -> Result<(), ProviderError> {
    let mut rest = accounts.into_iter().peekable();
    while rest.peek().is_some() {
        let batch = rest.by_ref().take(BATCH).collect();
        sink.batch(requested, batch).await?;
    }
    Ok(())
}
