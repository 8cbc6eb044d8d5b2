//! The environment and the flags, over the file.
//!
//! Every variable but the paths' is one line of [`apply`]; the paths' are in `paths`.

use crate::domain::text::Text;

use super::Config;
use super::duration::millis;
use super::error::{ConfigError, Place, Problem};
use super::machine::Machine;
use super::overrides::Overrides;
use super::reader::{duration, word};
use super::settings::{LANGS, SyncSettings, THEMES, timezone};
use super::variables;

/// A value, or what is wrong and what to do.
type Parsed<T> = Result<T, (Text, Option<Text>)>;

struct Environment<'a> {
    machine: &'a Machine,
    problems: Vec<Problem>,
}

impl Environment<'_> {
    fn read<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Parsed<T>) -> Option<T> {
        let text = self.machine.var(name)?;
        self.keep(Place::Env(name), parse(text))
    }

    fn keep<T>(&mut self, place: Place, parsed: Parsed<T>) -> Option<T> {
        parsed
            .map_err(|(text, hint)| {
                self.problems.push(Problem {
                    place,
                    field: String::new(),
                    text,
                    hint,
                });
            })
            .ok()
    }
}

/// Puts the environment, then the flags, over the file's settings.
pub(super) fn apply(
    config: &mut Config,
    machine: &Machine,
    overrides: &Overrides,
) -> Result<(), ConfigError> {
    let mut env = Environment {
        machine,
        problems: Vec::new(),
    };
    let Config {
        organisation,
        sync,
        ui,
        ..
    } = config;
    set(
        &mut organisation.timezone,
        env.read(variables::TIMEZONE, timezone),
    );
    set(&mut sync.every, env.read(variables::SYNC_EVERY, or_never));
    set(
        &mut sync.stale_after,
        env.read(variables::STALE_AFTER, duration),
    );
    set(&mut sync.parallel, env.read(variables::PARALLEL, parallel));
    set(
        &mut ui.theme,
        env.read(variables::THEME, |text| one_of(text, &THEMES)),
    );
    set(&mut ui.ascii, env.read(variables::ASCII, flag));
    set(&mut ui.mouse, env.read(variables::MOUSE, flag));
    set(&mut ui.plain, env.read(variables::PLAIN, flag));
    set(&mut ui.osc52, env.read(variables::OSC52, flag));
    let lang = match &overrides.lang {
        Some(lang) => env.keep(Place::Flag("--lang"), one_of(lang, &LANGS)),
        None => env.read(variables::SECRETARIAT_LANG, |text| one_of(text, &LANGS)),
    };
    ui.lang = lang.or(ui.lang.take());
    ui.plain |= overrides.plain;
    ui.no_color = machine.var(variables::NO_COLOR).is_some();
    let read_only = env.read(variables::READ_ONLY, flag).unwrap_or(false);
    config.read_only = overrides.read_only || read_only;
    config.policy.stale_after = millis(config.sync.stale_after);
    if env.problems.is_empty() {
        Ok(())
    } else {
        Err(ConfigError {
            problems: env.problems,
        })
    }
}

fn set<T>(setting: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *setting = value;
    }
}

fn flag(text: &str) -> Parsed<bool> {
    let words = [
        ("1", true),
        ("0", false),
        ("true", true),
        ("false", false),
        ("yes", true),
        ("no", false),
    ];
    word(text, &words)
}

fn or_never(text: &str) -> Parsed<Option<std::time::Duration>> {
    match text {
        "never" => Ok(None),
        other => duration(other).map(Some),
    }
}

fn one_of(text: &str, words: &[&str]) -> Parsed<String> {
    let words: Vec<(&str, String)> = words.iter().map(|w| (*w, (*w).to_owned())).collect();
    word(text, &words)
}

fn parallel(text: &str) -> Parsed<usize> {
    let max = SyncSettings::MAX_PARALLEL;
    let number = text.parse::<u64>().ok().filter(|n| (1..=max).contains(n));
    number
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| {
            let text = Text::new("config-range").with("min", 1u64).with("max", max);
            (text, None)
        })
}
