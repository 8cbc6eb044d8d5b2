//! What the room needs to know of the program.

use std::fmt;
use std::sync::Arc;

use crate::config::variables;

/// Reads one environment variable.
pub type Env = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What the room needs to know of the program.
#[derive(Clone)]
pub struct NetSettings {
    /// The `User-Agent` of every request.
    pub user_agent: String,
    pub env: Env,
    /// Resolve no secret, open no socket, start no program.
    pub offline: bool,
    /// Ask as fast as answers come: only for simulated services, which need no consideration.
    pub unpaced: bool,
}

impl fmt::Debug for NetSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetSettings")
            .field("user_agent", &self.user_agent)
            .field("offline", &self.offline)
            .finish_non_exhaustive()
    }
}

impl Default for NetSettings {
    /// The settings of an ordinary run.
    fn default() -> Self {
        Self {
            user_agent: concat!("secretariat/", env!("CARGO_PKG_VERSION")).to_owned(),
            env: Arc::new(variables::variable),
            offline: false,
            unpaced: false,
        }
    }
}
