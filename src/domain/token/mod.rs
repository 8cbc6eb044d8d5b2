//! Tokens: what they say of themselves, and the register of those that are known.
//!
//! Owns the register's row and the digest by which a token is recognised; the token itself is in
//! neither. Decoding is in `jwt`, other forms are in `shape`; checking a signature needs a key and
//! belongs to the workflows.

pub mod json;
pub mod jwt;
pub mod shape;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::account::Actor;
use super::ids::{Digest16, ServiceId, UserId};
use super::time::Timestamp;

/// Longest token, and longest file that is read for one, in bytes.
pub const MAX_TOKEN: usize = 64 * 1024;

/// Longest text of a claim that the register keeps, in bytes.
const MAX_KEPT: usize = 1_024;

/// Most audiences that the register keeps.
const MAX_AUDIENCES: usize = 16;

/// How a token came into the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// Somebody showed it to this program.
    Noted,
    /// This program made it, after this profile.
    Minted,
}

/// Who called a token revoked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Revoked {
    pub by: Actor,
    pub at: Timestamp,
    pub why: String,
}

/// One token of the register; holds nothing that opens anything.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TokenRecord {
    /// Ascending from 1, never given twice.
    pub id: u64,
    /// Salted; what recognises the same token.
    pub digest: Digest16,
    /// How it came here.
    pub origin: Origin,
    /// What kind of token, or the profile that it was minted after.
    pub kind: String,
    /// Whom it was given to; `None` once that user was forgotten.
    pub user: Option<UserId>,
    /// The configured service that it opens, where that is known.
    pub service: Option<ServiceId>,
    /// `iss`
    pub issuer: String,
    /// `sub`
    pub subject: String,
    /// `aud`
    pub audience: Vec<String>,
    /// `jti`
    pub jti: String,
    /// When it ends; `None` is never, or not known.
    pub expires: Option<Timestamp>,
    /// Who put it here.
    pub by: Actor,
    pub at: Timestamp,
    /// What the operator wrote.
    pub note: String,
    /// Who called it revoked, if somebody did.
    pub revoked: Option<Revoked>,
}

/// Whether a token of the register still opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// As far as we know.
    Live,
    /// Its time is over.
    Expired,
    /// Somebody called it revoked.
    Revoked,
}

impl Standing {
    /// The word of JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::Live => "live",
            Standing::Expired => "expired",
            Standing::Revoked => "revoked",
        }
    }
}

impl TokenRecord {
    /// Whether it still opens anything.
    pub fn standing(&self, now: Timestamp) -> Standing {
        match (&self.revoked, self.expires) {
            (Some(_), _) => Standing::Revoked,
            (None, Some(end)) if end <= now => Standing::Expired,
            _ => Standing::Live,
        }
    }

    /// The last four hexadecimal digits of the digest: enough to tell a few tokens apart.
    pub fn fingerprint(&self) -> String {
        let [.., a, b] = self.digest.0;
        format!("{a:02x}{b:02x}")
    }

    /// The name of its row in the audit log.
    pub fn target(&self) -> String {
        format!("token:{}", self.id)
    }

    /// Drops everything that is about a person; that there was such a token stays.
    pub fn erase_person(&mut self) {
        self.user = None;
        self.subject.clear();
        self.jti.clear();
        self.note.clear();
        if let Some(revoked) = &mut self.revoked {
            revoked.why.clear();
        }
    }

    /// Takes over what a decoded token says of itself, bounded.
    pub fn describe(&mut self, token: &jwt::Jwt<'_>) {
        self.issuer = kept(token.text("iss"));
        self.subject = kept(token.text("sub"));
        self.jti = kept(token.text("jti"));
        let audience = token.audience();
        let some = audience.iter().take(MAX_AUDIENCES);
        self.audience = some.map(|text| kept(Some(text))).collect();
        self.expires = token.instant("exp");
    }
}

fn kept(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    text[..text.floor_char_boundary(MAX_KEPT)].to_owned()
}

/// Recognises a token again without keeping it; the salt is the store's own, so that the digest
/// means nothing elsewhere.
pub fn digest(salt: &[u8; 16], token: &str) -> Digest16 {
    let full: [u8; 32] = Sha256::new()
        .chain_update(salt)
        .chain_update(b"token\0")
        .chain_update(token)
        .finalize()
        .into();
    let mut end = [0; 16];
    end.copy_from_slice(full.split_at(16).1);
    Digest16(end)
}
