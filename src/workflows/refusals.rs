//! Refusals: what is known of credentials that services refuse, shared by all processes.
//!
//! A wrong password is sent once, by one process; the others find its digest in the store.

use crate::domain::fetch::ProviderError;
use crate::domain::ids::{Digest16, ServiceId};
use crate::domain::service::ServiceState;
use crate::net::Net;
use crate::providers::Provider;
use crate::store::{Result, Store};

/// Tells the outside world what the store knows of a service, before anything is asked of it.
pub fn recall(net: &Net, store: &Store, id: &ServiceId, state: &ServiceState) -> Result<()> {
    if let Some(salt) = store.salt()? {
        net.salt(salt);
    }
    net.gate(id).recall(refused(state));
    Ok(())
}

/// A credential that was refused before is read anew: the service is asked again if it changed.
///
/// # Errors
/// It cannot be read.
pub async fn reread(
    net: &Net,
    id: &ServiceId,
    provider: &dyn Provider,
) -> std::result::Result<(), ProviderError> {
    if net.refused(id).is_some() {
        provider.credential().await?;
    }
    Ok(())
}

fn refused(state: &ServiceState) -> Option<Digest16> {
    state.refused.as_ref().map(|refused| refused.secret)
}
