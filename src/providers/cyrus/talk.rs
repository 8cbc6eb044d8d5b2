//! What is asked of Cyrus, and what its answers say: boxes, rights, quotas.
//!
//! Everything that is asked once per box is sent ahead of the answers: thousands of boxes cost one
//! way to the server, not thousands.

use super::acl::Acl;
use super::names::Layout;
use crate::net::imap::{Command, Data, Event, ImapError, Session, StatusKind};

/// More boxes than any server holds: an answer without end stops here.
const MAX_BOXES: usize = 3_000_000;

/// What can be known of the rights on a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rights {
    /// The list.
    Read(Acl),
    /// The server does not show it.
    Refused,
    /// There is no such box (any more).
    NoBox,
}

/// What can be known of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// In bytes.
    Limited {
        /// In use under this quota.
        used: u64,
        /// Allowed.
        limit: u64,
    },
    /// No limit is set.
    Unlimited,
    /// The server does not show it.
    Refused,
}

/// The boxes that a LIST showed.
#[derive(Debug, Default)]
pub struct Listed {
    /// Their names.
    pub names: Vec<String>,
    /// Names that are not ASCII: no IMAP name, cannot be asked about.
    pub unreadable: u64,
}

/// How names are written to us, if we are an administrator.
///
/// Only an administrator may ask for a quota by its root: others are denied before the name is
/// looked at. NAMESPACE tells nothing: it depends on whether the login has a box of its own.
pub async fn layout(session: &mut Session, deleted: &str) -> Result<Option<Layout>, ImapError> {
    let status = session.run(Command::new("GETQUOTA").text("")).await?.status;
    if status.code_word() == "NOPERM" || status.text.contains("Permission denied") {
        return Ok(None);
    }
    let reply = session.run(Command::new("NAMESPACE")).await?.accepted()?;
    let answer = reply.named("NAMESPACE").next();
    let layout = answer.and_then(|answer| Layout::read(answer, deleted));
    let layout = layout.ok_or(ImapError::Malformed("a NAMESPACE answer of another shape"))?;
    Ok(Some(layout))
}

/// The server's name and version, where it says so.
pub async fn version(session: &mut Session) -> Result<Option<String>, ImapError> {
    if !session.has("ID") {
        return Ok(None);
    }
    let reply = session.run(Command::new("ID NIL")).await?.accepted()?;
    let pairs = reply.named("ID").next().and_then(|data| {
        let list = data.values.first()?.list()?;
        Some(list.chunks(2).filter_map(|pair| match pair {
            [name, value] => Some((name.text()?, value.text()?)),
            _ => None,
        }))
    });
    let (mut name, mut version) = (None, None);
    for (key, value) in pairs.into_iter().flatten() {
        match key.to_ascii_lowercase().as_str() {
            "name" => name = Some(value.to_owned()),
            "version" => version = Some(value.to_owned()),
            _ => {}
        }
    }
    Ok(name.map(|name| match version {
        Some(version) => format!("{name} {version}"),
        None => name,
    }))
}

/// Lists boxes by pattern, without deleted ones and without places that are no box.
pub async fn list(
    session: &mut Session,
    layout: &Layout,
    patterns: &[&str],
) -> Result<Listed, ImapError> {
    let mut listed = Listed::default();
    let command = |at: usize| {
        patterns
            .get(at)
            .map(|name| Command::new("LIST").text("").text(name))
    };
    session
        .exchange(command, |event| match event {
            Event::Data { data, .. } if data.name == "LIST" => {
                if listed.names.len() >= MAX_BOXES {
                    return Err(ImapError::Malformed("too many mailboxes"));
                }
                match box_name(&data)? {
                    Some(name) if !name.is_ascii() => listed.unreadable += 1,
                    Some(name) if !layout.is_deleted(name) => listed.names.push(name.to_owned()),
                    _ => {}
                }
                Ok(())
            }
            Event::Done { status, .. } if status.kind != StatusKind::Ok => {
                Err(ImapError::Refused(status))
            }
            _ => Ok(()),
        })
        .await?;
    Ok(listed)
}

/// The name of a LIST line; `None` for a place in the hierarchy that is no box.
fn box_name(data: &Data) -> Result<Option<&str>, ImapError> {
    const NO_BOX: [&str; 2] = ["\\Noselect", "\\NonExistent"];
    let [flags, _, name] = data.values.as_slice() else {
        return Err(ImapError::Malformed("a LIST answer of another shape"));
    };
    let flags = flags.list().unwrap_or_default();
    let is_box = !flags
        .iter()
        .filter_map(|flag| flag.text())
        .any(|flag| NO_BOX.iter().any(|no| flag.eq_ignore_ascii_case(no)));
    let name = name.text().unwrap_or("\u{fffd}");
    Ok(is_box.then_some(name))
}

/// Reads the rights on boxes, in their order; `each` is called once per box.
pub async fn rights(
    session: &mut Session,
    names: &[String],
    mut each: impl FnMut() + Send,
) -> Result<Vec<Rights>, ImapError> {
    let mut all = Vec::with_capacity(names.len());
    let mut current = None;
    let command = |at: usize| names.get(at).map(|name| Command::new("GETACL").text(name));
    session
        .exchange(command, |event| {
            match event {
                Event::Data { data, .. } if data.name == "ACL" => {
                    let pairs = data.values.get(1..).unwrap_or_default();
                    // One list of another shape is one that is not shown.
                    current = Acl::read(pairs);
                }
                Event::Data { .. } => {}
                Event::Done { status, .. } => {
                    let no_box = status.text.contains("does not exist")
                        || status.code_word() == "NONEXISTENT";
                    all.push(match (status.kind, current.take()) {
                        (StatusKind::Ok, Some(acl)) => Rights::Read(acl),
                        (StatusKind::No, _) if no_box => Rights::NoBox,
                        _ => Rights::Refused,
                    });
                    each();
                }
            }
            Ok(())
        })
        .await?;
    Ok(all)
}

/// Reads the quotas that apply to boxes, in their order.
pub async fn spaces(session: &mut Session, names: &[&str]) -> Result<Vec<Space>, ImapError> {
    let mut all = Vec::new();
    let mut current = Space::Unlimited;
    let command = |at: usize| {
        names
            .get(at)
            .map(|name| Command::new("GETQUOTAROOT").text(name))
    };
    session
        .exchange(command, |event| {
            match event {
                Event::Data { data, .. } if data.name == "QUOTA" => {
                    current = storage(&data).unwrap_or(current);
                }
                Event::Data { .. } => {}
                Event::Done { status, .. } => {
                    let seen = std::mem::replace(&mut current, Space::Unlimited);
                    all.push(match status.kind {
                        StatusKind::Ok => seen,
                        _ => Space::Refused,
                    });
                }
            }
            Ok(())
        })
        .await?;
    Ok(all)
}

/// The STORAGE resource of a QUOTA line; IMAP counts it in units of 1,024 bytes (RFC 9208).
fn storage(data: &Data) -> Option<Space> {
    let resources = data.values.get(1)?.list()?;
    let storage = resources.chunks(3).find(|resource| {
        let name = resource.first().and_then(|name| name.text());
        name.is_some_and(|name| name.eq_ignore_ascii_case("STORAGE"))
    })?;
    let [_, used, limit] = storage else {
        return None;
    };
    Some(Space::Limited {
        used: used.number()?.saturating_mul(1024),
        limit: limit.number()?.saturating_mul(1024),
    })
}
