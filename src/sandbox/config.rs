//! A configuration for Secretariat that points at a running sandbox, with its secrets beside it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use super::org::logins::DOMAIN;
use super::service::SandboxService;

/// Writes `config.toml` and one file per secret (mode 0600) into `dir`, which must exist.
pub(super) fn write(
    dir: &Path,
    organisation: &str,
    services: &[SandboxService],
) -> io::Result<PathBuf> {
    // The settings take absolute paths of secrets only.
    let dir = dir.canonicalize()?;
    let mut text = format!(
        "[organisation]\nname = \"{organisation}\"\ntimezone = \"Europe/Paris\"\n\
         domains = [\"{DOMAIN}\"]\n"
    );
    for service in services {
        text.push_str(&format!(
            "\n[[service]]\nid = \"{}\"\nkind = \"{}\"\nlabel = \"{}\"\n\
             environment = \"production\"\n",
            service.id, service.kind, service.label
        ));
        if let Some(trust) = service.email_trust {
            text.push_str(&format!("email_trust = \"{trust}\"\n"));
        }
        text.push_str("[service.options]\n");
        for (key, value) in &service.settings {
            text.push_str(&format!("{key} = {value}\n"));
        }
        for (key, secret) in &service.secrets {
            // A reference to a secret names a whole path.
            let file = std::path::absolute(dir.join(format!("{}.{key}", service.id)))?;
            let shown = toml::Value::from(file.to_string_lossy().into_owned());
            text.push_str(&format!("{key} = {{ file = {shown} }}\n"));
            private(&file, secret.expose_secret())?;
        }
    }
    let path = dir.join("config.toml");
    private(&path, &text)?;
    Ok(path)
}

fn private(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() {
        fs::remove_file(path)?;
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?
        .write_all(text.as_bytes())
}
