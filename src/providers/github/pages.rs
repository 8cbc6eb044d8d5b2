//! The turning of pages, in REST and GraphQL. A list that breaks off keeps what was read and says
//! why.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::api::{self, Edges, Nodes, Organization, PageInfo, Reply};
use super::client::GitHub;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::text::Text;
use crate::net::http::{Intent, Request, Response};
use crate::net::{Cx, Track, failure};
use crate::providers::pages::Prints;
use crate::providers::report::{Listed, miscount};

/// Most pages of one list; far beyond any organisation.
const MAX_PAGES: usize = 20_000;
/// Entries per page at most.
pub const PAGE: u64 = 100;
/// Smaller pages are tried down to this when GitHub runs out of time.
const SMALLEST_PAGE: u64 = 12;

/// Reads the lists of one fetch.
pub struct Reader<'a> {
    pub github: &'a GitHub,
    pub cx: Cx,
    pub track: Track,
    /// GitHub left out what single sign-on hides (`X-GitHub-SSO: partial-results`).
    pub hidden: AtomicBool,
}

impl<'a> Reader<'a> {
    pub fn new(github: &'a GitHub, cx: &Cx) -> Self {
        let track = Track::new(cx);
        Self {
            github,
            cx: track.cx(),
            track,
            hidden: AtomicBool::new(false),
        }
    }

    pub async fn rest(&self, request: Request) -> Result<Response, ProviderError> {
        let response = self.github.get(&self.cx, request).await?;
        self.note(&response);
        Ok(response)
    }

    fn note(&self, response: &Response) {
        let sso = response.header("x-github-sso").unwrap_or("");
        if sso.starts_with("partial-results") {
            self.hidden.store(true, Ordering::Relaxed);
        }
        self.track.update(|progress| progress.pages += 1);
    }

    /// All pages of a REST list.
    pub async fn pages<T: DeserializeOwned>(&self, first: Request) -> Listed<T> {
        let mut listed = Listed::new();
        let mut next = Some(first.query("per_page", PAGE));
        let mut prints = Prints::default();
        for _ in 0..MAX_PAGES {
            let Some(request) = next.take() else {
                break;
            };
            let page = async {
                let response = self.rest(request).await?;
                let items: Vec<T> = response.json()?;
                let link = response.next_link();
                prints.take(&self.github.service, response.print())?;
                Ok((items, link))
            };
            match page.await {
                Ok((items, link)) => {
                    listed.items.extend(items);
                    next = link.as_deref().map(Request::at);
                }
                Err(error) => listed.trouble = Some(error),
            }
        }
        if next.is_some() {
            listed.trouble = Some(self.without_end());
        }
        listed
    }

    /// The end of a list that goes on and on.
    pub fn without_end(&self) -> ProviderError {
        let why = "the list has no end";
        failure(&self.github.service, ErrorKind::Malformed, "pages", why)
    }

    /// One GraphQL answer: its data, and complaints about parts of it.
    pub async fn graph<T: DeserializeOwned>(
        &self,
        query: &str,
        variables: Value,
    ) -> Result<(T, Vec<Text>), ProviderError> {
        let request = Request::post(&["graphql"])
            .intent(Intent::Read)
            .json(json!({"query": query, "variables": variables}));
        let response = self.github.graph.send(&self.cx, request).await?;
        self.note(&response);
        let reply: Reply<Organization<T>> = response.json()?;
        let organization = reply.data.and_then(|data| data.organization);
        match (organization, reply.errors.first()) {
            (Some(data), _) => {
                let complaints = reply.errors.iter().map(|error| {
                    let error = response.error(error.kind(), &error.message);
                    Text::new("github-graphql-complaint").with("detail", error.detail)
                });
                Ok((data, complaints.take(3).collect()))
            }
            (None, Some(error)) => Err(response.error(error.kind(), &error.message)),
            (None, None) => Err(response.error(ErrorKind::NotFound, "no such organization")),
        }
    }

    /// All pages of a GraphQL list below the organisation.
    ///
    /// `page` takes its list out of an answer (`None`: not shown, the list is empty); `weaker`
    /// gives another query when the answer is an error that it can avoid.
    pub async fn graph_pages<D, P, T>(
        &self,
        mut query: String,
        first: u64,
        page: impl Fn(D) -> Option<P>,
        mut weaker: impl FnMut(&ProviderError) -> Option<String>,
        mut more: impl FnMut(&P),
    ) -> Listed<T>
    where
        D: DeserializeOwned,
        P: Into<Page<T>>,
    {
        let mut listed = Listed::new();
        let (mut cursor, mut first) = (None::<String>, first);
        let mut total = 0;
        for _ in 0..MAX_PAGES {
            let organization = &self.github.organization;
            let variables = json!({"org": organization, "first": first, "cursor": cursor});
            let answer = self.graph::<D>(&query, variables).await;
            let (data, complaints) = match answer {
                Ok(answer) => answer,
                Err(error) => {
                    if let Some(other) = weaker(&error) {
                        query = other;
                    } else if is_too_heavy(&error) && first > SMALLEST_PAGE {
                        first /= 2;
                    } else {
                        listed.trouble = Some(error);
                        return listed;
                    }
                    continue;
                }
            };
            listed.doubts.extend(complaints);
            let Some(found) = page(data) else {
                return listed;
            };
            more(&found);
            let found: Page<T> = found.into();
            total = found.total;
            listed.items.extend(found.items);
            if !found.info.has_next_page {
                break;
            }
            if is_beyond(listed.items.len(), total) {
                listed.trouble = Some(self.without_end());
                return listed;
            }
            if found.info.end_cursor.is_none() || found.info.end_cursor == cursor {
                let why = "a next page without a cursor of its own";
                let kind = ErrorKind::Malformed;
                let target = "POST /graphql";
                let error = failure(&self.github.service, kind, target, why);
                listed.trouble = Some(error);
                return listed;
            }
            cursor = found.info.end_cursor;
        }
        listed.doubts.extend(miscount(listed.items.len(), total));
        listed
    }
}

/// One page of any list.
pub struct Page<T> {
    total: u64,
    info: PageInfo,
    items: Vec<T>,
}

impl<T> From<Edges<T>> for Page<T> {
    fn from(page: Edges<T>) -> Self {
        Page {
            total: page.total_count,
            info: page.page_info,
            items: whole(page.edges),
        }
    }
}

impl<T> From<Nodes<T>> for Page<T> {
    fn from(page: Nodes<T>) -> Self {
        Page {
            total: page.total_count,
            info: page.page_info,
            items: whole(page.nodes),
        }
    }
}

impl From<api::IdentityProvider> for Page<api::ExternalIdentity> {
    fn from(provider: api::IdentityProvider) -> Self {
        provider.external_identities.into()
    }
}

/// Whether a list that goes on has long given more than its own count: it would never end.
pub fn is_beyond(seen: usize, total: u64) -> bool {
    let seen = u64::try_from(seen).unwrap_or(u64::MAX);
    seen > total.saturating_mul(2).saturating_add(1_000)
}

/// The entries that are there: what GitHub cannot show is null.
pub fn whole<T>(entries: Option<Vec<Option<T>>>) -> Vec<T> {
    entries.into_iter().flatten().flatten().collect()
}

/// GitHub gives up after 10 s: 502, 504, or an error without a type beside no data.
fn is_too_heavy(error: &ProviderError) -> bool {
    matches!(&error.kind, ErrorKind::Refused { code } if matches!(code.as_str(), "502" | "504" | "graphql"))
}
