//! What the source is made of.

use std::sync::Arc;

use crate::config::{Config, Operator};
use crate::domain::clock::Clock;
use crate::net::Net;

/// The settings, the operator, and the outside world.
#[derive(Clone)]
pub struct Parts {
    /// The settings.
    pub config: Arc<Config>,
    /// There is a settings file.
    pub configured: bool,
    /// The data is made up.
    pub demo: bool,
    /// The outside world; closed when read-only.
    pub net: Net,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// The human behind it.
    pub operator: Operator,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("operator", &self.operator)
            .finish_non_exhaustive()
    }
}
