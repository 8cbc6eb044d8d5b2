//! How trouble becomes a [`ProviderError`]: words of strangers bounded and made harmless.

use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::ServiceId;
use crate::domain::text::escape;

/// Longest detail, in characters.
const MAX_DETAIL: usize = 300;
/// Longest target, in characters.
const MAX_TARGET: usize = 200;

/// Makes the error of one service; `target` is a method and path or an object, without secrets.
pub fn failure(service: &ServiceId, kind: ErrorKind, target: &str, detail: &str) -> ProviderError {
    ProviderError {
        kind,
        service: service.to_string(),
        target: bounded(target, MAX_TARGET),
        detail: bounded(detail, MAX_DETAIL),
    }
}

/// One harmless line of at most `max` characters.
pub(super) fn bounded(text: &str, max: usize) -> String {
    // Escaping before cutting: a cut never makes a harmless text harmful.
    let head: String = text.trim().chars().take(4 * max).collect();
    let line = head.split_whitespace().collect::<Vec<_>>().join(" ");
    let safe = escape(&line);
    if safe.chars().count() <= max {
        return safe.into_owned();
    }
    let mut cut: String = safe.chars().take(max - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_detail_is_one_short_harmless_line() {
        let service = ServiceId::new("chat").unwrap();
        let hostile = format!("a\n\u{1b}[2J {}", "é".repeat(5_000));
        let error = failure(&service, ErrorKind::Net, "GET /x", &hostile);
        assert_eq!(error.detail.chars().count(), MAX_DETAIL);
        assert!(error.detail.starts_with("a \u{fffd}[2J é"));
        assert!(error.detail.ends_with('…'));
    }
}
