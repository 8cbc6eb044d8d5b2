//! What a service was sent in confidence, taken out of what it says back.
//!
//! Servers echo requests: in the words of an error, in a log line, in a field. Whatever comes from
//! outside passes here before it becomes any of these. Owns the forms in which a secret can come
//! back; each service knows its own secrets only, since it can echo no others.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// What stands where a secret was.
const HIDDEN: &str = "(hidden)";
/// Shorter texts are in too many words to be looked for.
const SHORTEST: usize = 6;
/// Shorter ones may be somebody's login: taking them out of fields would rename accounts.
const SHORTEST_IN_FIELDS: usize = 8;

/// RFC 3986 "unreserved" stays.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// What `application/x-www-form-urlencoded` leaves as it is.
const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'*')
    .remove(b' ');

/// The secrets of one service; cheap to clone, clones share what they know.
#[derive(Clone, Default)]
pub struct Scrubber(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    secrets: Vec<Zeroizing<String>>,
    /// Longest first, so that none is cut by a shorter one inside it.
    forms: Vec<Form>,
}

struct Form {
    bytes: Zeroizing<Vec<u8>>,
    in_fields: bool,
}

impl fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scrubber")
    }
}

impl Scrubber {
    /// Remembers something that must not come back.
    pub fn learn(&self, secret: &str) {
        if secret.len() < SHORTEST || self.knows(secret) {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let in_fields = secret.len() >= SHORTEST_IN_FIELDS;
        for form in forms(secret) {
            if !known.forms.iter().any(|old| *old.bytes == *form.as_bytes()) {
                let bytes = Zeroizing::new(form.as_bytes().to_vec());
                known.forms.push(Form { bytes, in_fields });
            }
        }
        known
            .forms
            .sort_by_key(|form| std::cmp::Reverse(form.bytes.len()));
        known.secrets.push(Zeroizing::new(secret.to_owned()));
    }

    fn knows(&self, secret: &str) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.secrets.iter().any(|old| **old == *secret)
    }

    /// A body or a header, from which fields are read.
    pub fn fields(&self, bytes: Vec<u8>) -> Vec<u8> {
        self.replaced(&bytes, false, &|out, _| out.extend(HIDDEN.bytes()))
            .unwrap_or(bytes)
    }

    /// Words for an error or a log line.
    pub fn words<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let clean = self.replaced(text.as_bytes(), true, &|out, _| out.extend(HIDDEN.bytes()));
        match clean {
            Some(clean) => Cow::Owned(String::from_utf8_lossy(&clean).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// The same number of bytes, for protocols that count them; `None` where nothing was found.
    pub fn masked(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.replaced(bytes, false, &|out, length| {
            out.extend(std::iter::repeat_n(b'*', length));
        })
    }

    fn replaced(
        &self,
        bytes: &[u8],
        short_too: bool,
        stand_in: &dyn Fn(&mut Vec<u8>, usize),
    ) -> Option<Vec<u8>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut clean: Option<Vec<u8>> = None;
        for form in known
            .forms
            .iter()
            .filter(|form| short_too || form.in_fields)
        {
            let present = clean.as_deref().unwrap_or(bytes);
            let finder = memmem::Finder::new(form.bytes.as_slice());
            let Some(first) = finder.find(present) else {
                continue;
            };
            let mut out = Vec::with_capacity(present.len());
            let (mut from, mut next) = (0, Some(first));
            while let Some(at) = next {
                out.extend_from_slice(present.get(from..at).unwrap_or_default());
                stand_in(&mut out, form.bytes.len());
                from = at + form.bytes.len();
                let rest = present.get(from..).unwrap_or_default();
                next = finder.find(rest).map(|found| from + found);
            }
            out.extend_from_slice(present.get(from..).unwrap_or_default());
            clean = Some(out);
        }
        clean
    }
}

/// How a text can come back: as it is, quoted (JSON, IMAP, HTML), percent-encoded, in base64.
fn forms(secret: &str) -> Vec<Zeroizing<String>> {
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.trim_start_matches('"');
    let json = json.strip_suffix('"').unwrap_or(json).to_owned();
    let percent = |set| utf8_percent_encode(secret, set).to_string();
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let forms = [
        secret.to_owned(),
        secret.replace('\\', "\\\\").replace('"', "\\\""),
        json.replace('/', "\\/"),
        json,
        percent(NON_ALPHANUMERIC),
        percent(UNRESERVED),
        percent(UNRESERVED).to_lowercase(),
        percent(FORM).replace(' ', "+"),
        html.replace('\'', "&#039;"),
        html.replace('\'', "&#39;"),
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ];
    forms.into_iter().map(Zeroizing::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SECRET: &str = "pa\"ss/w ö&rd'\\<1>";

    #[rstest]
    #[case::raw(SECRET)]
    #[case::json("pa\\\"ss/w ö&rd'\\\\<1>")]
    #[case::json_of_php("pa\\\"ss\\/w ö&rd'\\\\<1>")]
    #[case::url("pa%22ss%2Fw%20%C3%B6%26rd%27%5C%3C1%3E")]
    #[case::form("pa%22ss%2Fw+%C3%B6%26rd%27%5C%3C1%3E")]
    #[case::html("pa&quot;ss/w ö&amp;rd&#039;\\&lt;1&gt;")]
    #[case::base64("cGEic3MvdyDDtiZyZCdcPDE+")]
    #[case::base64_of_urls("cGEic3MvdyDDtiZyZCdcPDE-")]
    fn every_form_is_taken_out(#[case] echoed: &str) {
        let scrubber = Scrubber::default();
        scrubber.learn(SECRET);
        let said = format!("you sent {echoed} and {echoed}!");
        assert_eq!(scrubber.words(&said), "you sent (hidden) and (hidden)!");
        let fields = scrubber.fields(said.clone().into_bytes());
        assert_eq!(fields, b"you sent (hidden) and (hidden)!");
        let masked = scrubber.masked(said.as_bytes()).unwrap();
        assert_eq!(masked.len(), said.len());
        assert!(masked.starts_with(b"you sent ***"));
    }

    #[test]
    fn what_may_be_a_login_stays_in_fields() {
        let scrubber = Scrubber::default();
        scrubber.learn("claire");
        assert_eq!(scrubber.words("no claire here"), "no (hidden) here");
        assert_eq!(scrubber.fields(b"claire".to_vec()), b"claire");
        scrubber.learn("abc");
        assert_eq!(scrubber.words("abc"), "abc");
    }
}
