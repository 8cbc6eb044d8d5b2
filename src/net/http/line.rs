//! The way to one service; opened when it is first used.

use std::sync::Arc;

use super::wire::Wire;
use crate::config::Tls;
use crate::net::Net;

pub(super) enum Line {
    Closed {
        net: Net,
        tls: Tls,
        loopback: bool,
    },
    #[cfg(test)]
    Open(Arc<dyn Wire>),
}

impl Line {
    pub(super) fn new(net: Net, tls: Tls, loopback: bool) -> Self {
        Line::Closed { net, tls, loopback }
    }

    #[cfg(test)]
    pub(super) fn of(wire: Arc<dyn Wire>) -> Self {
        Line::Open(wire)
    }

    /// The connection's owner; `Err` says which setting is wrong.
    pub(super) fn wire(&self) -> Result<Arc<dyn Wire>, String> {
        match self {
            Line::Closed { net, .. } if net.is_offline() => {
                Err("read-only: no request is sent".to_owned())
            }
            Line::Closed { net, tls, loopback } => {
                Ok(Arc::new(net.inner.clients.get(tls, *loopback)?))
            }
            #[cfg(test)]
            Line::Open(wire) => Ok(wire.clone()),
        }
    }
}
