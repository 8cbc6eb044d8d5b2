//! Tokens for scripts: what `token inspect` says of one, and the rows of the register.

use serde::Serialize;
use serde_json::{Map, Value};

use super::super::output::{Cell, Column, Row};
use super::actor;
use crate::domain::time::Timestamp;
use crate::domain::token::{Origin, TokenRecord};
use crate::domain::user::User;

/// Who called a token revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevokedJson {
    pub by: String,
    pub at: String,
    pub why: String,
}

/// A token of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenJson {
    pub id: u64,
    /// The kind of token, or the profile that it was minted after.
    pub kind: String,
    /// `noted` or `minted`.
    pub origin: &'static str,
    /// `live`, `expired` or `revoked`.
    pub state: &'static str,
    /// Id of the user who has it.
    pub user: Option<String>,
    pub name: Option<String>,
    /// Whether that user's last day is past; `null` where nobody looked.
    pub departed: Option<bool>,
    /// The configured service that it opens.
    pub service: Option<String>,
    /// `iss`
    pub issuer: Option<String>,
    /// `sub`
    pub subject: Option<String>,
    /// `aud`
    pub audience: Vec<String>,
    /// `jti`
    pub jti: Option<String>,
    pub expires: Option<String>,
    /// Who wrote it down.
    pub by: String,
    pub at: String,
    /// The last four digits of its salted digest.
    pub digest: String,
    /// What was written of it.
    pub note: String,
    /// Who called it revoked.
    pub revoked: Option<RevokedJson>,
}

impl TokenJson {
    /// `user` is the one who has it, and whether that one left.
    pub fn new(token: &TokenRecord, user: Option<(&User, bool)>, now: Timestamp) -> TokenJson {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        TokenJson {
            id: token.id,
            kind: token.kind.clone(),
            origin: match token.origin {
                Origin::Noted => "noted",
                Origin::Minted => "minted",
            },
            state: token.standing(now).as_str(),
            user: match user {
                Some((user, _)) => Some(user.id.to_string()),
                None => token.user.map(|user| user.to_string()),
            },
            name: user.map(|(user, _)| user.name.clone()),
            departed: user.map(|(_, departed)| departed),
            service: token.service.as_ref().map(ToString::to_string),
            issuer: some(&token.issuer),
            subject: some(&token.subject),
            audience: token.audience.clone(),
            jti: some(&token.jti),
            expires: token.expires.map(|at| at.to_string()),
            by: actor(&token.by),
            at: token.at.to_string(),
            digest: token.fingerprint(),
            note: token.note.clone(),
            revoked: token.revoked.as_ref().map(|revoked| RevokedJson {
                by: actor(&revoked.by),
                at: revoked.at.to_string(),
                why: revoked.why.clone(),
            }),
        }
    }
}

impl Row for TokenJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("token"),
        Column::new("state"),
        Column::new("name"),
        Column::new("departed"),
        Column::new("kind"),
        Column::new("service"),
        Column::csv("issuer"),
        Column::csv("token_subject"),
        Column::csv("audience"),
        Column::csv("jti"),
        Column::new("expires"),
        Column::new("at"),
        Column::new("by"),
        Column::new("digest"),
        Column::new("note"),
        Column::csv("user"),
        Column::csv("revoked_by"),
        Column::csv("revoked_at"),
        Column::csv("revoked_why"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let at = |text: &str| Timestamp::parse(text).map_or(Cell::Empty, Cell::At);
        let revoked = self.revoked.as_ref();
        vec![
            Cell::Number(self.id),
            Cell::Word("token-state", self.state),
            Cell::text(self.name.as_deref()),
            self.departed.map_or(Cell::Empty, |d| Cell::Flag(Some(d))),
            Cell::Text(self.kind.clone()),
            Cell::text(self.service.as_deref()),
            Cell::text(self.issuer.as_deref()),
            Cell::text(self.subject.as_deref()),
            Cell::List(self.audience.clone()),
            Cell::text(self.jti.as_deref()),
            self.expires.as_deref().map_or(Cell::Empty, at),
            at(&self.at),
            Cell::Text(self.by.clone()),
            Cell::Text(self.digest.clone()),
            Cell::Text(self.note.clone()),
            Cell::text(self.user.as_deref()),
            Cell::text(revoked.map(|revoked| revoked.by.as_str())),
            revoked.map_or(Cell::Empty, |revoked| at(&revoked.at)),
            Cell::text(revoked.map(|revoked| revoked.why.as_str())),
        ]
    }
}

/// What is known of a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedJson {
    /// `good`, `bad`, `not-checked` or `refused`.
    pub verdict: &'static str,
    /// The algorithm that the token names.
    pub algorithm: Option<String>,
    /// Why it was not checked, or refused.
    pub why: Option<String>,
}

/// Something odd about a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WarningJson {
    /// A stable word.
    pub rule: &'static str,
    /// In the language of the output.
    pub message: String,
}

/// Hasura's claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HasuraJson {
    /// `x-hasura-default-role`
    pub default_role: Option<String>,
    /// `x-hasura-allowed-roles`
    pub allowed_roles: Vec<String>,
    /// The other claims of the namespace.
    pub others: Map<String, Value>,
}

/// A token as it was shown to us, without the token.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InspectedJson {
    /// What it looks like: `jwt`, `github-pat`, `opaque`, ...
    pub kind: &'static str,
    /// The kind of service that gives such tokens out.
    pub provider: Option<&'static str>,
    /// Its well-known beginning, the rest hidden.
    pub masked: String,
    /// Its length in bytes.
    pub length: usize,
    /// Whether its own checksum holds, where it has one.
    pub checksum: Option<bool>,
    pub header: Option<Map<String, Value>>,
    /// A JWT's claims: an object, unless somebody made it wrongly.
    pub claims: Option<Value>,
    /// `iss`
    pub issuer: Option<String>,
    /// `sub`
    pub subject: Option<String>,
    /// `aud`
    pub audience: Vec<String>,
    /// `jti`
    pub id: Option<String>,
    /// `iat`
    pub issued: Option<String>,
    /// `nbf`
    pub not_before: Option<String>,
    /// `exp`
    pub expires: Option<String>,
    /// Hasura's claims.
    pub hasura: Option<HasuraJson>,
    /// CouchDB's roles.
    pub couchdb_roles: Vec<String>,
    /// The signature; `null` where there is none to speak of.
    pub signature: Option<CheckedJson>,
    /// What is odd about it.
    pub warnings: Vec<WarningJson>,
    /// Its row in the register.
    pub known: Option<TokenJson>,
}
