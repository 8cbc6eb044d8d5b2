//! `import`: people from a list kept elsewhere; shown first, taken over with `--yes`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::args::Import;
use super::context::Context;
use super::error::{CliError, What};
use super::exit::Exit;
use super::json::ImportJson;
use super::output::Form;
use crate::domain::act::Act;
use crate::domain::import::{Options, Outcome, Plan, Row};
use crate::domain::service::ServiceInfo;
use crate::domain::text::{Text, escape};
use crate::workflows::Env;
use crate::workflows::acts::{Refresh, perform};
use crate::workflows::import::{self, Imported, read};

/// Shows what a list would change, and changes it with `--yes`.
pub fn run(context: &mut Context, arguments: &Import) -> Result<Exit, CliError> {
    context.require_configured()?;
    let rows = rows(context, &arguments.file)?;
    if let Some(line) = arguments
        .newcomers
        .iter()
        .find(|line| rows.iter().all(|row| row.line != **line))
    {
        let text = Text::new("import-no-line").with("line", *line);
        return Err(CliError::usage(text));
    }
    let options = Options {
        overwrite: arguments.overwrite,
        newcomers: arguments.newcomers.iter().copied().collect(),
        today: context.today(),
        file: file_name(&arguments.file),
        by: context.operator.name.clone(),
        at: context.now(),
    };
    let store = if arguments.yes {
        context.store_for_change()?
    } else {
        context.store()?
    };
    let env = context.env(store);
    let (plan, done) = if arguments.yes {
        let act = Act::Import { rows, options };
        let done = perform(&env, &act, &arguments.reason, Refresh::Now)?;
        let (plan, done) = done.imported.unwrap_or_default();
        (plan, Some(done))
    } else {
        (import::plan(&env, &rows, &options)?, None)
    };
    list(context, arguments, &env, &plan, done.as_ref())?;
    tell(context, &plan, done.as_ref());
    let open = plan.lines.iter().any(|line| line.is_open());
    Ok(if open { Exit::Partly } else { Exit::Done })
}

/// Reads the list; `-` is standard input.
fn rows(context: &Context, path: &Path) -> Result<Vec<Row>, CliError> {
    let from: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else if context.config.paths.confined {
        // Who acts as another user would read its files by what the mistakes quote.
        let what = Text::new("cli-confined");
        return Err(CliError::refused(what).hint(Text::new("import-hint-stdin")));
    } else {
        let file = File::open(path).map_err(|error| {
            let text = Text::new("cli-file")
                .with("path", path.display().to_string())
                .with("what", error.to_string());
            CliError::usage(text)
        })?;
        Box::new(file)
    };
    let services = context.config.services.iter();
    let services: Vec<ServiceInfo> = services.map(|service| service.info()).collect();
    read::read(from, &services).map_err(|problems| {
        let path = path.display().to_string();
        let lines: Vec<String> = problems
            .into_iter()
            .map(|problem| {
                let place = match problem.column {
                    Some(column) => format!("{path}:{}:{column}", problem.line),
                    None => format!("{path}:{}", problem.line),
                };
                let what = context.words.text(&problem.what);
                format!("{}: {what}", escape(&place))
            })
            .collect();
        CliError {
            exit: Exit::Usage,
            what: What::Lines(lines.join("\n")),
            hints: vec![Text::new("import-hint-nothing")],
        }
    })
}

/// The name of the list, as requests and the log keep it.
fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    escape(&name.to_string_lossy()).into_owned()
}

fn list(
    context: &mut Context,
    arguments: &Import,
    env: &Env,
    plan: &Plan,
    done: Option<&Imported>,
) -> Result<(), CliError> {
    let words = Arc::clone(&context.words);
    let form = Form::from(&arguments.listing);
    let mut names = BTreeMap::new();
    for id in plan.lines.iter().flat_map(ImportJson::users) {
        if let Some(user) = env.store.user(id)? {
            names.insert(id, user.name);
        }
    }
    let seq = done.map(|done| done.first_seq).filter(|seq| *seq > 0);
    let list = context.output.list::<ImportJson>(form, "lines");
    let mut list = list
        .head("file", &file_name(&arguments.file))?
        .head("done", &done.is_some())?
        .head("seq", &seq)?;
    // Humans look for what needs them; programs get every line.
    let worth = |outcome: Outcome| !matches!(outcome, Outcome::Unchanged | Outcome::Awaited);
    for line in &plan.lines {
        if form != Form::Table || worth(line.outcome) || line.is_open() {
            list.push(&ImportJson::new(line, &plan.requests, &names, &words))?;
        }
    }
    list.finish()?;
    Ok(())
}

fn tell(context: &mut Context, plan: &Plan, done: Option<&Imported>) {
    let count = |wanted: fn(Outcome) -> bool| {
        let lines = plan.lines.iter();
        lines.filter(|line| wanted(line.outcome)).count()
    };
    let conflicts = plan.lines.iter().filter(|line| !line.conflicts.is_empty());
    let text = Text::new("import-summary")
        .with("lines", plan.lines.len())
        .with("users", plan.users.len())
        .with("requests", plan.written.len())
        .with("conflicts", conflicts.count())
        .with("unsure", count(|one| matches!(one, Outcome::NotSure(_))))
        .with(
            "same",
            count(|one| matches!(one, Outcome::Unchanged | Outcome::Awaited | Outcome::Left)),
        );
    context.output.note(&text);
    let text = match done {
        None if plan.changes() => Text::new("import-would"),
        Some(done) if done.first_seq > 0 => Text::new("import-done").with("seq", done.first_seq),
        None | Some(_) => Text::new("import-nothing"),
    };
    context.output.note(&text);
}
