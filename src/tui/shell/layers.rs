//! What has the keys: one pure function of the model.

use super::model::{Model, Pane, View};
use crate::tui::forms::Form;
use crate::tui::panes::{help, history, palette, preview};
use crate::tui::shell::layout;
use crate::tui::widgets::line_edit::LineEdit;

/// Something above the body.
#[derive(Debug)]
pub enum Layer {
    /// A filter being typed; what it was before comes back on Esc.
    Filter {
        /// The text.
        line: LineEdit,
        /// The filter before.
        before: String,
    },
    /// Commands by name.
    Palette(palette::State),
    /// The keys.
    Help(help::State),
    /// Questions with fields.
    Form(Box<Form>),
    /// Before a decision that touches several users or accounts.
    Preview(Box<preview::State>),
    /// What was decided and seen of a user.
    History(Box<history::State>),
    /// Leave although something runs?
    AskQuit,
}

/// What has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Focus {
    /// Nothing: the terminal is too small.
    TooSmall,
    /// The services pane.
    Services,
    /// The users pane.
    Users,
    /// The accounts pane.
    Accounts,
    /// The findings view.
    Findings,
    /// The suggestions view.
    Suggestions,
    /// The groups view.
    Groups,
    /// The changes view.
    Changes,
    /// The departures view.
    Departures,
    /// The activity view.
    Activity,
    /// The audit log view.
    AuditLog,
    /// The doctor view.
    Doctor,
    /// The checklist view.
    Checklist,
    /// The welcome view.
    Welcome,
    /// A filter being typed.
    FilterLine,
    /// The palette.
    Palette,
    /// The help.
    Help,
    /// A form.
    Form,
    /// What a decision would do.
    Preview,
    /// The history of a user.
    History,
    /// The question before leaving.
    AskQuit,
}

impl Focus {
    /// Every focus.
    pub const ALL: [Focus; 21] = [
        Focus::TooSmall,
        Focus::Services,
        Focus::Users,
        Focus::Accounts,
        Focus::Findings,
        Focus::Suggestions,
        Focus::Groups,
        Focus::Changes,
        Focus::Departures,
        Focus::Activity,
        Focus::AuditLog,
        Focus::Doctor,
        Focus::Checklist,
        Focus::Welcome,
        Focus::FilterLine,
        Focus::Palette,
        Focus::Help,
        Focus::Form,
        Focus::Preview,
        Focus::History,
        Focus::AskQuit,
    ];

    /// Whether letters are text here, not commands.
    pub const fn takes_text(self) -> bool {
        matches!(
            self,
            Focus::TooSmall
                | Focus::FilterLine
                | Focus::Palette
                | Focus::Form
                | Focus::Preview
                | Focus::AskQuit
        )
    }
}

/// What has the keys now.
pub fn focus(model: &Model) -> Focus {
    if layout::too_small(model.size) {
        return Focus::TooSmall;
    }
    match model.layers.last() {
        Some(Layer::Filter { .. }) => return Focus::FilterLine,
        Some(Layer::Palette(_)) => return Focus::Palette,
        Some(Layer::Help(_)) => return Focus::Help,
        Some(Layer::Form(_)) => return Focus::Form,
        Some(Layer::Preview(_)) => return Focus::Preview,
        Some(Layer::History(_)) => return Focus::History,
        Some(Layer::AskQuit) => return Focus::AskQuit,
        None => {}
    }
    body_focus(model)
}

/// What has the keys beneath all layers.
pub fn body_focus(model: &Model) -> Focus {
    match model.view {
        View::Access => match model.pane {
            Pane::Services => Focus::Services,
            Pane::Users => Focus::Users,
            Pane::Accounts => Focus::Accounts,
        },
        View::Findings => Focus::Findings,
        View::Suggestions => Focus::Suggestions,
        View::Groups => Focus::Groups,
        View::Changes => Focus::Changes,
        View::Departures => Focus::Departures,
        View::Activity => Focus::Activity,
        View::AuditLog => Focus::AuditLog,
        View::Doctor => Focus::Doctor,
        View::Checklist => Focus::Checklist,
        View::Welcome => Focus::Welcome,
    }
}
