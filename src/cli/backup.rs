//! `backup` and `restore`: the store as one file.

use std::path::Path;

use super::args::{Backup, Restore};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::domain::text::Text;
use crate::store::{Access, Store, StoreError};

/// Writes a backup; never over a file.
pub fn backup(context: &mut Context, arguments: &Backup) -> Result<Exit, CliError> {
    if context.config.paths.confined {
        return Err(CliError::refused(Text::new("cli-confined")));
    }
    if context.config.read_only {
        return Err(CliError::refused(Text::new("cli-read-only")));
    }
    let path = shown(&arguments.file);
    if arguments.file.exists() {
        return Err(CliError::refused(
            Text::new("cli-exists").with("path", path),
        ));
    }
    let revision = context.store()?.backup(&arguments.file)?;
    let text = Text::new("cli-backed-up")
        .with("path", path)
        .with("revision", revision.0);
    context.output.note(&text);
    Ok(Exit::Done)
}

/// Puts a backup in the place of the store, which is kept aside.
pub fn restore(context: &mut Context, arguments: &Restore) -> Result<Exit, CliError> {
    context.require_configured()?;
    context.require_change()?;
    if context.config.paths.confined {
        return Err(CliError::refused(Text::new("cli-confined")));
    }
    let dir = context.config.paths.store.clone();
    let present = match Store::open(&dir, Access::ReadOnly, context.clock.clone()) {
        Err(StoreError::Missing(_)) => false,
        // A damaged store is what a restore is for.
        Ok(_) | Err(_) => true,
    };
    if present && !arguments.replace {
        return Err(
            CliError::refused(Text::new("cli-store-present").with("path", shown(&dir)))
                .hint(Text::new("cli-hint-replace")),
        );
    }
    let aside = Store::restore(&dir, &arguments.file, context.now())?;
    let store = context.store_for_change()?;
    let mut audit = context.audit("restore", vec![shown(&arguments.file)], "");
    audit.old = aside.as_deref().map(shown).unwrap_or_default();
    store.append_audit(&[audit])?;
    context
        .output
        .note(&Text::new("cli-restored").with("path", shown(&arguments.file)));
    if let Some(aside) = aside {
        context
            .output
            .note(&Text::new("cli-kept-aside").with("path", shown(&aside)));
    }
    Ok(Exit::Done)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
