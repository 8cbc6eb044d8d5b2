//! Cookies of one service, in memory: a session saves a slow password check at each request.
//!
//! Deliberately small: one origin, no paths or dates. A session that ended is renewed by the
//! credential that goes along.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

/// Most cookies kept; a service that sends more keeps its first ones.
const MAX_COOKIES: usize = 32;
/// Longest cookie, in bytes.
const MAX_COOKIE: usize = 4_096;

/// The cookies of one service.
#[derive(Default)]
pub(super) struct Jar(Mutex<BTreeMap<String, Zeroizing<String>>>);

impl Jar {
    /// Takes one `Set-Cookie` value; an empty or expired cookie is dropped.
    pub(super) fn take(&self, header: &str) {
        let mut parts = header.split(';');
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let (name, value) = (name.trim(), value.trim());
        let ended = parts.any(|part| {
            let part = part.trim().to_ascii_lowercase();
            part == "max-age=0"
                || part.starts_with("expires=thu, 01-jan-1970")
                || part.starts_with("expires=thu, 01 jan 1970")
        });
        let mut cookies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ended || value.is_empty() || value == "deleted" {
            cookies.remove(name);
        } else if name.len() + value.len() <= MAX_COOKIE
            && (cookies.contains_key(name) || cookies.len() < MAX_COOKIES)
        {
            cookies.insert(name.to_owned(), Zeroizing::new(value.to_owned()));
        }
    }

    /// The `Cookie` header, if there is anything to give back.
    pub(super) fn header(&self) -> Option<Zeroizing<String>> {
        let cookies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = cookies
            .iter()
            .map(|(name, value)| format!("{name}={}", **value));
        let all = pairs.collect::<Vec<_>>().join("; ");
        (!all.is_empty()).then(|| Zeroizing::new(all))
    }

    pub(super) fn clear(&self) {
        let mut cookies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_given_back_until_they_are_ended() {
        let jar = Jar::default();
        jar.take("session=abc=1; path=/; HttpOnly");
        jar.take("theme=dark; Max-Age=0");
        jar.take("nonsense");
        assert_eq!(*jar.header().unwrap(), "session=abc=1");
        jar.take("session=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT");
        assert!(jar.header().is_none());
    }

    #[test]
    fn a_flood_of_cookies_is_cut() {
        let jar = Jar::default();
        for n in 0..1_000 {
            jar.take(&format!("c{n}=1"));
        }
        jar.take(&format!("big={}", "x".repeat(MAX_COOKIE)));
        assert_eq!(jar.header().unwrap().matches('=').count(), MAX_COOKIES);
    }
}
