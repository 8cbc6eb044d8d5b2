//! The languages, and which one is chosen.

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    En,
    Fr,
}

impl Lang {
    /// Reads `fr`, `fr_FR.UTF-8`, `en-GB`, `C` or `POSIX`; `None` for other languages.
    pub fn from_locale(locale: &str) -> Option<Lang> {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or("");
        match language.to_ascii_lowercase().as_str() {
            "fr" => Some(Lang::Fr),
            "en" | "c" | "posix" => Some(Lang::En),
            _ => None,
        }
    }

    /// Chooses: the flag, then the configuration, then the locale; English where none says one that
    /// there is.
    pub fn choose(flag: Option<&str>, config: Option<&str>, locale: Option<&str>) -> Lang {
        let said = [flag, config]
            .into_iter()
            .flatten()
            .find_map(Lang::from_locale);
        said.or_else(|| locale.and_then(Lang::from_locale))
            .unwrap_or_default()
    }

    /// The word of `--lang`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Fr => "fr",
        }
    }

    pub(super) fn pick<T>(self, [en, fr]: [T; 2]) -> T {
        match self {
            Lang::En => en,
            Lang::Fr => fr,
        }
    }
}
