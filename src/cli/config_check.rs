//! `config check`: reads the settings as every other subcommand would, and says what they mean.

use std::sync::Arc;

use serde::Serialize;

use super::args::{ConfigCheck, Global};
use super::context::{Context, MakeClock, check_keys, config_error, early_lang, overrides, words};
use super::error::CliError;
use super::exit::Exit;
use super::output::{Cell, Column, Form, Output, Row};
use crate::config::{self, ConfigError, Loaded, Machine, Place, Problem, ServiceConfig};
use crate::domain::text::Text;
use crate::providers;
use crate::words::Words;

/// One thing that is wrong.
#[derive(Debug, Serialize)]
struct ProblemJson {
    /// File, variable or flag.
    place: String,
    line: Option<usize>,
    column: Option<usize>,
    field: Option<String>,
    message: String,
    hint: Option<String>,
}

impl ProblemJson {
    fn new(problem: &Problem, words: &Words) -> ProblemJson {
        let (place, line, column) = match &problem.place {
            Place::File { path, line, column } => {
                (path.display().to_string(), Some(*line), Some(*column))
            }
            other => (other.to_string(), None, None),
        };
        ProblemJson {
            place,
            line,
            column,
            field: (!problem.field.is_empty()).then(|| problem.field.clone()),
            message: words.text(&problem.text),
            hint: problem.hint.as_ref().map(|hint| words.text(hint)),
        }
    }
}

#[derive(Debug, Serialize)]
struct Refused {
    ok: bool,
    problems: Vec<ProblemJson>,
}

#[derive(Debug, Serialize)]
struct ServiceRow {
    id: String,
    kind: String,
    label: String,
    environment: String,
    url: String,
}

impl From<&ServiceConfig> for ServiceRow {
    fn from(service: &ServiceConfig) -> ServiceRow {
        let info = service.info();
        ServiceRow {
            id: info.id.to_string(),
            kind: info.kind,
            label: info.label,
            environment: info.environment.0,
            url: info.url,
        }
    }
}

impl Row for ServiceRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("id"),
        Column::new("kind"),
        Column::new("label"),
        Column::new("environment"),
        Column::new("url"),
    ];

    fn cells(&self) -> Vec<Cell> {
        [
            &self.id,
            &self.kind,
            &self.label,
            &self.environment,
            &self.url,
        ]
        .map(|text| Cell::Text(text.clone()))
        .into()
    }
}

/// Checks the file, the kinds, and every service's own options; resolves no secret.
pub fn run(
    global: &Global,
    machine: Machine,
    make_clock: &MakeClock,
    check: &ConfigCheck,
) -> Result<Exit, CliError> {
    let form = Form::from(&check.listing);
    if let Err(error) = read(global, &machine) {
        let words = words(early_lang(global, &machine));
        if form != Form::Json {
            return Err(config_error(&error, &words));
        }
        let problems = error
            .problems
            .iter()
            .map(|problem| ProblemJson::new(problem, &words));
        let refused = Refused {
            ok: false,
            problems: problems.collect(),
        };
        let now = make_clock(None).now();
        let mut output = Output::standard(Arc::new(words), now, true, true);
        output.object(&refused)?;
        output.flush()?;
        return Ok(Exit::Usage);
    }
    let mut context = Context::new(global, machine, make_clock)?;
    context.require_configured()?;
    summary(&mut context, form)?;
    Ok(Exit::Done)
}

/// The same reading as [`Context::new`] and what each provider says of its options, with the error
/// still in its parts.
fn read(global: &Global, machine: &Machine) -> Result<(), ConfigError> {
    let (Loaded::Configured(config) | Loaded::Missing(config)) =
        config::load(&overrides(global), machine)?;
    check_keys(&config)?;
    providers::check(&config)
}

fn summary(context: &mut Context, form: Form) -> Result<(), CliError> {
    let config = &context.config;
    let file = config
        .paths
        .config_file
        .as_deref()
        .map(|path| path.display().to_string());
    let store = config.paths.store.display().to_string();
    let zone = config
        .organisation
        .timezone
        .iana_name()
        .unwrap_or("UTC")
        .to_owned();
    if form == Form::Table {
        let text = Text::new("cli-config-good")
            .with("path", file.clone().unwrap_or_default())
            .with("store", store.as_str())
            .with("zone", zone.as_str())
            .with("n", config.services.len());
        context.output.say(&text)?;
    }
    let rows: Vec<ServiceRow> = config.services.iter().map(ServiceRow::from).collect();
    let mut list = context
        .output
        .list::<ServiceRow>(form, "services")
        .head("ok", &true)?
        .head("file", &file)?
        .head("store", &store)?
        .head("timezone", &zone)?;
    for row in &rows {
        list.push(row)?;
    }
    list.finish()?;
    Ok(())
}
