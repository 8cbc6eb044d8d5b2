//! Answers: status, headers, a bounded body, and the way from there to typed data.

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::links::links;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::{Digest16, ServiceId};
use crate::net::failure;
use crate::net::secret::Scrubber;

/// One whole answer.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    /// The body, at most `Limits::body_max` bytes.
    pub body: Vec<u8>,
    pub(super) headers: HeaderMap,
    /// Which service answered what, for errors.
    pub(super) service: ServiceId,
    pub(super) target: String,
    /// What must not stand in an error about it.
    pub(super) scrubber: Scrubber,
}

impl Response {
    /// A header's first value, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Reads the body as JSON of a known shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ProviderError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let what = match self.body.trim_ascii_start().first() {
                None => "an empty answer instead of JSON".to_owned(),
                Some(b'<') => "a page (HTML or XML) instead of JSON".to_owned(),
                Some(_) => error.to_string(),
            };
            self.error(ErrorKind::Malformed, &what)
        })
    }

    /// What a page that comes again is recognised by.
    pub fn print(&self) -> Digest16 {
        Digest16::of(&self.body)
    }

    /// The body as text, for error messages.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// An error about this answer.
    pub fn error(&self, kind: ErrorKind, detail: &str) -> ProviderError {
        failure(
            &self.service,
            kind,
            &self.target,
            &self.scrubber.words(detail),
        )
    }

    /// The next page (RFC 8288, `rel="next"`), not yet checked: [`super::Request::at`] does.
    pub fn next_link(&self) -> Option<String> {
        let values = self.headers.get_all("link").into_iter();
        values
            .filter_map(|value| value.to_str().ok())
            .flat_map(links)
            .find(|link| link.is("next"))
            .map(|link| link.target)
    }

    /// An answer for the tests of what answers mean.
    #[cfg(test)]
    pub fn for_test(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response {
        use reqwest::header::{HeaderName, HeaderValue};
        let headers = headers.iter().map(|(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (HeaderName::from_static(name), value)
        });
        Response {
            status,
            headers: headers.collect(),
            body: body.as_bytes().to_vec(),
            service: ServiceId::new("test").unwrap(),
            target: "GET /".to_owned(),
            scrubber: Scrubber::default(),
        }
    }
}
