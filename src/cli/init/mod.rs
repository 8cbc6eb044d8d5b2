//! `init`: a first configuration, commented in the operator's language, and never over another.

mod template;

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, ErrorKind, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::args::{Global, Init};
use super::context::{Context, MakeClock, private_dir};
use super::error::CliError;
use super::exit::Exit;
use crate::config::{Machine, variables};
use crate::domain::text::Text;
use crate::providers;
use crate::words::Words;

pub use template::{Wanted, write};

/// Asks what is not said by flags, and writes the file.
pub fn run(
    global: &Global,
    machine: Machine,
    make_clock: &MakeClock,
    init: &Init,
) -> Result<Exit, CliError> {
    let (mut context, path) = place(global, machine, make_clock)?;
    if !init.stdout {
        if context.config.read_only {
            return Err(CliError::refused(Text::new("cli-read-only")));
        }
        if path.exists() {
            return Err(exists(&path));
        }
    }
    let wanted = wanted(&context, init)?;
    let text = write(&wanted, &context.words);
    if init.stdout {
        context.output.raw(text.as_bytes())?;
        return Ok(Exit::Done);
    }
    if context.config.paths.confined {
        return Err(CliError::refused(Text::new("cli-init-confined")));
    }
    save(&path, &text)?;
    let path = path.display().to_string();
    context
        .output
        .note(&Text::new("cli-init-written").with("path", path));
    context.output.note(&Text::new("cli-init-next"));
    Ok(Exit::Done)
}

/// Where the file will be. A file that is named but missing is an error everywhere but here.
fn place(
    global: &Global,
    mut machine: Machine,
    make_clock: &MakeClock,
) -> Result<(Context, PathBuf), CliError> {
    let named = global
        .config
        .clone()
        .or_else(|| machine.var(variables::CONFIG).map(PathBuf::from));
    let mut global = global.clone();
    if named.as_deref().is_some_and(|path| !path.exists()) {
        global.config = None;
        machine.env.remove(variables::CONFIG);
    }
    let context = Context::new(&global, machine, make_clock)?;
    if context.config.paths.confined && named.is_some() {
        return Err(CliError::refused(Text::new("cli-init-confined")));
    }
    let path = named.or_else(|| context.config.paths.config_file.clone());
    Ok((context, path.unwrap_or_default()))
}

fn wanted(context: &Context, init: &Init) -> Result<Wanted, CliError> {
    let zone = context
        .config
        .organisation
        .timezone
        .iana_name()
        .unwrap_or("UTC");
    let mut wanted = Wanted {
        organisation: init.organisation.clone().unwrap_or_default(),
        timezone: init.timezone.clone().unwrap_or_else(|| zone.to_owned()),
        kinds: Vec::new(),
    };
    let mut kinds = init.kinds.clone();
    if kinds.is_empty() {
        if !io::stdin().is_terminal() {
            return Err(CliError::usage(Text::new("cli-init-no-kind")).hint(kinds_hint()));
        }
        let mut asker = Asker::new(&context.words);
        if init.organisation.is_none() {
            wanted.organisation = asker.ask("cli-init-ask-organisation", "")?;
        }
        if init.timezone.is_none() {
            wanted.timezone = asker.ask("cli-init-ask-timezone", &wanted.timezone)?;
        }
        let all = kind_names();
        let answer = asker.ask("cli-init-ask-kinds", &all.join(" "))?;
        kinds = answer
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
    }
    if jiff::tz::TimeZone::get(&wanted.timezone).is_err() {
        let zone = wanted.timezone.as_str();
        return Err(CliError::usage(
            Text::new("cli-init-zone").with("zone", zone),
        ));
    }
    for kind in kinds {
        let known = providers::kind(&kind).ok_or_else(|| {
            let what = Text::new("cli-unknown-kind").with("kind", kind.as_str());
            CliError::usage(what).hint(kinds_hint())
        })?;
        wanted.kinds.push(known.name);
    }
    Ok(wanted)
}

fn kinds_hint() -> Text {
    Text::new("cli-hint-kinds").with("kinds", kind_names().join(", "))
}

fn kind_names() -> Vec<&'static str> {
    providers::KINDS.iter().map(|kind| kind.name).collect()
}

/// Questions on standard error, answers from standard input.
struct Asker<'a> {
    words: &'a Words,
}

impl<'a> Asker<'a> {
    fn new(words: &'a Words) -> Self {
        Asker { words }
    }

    /// An empty answer is the default.
    fn ask(&mut self, id: &'static str, default: &str) -> Result<String, CliError> {
        let question = self.words.text(&Text::new(id).with("default", default));
        write!(io::stderr(), "{question} ")?;
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer)? == 0 {
            return Err(CliError::new(
                Exit::Interrupted,
                Text::new("cli-init-aborted"),
            ));
        }
        let answer = answer.trim();
        Ok(if answer.is_empty() { default } else { answer }.to_owned())
    }
}

fn exists(path: &Path) -> CliError {
    let path = path.display().to_string();
    CliError::refused(Text::new("cli-init-exists").with("path", path))
        .hint(Text::new("cli-hint-init-stdout"))
}

/// Writes the whole file or none; 0600, because it says where the secrets are.
fn save(path: &Path, text: &str) -> Result<(), CliError> {
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        private_dir(dir)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => exists(path),
            _ => error.into(),
        })?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half a configuration is worse than none.
        let _ = fs::remove_file(path);
        return Err(error.into());
    }
    Ok(())
}
