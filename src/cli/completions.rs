//! `completions`: what a shell completes.

use super::args::{self, Completions};
use super::error::CliError;
use super::exit::Exit;
use super::output::Output;
use crate::words::Lang;

pub fn run(output: &mut Output, lang: Lang, completions: &Completions) -> Result<Exit, CliError> {
    let mut command = args::command(lang);
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut command, "secretariat", &mut script);
    output.raw(&script)?;
    Ok(Exit::Done)
}
