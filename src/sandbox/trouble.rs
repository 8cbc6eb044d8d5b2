//! What can go wrong with a request on demand.

use std::fmt;
use std::time::Duration;

/// How long a hanging answer hangs.
pub(super) const HANG: Duration = Duration::from_secs(3_600);
/// How much longer a slow answer takes.
pub(super) const SLOW: Duration = Duration::from_secs(2);

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A refusal or failure with this HTTP status, in the service's own manner.
    Status(u16),
    /// The connection breaks in the middle of the answer.
    Cut,
    /// The answer takes two seconds longer.
    Slow,
    /// Lists come back without rows.
    Empty,
    /// 200 with something that is not what the service speaks.
    Garbage,
    /// No answer at all.
    Hang,
    /// Something that only this kind of service does, by its word.
    Own(&'static str),
}

/// What every kind of service can suffer beside its own refusals: the transport or every list does
/// it.
pub(super) const COMMON: [Trouble; 5] = [
    Trouble::Cut,
    Trouble::Slow,
    Trouble::Empty,
    Trouble::Garbage,
    Trouble::Hang,
];

/// The word for it in a specification: `429`, `cut`.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::Cut => f.write_str("cut"),
            Self::Slow => f.write_str("slow"),
            Self::Empty => f.write_str("empty"),
            Self::Garbage => f.write_str("garbage"),
            Self::Hang => f.write_str("hang"),
            Self::Own(word) => f.write_str(word),
        }
    }
}
