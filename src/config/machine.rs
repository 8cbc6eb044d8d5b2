//! What the settings need to know of the machine, as a value, so that tests need neither an
//! environment nor root.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::variables;

/// The system user of shared mode.
pub const SYSTEM_USER: &str = "secretariat";

/// What `/proc/self/loginuid` says when nobody logged in.
const UNSET_LOGIN: u32 = u32::MAX;

/// Whose settings and store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// One user's own, by the XDG rules.
    Personal,
    /// The organisation's, owned by the system user `secretariat` and entered by sudo.
    Shared,
}

#[derive(Debug, Clone)]
pub struct Machine {
    /// The environment; variables that are not UTF-8 are left out.
    pub env: BTreeMap<String, String>,
    /// Who started the process.
    pub uid: u32,
    /// As whom it acts.
    pub effective_uid: u32,
    /// Who logged in, as the kernel remembers it.
    pub login_uid: Option<u32>,
    /// Whether the parent process is root: only then is `SUDO_UID` worth anything.
    pub parent_is_root: bool,
    /// Login names by uid.
    pub names: BTreeMap<u32, String>,
    /// Where this user's settings are, by the XDG rules.
    pub config_dir: Option<PathBuf>,
    /// Where this user's state is, by the XDG rules.
    pub state_dir: Option<PathBuf>,
    /// The settings of shared mode.
    pub shared_config: PathBuf,
    /// The store of shared mode.
    pub shared_store: PathBuf,
    /// The system's time zone.
    pub timezone: TimeZone,
}

impl Machine {
    /// Reads the facts of this process.
    pub fn real() -> Self {
        let dirs = directories::ProjectDirs::from("", "", "secretariat");
        Self {
            env: variables::all(),
            uid: rustix::process::getuid().as_raw(),
            effective_uid: rustix::process::geteuid().as_raw(),
            login_uid: std::fs::read_to_string("/proc/self/loginuid")
                .ok()
                .and_then(|text| login_uid(&text)),
            parent_is_root: parent_is_root(),
            names: std::fs::read_to_string("/etc/passwd")
                .map(|text| names(&text))
                .unwrap_or_default(),
            config_dir: dirs.as_ref().map(|dirs| dirs.config_dir().to_owned()),
            state_dir: dirs
                .as_ref()
                .map(|dirs| dirs.state_dir().unwrap_or(dirs.data_dir()).to_owned()),
            shared_config: PathBuf::from("/etc/secretariat/config.toml"),
            shared_store: PathBuf::from("/var/lib/secretariat"),
            timezone: TimeZone::system(),
        }
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Whether the process acts as the system user of shared mode.
    pub fn is_shared(&self) -> bool {
        self.names
            .get(&self.effective_uid)
            .is_some_and(|name| name == SYSTEM_USER)
    }
}

fn login_uid(text: &str) -> Option<u32> {
    text.trim()
        .parse()
        .ok()
        .filter(|&uid: &u32| uid != UNSET_LOGIN)
}

fn parent_is_root() -> bool {
    rustix::process::getppid()
        .map(|parent| format!("/proc/{}/status", parent.as_raw_nonzero()))
        .and_then(|path| std::fs::read_to_string(path).ok())
        .is_some_and(|status| real_uid(&status) == Some(0))
}

/// The real uid in `/proc/<pid>/status`.
fn real_uid(status: &str) -> Option<u32> {
    let line = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Login names in `/etc/passwd`; the first name of a uid counts.
fn names(passwd: &str) -> BTreeMap<u32, String> {
    let mut names = BTreeMap::new();
    for line in passwd.lines() {
        let mut fields = line.split(':');
        if let (Some(name), Some(uid)) = (fields.next(), fields.nth(1))
            && let Ok(uid) = uid.parse()
        {
            names.entry(uid).or_insert_with(|| name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unset_login_uid_is_nobody() {
        assert_eq!(login_uid("4294967295"), None);
        assert_eq!(login_uid("1000\n"), Some(1000));
        assert_eq!(login_uid(""), None);
    }

    #[test]
    fn the_real_uid_of_a_process() {
        let status = "Name:\tsudo\nUid:\t1000\t0\t0\t0\nGid:\t0\t0\t0\t0\n";
        assert_eq!(real_uid(status), Some(1000));
    }

    #[test]
    fn the_first_name_of_a_uid_counts() {
        let found =
            names("root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\n+::::::\nal:x:7:7::/:\n");
        assert_eq!(
            found,
            BTreeMap::from([(0, "root".into()), (7, "al".into())])
        );
    }
}
