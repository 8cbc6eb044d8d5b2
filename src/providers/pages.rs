//! The turning of pages that are asked for by number.

use std::collections::HashSet;

use futures_util::stream::FuturesOrdered;
use futures_util::{StreamExt, TryStreamExt};

use super::report::Listed;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::{Digest16, ServiceId};
use crate::net::failure;

/// Most pages of one list.
const MAX_PAGES: usize = 50_000;
/// Requests of one list under way together.
pub const TOGETHER: usize = 4;

/// One page of a list.
pub struct Page<T> {
    pub entries: Vec<T>,
    /// Of the answer, see [`crate::net::http::Response::print`].
    pub print: Digest16,
}

/// The pages of a list that were seen: one that comes again brings nothing, for ever.
#[derive(Debug, Default)]
pub struct Prints(HashSet<Digest16>);

impl Prints {
    /// # Errors
    /// The page came before.
    pub fn take(&mut self, service: &ServiceId, print: Digest16) -> Result<(), ProviderError> {
        if self.0.insert(print) {
            return Ok(());
        }
        let why = "the pages go in a circle";
        Err(failure(service, ErrorKind::Malformed, "pages", why))
    }
}

/// All pages of a list, until one holds fewer than `full` entries.
///
/// `sure` is how many entries there are at least: their pages are asked for together. Of the others
/// as many are under way as pages were full so far: a short list costs no request in vain, a long
/// one does not wait for each page. A list that breaks off, or gives a page again, keeps what was
/// read.
pub async fn turn<T, F, Fut>(
    service: &ServiceId,
    full: usize,
    sure: usize,
    page: F,
    mut each: impl FnMut(&[T]),
) -> Listed<T>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = Result<Page<T>, ProviderError>>,
{
    let mut listed = Listed::new();
    let mut prints = Prints::default();
    let known = (sure / full).min(MAX_PAGES);
    let (mut next, mut full_ones) = (0, 0_usize);
    let mut under_way = FuturesOrdered::new();
    loop {
        while next < MAX_PAGES {
            let together = if next < known { TOGETHER } else { full_ones };
            if under_way.len() >= together.clamp(1, TOGETHER) {
                break;
            }
            under_way.push_back(page(next));
            next += 1;
        }
        match under_way.next().await {
            Some(Ok(Page { entries, print })) => {
                let last = entries.len() < full;
                if !last && let Err(circle) = prints.take(service, print) {
                    listed.trouble = Some(circle);
                    return listed;
                }
                each(&entries);
                listed.items.extend(entries);
                if last {
                    return listed;
                }
                full_ones += 1;
            }
            Some(Err(error)) => {
                listed.trouble = Some(error);
                return listed;
            }
            None => break,
        }
    }
    // Every page was full: whatever is beyond them was not read.
    let why = "the list has no end";
    listed.trouble = Some(failure(service, ErrorKind::Malformed, "pages", why));
    listed
}

/// Waits for some requests, [`TOGETHER`] at a time; the answers come in the order of the requests.
/// The first failure ends it.
pub async fn together<T, Fut>(
    requests: impl IntoIterator<Item = Fut>,
) -> Result<Vec<T>, ProviderError>
where
    Fut: Future<Output = Result<T, ProviderError>>,
{
    let requests: Vec<Fut> = requests.into_iter().collect();
    futures_util::stream::iter(requests)
        .buffered(TOGETHER)
        .try_collect()
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> ServiceId {
        ServiceId::new("s").unwrap()
    }

    fn numbered(page: usize, entries: Vec<usize>) -> Page<usize> {
        let print = Digest16::of(&page.to_le_bytes());
        Page { entries, print }
    }

    /// The pages of 0..250, by hundreds; counts the requests.
    async fn read(sure: usize, fails: Option<usize>) -> (Listed<usize>, usize) {
        let asked = std::cell::Cell::new(0);
        let listed = turn(
            &service(),
            100,
            sure,
            async |page| {
                asked.set(asked.get() + 1);
                if fails == Some(page) {
                    return Err(failure(&service(), ErrorKind::Net, "page", ""));
                }
                Ok(numbered(
                    page,
                    (0..250).skip(page * 100).take(100).collect(),
                ))
            },
            |_| {},
        )
        .await;
        (listed, asked.get())
    }

    #[tokio::test]
    async fn pages_come_in_order_whatever_was_known_of_them() {
        for (sure, requests) in [(0, 4), (250, 4), (100, 4), (900, 6)] {
            let (listed, asked) = read(sure, None).await;
            assert!(listed.is_whole());
            assert!(listed.items.iter().copied().eq(0..250), "{sure}");
            assert!(asked <= requests, "{sure}: {asked}");
        }
    }

    #[tokio::test]
    async fn a_page_that_fails_keeps_those_before_it() {
        let (listed, _) = read(250, Some(1)).await;
        assert!(!listed.is_whole());
        assert_eq!(listed.items.len(), 100);
    }

    #[tokio::test]
    async fn a_list_without_an_end_is_not_whole() {
        let page = async |page| Ok(numbered(page, vec![page]));
        let listed = turn(&service(), 1, 0, page, |_| {}).await;
        assert!(!listed.is_whole());
        assert_eq!(listed.items.len(), MAX_PAGES);
    }

    #[tokio::test]
    async fn a_page_that_comes_again_ends_the_list() {
        let page = async |_| Ok(numbered(7, vec![1, 2]));
        let listed = turn(&service(), 2, 0, page, |_| {}).await;
        assert!(!listed.is_whole());
        assert_eq!(listed.items, [1, 2]);
    }
}
