//! What was found of a token, for humans.

use std::sync::Arc;

use serde_json::Value;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::json::InspectedJson;
use crate::domain::text::{Arg, Text};
use crate::domain::time::Timestamp;
use crate::domain::token::jwt::{COUCHDB, HASURA};

/// Longest value that is shown, in characters; `--json` shows all of it.
const MAX_SHOWN: usize = 400;

/// Claims that have a line of their own.
const SAID: [&str; 9] = [
    "iss", "sub", "aud", "jti", "iat", "nbf", "exp", HASURA, COUCHDB,
];

/// Writes the page. Every value goes through the words room, which makes it harmless.
pub fn write(context: &mut Context, shown: &InspectedJson) -> Result<(), CliError> {
    let words = Arc::clone(&context.words);
    let mut page = Page { context };
    let kind = words.get(&format!("token-kind-{}", shown.kind));
    let title = Text::new("token-title")
        .with("kind", kind)
        .with("masked", shown.masked.as_str())
        .with("n", shown.length);
    let title = words.text(&title);
    page.context.output.title(&title)?;
    if let Some(holds) = shown.checksum {
        let said = if holds {
            "token-sum-holds"
        } else {
            "token-sum-fails"
        };
        page.line("checksum", Text::new(said))?;
    }
    if let Some(signature) = &shown.signature {
        page.text("algorithm", signature.algorithm.as_deref())?;
        let verdict = match signature.verdict {
            "good" => "token-verdict-good",
            "bad" => "token-verdict-bad",
            "refused" => "token-verdict-refused",
            _ => "token-verdict-not-checked",
        };
        let why = signature.why.as_deref().unwrap_or_default();
        page.line("signature", Text::new(verdict).with("why", why))?;
    }
    page.text("issuer", shown.issuer.as_deref())?;
    page.text("subject", shown.subject.as_deref())?;
    page.list("audience", &shown.audience)?;
    page.text("jti", shown.id.as_deref())?;
    page.instant("issued", shown.issued.as_deref())?;
    page.instant("not-before", shown.not_before.as_deref())?;
    page.instant("expires", shown.expires.as_deref())?;
    if let Some(hasura) = &shown.hasura {
        page.text("hasura-role", hasura.default_role.as_deref())?;
        page.list("hasura-roles", &hasura.allowed_roles)?;
        for (name, value) in &hasura.others {
            page.member(name, value)?;
        }
    }
    page.list("couchdb-roles", &shown.couchdb_roles)?;
    if let Some(Value::Object(claims)) = &shown.claims {
        for (name, value) in claims {
            if !SAID.contains(&name.as_str()) {
                page.member(name, value)?;
            }
        }
    }
    if let Some(header) = &shown.header {
        let rest: Vec<String> = header
            .iter()
            .filter(|(name, _)| *name != "alg")
            .map(|(name, value)| format!("{name}={}", plain(value)))
            .collect();
        page.list("header", &rest)?;
    }
    for warning in &shown.warnings {
        let text = Text::new("token-warning").with("message", warning.message.as_str());
        page.context.output.say(&text)?;
    }
    if let Some(known) = &shown.known {
        let text = Text::new("token-known")
            .with("id", known.id)
            .with("name", known.name.as_deref().unwrap_or("-"))
            .with("state", words.get(&format!("token-state-{}", known.state)));
        page.context.output.say(&text)?;
    }
    Ok(())
}

struct Page<'a> {
    context: &'a mut Context,
}

impl Page<'_> {
    /// One line `name: value`; the name is the message `token-field-<name>`.
    fn line(&mut self, name: &str, value: impl Into<Arg>) -> Result<(), CliError> {
        let name = self.context.words.get(&format!("token-field-{name}"));
        self.named(name, value)
    }

    fn named(&mut self, name: String, value: impl Into<Arg>) -> Result<(), CliError> {
        let text = Text::new("cli-card")
            .with("name", name)
            .with("value", value);
        self.context.output.say(&text)
    }

    fn text(&mut self, name: &str, value: Option<&str>) -> Result<(), CliError> {
        match value {
            Some(value) => self.line(name, short(value)),
            None => Ok(()),
        }
    }

    fn list(&mut self, name: &str, values: &[String]) -> Result<(), CliError> {
        match values {
            [] => Ok(()),
            _ => self.line(name, short(&values.join(", "))),
        }
    }

    /// A claim under its own name.
    fn member(&mut self, name: &str, value: &Value) -> Result<(), CliError> {
        self.named(short(name), short(&plain(value)))
    }

    /// Local, universal, and how long ago or still to come.
    fn instant(&mut self, name: &str, at: Option<&str>) -> Result<(), CliError> {
        let Some(at) = at.and_then(Timestamp::parse) else {
            return Ok(());
        };
        let (words, now) = (&self.context.words, self.context.now());
        let zone = &self.context.config.organisation.timezone;
        let (id, age) = if at > now {
            ("token-instant-to-come", words.age(now, at))
        } else {
            ("token-instant-past", words.age(at, now))
        };
        let text = Text::new(id)
            .with("at", at)
            .with("zone", zone.iana_name().unwrap_or("UTC"))
            .with("utc", at.to_string())
            .with("age", age);
        self.line(name, text)
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(MAX_SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
