//! `relink`: a service gave its accounts other ids; shows who takes whose place, and moves them.

use std::sync::Arc;

use super::args::Relink;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::{MoveJson, RelinkJson};
use super::output::Form;
use crate::domain::act::Act;
use crate::domain::identity::question::Side;
use crate::domain::text::Text;
use crate::workflows::acts::{Refresh, perform};
use crate::workflows::identity::relink::{self, Proposal};

/// Most accounts named in one line for humans; JSON names all.
const NAMED: usize = 12;

/// Shows the pairs, and moves them with `--yes`.
pub fn run(context: &mut Context, arguments: &Relink) -> Result<Exit, CliError> {
    let service = context.service(&arguments.service)?;
    let words = Arc::clone(&context.words);
    let store = if arguments.yes {
        context.store_for_change()?
    } else {
        context.store()?
    };
    let env = context.env(store);
    let proposal = relink::propose(&env, &service)?;
    let (seq, proposal) = if arguments.yes && !proposal.pairs.is_empty() {
        let act = Act::Relink {
            service: service.clone(),
        };
        let done = perform(&env, &act, &arguments.reason, Refresh::Now)?;
        (done.decision, done.relinked.unwrap_or(proposal))
    } else {
        (None, proposal)
    };
    match Form::from(&arguments.listing) {
        Form::Json => context
            .output
            .object(&RelinkJson::new(&proposal, seq, &words))?,
        form => {
            let mut list = context.output.list::<MoveJson>(form, "pairs");
            for pair in &proposal.pairs {
                list.push(&MoveJson::new(pair, &words))?;
            }
            list.finish()?;
        }
    }
    tell(context, &proposal);
    let text = match seq {
        Some(seq) => Text::new("cli-relinked").with("seq", seq),
        None if proposal.pairs.is_empty() => Text::new("cli-nothing-to-relink"),
        None => Text::new("cli-would-relink"),
    };
    let text = text
        .with("n", proposal.pairs.len())
        .with("service", service.as_str());
    context.output.note(&text);
    Ok(Exit::Done)
}

/// What stays as it is, for humans.
fn tell(context: &mut Context, proposal: &Proposal) {
    if let Some(count) = proposal.held {
        let text = Text::new("cli-relink-held")
            .with("service", proposal.service.as_str())
            .with("n", count);
        context.output.note(&text);
    }
    for (old, new, why) in proposal.contested.iter().take(NAMED) {
        let text = Text::new("cli-relink-contested")
            .with("old", named(old))
            .with("new", named(new))
            .with("why", why.clone());
        context.output.note(&text);
    }
    for (value, old, new) in proposal.ambiguous.iter().take(NAMED) {
        let text = Text::new("cli-relink-ambiguous")
            .with("value", value.as_str())
            .with("old", list(old))
            .with("new", list(new));
        context.output.note(&text);
    }
    for (id, sides) in [
        ("cli-relink-unpaired-old", &proposal.unpaired_old),
        ("cli-relink-unpaired-new", &proposal.unpaired_new),
    ] {
        if !sides.is_empty() {
            let text = Text::new(id)
                .with("n", sides.len())
                .with("all", list(sides));
            context.output.note(&text);
        }
    }
    let lacking = proposal
        .pairs
        .iter()
        .filter(|pair| !pair.lacking.is_empty());
    let lacking = lacking.count();
    if lacking > 0 {
        context
            .output
            .note(&Text::new("cli-relink-lacking").with("n", lacking));
    }
}

fn named(side: &Side) -> String {
    format!("{} ({})", side.account.handle(), side.title)
}

fn list(sides: &[Side]) -> String {
    let mut named: Vec<String> = sides.iter().take(NAMED).map(named).collect();
    if sides.len() > NAMED {
        named.push("…".to_owned());
    }
    named.join(", ")
}
