//! `match FILE.csv`: the matcher on a table of accounts, for those who want to try it on their own
//! data before they connect a service. Needs neither settings nor store, and runs the engine that a
//! sync runs.
//!
//! Owns the files. `table` reads the accounts, `answers` matches them and writes what was found; why
//! accounts are linked is `domain::matching`.

mod answers;
mod error;
mod table;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use crate::cli::args::Match;
use crate::cli::context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::config::{self, Machine, Overrides};
use crate::domain::text::Text;

/// Matches one file into one or two others.
pub fn run(output: &mut Output, machine: &Machine, arguments: &Match) -> Result<Exit, CliError> {
    // Somebody who acts as another user chooses no files.
    let (config::Loaded::Configured(config) | config::Loaded::Missing(config)) =
        config::load(&Overrides::default(), machine)
            .map_err(|error| context::config_error(&error, &output.words))?;
    if config.paths.confined {
        return Err(CliError::refused(Text::new("cli-confined")));
    }
    let reader = BufReader::new(named(File::open(&arguments.file), &arguments.file)?);
    let mut out = writer(&arguments.out)?;
    let summary = match &arguments.suggestions {
        Some(path) => {
            let mut suggestions = writer(path)?;
            let summary =
                answers::run(reader, arguments.ignore_service, &mut out, &mut suggestions)?;
            suggestions.flush()?;
            summary
        }
        None => answers::run(reader, arguments.ignore_service, &mut out, std::io::sink())?,
    };
    out.flush()?;
    let links: usize = summary.links.values().sum();
    let text = Text::new("cli-matched")
        .with("accounts", summary.accounts)
        .with("users", summary.users)
        .with("links", links)
        .with("suggestions", summary.suggestions);
    output.note(&text);
    if !summary.open_services.is_empty() {
        let services = summary.open_services.join(", ");
        output.note(&Text::new("match-open-services").with("services", services));
    }
    if summary.same_service > summary.suggestions / 2 && !arguments.ignore_service {
        output.note(&Text::new("cli-match-services").with("n", summary.same_service));
    }
    Ok(Exit::Done)
}

fn writer(path: &Path) -> Result<BufWriter<File>, CliError> {
    Ok(BufWriter::new(named(File::create(path), path)?))
}

fn named<T>(opened: std::io::Result<T>, path: &Path) -> Result<T, CliError> {
    opened.map_err(|error| {
        let text = Text::new("cli-file")
            .with("path", path.display().to_string())
            .with("what", error.to_string());
        CliError::usage(text)
    })
}
