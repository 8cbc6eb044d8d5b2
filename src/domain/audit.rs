//! The audit log's entries: who did what to whom, old and new, why.
//!
//! Owns the entry and the chain's arithmetic; the store keeps and orders them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::account::Actor;
use super::time::Timestamp;

/// Where the operator's name was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ActorSource {
    /// `/proc/self/loginuid`.
    LoginUid,
    /// `SUDO_UID`, with root as parent.
    Sudo,
    /// The process's own uid.
    Uid,
    Program,
}

/// What one entry says; erasable apart from its digest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AuditBody {
    pub actor: Actor,
    pub source: ActorSource,
    /// What was done: a stable word such as `sync`, `merge`, `waive`.
    pub action: String,
    /// To whom or what: handles, user ids, service ids.
    pub targets: Vec<String>,
    /// The value before, where there is one.
    pub old: String,
    /// The value after, where there is one.
    pub new: String,
    /// The reason that was given.
    pub why: String,
}

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Ascending from 1, without holes.
    pub seq: u64,
    pub at: Timestamp,
    /// Random; makes the body's digest useless for guessing an erased body.
    pub salt: [u8; 16],
    /// The body, or `None` once it was erased.
    pub body: Option<AuditBody>,
    /// SHA-256 of salt and body.
    pub digest: [u8; 32],
    /// SHA-256 of the previous link, the number, the instant and the digest.
    pub link: [u8; 32],
}

/// The link before the first entry.
pub const GENESIS: [u8; 32] = [0; 32];

/// The digest of a body under a salt; `body` is the encoded form that is stored.
pub fn body_digest(salt: &[u8; 16], body: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(salt)
        .chain_update(body)
        .finalize()
        .into()
}

/// The link that follows `previous`.
pub fn link(previous: &[u8; 32], seq: u64, at: Timestamp, digest: &[u8; 32]) -> [u8; 32] {
    Sha256::new()
        .chain_update(previous)
        .chain_update(seq.to_be_bytes())
        .chain_update(at.0.to_be_bytes())
        .chain_update(digest)
        .finalize()
        .into()
}

/// A break in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// An entry is missing before this number.
    Hole(u64),
    /// The body of this entry is not what was digested.
    Body(u64),
    /// The link of this entry does not follow from the one before.
    Link(u64),
}
