//! Where the token and the key come from: files, standard input, references; never the command
//! line, which stays in the shell's history and in the list of processes.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::unix::fs::MetadataExt;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::{Zeroize, Zeroizing};

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::runtime;
use crate::config::SecretRef;
use crate::domain::text::Text;
use crate::domain::token::MAX_TOKEN;
use crate::domain::token::shape::looks_like_a_token;
use crate::net::secret::SecretError;
use crate::workflows::tokens::key::KeySet;

/// The keys of one file or reference.
pub struct Keys {
    pub set: KeySet,
    /// A secret among them that others can read.
    pub readable_by_others: bool,
}

/// Reads the token. `confined` says that the operator acts as another user, whose files are not the
/// operator's to read.
pub fn token<R: Read + IsTerminal>(
    file: Option<&str>,
    input: &mut R,
    confined: bool,
) -> Result<SecretString, CliError> {
    let bytes = match file {
        None | Some("-") if input.is_terminal() => {
            return Err(
                CliError::usage(Text::new("token-terminal")).hint(Text::new("token-hint-pipe"))
            );
        }
        None | Some("-") => bounded(input).map_err(CliError::from)?,
        // Not repeated: it would stand on the screen, too.
        Some(word) if looks_like_a_token(word) => {
            return Err(
                CliError::usage(Text::new("token-argument")).hint(Text::new("token-hint-pipe"))
            );
        }
        Some(_) if confined => return Err(CliError::refused(Text::new("token-confined"))),
        Some(path) => File::open(path)
            .and_then(|mut file| bounded(&mut file))
            .map_err(|error| {
                let why = error.kind().to_string();
                CliError::failed(Text::new("token-no-file").with("why", why))
                    .hint(Text::new("token-hint-pipe"))
            })?,
    };
    let Some(mut bytes) = bytes else {
        return Err(CliError::failed(
            Text::new("token-too-long").with("n", MAX_TOKEN),
        ));
    };
    let text = str::from_utf8(&bytes).map(SecretString::from);
    let text = text.map_err(|_| CliError::failed(Text::new("token-not-text")));
    bytes.zeroize();
    text
}

/// Reads the key: a file, or a reference as the settings have them.
pub fn keys(context: &Context, key: &str) -> Result<Keys, CliError> {
    if context.config.paths.confined {
        return Err(CliError::refused(Text::new("token-confined")));
    }
    if key.trim_start().starts_with('{') {
        let reference = reference(key)?;
        let net = context.net();
        let (secret, _) = runtime::run(|_| async move { net.resolve(&reference).await })?;
        let bad = |why: SecretError| {
            CliError::failed(Text::new("token-no-key").with("why", why.to_string()))
        };
        let secret = secret.map_err(bad)?;
        return Ok(Keys {
            set: KeySet::read(secret.expose_secret().as_bytes()).map_err(CliError::failed)?,
            readable_by_others: false,
        });
    }
    let bad = |error: io::Error| {
        CliError::failed(Text::new("token-no-key").with("why", error.kind().to_string()))
    };
    let mut file = File::open(key).map_err(bad)?;
    let mode = file.metadata().map_err(bad)?.mode();
    let Some(bytes) = bounded(&mut file).map_err(bad)? else {
        return Err(CliError::failed(
            Text::new("token-too-long").with("n", MAX_TOKEN),
        ));
    };
    let set = KeySet::read(&bytes).map_err(CliError::failed)?;
    Ok(Keys {
        readable_by_others: set.is_secret() && mode & 0o077 != 0,
        set,
    })
}

fn reference(text: &str) -> Result<SecretRef, CliError> {
    #[derive(Deserialize)]
    struct Holder {
        key: SecretRef,
    }
    // The parser's own words would quote what was written.
    let holder: Holder = toml::from_str(&format!("key = {text}"))
        .map_err(|_| CliError::usage(Text::new("token-bad-reference")))?;
    Ok(holder.key)
}

/// Everything, or `None` when it is too much.
fn bounded(input: &mut impl Read) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_TOKEN + 1));
    let limit = u64::try_from(MAX_TOKEN).unwrap_or(u64::MAX) + 1;
    input.take(limit).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= MAX_TOKEN).then_some(bytes))
}
