//! `suggestions`: accounts that may belong to one user, likeliest first, with what speaks for it.

use std::sync::Arc;

use super::args::Suggestions;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::SuggestionJson;
use super::output::Form;
use crate::domain::text::Text;
use crate::workflows::identity::questions;

/// Lists the questions; `merge` and `never` answer them.
pub fn run(context: &mut Context, arguments: &Suggestions) -> Result<Exit, CliError> {
    let env = context.env(context.store()?);
    let words = Arc::clone(&context.words);
    let form = Form::from(&arguments.listing);
    let mut list = context.output.list::<SuggestionJson>(form, "suggestions");
    for question in questions(&env, arguments.limit)?.questions {
        list.push(&SuggestionJson::new(&question, &words))?;
    }
    let listed = list.finish()?;
    if form == Form::Table && listed > 0 {
        context.output.note(&Text::new("cli-answer-suggestions"));
    }
    Ok(Exit::Done)
}
