//! `export`: everything that is known, as one JSON object.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt;

use serde::Serialize;

use super::args::Export;
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::{
    AccountJson, AuditJson, ChangeJson, DecisionJson, LinkJson, RequestJson, TokenJson, UserJson,
};
use super::output::harmless;
use super::users;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::workflows::import;

/// Writes to a new file, or to standard output.
pub fn run(context: &mut Context, arguments: &Export) -> Result<Exit, CliError> {
    let store = context.store()?;
    let Some(path) = &arguments.out else {
        let mut json = Vec::new();
        write(context, &store, &mut json)?;
        context.output.raw(&json)?;
        return Ok(Exit::Done);
    };
    if context.config.paths.confined {
        return Err(CliError::refused(Text::new("cli-confined")));
    }
    if context.config.read_only {
        return Err(CliError::refused(Text::new("cli-read-only")));
    }
    let mut new = OpenOptions::new();
    let file = new.write(true).create_new(true).mode(0o600).open(path)?;
    let mut file = BufWriter::new(file);
    write(context, &store, &mut file)?;
    file.flush()?;
    Ok(Exit::Done)
}

fn write(context: &Context, store: &Store, out: &mut impl Write) -> Result<(), CliError> {
    let words = &context.words;
    let view = context.view(store)?;
    let services = coverage::services(&view, store, words)?;
    write!(out, "{{\"schema\":1,\n\"at\":\"{}\"", context.now())?;
    section(out, "services", &mut services.iter())?;

    let mut array = Array::begin(out, "users")?;
    let mut failed = None;
    store.each_user(&mut |user| {
        let row: Result<UserJson, CliError> = users::row(&user, &view, store, words);
        keep_going(row.and_then(|row| array.push(&row)), &mut failed)
    })?;
    array.end(failed)?;

    let mut array = Array::begin(out, "unlinked")?;
    let mut failed = None;
    store.each_unlinked(&mut |account| {
        let complete = coverage::last_complete(&view, &account.key.service);
        keep_going(
            array.push(&AccountJson::new(&account, complete)),
            &mut failed,
        )
    })?;
    array.end(failed)?;

    let reasons = store.reasons()?;
    section(
        out,
        "links",
        &mut reasons
            .iter()
            .map(|(key, reason)| LinkJson::written(key, reason)),
    )?;
    let decisions = store.decisions()?;
    section(
        out,
        "decisions",
        &mut decisions.iter().map(DecisionJson::from),
    )?;
    let awaited = import::awaited(&context.config, store)?;
    section(
        out,
        "requests",
        &mut awaited
            .iter()
            .map(|one| RequestJson::new(&one.request, one.user.as_ref())),
    )?;
    let tokens = store.tokens()?;
    section(
        out,
        "tokens",
        &mut tokens
            .iter()
            .map(|token| TokenJson::new(token, None, view.now)),
    )?;
    let changes = store.changes(Timestamp(0), usize::MAX)?;
    section(
        out,
        "changes",
        &mut changes
            .iter()
            .map(|change| ChangeJson::new(change, None, None)),
    )?;
    let log = store.audit(1, usize::MAX)?;
    section(out, "log", &mut log.iter().map(AuditJson::from))?;
    writeln!(out, "}}")?;
    Ok(())
}

fn keep_going(written: Result<(), CliError>, failed: &mut Option<CliError>) -> ControlFlow<()> {
    match written {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            *failed = Some(error);
            ControlFlow::Break(())
        }
    }
}

fn section<T: Serialize>(
    out: &mut impl Write,
    name: &str,
    rows: &mut dyn Iterator<Item = T>,
) -> Result<(), CliError> {
    let mut array = Array::begin(out, name)?;
    for row in rows {
        array.push(&row)?;
    }
    array.end(None)
}

/// A member that is an array, row by row.
struct Array<'a, W> {
    out: &'a mut W,
    first: bool,
}

impl<'a, W: Write> Array<'a, W> {
    fn begin(out: &'a mut W, name: &str) -> Result<Self, CliError> {
        write!(out, ",\n\"{name}\":[")?;
        Ok(Array { out, first: true })
    }

    fn push(&mut self, row: &impl Serialize) -> Result<(), CliError> {
        self.out
            .write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        let text = serde_json::to_string(row).map_err(std::io::Error::from)?;
        Ok(self.out.write_all(harmless(&text).as_bytes())?)
    }

    fn end(self, failed: Option<CliError>) -> Result<(), CliError> {
        match failed {
            Some(error) => Err(error),
            None => Ok(self.out.write_all(b"]")?),
        }
    }
}
