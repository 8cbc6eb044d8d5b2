//! Every environment variable that the program reads, and the only place where it reads them.
//!
//! What a setting's variable does to the settings is in `env`, and to the paths in `paths`.

use std::collections::BTreeMap;

pub const HOME: &str = "HOME";
pub const SECRETARIAT_HOME: &str = "SECRETARIAT_HOME";
pub const CONFIG: &str = "SECRETARIAT_CONFIG";
pub const STORE: &str = "SECRETARIAT_STORE";
pub const LOG_FILE: &str = "SECRETARIAT_LOG_FILE";
pub const SECRETARIAT_LANG: &str = "SECRETARIAT_LANG";
pub const TIMEZONE: &str = "SECRETARIAT_TIMEZONE";
pub const SYNC_EVERY: &str = "SECRETARIAT_SYNC_EVERY";
pub const STALE_AFTER: &str = "SECRETARIAT_STALE_AFTER";
pub const PARALLEL: &str = "SECRETARIAT_PARALLEL";
pub const READ_ONLY: &str = "SECRETARIAT_READ_ONLY";
pub const THEME: &str = "SECRETARIAT_THEME";
pub const ASCII: &str = "SECRETARIAT_ASCII";
pub const MOUSE: &str = "SECRETARIAT_MOUSE";
pub const PLAIN: &str = "SECRETARIAT_PLAIN";
pub const OSC52: &str = "SECRETARIAT_OSC52";
pub const NO_COLOR: &str = "NO_COLOR";
pub const TERM: &str = "TERM";
pub const TMUX: &str = "TMUX";
pub const LC_ALL: &str = "LC_ALL";
pub const LC_MESSAGES: &str = "LC_MESSAGES";
pub const LC_CTYPE: &str = "LC_CTYPE";
pub const LANG: &str = "LANG";
pub const SUDO_UID: &str = "SUDO_UID";
pub const SUDO_USER: &str = "SUDO_USER";
/// The folder in which systemd hands credentials over.
pub const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";

/// What the names of our own variables begin with.
const OURS: &str = "SECRETARIAT_";

/// Every variable with the message that says what it does, in the order of the manual page. The
/// last ones are read by libraries: for folders, proxies, certificates and the time zone.
pub const VARIABLES: &[(&str, &str)] = &[
    (CONFIG, "config-env-config"),
    (STORE, "config-env-store"),
    (LOG_FILE, "config-env-log-file"),
    (SECRETARIAT_HOME, "config-env-own-home"),
    (SECRETARIAT_LANG, "config-env-own-lang"),
    (TIMEZONE, "config-env-timezone"),
    (SYNC_EVERY, "config-env-sync-every"),
    (STALE_AFTER, "config-env-stale-after"),
    (PARALLEL, "config-env-parallel"),
    (READ_ONLY, "config-env-read-only"),
    (THEME, "config-env-theme"),
    (ASCII, "config-env-ascii"),
    (MOUSE, "config-env-mouse"),
    (PLAIN, "config-env-plain"),
    (OSC52, "config-env-osc52"),
    (NO_COLOR, "config-env-no-color"),
    (TERM, "config-env-term"),
    (TMUX, "config-env-tmux"),
    (LC_ALL, "config-env-lc-all"),
    (LC_MESSAGES, "config-env-lc-messages"),
    (LC_CTYPE, "config-env-lc-ctype"),
    (LANG, "config-env-lang"),
    (SUDO_UID, "config-env-sudo-uid"),
    (SUDO_USER, "config-env-sudo-user"),
    (CREDENTIALS_DIRECTORY, "config-env-credentials"),
    (HOME, "config-env-home"),
    ("XDG_CONFIG_HOME", "config-env-xdg-config"),
    ("XDG_STATE_HOME", "config-env-xdg-state"),
    ("HTTP_PROXY", "config-env-proxy"),
    ("HTTPS_PROXY", "config-env-proxy"),
    ("NO_PROXY", "config-env-no-proxy"),
    ("SSL_CERT_FILE", "config-env-ca-file"),
    ("SSL_CERT_DIR", "config-env-ca-folder"),
    ("TZ", "config-env-tz"),
];

/// Whether a name is one of our own variables, whatever it is.
pub fn is_ours(name: &str) -> bool {
    name.starts_with(OURS)
}

/// A variable of this process; `None` where it is not UTF-8.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// All variables of this process; those that are not UTF-8 are left out.
pub fn all() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The locale whose language messages are in.
pub fn message_locale<T: AsRef<str>>(var: impl Fn(&str) -> Option<T>) -> Option<T> {
    first([LC_ALL, LC_MESSAGES, LANG], var)
}

/// The locale whose character set the terminal shows.
pub fn terminal_locale<T: AsRef<str>>(var: impl Fn(&str) -> Option<T>) -> Option<T> {
    first([LC_ALL, LC_CTYPE, LANG], var)
}

/// The first that is set and not empty (POSIX, Base Definitions, 8.2).
fn first<T: AsRef<str>>(names: [&str; 3], var: impl Fn(&str) -> Option<T>) -> Option<T> {
    names
        .into_iter()
        .find_map(|name| var(name).filter(|value| !value.as_ref().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_that_is_set_and_not_empty_counts() {
        let var = |name: &str| match name {
            LC_ALL => Some(""),
            LC_CTYPE => Some("C.UTF-8"),
            LANG => Some("fr_FR"),
            _ => None,
        };
        assert_eq!(message_locale(var), Some("fr_FR"));
        assert_eq!(terminal_locale(var), Some("C.UTF-8"));
        assert_eq!(message_locale(|_| None::<String>), None);
    }
}
