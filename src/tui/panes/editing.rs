//! What operators know of the chosen user is edited in a form.

use super::asking;
use crate::tui::forms;
use crate::tui::shell::scene::Scene;

pub fn edit(scene: &mut Scene<'_>) {
    if scene.refuses_changes() {
        return;
    }
    if let Some(details) = scene.chosen.shown() {
        let form = forms::user(&scene.face, &details.user);
        asking::open(form, scene);
    }
}
