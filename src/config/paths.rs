//! Where the settings, the store and the log are, in personal and in shared mode.
//!
//! Owns the refusals: somebody who acts as another user may not choose the files, and settings
//! that others can write are not read, because they name commands to run.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::domain::text::Text;

use super::error::{ConfigError, Place, Problem};
use super::machine::{Machine, Mode};
use super::operator::identify;
use super::overrides::Overrides;
use super::source::Source;
use super::variables;

/// Largest settings file, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// Where the loggers of Linux systems listen: systemd's journal, rsyslog, busybox.
pub(super) const JOURNAL: &str = "/dev/log";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The settings; `None` in the demo.
    pub config_file: Option<PathBuf>,
    pub store: PathBuf,
    pub log: Option<PathBuf>,
    /// The system's logger, which is told each new head of the audit log.
    pub journal: Option<PathBuf>,
    pub mode: Mode,
    /// The operator acts as another user: no file of their choice is read or written, and exports
    /// go to the standard output.
    pub confined: bool,
}

/// The paths before the settings are read, and what chose the settings file.
#[derive(Debug)]
pub(super) struct Located {
    pub paths: Paths,
    pub file: PathBuf,
    /// Set when somebody named it: it must exist then.
    pub named: Option<Place>,
    /// The store or the log were chosen by a flag or the environment, over the file.
    pub store_chosen: bool,
    pub log_chosen: bool,
}

/// Flags and variables that choose files, with what they choose.
type Choice<'a> = (&'static str, &'static str, Option<&'a Path>);

pub(super) fn locate(overrides: &Overrides, machine: &Machine) -> Result<Located, ConfigError> {
    let (operator, _) = identify(machine);
    let confined = operator != machine.effective_uid;
    let mode = if machine.is_shared() {
        Mode::Shared
    } else {
        Mode::Personal
    };
    let choices: [Choice<'_>; 3] = [
        ("--config", variables::CONFIG, overrides.config.as_deref()),
        ("--store", variables::STORE, overrides.store.as_deref()),
        (
            "--log-file",
            variables::LOG_FILE,
            overrides.log_file.as_deref(),
        ),
    ];
    let home = machine.var(variables::SECRETARIAT_HOME);
    if confined || (mode == Mode::Shared && home.is_some()) {
        refuse_choices(&choices, machine, home.is_some(), confined)?;
    }
    let [config, store, log] = choices.map(|(flag, variable, given)| {
        given
            .map(|path| (path.to_owned(), Place::Flag(flag)))
            .or_else(|| {
                let path = machine.var(variable)?;
                Some((PathBuf::from(path), Place::Env(variable)))
            })
    });
    let (file_default, store_default) = match (mode, home) {
        (Mode::Shared, _) => (
            Some(machine.shared_config.clone()),
            Some(machine.shared_store.clone()),
        ),
        (Mode::Personal, Some(home)) => (
            Some(Path::new(home).join("config.toml")),
            Some(Path::new(home).join("store")),
        ),
        (Mode::Personal, None) => (
            machine
                .config_dir
                .as_ref()
                .map(|dir| dir.join("config.toml")),
            machine.state_dir.clone(),
        ),
    };
    let homeless = || {
        ConfigError::from(Problem {
            place: Place::Env(variables::HOME),
            field: String::new(),
            text: Text::new("config-no-home"),
            hint: Some(Text::new("config-hint-home")),
        })
    };
    let (file, named) = match config {
        Some((path, place)) => (path, Some(place)),
        None => (file_default.ok_or_else(homeless)?, None),
    };
    let store_chosen = store.is_some();
    let store = match store {
        Some((path, _)) => path,
        None => store_default.ok_or_else(homeless)?,
    };
    let log_chosen = log.is_some();
    let log = log.map_or_else(|| store.join("secretariat.log"), |(path, _)| path);
    Ok(Located {
        paths: Paths {
            config_file: Some(file.clone()),
            store,
            log: Some(log),
            journal: Some(PathBuf::from(JOURNAL)),
            mode,
            confined,
        },
        file,
        named,
        store_chosen,
        log_chosen,
    })
}

/// Refuses every choice of a file that was made, all at once.
fn refuse_choices(
    choices: &[Choice<'_>],
    machine: &Machine,
    home: bool,
    confined: bool,
) -> Result<(), ConfigError> {
    let problem = |place| Problem {
        place,
        field: String::new(),
        text: Text::new(if confined {
            "config-confined"
        } else {
            "config-shared-home"
        }),
        hint: Some(Text::new("config-hint-confined")),
    };
    let mut problems = Vec::new();
    if home {
        problems.push(problem(Place::Env(variables::SECRETARIAT_HOME)));
    }
    for (flag, variable, given) in choices.iter().filter(|_| confined) {
        if given.is_some() {
            problems.push(problem(Place::Flag(flag)));
        }
        if machine.var(variable).is_some() {
            problems.push(problem(Place::Env(variable)));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ConfigError { problems })
    }
}

/// Reads the settings file after checking that only its owner or root can change it; `None` when
/// there is none.
pub(super) fn read(path: &Path, machine: &Machine) -> Result<Option<Source>, ConfigError> {
    let about = |id: &'static str, path: &Path, hint: Option<Text>| {
        ConfigError::from(Problem {
            place: Place::Path(path.to_owned()),
            field: String::new(),
            text: Text::new(id),
            hint,
        })
    };
    let failed = |error: &std::io::Error| {
        let text = Text::new("config-unreadable").with("error", error.to_string());
        ConfigError::from(Problem {
            place: Place::Path(path.to_owned()),
            field: String::new(),
            text,
            hint: None,
        })
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    // The opened file is judged, not its name, so that it cannot be exchanged in between.
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    if !metadata.is_file() {
        return Err(about("config-not-a-file", path, None));
    }
    if metadata.len() > MAX_FILE {
        return Err(about("config-too-large", path, None));
    }
    let real = path.canonicalize().map_err(|error| failed(&error))?;
    let mut folders: Vec<PathBuf> = Vec::new();
    for name in [path, &real] {
        let parent = name
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        folders.push(parent.unwrap_or(Path::new(".")).to_owned());
    }
    let mut judged = vec![(path.to_owned(), metadata, false)];
    for folder in folders {
        let metadata = std::fs::metadata(&folder).map_err(|error| failed(&error))?;
        judged.push((folder, metadata, true));
    }
    for (name, metadata, is_folder) in judged {
        // In a sticky folder (/tmp) nobody can replace another user's file.
        let sticky = is_folder && metadata.mode() & 0o1000 != 0;
        if metadata.mode() & 0o022 != 0 && !sticky {
            let hint = Text::new("config-hint-chmod").with("path", name.display().to_string());
            return Err(about("config-writable", &name, Some(hint)));
        }
        if ![0, machine.effective_uid].contains(&metadata.uid()) {
            return Err(about("config-foreign", &name, None));
        }
    }
    let mut text = String::new();
    (&file)
        .take(MAX_FILE)
        .read_to_string(&mut text)
        .map_err(|error| failed(&error))?;
    Ok(Some(Source {
        path: path.to_owned(),
        text,
    }))
}
