//! What every subcommand works with: settings, language, operator, output, and the store on demand.
//!
//! Owns the order in which they come to be, and the refusals that depend on no subcommand:
//! `--read-only` and auditors change nothing.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;

use jiff::civil::Date;

use super::args::Global;
use super::clock;
use super::error::{CliError, What};
use super::exit::Exit;
use super::logs::{self, Logs};
use super::output::Output;
use crate::config::{
    self, Config, ConfigError, Loaded, Machine, Operator, Overrides, Role, variables,
};
use crate::domain::audit::AuditBody;
use crate::domain::clock::Clock;
use crate::domain::filter::DateValue;
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::net::{Net, NetSettings};
use crate::providers::KINDS;
use crate::store::{Access, Store, StoreError};
use crate::tui::{key_words, wrong_keys};
use crate::words::{Lang, Words};
use crate::workflows::Env;
use crate::workflows::acts;
use crate::workflows::audit_anchor::anchor;
use crate::workflows::report::View;

/// Makes the clock; the argument is `--now`.
pub type MakeClock = dyn Fn(Option<Timestamp>) -> Arc<dyn Clock>;

/// What every subcommand works with.
pub struct Context {
    pub config: Arc<Config>,
    /// Whether a settings file was found.
    pub configured: bool,
    /// The facts of the machine.
    pub machine: Machine,
    pub clock: Arc<dyn Clock>,
    pub words: Arc<Words>,
    /// The human at the keyboard.
    pub operator: Operator,
    pub output: Output,
    /// The services are simulated.
    pub simulated: bool,
    _logs: Option<Logs>,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("operator", &self.operator)
            .finish_non_exhaustive()
    }
}

/// The words of the program and of every kind of provider.
pub fn words(lang: Lang) -> Words {
    let extra: Vec<[&'static str; 2]> = KINDS.iter().map(|kind| kind.words).collect();
    Words::new(lang, &extra)
}

/// The language before the settings are known: for their own errors.
pub fn early_lang(global: &Global, machine: &Machine) -> Lang {
    let flag = global.lang.map(|lang| lang.as_str());
    let chosen = machine.var(variables::SECRETARIAT_LANG);
    let locale = variables::message_locale(|name| machine.var(name));
    Lang::choose(flag, chosen, locale)
}

/// The instant of `--now`.
pub fn now(global: &Global) -> Result<Option<Timestamp>, CliError> {
    let Some(text) = &global.now else {
        return Ok(None);
    };
    clock::parse_now(text)
        .map(Some)
        .ok_or_else(|| CliError::usage(Text::new("cli-bad-now").with("text", text.as_str())))
}

/// What the flags say to the settings.
pub fn overrides(global: &Global) -> Overrides {
    Overrides {
        config: global.config.clone(),
        store: global.store.clone(),
        log_file: global.log_file.clone(),
        lang: global.lang.map(|lang| lang.as_str().to_owned()),
        plain: global.plain,
        read_only: global.read_only,
    }
}

impl Context {
    /// Reads the settings and everything that follows from them; opens no store.
    pub fn new(
        global: &Global,
        machine: Machine,
        make_clock: &MakeClock,
    ) -> Result<Context, CliError> {
        let early = words(early_lang(global, &machine));
        let clock = make_clock(now(global)?);
        let (config, configured) = match config::load(&overrides(global), &machine) {
            Ok(Loaded::Configured(config)) => (config, true),
            Ok(Loaded::Missing(config)) => (config, false),
            Err(error) => return Err(config_error(&error, &early)),
        };
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        config
            .check_kinds(&kinds)
            .map_err(|error| config_error(&error, &early))?;
        let lang = Lang::choose(
            global.lang.map(|lang| lang.as_str()),
            config.ui.lang.as_deref(),
            variables::message_locale(|name| machine.var(name)),
        );
        let words = Arc::new(words(lang).in_zone(config.organisation.timezone.clone()));
        let operator = config::operator(&machine, &config.operators, config.paths.mode);
        let output = Output::standard(
            Arc::clone(&words),
            clock.now(),
            global.quiet > 0,
            config.ui.no_color,
        );
        let mut context = Context {
            config: Arc::new(config),
            configured,
            machine,
            clock,
            words,
            operator,
            output,
            simulated: false,
            _logs: None,
        };
        context.start_logs(global.verbose);
        Ok(context)
    }

    /// A log that cannot be written is told and does not stop the work.
    fn start_logs(&mut self, verbose: u8) {
        let path = match &self.config.paths.log {
            Some(path) if self.configured && !self.config.read_only => path,
            _ => return,
        };
        let started = match path.parent().filter(|dir| *dir == self.config.paths.store) {
            Some(store) => private_dir(store).and_then(|()| logs::start(path, verbose)),
            None => logs::start(path, verbose),
        };
        match started {
            Ok(logs) => self._logs = Some(logs),
            Err(error) => {
                let text = Text::new("cli-no-log")
                    .with("path", path.display().to_string())
                    .with("error", error.to_string());
                self.output.note(&text);
            }
        }
    }

    /// Refuses keys of the screen that mean nothing, or two things.
    pub fn require_keys(&self) -> Result<(), CliError> {
        check_keys(&self.config).map_err(|error| config_error(&error, &self.words))
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Refuses where there are no settings.
    pub fn require_configured(&self) -> Result<(), CliError> {
        if self.configured {
            return Ok(());
        }
        let path = self
            .config
            .paths
            .config_file
            .as_deref()
            .map(|path| path.display().to_string());
        let what = Text::new("cli-not-configured").with("path", path.unwrap_or_default());
        Err(CliError::usage(what).hint(Text::new("cli-hint-init")))
    }

    /// Refuses to change anything where `--read-only` or the operator's role forbid it.
    pub fn require_change(&self) -> Result<(), CliError> {
        if self.config.read_only {
            return Err(CliError::refused(Text::new("cli-read-only")));
        }
        if self.operator.role < Role::Admin {
            let name = self.operator.name.as_str();
            let what = Text::new("cli-auditor").with("name", name);
            return Err(CliError::refused(what).hint(Text::new("cli-hint-operators")));
        }
        Ok(())
    }

    /// The store, for reading.
    pub fn store(&self) -> Result<Store, CliError> {
        self.require_configured()?;
        let dir = &self.config.paths.store;
        Store::open(dir, Access::ReadOnly, Arc::clone(&self.clock)).map_err(|error| match error {
            StoreError::Missing(_) => {
                let hint = Text::new("cli-hint-sync");
                CliError::failed(error.text()).hint(hint)
            }
            other => other.into(),
        })
    }

    /// The store, for changing it; refused where nothing may be changed.
    pub fn store_for_change(&self) -> Result<Store, CliError> {
        self.require_configured()?;
        self.require_change()?;
        let dir = &self.config.paths.store;
        let store = Store::open(dir, Access::ReadWrite, Arc::clone(&self.clock))?;
        store.name_operator(&self.operator.name);
        anchor(&store, &self.config.paths);
        Ok(store)
    }

    /// What the rules and reports look at.
    pub fn view(&self, store: &Store) -> Result<View, CliError> {
        Ok(View::read(&self.config, store, self.now())?)
    }

    /// What the workflows work with; read-only, nothing may leave the process.
    pub fn env(&self, store: Store) -> Env {
        Env {
            config: Arc::clone(&self.config),
            store,
            net: self.net(),
            clock: Arc::clone(&self.clock),
            operator: self.operator.clone(),
            build: crate::providers::build,
        }
    }

    /// The outside world; closed when read-only.
    pub fn net(&self) -> Net {
        Net::new(NetSettings {
            offline: self.config.read_only,
            unpaced: self.simulated,
            ..NetSettings::default()
        })
    }

    /// An entry of the audit log in the operator's name.
    pub fn audit(&self, action: &str, targets: Vec<String>, why: &str) -> AuditBody {
        acts::audit::audit(&self.operator, action, targets, why)
    }

    /// The day in the organisation's time zone.
    pub fn today(&self) -> Date {
        self.now().date(&self.config.organisation.timezone)
    }

    /// A date as people type it: `31/12/2026`, ISO, `+3m`, `-7d`, `today`.
    pub fn date(&self, text: &str) -> Result<Date, CliError> {
        DateValue::parse(text)
            .map(|date| date.resolve(self.today()))
            .ok_or_else(|| CliError::usage(Text::new("cli-bad-date").with("text", text)))
    }

    /// The configured service of this name.
    pub fn service(&self, id: &str) -> Result<ServiceId, CliError> {
        let services = &self.config.services;
        let known = services.iter().find(|service| service.id.as_str() == id);
        known.map(|service| service.id.clone()).ok_or_else(|| {
            let ids: Vec<&str> = services.iter().map(|service| service.id.as_str()).collect();
            CliError::usage(Text::new("cli-unknown-service").with("id", id))
                .hint(Text::new("cli-hint-services").with("ids", ids.join(", ")))
        })
    }
}

/// What the screen says of the user's own keys.
pub fn check_keys(config: &Config) -> Result<(), ConfigError> {
    config.check_keys(&key_words(), wrong_keys(&config.ui.keys))
}

/// An error of the settings, with its places.
pub fn config_error(error: &ConfigError, words: &Words) -> CliError {
    CliError {
        exit: Exit::Usage,
        what: What::Lines(error.render(|text| words.text(text))),
        hints: Vec::new(),
    }
}

/// Makes a folder that nobody else can enter, with its parents.
pub fn private_dir(dir: &std::path::Path) -> std::io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
}
