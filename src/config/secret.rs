//! References to secrets: where a secret is, never the secret.
//!
//! Owns the four forms and the refusal of a secret written in the settings. Resolving a reference
//! is the net room's work.

use std::fmt;
use std::path::PathBuf;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

/// Where a secret can be read. Its `Display` shows the reference only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum SecretRef {
    Env(String),
    /// An absolute path of a file that nobody else may read.
    File(PathBuf),
    /// A program and its arguments; its first line of output is the secret.
    Command(Vec<String>),
    /// A systemd credential of this name.
    Credential(String),
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretRef::Env(name) => write!(f, "env {name}"),
            SecretRef::File(path) => write!(f, "file {}", path.display()),
            SecretRef::Command(argv) => {
                write!(f, "command {}", argv.first().map_or("", String::as_str))
            }
            SecretRef::Credential(name) => write!(f, "credential {name}"),
        }
    }
}

impl fmt::Debug for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretRef({self})")
    }
}

/// Ids of the messages that `serde` can carry as plain text only; [`super::decode`] turns them back.
pub(super) const INLINE: &str = "config-secret-inline";
pub(super) const FORM: &str = "config-secret-form";
pub(super) const EMPTY: &str = "config-secret-empty";
pub(super) const RELATIVE: &str = "config-secret-relative";
pub(super) const NAME: &str = "config-secret-name";

const FORMS: &[&str] = &["env", "file", "command", "credential"];

struct ReferenceVisitor;

/// Refuses every scalar with the same message: quoting what was written could show a secret.
macro_rules! refuse_inline {
    ($($method:ident: $type:ty),*) => {$(
        fn $method<E: de::Error>(self, _: $type) -> Result<SecretRef, E> {
            Err(E::custom(INLINE))
        }
    )*};
}

impl<'de> Visitor<'de> for ReferenceVisitor {
    type Value = SecretRef;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reference to a secret")
    }

    refuse_inline!(visit_str: &str, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_bool: bool);

    fn visit_seq<A: de::SeqAccess<'de>>(self, _: A) -> Result<SecretRef, A::Error> {
        Err(de::Error::custom(FORM))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SecretRef, A::Error> {
        let bad = |id: &'static str| <A::Error as de::Error>::custom(id);
        let form: String = map.next_key()?.ok_or_else(|| bad(FORM))?;
        if !FORMS.contains(&form.as_str()) {
            return Err(bad(FORM));
        }
        let reference = if form == "command" {
            let argv: Vec<String> = map.next_value().map_err(|_| bad(FORM))?;
            if argv.first().is_none_or(String::is_empty) {
                return Err(bad(EMPTY));
            }
            SecretRef::Command(argv)
        } else {
            let text: String = map.next_value().map_err(|_| bad(FORM))?;
            match form.as_str() {
                _ if text.is_empty() => return Err(bad(EMPTY)),
                "file" if !text.starts_with('/') => return Err(bad(RELATIVE)),
                "file" => SecretRef::File(PathBuf::from(text)),
                _ if !is_name(&text) => return Err(bad(NAME)),
                "env" => SecretRef::Env(text),
                _ => SecretRef::Credential(text),
            }
        };
        if map.next_key::<de::IgnoredAny>()?.is_some() {
            return Err(bad(FORM));
        }
        Ok(reference)
    }
}

/// A name that can be neither a path out of a folder nor an odd variable.
fn is_name(text: &str) -> bool {
    !text.starts_with('.')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

impl<'de> Deserialize<'de> for SecretRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReferenceVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SecretRef, String> {
        #[derive(serde::Deserialize)]
        struct Holder {
            token: SecretRef,
        }
        toml::from_str::<Holder>(&format!("token = {text}"))
            .map(|holder| holder.token)
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn the_four_forms() {
        assert_eq!(
            read("{ env = 'TOKEN' }"),
            Ok(SecretRef::Env("TOKEN".into()))
        );
        assert_eq!(
            read("{ file = '/run/t' }"),
            Ok(SecretRef::File("/run/t".into()))
        );
        assert_eq!(
            read("{ command = ['pass', 'show', 'x'] }"),
            Ok(SecretRef::Command(vec![
                "pass".into(),
                "show".into(),
                "x".into()
            ]))
        );
        assert_eq!(
            read("{ credential = 'cyrus' }"),
            Ok(SecretRef::Credential("cyrus".into()))
        );
    }

    #[test]
    fn a_secret_in_the_settings_is_refused_without_being_quoted() {
        for written in ["'hunter2'", "12345", "1.5", "true"] {
            assert_eq!(read(written), Err(INLINE.to_owned()), "{written}");
        }
        assert_eq!(read("['hunter2']"), Err(FORM.to_owned()));
        assert_eq!(read("{ value = 'hunter2' }"), Err(FORM.to_owned()));
        assert_eq!(
            read("{ env = 'A', file = '/hunter2' }"),
            Err(FORM.to_owned())
        );
    }

    #[test]
    fn a_reference_that_could_point_anywhere_is_refused() {
        assert_eq!(read("{ file = 'token' }"), Err(RELATIVE.to_owned()));
        assert_eq!(read("{ credential = '../x' }"), Err(NAME.to_owned()));
        assert_eq!(read("{ command = [] }"), Err(EMPTY.to_owned()));
    }

    #[test]
    fn what_is_displayed_is_the_reference_without_arguments() {
        let reference = SecretRef::Command(vec!["vault".into(), "--token=hunter2".into()]);
        assert_eq!(
            format!("{reference} {reference:?}"),
            "command vault SecretRef(command vault)"
        );
    }
}
