//! `log`: who did what to whom; and whether that record is whole.

use serde::Serialize;

use super::args::{Log, LogCommand};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::AuditJson;
use super::output::Form;
use crate::domain::audit::Broken;
use crate::domain::text::Text;
use crate::store::{Expected, LogVerdict};

pub fn run(context: &mut Context, arguments: &Log) -> Result<Exit, CliError> {
    match &arguments.command {
        None => list(context, arguments.limit, Form::from(&arguments.listing)),
        Some(LogCommand::Verify { head, listing }) => {
            verify(context, head.as_deref(), Form::from(listing))
        }
    }
}

fn list(context: &mut Context, limit: usize, form: Form) -> Result<Exit, CliError> {
    let store = context.store()?;
    let head = store.audit_head()?;
    let before = u64::try_from(limit).unwrap_or(u64::MAX);
    let first = head.seq.saturating_sub(before) + 1;
    let list = context.output.list::<AuditJson>(form, "entries");
    let mut list = list.head("head", &head.to_string())?;
    for entry in store.audit(first, limit)? {
        list.push(&AuditJson::from(&entry))?;
    }
    list.finish()?;
    if form == Form::Table {
        context
            .output
            .note(&Text::new("cli-log-head").with("head", head.to_string()));
    }
    Ok(Exit::Done)
}

#[derive(Debug, Serialize)]
struct VerdictJson {
    ok: bool,
    entries: u64,
    erased: u64,
    head: String,
    /// Number of the first entry that does not hold.
    broken: Option<u64>,
    /// `found`, `differs` or `missing`; `null` when no head was given.
    expected: Option<&'static str>,
}

fn verify(context: &mut Context, head: Option<&str>, form: Form) -> Result<Exit, CliError> {
    let verdict = context.store()?.verify_log(head)?;
    if form == Form::Table {
        for text in sentences(&verdict) {
            context.output.say(&text)?;
        }
    } else {
        context.output.object(&VerdictJson {
            ok: verdict.passes(),
            entries: verdict.entries,
            erased: verdict.erased,
            head: verdict.head.to_string(),
            broken: verdict.broken.map(number),
            expected: match verdict.expected {
                Expected::NotGiven => None,
                Expected::Found => Some("found"),
                Expected::Differs => Some("differs"),
                Expected::Missing => Some("missing"),
            },
        })?;
    }
    Ok(if verdict.passes() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn number(broken: Broken) -> u64 {
    match broken {
        Broken::Hole(seq) | Broken::Body(seq) | Broken::Link(seq) => seq,
    }
}

fn sentences(verdict: &LogVerdict) -> Vec<Text> {
    let mut texts = Vec::new();
    if let Some(broken) = verdict.broken {
        let id = match broken {
            Broken::Hole(_) => "cli-log-hole",
            Broken::Body(_) => "cli-log-body",
            Broken::Link(_) => "cli-log-link",
        };
        texts.push(Text::new(id).with("n", number(broken)));
    } else {
        let text = Text::new("cli-log-whole").with("n", verdict.entries);
        texts.push(text.with("erased", verdict.erased));
    }
    texts.push(Text::new("cli-log-head").with("head", verdict.head.to_string()));
    texts.extend(match verdict.expected {
        Expected::NotGiven => Some(Text::new("cli-log-note-head")),
        Expected::Found => Some(Text::new("cli-log-head-found")),
        Expected::Differs => Some(Text::new("cli-log-head-differs")),
        Expected::Missing => Some(Text::new("cli-log-head-missing")),
    });
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::GENESIS;
    use crate::store::Head;

    #[test]
    fn a_broken_log_is_never_called_whole() {
        let verdict = LogVerdict {
            entries: 3,
            erased: 0,
            head: Head {
                seq: 3,
                link: GENESIS,
            },
            broken: Some(Broken::Hole(2)),
            expected: Expected::Missing,
        };
        let ids: Vec<_> = sentences(&verdict)
            .into_iter()
            .map(|text| text.id)
            .collect();
        assert_eq!(
            ids,
            ["cli-log-hole", "cli-log-head", "cli-log-head-missing"]
        );
    }
}
