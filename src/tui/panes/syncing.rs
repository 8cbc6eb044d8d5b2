//! Syncs that the operator asks for, and asks to stop.

use crate::domain::findings::Severity;
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::tui::shell::data::Job;
use crate::tui::shell::scene::Scene;

/// Starts a sync of every service that is not paused.
pub fn sync_all(scene: &mut Scene<'_>) {
    let paused = |id: &ServiceId| {
        let state = scene.status.services.get(id);
        state.is_some_and(|state| state.paused.is_some())
    };
    let ids = scene.facts.services.iter().map(|info| info.id.clone());
    let services = ids.filter(|id| !paused(id)).collect();
    sync(scene, services);
}

/// Starts a sync of the services that are not already syncing.
pub fn sync(scene: &mut Scene<'_>, services: Vec<ServiceId>) {
    if !scene.can_sync() {
        scene.tell(Severity::Warning, Text::new("tui-refused-read-only"));
        return;
    }
    let services: Vec<ServiceId> = services
        .into_iter()
        .filter(|service| scene.syncing(service).is_none())
        .collect();
    if services.is_empty() {
        scene.tell(Severity::Info, Text::new("tui-sync-nothing"));
        return;
    }
    let auto = false;
    scene.start(Job::Sync { services, auto });
}

/// Asks every running sync to stop.
pub fn cancel(scene: &mut Scene<'_>) {
    if !scene.cancel_syncs() {
        scene.tell(Severity::Info, Text::new("tui-cancel-nothing"));
    }
}
