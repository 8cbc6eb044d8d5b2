//! Tokens that are no JWT, recognised by their form alone: nobody is asked.
//!
//! A form says what a token would be, never that it is one.

use super::jwt::Jwt;

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// A stable word (`github-pat`), said as the message `token-kind-<word>`.
    pub kind: &'static str,
    /// The kind of service that gives such tokens out.
    pub provider: Option<&'static str>,
    /// What may be shown of it.
    pub prefix: &'static str,
    /// Whether its built-in checksum holds, where it has one.
    pub checksum: Option<bool>,
}

/// A token that looks like nothing we know.
pub const OPAQUE: Shape = shape("opaque", None, "");

/// A JWT, as it is said beside the other shapes.
pub const JWT: Shape = shape("jwt", None, "");

/// GitHub's prefixes (all but the fine-grained ones carry a CRC32 in their last six characters).
const GITHUB: [(&str, &str); 5] = [
    ("ghp_", "github-pat"),
    ("gho_", "github-oauth"),
    ("ghu_", "github-user-app"),
    ("ghs_", "github-app"),
    ("ghr_", "github-refresh"),
];

/// Sentry's prefixes.
const SENTRY: [(&str, &str); 4] = [
    ("sntryu_", "sentry-user"),
    ("sntrys_", "sentry-org"),
    ("sntrya_", "sentry-app"),
    ("sntryi_", "sentry-integration"),
];

const fn shape(kind: &'static str, provider: Option<&'static str>, prefix: &'static str) -> Shape {
    Shape {
        kind,
        provider,
        prefix,
        checksum: None,
    }
}

/// What a token looks like, when it is no JWT.
pub fn recognise(token: &str) -> Shape {
    for (prefix, kind) in GITHUB {
        if let Some(rest) = token.strip_prefix(prefix)
            && rest.len() >= 36
            && rest.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            return Shape {
                checksum: (rest.len() == 36).then(|| checksum_holds(rest)),
                ..shape(kind, Some("github"), prefix)
            };
        }
    }
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if let Some(rest) = token.strip_prefix("github_pat_")
        && rest.len() == 82
        && rest.bytes().all(word)
    {
        return shape("github-fine-grained", Some("github"), "github_pat_");
    }
    for (prefix, kind) in SENTRY {
        let base64 = |b: u8| word(b) || matches!(b, b'+' | b'/' | b'=' | b'-');
        if let Some(rest) = token.strip_prefix(prefix)
            && rest.len() >= 32
            && rest.bytes().all(base64)
        {
            return shape(kind, Some("sentry"), prefix);
        }
    }
    if is_app_password(token) {
        return shape("nextcloud-app-password", Some("nextcloud"), "");
    }
    if is_mattermost(token) {
        return shape("mattermost", Some("mattermost"), "");
    }
    OPAQUE
}

/// Whether a word of the command line is a token rather than the name of a file.
pub fn looks_like_a_token(word: &str) -> bool {
    recognise(word) != OPAQUE || Jwt::parse(word).is_ok() || word.starts_with("eyJ")
}

/// What may be shown of a token: its well-known beginning, never its end.
pub fn masked(prefix: &str) -> String {
    format!("{prefix}********")
}

/// Five groups of five, as Nextcloud makes them: letters and digits that are not mistaken.
fn is_app_password(token: &str) -> bool {
    token.len() == 29
        && token.split('-').count() == 5
        && token
            .split('-')
            .all(|group| group.len() == 5 && group.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// 26 characters of Mattermost's base32.
fn is_mattermost(token: &str) -> bool {
    token.len() == 26
        && token
            .bytes()
            .all(|b| b"ybndrfg8ejkmcpqxot1uwisza345h769".contains(&b))
}

/// The last six characters are the CRC32 of those before, in base 62.
fn checksum_holds(rest: &str) -> bool {
    let (body, sum) = rest.split_at(rest.len() - 6);
    let wanted = sum.bytes().try_fold(0_u64, |sum, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            b'a'..=b'z' => byte - b'a' + 36,
            _ => return None,
        };
        Some(sum * 62 + u64::from(digit))
    });
    wanted == Some(u64::from(crc32(body.as_bytes())))
}

/// CRC-32 as in IEEE 802.3, bit by bit: tokens are short.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
