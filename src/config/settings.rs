//! The plain settings: organisation, sync, screen, notifications.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use toml::de::DeTable;

use crate::domain::text::Text;

use super::error::Place;
use super::machine::Machine;
use super::reader::{Problems, Section};
use super::secret::SecretRef;
use super::source::{Source, syntax_problem};

/// Whose accounts these are.
#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    /// Its name, shown at the top.
    pub name: String,
    /// Where its days begin.
    pub timezone: TimeZone,
    /// Its own mail domains, lower case.
    pub domains: Vec<String>,
}

impl Organisation {
    pub(super) fn read(mut section: Section<'_>, machine: &Machine) -> Self {
        let organisation = Self {
            name: section.string("name").unwrap_or_default(),
            timezone: section
                .parsed("timezone", timezone)
                .unwrap_or_else(|| machine.timezone.clone()),
            domains: section
                .strings("domains")
                .unwrap_or_default()
                .into_iter()
                .map(|domain| domain.to_lowercase())
                .collect(),
        };
        section.finish();
        organisation
    }
}

pub(super) fn timezone(name: &str) -> Result<TimeZone, (Text, Option<Text>)> {
    TimeZone::get(name).map_err(|_| {
        (
            Text::new("config-timezone"),
            Some(Text::new("config-hint-timezone")),
        )
    })
}

/// How services are kept up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncSettings {
    /// How often the screen syncs by itself; `None` is never.
    pub every: Option<Duration>,
    /// After how long without a complete sync a service is stale.
    pub stale_after: Duration,
    /// How many services are fetched at once.
    pub parallel: usize,
}

impl Default for SyncSettings {
    fn default() -> Self {
        Self {
            every: Some(Duration::from_secs(15 * 60)),
            stale_after: Duration::from_secs(24 * 3_600),
            parallel: 4,
        }
    }
}

impl SyncSettings {
    /// Most services fetched at once.
    pub(super) const MAX_PARALLEL: u64 = 64;

    pub(super) fn read(mut section: Section<'_>) -> Self {
        let default = Self::default();
        let settings = Self {
            every: section.duration_or_never("every").unwrap_or(default.every),
            stale_after: section
                .duration("stale_after")
                .unwrap_or(default.stale_after),
            parallel: section
                .count("parallel", 1, Self::MAX_PARALLEL)
                .and_then(|count| usize::try_from(count).ok())
                .unwrap_or(default.parallel),
        };
        section.finish();
        settings
    }
}

/// What the screen needs; plain data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UiSettings {
    /// `en` or `fr`; `None` follows the locale.
    pub lang: Option<String>,
    /// One of [`THEMES`].
    pub theme: String,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// Take the mouse.
    pub mouse: bool,
    /// Line-oriented, without the alternate screen.
    pub plain: bool,
    /// May copy through the terminal (OSC 52).
    pub osc52: bool,
    /// `NO_COLOR` is set.
    pub no_color: bool,
    /// Actions and the keys that replace their default ones.
    pub keys: Vec<(String, Vec<String>)>,
    /// Where each of them was written.
    pub key_places: BTreeMap<String, Place>,
}

/// Names of the themes.
pub const THEMES: [&str; 3] = ["auto", "contrast", "mono"];

/// Codes of the languages.
pub const LANGS: [&str; 2] = ["en", "fr"];

impl Default for UiSettings {
    fn default() -> Self {
        Self {
            lang: None,
            theme: "auto".to_owned(),
            ascii: false,
            mouse: true,
            plain: false,
            osc52: true,
            no_color: false,
            keys: Vec::new(),
            key_places: BTreeMap::new(),
        }
    }
}

impl UiSettings {
    pub(super) fn read(mut section: Section<'_>, base: &Path, problems: &Problems) -> Self {
        let default = Self::default();
        let langs = LANGS.map(|lang| (lang, lang.to_owned()));
        let themes = THEMES.map(|theme| (theme, theme.to_owned()));
        let keymap = section.get("keymap");
        let mut keys = Vec::new();
        let mut key_places = BTreeMap::new();
        if let Some(file) = section.string("keymap") {
            match std::fs::read_to_string(base.join(&file)) {
                Ok(text) => {
                    let path = base.join(file);
                    keys = read_keymap(&Source { path, text }, problems, &mut key_places);
                }
                Err(error) => {
                    if let Some(field) = keymap {
                        let text = Text::new("config-unreadable").with("error", error.to_string());
                        section.refuse(&field, text, None);
                    }
                }
            }
        }
        for (action, bound) in read_keys(&section.section("keys"), &mut key_places) {
            keys.retain(|(known, _)| *known != action);
            keys.push((action, bound));
        }
        let settings = Self {
            lang: section.choice("lang", &langs),
            theme: section.choice("theme", &themes).unwrap_or(default.theme),
            ascii: section.flag("ascii").unwrap_or(default.ascii),
            mouse: section.flag("mouse").unwrap_or(default.mouse),
            plain: section.flag("plain").unwrap_or(default.plain),
            osc52: section.flag("osc52").unwrap_or(default.osc52),
            no_color: false,
            keys,
            key_places,
        };
        section.finish();
        settings
    }
}

/// A keymap file: the same lines as `[ui.keys]`.
fn read_keymap(
    source: &Source,
    problems: &Problems,
    places: &mut BTreeMap<String, Place>,
) -> Vec<(String, Vec<String>)> {
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        problems.add(syntax_problem(source, error));
    }
    if errors.is_empty() {
        read_keys(&Section::root(source, &document, problems), places)
    } else {
        Vec::new()
    }
}

/// Lines of `action = "key"` or `action = ["key", "key"]`. Whether the action exists is the
/// screen's knowledge.
fn read_keys(
    section: &Section<'_>,
    places: &mut BTreeMap<String, Place>,
) -> Vec<(String, Vec<String>)> {
    let mut keys = Vec::new();
    for action in section.keys() {
        let Some(field) = section.peek(&action) else {
            continue;
        };
        let bound = match field.value.get_ref().as_str() {
            Some(key) => vec![key.to_owned()],
            None => section
                .list_of(&field)
                .unwrap_or_default()
                .into_iter()
                .map(|(key, _)| key)
                .collect(),
        };
        places.insert(action.clone(), section.place_of(&field));
        keys.push((action, bound));
    }
    keys
}

/// How trouble is told when nobody is looking; several ways may be set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notify {
    pub mail: Option<Mail>,
    /// The URL of a Mattermost incoming webhook, which is a secret.
    pub mattermost: Option<SecretRef>,
    /// A program and its arguments; the message comes on its standard input.
    pub command: Option<Vec<String>>,
}

/// A mail server and who gets the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// The login, when the server wants one.
    pub login: Option<String>,
    pub password: Option<SecretRef>,
    pub from: String,
    /// The readers; at least one.
    pub to: Vec<String>,
}

/// How a mail connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailTls {
    /// STARTTLS, refused if the server has none.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// Not at all: for a relay on the same machine.
    None,
}

impl Notify {
    pub(super) fn read(mut section: Section<'_>) -> Self {
        let mail = section.section("mail");
        let mut mattermost = section.section("mattermost");
        let webhook = mattermost.decoded("url");
        if mattermost.is_present() && mattermost.peek("url").is_none() {
            let hint = Some(Text::new("config-hint-secret"));
            mattermost.refuse_here("url", Text::new("config-missing"), hint);
        }
        mattermost.finish();
        let field = section.get("command");
        let command = section.strings("command");
        if let (Some(field), Some([])) = (&field, command.as_deref()) {
            section.refuse(field, Text::new("config-empty"), None);
        }
        let notify = Self {
            mail: mail.is_present().then(|| Mail::read(mail)).flatten(),
            mattermost: webhook,
            command,
        };
        section.finish();
        notify
    }
}

impl Mail {
    fn read(mut section: Section<'_>) -> Option<Self> {
        let ways = [
            ("starttls", MailTls::StartTls),
            ("tls", MailTls::Tls),
            ("none", MailTls::None),
        ];
        let host = section.need("host", "config-hint-mail-host");
        let tls = section.choice("tls", &ways).unwrap_or(MailTls::StartTls);
        let port = section
            .count("port", 1, u64::from(u16::MAX))
            .and_then(|port| u16::try_from(port).ok())
            .unwrap_or(match tls {
                MailTls::StartTls => 587,
                MailTls::Tls => 465,
                MailTls::None => 25,
            });
        let login = section.string("login");
        let password = section.decoded("password");
        let from = section.need("from", "config-hint-mail-from");
        let to = section.strings("to").unwrap_or_default();
        if to.is_empty() {
            let hint = Some(Text::new("config-hint-mail-to"));
            section.refuse_here("to", Text::new("config-missing"), hint);
        }
        section.finish();
        Some(Self {
            host: host?,
            port,
            tls,
            login,
            password,
            from: from?,
            to,
        })
    }
}

/// The word for no journal.
const NONE: &str = "none";

/// The `[paths]` table.
#[derive(Debug, Clone, Default)]
pub(super) struct PathSettings {
    pub store: Option<PathBuf>,
    pub log: Option<PathBuf>,
    /// `Some(None)` for none at all.
    pub journal: Option<Option<PathBuf>>,
}

impl PathSettings {
    /// Relative paths start at the settings file's folder.
    pub(super) fn read(mut section: Section<'_>, base: &Path) -> Self {
        let mut path = |key| {
            section.parsed(key, |text| {
                if text.starts_with('~') {
                    Err((Text::new("config-tilde"), None))
                } else {
                    Ok(base.join(text))
                }
            })
        };
        let settings = Self {
            store: path("store"),
            log: path("log"),
            journal: path("journal").map(|path| Some(path).filter(|path| *path != base.join(NONE))),
        };
        section.finish();
        settings
    }
}
