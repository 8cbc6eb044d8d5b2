//! `token inspect`: what a token says, whether its signature holds, and whose it is.
//!
//! Owns the order: read, take apart, check, write down, say. Reading is in `input`, the page for
//! humans in `page`. The token is kept in memory only, and wiped.

mod input;
mod page;

use std::cell::Cell;
use std::io;

use secrecy::ExposeSecret;

use super::args::{TokenCommand, TokenInspect};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::{CheckedJson, HasuraJson, InspectedJson, TokenJson, WarningJson};
use super::{query, tokens};
use crate::domain::account::Actor;
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::domain::token::jwt::{Claims, Jwt, Warning, only_token};
use crate::domain::token::shape::{self, Shape};
use crate::domain::token::{self, Origin, TokenRecord};
use crate::words::Words;
use crate::workflows::tokens::key::KeySet;
use crate::workflows::tokens::verify::{self, SignatureCheck};

/// Longest note, in bytes.
const MAX_NOTE: usize = 4_096;

/// Inspects one token. A bad signature is 1, a key that must not check it 4.
pub fn run(context: &mut Context, command: &TokenCommand) -> Result<Exit, CliError> {
    let TokenCommand::Inspect(arguments) = command;
    let confined = context.config.paths.confined;
    let secret = input::token(arguments.file.as_deref(), &mut io::stdin(), confined)?;
    let text = only_token(secret.expose_secret()).map_err(CliError::failed)?;
    let keys = match &arguments.key {
        Some(key) => Some(input::keys(context, key)?),
        None => None,
    };
    let looked = Looked::at(text, keys.as_ref().map(|keys| &keys.set))?;
    let known = match arguments.record {
        true => Some(record(context, arguments, text, &looked)?),
        false => known(context, text),
    };
    let mut warnings = looked.warnings(context.now());
    if keys.is_some_and(|keys| keys.readable_by_others) {
        warnings.push(Warning {
            rule: "key-readable",
            text: Text::new("token-warn-key-readable"),
        });
    }
    let shown = looked.json(text, &warnings, known, &context.words);
    if arguments.json {
        context.output.object(&shown)?;
    } else {
        page::write(context, &shown)?;
    }
    Ok(match looked.verdict {
        Some(SignatureCheck::Bad) => Exit::Failed,
        Some(SignatureCheck::Refused(_)) => Exit::Held,
        _ => Exit::Done,
    })
}

/// A token after it was looked at.
struct Looked<'a> {
    shape: Shape,
    jwt: Option<Jwt<'a>>,
    verdict: Option<SignatureCheck>,
    short_secret: bool,
}

impl<'a> Looked<'a> {
    fn at(text: &'a str, keys: Option<&KeySet>) -> Result<Self, CliError> {
        let jwt = match Jwt::parse(text) {
            Ok(jwt) => Some(jwt),
            // `eyJ` is `{"` in base64: it was meant to be one.
            Err(why) if text.starts_with("eyJ") => return Err(CliError::failed(why)),
            Err(_) => None,
        };
        if jwt.is_none() && keys.is_some() {
            return Err(CliError::usage(Text::new("token-key-for-nothing")));
        }
        let verdict = jwt.as_ref().map(|jwt| match keys {
            Some(keys) => verify::verify(jwt, keys),
            None => SignatureCheck::NotChecked(Text::new("token-check-no-key")),
        });
        let short_secret = match (&jwt, keys) {
            (Some(jwt), Some(keys)) => verify::is_short_secret(jwt, keys),
            _ => false,
        };
        Ok(Looked {
            shape: match &jwt {
                Some(_) => shape::JWT,
                None => shape::recognise(text),
            },
            jwt,
            verdict,
            short_secret,
        })
    }

    fn warnings(&self, now: Timestamp) -> Vec<Warning> {
        let mut warnings = self
            .jwt
            .as_ref()
            .map_or(Vec::new(), |jwt| jwt.warnings(now));
        if self.shape.checksum == Some(false) {
            warnings.push(Warning {
                rule: "checksum",
                text: Text::new("token-warn-checksum"),
            });
        }
        if self.short_secret {
            warnings.push(Warning {
                rule: "short-secret",
                text: Text::new("token-warn-short-secret"),
            });
        }
        warnings
    }

    fn json(
        &self,
        text: &str,
        warnings: &[Warning],
        known: Option<TokenJson>,
        words: &Words,
    ) -> InspectedJson {
        let jwt = self.jwt.as_ref();
        let claim = |name| jwt.and_then(|jwt| jwt.text(name)).map(str::to_owned);
        let instant = |name| Some(jwt?.instant(name)?.to_string());
        InspectedJson {
            kind: self.shape.kind,
            provider: self.shape.provider,
            masked: shape::masked(self.shape.prefix),
            length: text.len(),
            checksum: self.shape.checksum,
            header: jwt.map(|jwt| jwt.header.clone()),
            claims: jwt.and_then(|jwt| match &jwt.claims {
                Claims::Object(claims) => Some(claims.clone().into()),
                Claims::Other(value) => Some(value.clone()),
                Claims::Nested | Claims::Bytes(_) | Claims::Encrypted => None,
            }),
            issuer: claim("iss"),
            subject: claim("sub"),
            audience: jwt.map(Jwt::audience).unwrap_or_default(),
            id: claim("jti"),
            issued: instant("iat"),
            not_before: instant("nbf"),
            expires: instant("exp"),
            hasura: jwt.and_then(Jwt::hasura).map(hasura),
            couchdb_roles: jwt.map(Jwt::couchdb_roles).unwrap_or_default(),
            signature: self.verdict.as_ref().map(|verdict| CheckedJson {
                verdict: verdict.as_str(),
                algorithm: jwt.and_then(Jwt::algorithm).map(str::to_owned),
                why: match verdict {
                    SignatureCheck::NotChecked(why) | SignatureCheck::Refused(why) => {
                        Some(words.text(why))
                    }
                    SignatureCheck::Good | SignatureCheck::Bad => None,
                },
            }),
            warnings: warnings
                .iter()
                .map(|warning| WarningJson {
                    rule: warning.rule,
                    message: words.text(&warning.text),
                })
                .collect(),
            known,
        }
    }
}

fn hasura(mut claims: token::json::Object) -> HasuraJson {
    let roles = claims.remove("x-hasura-allowed-roles");
    let default = claims.remove("x-hasura-default-role");
    HasuraJson {
        default_role: default.and_then(|role| role.as_str().map(str::to_owned)),
        allowed_roles: roles
            .as_ref()
            .and_then(|roles| roles.as_array())
            .into_iter()
            .flatten()
            .filter_map(|role| role.as_str().map(str::to_owned))
            .collect(),
        others: claims,
    }
}

/// The row of the register, when there is a register and the token is in it.
fn known(context: &Context, text: &str) -> Option<TokenJson> {
    let store = context.store().ok()?;
    let salt = store.salt().ok()??;
    let row = store.token(token::digest(&salt, text)).ok()??;
    tokens::row(context, &store, &row).ok()
}

/// Writes the token into the register: what it says of itself, never the token.
fn record(
    context: &mut Context,
    arguments: &TokenInspect,
    text: &str,
    looked: &Looked<'_>,
) -> Result<TokenJson, CliError> {
    let store = context.store_for_change()?;
    let selector = arguments.user.as_deref().unwrap_or_default();
    let user = query::user(selector, &store)?;
    let note = arguments.note.clone();
    if note.as_ref().is_some_and(|note| note.len() > MAX_NOTE) {
        return Err(CliError::usage(
            Text::new("token-long-note").with("n", MAX_NOTE),
        ));
    }
    let service = service(context, arguments.service.as_deref(), &looked.shape)?;
    let zone = &context.config.organisation.timezone;
    // The last day itself still counts.
    let end = match &arguments.expires {
        Some(text) => {
            let next = context.date(text)?.tomorrow();
            let midnight = next.and_then(|day| day.to_zoned(zone.clone()));
            let bad = |_| CliError::usage(Text::new("cli-bad-date").with("text", text.as_str()));
            Some(Timestamp::from(midnight.map_err(bad)?.timestamp()))
        }
        None => None,
    };
    let Some(salt) = store.salt()? else {
        return Err(CliError::refused(Text::new("cli-read-only")));
    };
    let mut new = TokenRecord {
        id: 0,
        digest: token::digest(&salt, text),
        origin: Origin::Noted,
        kind: looked.shape.kind.to_owned(),
        user: Some(user.id),
        service: service.clone(),
        issuer: String::new(),
        subject: String::new(),
        audience: Vec::new(),
        jti: String::new(),
        expires: None,
        by: Actor::Operator(context.operator.name.clone()),
        at: context.now(),
        note: note.clone().unwrap_or_default(),
        revoked: None,
    };
    if let Some(jwt) = &looked.jwt {
        new.describe(jwt);
    }
    new.expires = new.expires.or(end);
    let again = Cell::new(false);
    let audit = context.audit("token-record", Vec::new(), "");
    let (row, _) = store.record_token(
        &new,
        &|row| {
            again.set(true);
            row.user = new.user;
            row.subject.clone_from(&new.subject);
            row.jti.clone_from(&new.jti);
            row.service = service.clone().or(row.service.take());
            row.expires = new.expires.or(row.expires);
            if let Some(note) = &note {
                row.note.clone_from(note);
            }
        },
        &audit,
    )?;
    let said = Text::new(if again.get() {
        "token-recorded-again"
    } else {
        "token-recorded"
    });
    let said = said.with("id", row.id).with("name", user.name.as_str());
    context.output.note(&said);
    tokens::row(context, &store, &row)
}

/// The service that was named, else the only one of the token's kind.
fn service(
    context: &Context,
    named: Option<&str>,
    shape: &Shape,
) -> Result<Option<ServiceId>, CliError> {
    if let Some(id) = named {
        return context.service(id).map(Some);
    }
    let services = &context.config.services;
    let mut of_kind = services
        .iter()
        .filter(|service| Some(service.kind.as_str()) == shape.provider);
    Ok(match (of_kind.next(), of_kind.next()) {
        (Some(only), None) => Some(only.id.clone()),
        _ => None,
    })
}
