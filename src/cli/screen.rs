//! The full screen on what a context says.

use std::sync::Arc;

use super::context::{Context, words};
use super::error::CliError;
use crate::domain::text::Text;
use crate::tui::{Exit as Left, Live, Parts, TuiError, TuiStart, run as show};

/// Opens the screen on what a context says.
pub fn open(context: &Context, demo: bool) -> Result<Left, CliError> {
    let live = Live::new(Parts {
        config: Arc::clone(&context.config),
        configured: context.configured,
        demo,
        net: context.net(),
        clock: Arc::clone(&context.clock),
        operator: context.operator.clone(),
    });
    let zone = context.config.organisation.timezone.clone();
    let start = TuiStart {
        source: Arc::new(live.map_err(CliError::failed)?),
        ui: context.config.ui.clone(),
        words: words(context.words.lang()).in_zone(zone),
        clock: Arc::clone(&context.clock),
    };
    show(start).map_err(|error| match error {
        TuiError::Said(text) => CliError::failed(text),
        TuiError::Terminal(error) => {
            CliError::failed(Text::new("cli-io").with("what", error.to_string()))
        }
    })
}
