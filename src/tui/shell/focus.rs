//! What can have the keys: a pane, a layer, or a line that is being typed.

use super::action::Action;

/// Something that can have the keys, and what they mean there.
#[derive(Debug)]
pub struct Focus {
    pub name: &'static str,
    /// Letters are text here, not commands.
    pub takes_text: bool,
    /// The particular actions that are offered here.
    pub offers: &'static [Action],
    /// The message that the footer says instead of the keys.
    pub hint: Option<&'static str>,
    /// Messages that the help adds: a heading, then its lines.
    pub help: &'static [&'static str],
}

impl PartialEq for Focus {
    fn eq(&self, other: &Focus) -> bool {
        self.name == other.name
    }
}

impl Eq for Focus {}

impl Focus {
    /// Where keys are commands.
    pub const fn commands(name: &'static str, offers: &'static [Action]) -> Focus {
        Focus {
            name,
            takes_text: false,
            offers,
            hint: None,
            help: &[],
        }
    }

    /// Where letters are text.
    pub const fn text(name: &'static str) -> Focus {
        Focus {
            takes_text: true,
            ..Focus::commands(name, &[])
        }
    }

    /// With a message in the footer instead of the keys.
    pub const fn hint(self, hint: &'static str) -> Focus {
        Focus {
            hint: Some(hint),
            ..self
        }
    }

    /// With a heading and lines in the help.
    pub const fn help(self, help: &'static [&'static str]) -> Focus {
        Focus { help, ..self }
    }
}

/// The terminal is too small to work in.
pub static TOO_SMALL: Focus = Focus::text("too-small");
/// A filter is being typed.
pub static FILTER_LINE: Focus = Focus::text("typing").hint("tui-hint-filter");
/// Nothing in particular is offered.
pub static NOTHING: Focus = Focus::commands("nothing", &[]);
