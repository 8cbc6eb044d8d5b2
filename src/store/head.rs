//! The head of the audit log: what proves all entries before it, kept elsewhere.

use std::fmt;
use std::str::FromStr;

use super::error::{Result, StoreError};

/// The last link of the chain; prints as `<number>:<64 hex digits>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the entry; 0 for an empty log.
    pub seq: u64,
    /// Its link.
    pub link: [u8; 32],
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.link
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self> {
        let parse = || {
            let (seq, hex) = text.trim().split_once(':')?;
            let nibbles: Option<Vec<u32>> = hex.chars().map(|c| c.to_digit(16)).collect();
            let (pairs, rest) = nibbles.as_ref()?.as_chunks::<2>();
            let bytes: Option<Vec<u8>> = pairs
                .iter()
                .map(|[high, low]| u8::try_from(high * 16 + low).ok())
                .collect();
            rest.is_empty().then_some(())?;
            Some(Head {
                seq: seq.parse().ok()?,
                link: bytes?.try_into().ok()?,
            })
        };
        parse().ok_or_else(|| StoreError::Head(text.to_owned()))
    }
}

/// Hears of the log's new head.
pub type Listener = Box<dyn Fn(Head) + Send + Sync>;
