//! Requests as data, and their URL: every path segment encoded by us.
//!
//! A next-link is taken only when it stays with the service that gave it.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
pub use reqwest::Method;
use reqwest::Url;

/// RFC 3986 "unreserved" stays; everything else in a segment is encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Stands for a path that is a secret.
const HIDDEN: &str = "(hidden)";

/// Whether a request changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Reads: may be sent again.
    Read,
    /// Writes: sent again only when it certainly did not arrive.
    Write,
}

/// What a request carries.
#[derive(Clone, PartialEq)]
pub enum Body {
    None,
    /// JSON.
    Json(serde_json::Value),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
}

/// The form only: it may hold a secret.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Body::None => "nothing",
            Body::Json(_) => "JSON",
            Body::Form(_) => "a form",
        })
    }
}

#[derive(Clone, PartialEq)]
enum Place {
    /// Segments below the base, not yet encoded.
    Segments(Vec<String>),
    /// A link that the service gave.
    Link(String),
}

/// One request of a service.
#[derive(Clone, PartialEq)]
pub struct Request {
    pub method: Method,
    /// Whether it may be repeated.
    pub intent: Intent,
    pub body: Body,
    pub(super) headers: Vec<(&'static str, String)>,
    hidden: bool,
    place: Place,
    query: Vec<(String, String)>,
}

/// The verb and the path: queries and bodies may hold secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            _ if self.hidden => write!(f, "{} {HIDDEN}", self.method),
            Place::Segments(segments) => write!(f, "{} {segments:?}", self.method),
            Place::Link(_) => write!(f, "{} a link", self.method),
        }
    }
}

impl Request {
    fn new(method: Method, intent: Intent, path: &[&str]) -> Request {
        Request {
            method,
            intent,
            body: Body::None,
            headers: Vec::new(),
            hidden: false,
            place: Place::Segments(path.iter().map(|s| (*s).to_owned()).collect()),
            query: Vec::new(),
        }
    }

    /// Reads a path below the base, given as segments.
    pub fn get(path: &[&str]) -> Request {
        Request::new(Method::GET, Intent::Read, path)
    }

    /// Posts; a write unless said otherwise.
    pub fn post(path: &[&str]) -> Request {
        Request::new(Method::POST, Intent::Write, path)
    }

    pub fn put(path: &[&str]) -> Request {
        Request::new(Method::PUT, Intent::Write, path)
    }

    pub fn delete(path: &[&str]) -> Request {
        Request::new(Method::DELETE, Intent::Write, path)
    }

    /// Reads a link that the service gave (absolute, or relative to the base); refused when sent
    /// unless it has the scheme, host and port of the base.
    pub fn at(link: &str) -> Request {
        Request {
            place: Place::Link(link.to_owned()),
            ..Request::get(&[])
        }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Request {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Request {
        self.headers.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn json(mut self, value: serde_json::Value) -> Request {
        self.body = Body::Json(value);
        self
    }

    #[must_use]
    pub fn form(mut self, fields: Vec<(String, String)>) -> Request {
        self.body = Body::Form(fields);
        self
    }

    /// Says that its path is a secret: errors and logs show the verb alone (webhooks).
    #[must_use]
    pub fn hidden(mut self) -> Request {
        self.hidden = true;
        self
    }

    /// Says whether it may be repeated (GraphQL reads by POST).
    #[must_use]
    pub fn intent(mut self, intent: Intent) -> Request {
        self.intent = intent;
        self
    }

    /// The address as it is sent, for previews: the path below a base, percent-encoded, without
    /// the query.
    pub fn path_below(&self, base: &str) -> String {
        let path: String = match &self.place {
            _ if self.hidden => format!("/{HIDDEN}"),
            Place::Segments(segments) => {
                let encode =
                    |segment: &String| format!("/{}", utf8_percent_encode(segment, SEGMENT));
                segments.iter().map(encode).collect()
            }
            Place::Link(link) => return link.clone(),
        };
        format!("{base}{path}")
    }

    /// The whole URL, or why it is refused.
    pub(super) fn url(&self, base: &Base) -> Result<Url, String> {
        let mut url = match &self.place {
            Place::Segments(segments) => base.join(segments)?,
            Place::Link(link) => base.follow(link)?,
        };
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }

    /// The method and path, for errors and logs.
    pub(super) fn target(&self, url: &Url) -> String {
        let path = if self.hidden { HIDDEN } else { url.path() };
        format!("{} {path}", self.method)
    }

    /// The body's bytes and content type.
    pub(super) fn payload(&self) -> Option<(&'static str, Vec<u8>)> {
        match &self.body {
            Body::None => None,
            Body::Json(value) => Some(("application/json", value.to_string().into_bytes())),
            Body::Form(fields) => {
                let pairs = fields.iter().map(|(name, value)| (name, value));
                let mut url = Url::parse("form:/").ok()?;
                url.query_pairs_mut().extend_pairs(pairs);
                let bytes = url.query().unwrap_or("").to_owned().into_bytes();
                Some(("application/x-www-form-urlencoded", bytes))
            }
        }
    }
}

/// Where a service lives: scheme, host, port and a path without a trailing slash.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Base {
    url: Url,
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Base {
    /// Takes a configured URL; `plain_allowed` lets `http:` go to another machine.
    pub(super) fn new(text: &str, plain_allowed: bool) -> Result<Base, String> {
        let mut url = Url::parse(text.trim()).map_err(|e| format!("`{text}` is not a URL: {e}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(format!("`{text}` is not an http or https URL"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a URL may not hold a login or password".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!("`{text}` may not have a query or fragment"));
        }
        let bare = url.path().trim_end_matches('/').to_owned();
        url.set_path(&bare);
        let base = Base { url };
        if base.url.scheme() == "http" && !base.is_loopback() && !plain_allowed {
            return Err(format!(
                "`{text}` would send the credential in clear: use https, or mark the service \
                 tls.insecure"
            ));
        }
        Ok(base)
    }

    /// The URL without a trailing slash.
    pub(super) fn as_str(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Whether it is on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.url.host_str().unwrap_or("");
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || host.ends_with(".localhost")
            || address
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }

    fn join(&self, segments: &[String]) -> Result<Url, String> {
        let mut text = self.as_str().to_owned();
        for segment in segments {
            // An encoded `..` still climbs (WHATWG URL, "double-dot path segment").
            if matches!(segment.as_str(), "" | "." | "..") {
                return Err(format!("`{segment}` cannot be part of a path"));
            }
            text.push('/');
            text.extend(utf8_percent_encode(segment, SEGMENT));
        }
        Url::parse(&text).map_err(|e| e.to_string())
    }

    fn follow(&self, link: &str) -> Result<Url, String> {
        let url = self
            .url
            .join(link)
            .map_err(|e| format!("the service gave a link that is no URL: {e}"))?;
        if url.origin() != self.url.origin() || !url.username().is_empty() {
            return Err(format!(
                "the service gave a link to another place: {}",
                url.origin().ascii_serialization()
            ));
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(request: &Request) -> Result<String, String> {
        let base = Base::new("https://cloud.example/nc/", false).unwrap();
        request.url(&base).map(String::from)
    }

    #[test]
    fn segments_are_encoded_and_cannot_leave_their_place() {
        let request = Request::get(&["users", "a b/../é?#%2e", "x"]).query("q", "a b&c");
        assert_eq!(
            url(&request).unwrap(),
            "https://cloud.example/nc/users/a%20b%2F..%2F%C3%A9%3F%23%252e/x?q=a+b%26c"
        );
        for climbing in ["..", ".", ""] {
            assert!(url(&Request::get(&["users", climbing])).is_err());
        }
    }

    #[test]
    fn a_link_stays_with_the_service() {
        let next = |link: &str| url(&Request::at(link));
        assert_eq!(
            next("https://cloud.example/other?page=2").unwrap(),
            "https://cloud.example/other?page=2"
        );
        assert_eq!(
            next("/api?cursor=1").unwrap(),
            "https://cloud.example/api?cursor=1"
        );
        for foreign in [
            "https://evil.example/other",
            "http://cloud.example/other",
            "https://cloud.example:444/other",
            "https://cloud.example@evil.example/",
            "https://user@cloud.example/",
            "//evil.example/x",
            "javascript:alert(1)",
        ] {
            assert!(next(foreign).is_err(), "{foreign}");
        }
    }

    #[test]
    fn a_base_is_https_or_this_machine_and_holds_no_password() {
        for good in [
            "https://a.example",
            "http://127.0.0.1:81/x",
            "http://[::1]:2",
            "http://localhost",
        ] {
            assert!(Base::new(good, false).is_ok(), "{good}");
        }
        for bad in [
            "http://a.example",
            "ftp://a",
            "a.example",
            "https://u:p@a",
            "https://a/?x=1",
            "",
        ] {
            assert!(Base::new(bad, false).is_err(), "{bad}");
        }
        assert!(Base::new("http://a.example", true).is_ok());
    }

    #[test]
    fn a_form_is_encoded() {
        let fields = vec![("a b".to_owned(), "é&=".to_owned())];
        let (kind, bytes) = Request::post(&[]).form(fields).payload().unwrap();
        assert_eq!(kind, "application/x-www-form-urlencoded");
        assert_eq!(bytes, b"a+b=%C3%A9%26%3D");
    }

    #[test]
    fn a_printed_request_shows_neither_query_nor_body() {
        let request = Request::post(&["login"])
            .query("token", "s3cret")
            .json(serde_json::json!({"password": "s3cret"}));
        assert_eq!(format!("{request:?}"), "POST [\"login\"]");
        let request = Request::post(&["hooks", "s3cret"]).hidden();
        let base = Base::new("https://chat.example", false).unwrap();
        let target = request.target(&request.url(&base).unwrap());
        assert_eq!([format!("{request:?}"), target], ["POST (hidden)"; 2]);
    }
}
