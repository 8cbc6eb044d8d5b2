//! The outside world: the only room that opens sockets or starts programs.

/// Shared clients, budgets and secrets.
#[derive(Debug, Clone)]
pub struct Net {}
