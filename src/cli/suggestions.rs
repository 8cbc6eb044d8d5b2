//! `suggestions`: accounts that may belong to one user, or may not any more, with what speaks for it;
//! and accepting all that stand on one rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::args::Suggestions;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::SuggestionJson;
use super::output::Form;
use crate::domain::act::Act;
use crate::domain::identity::question::Question;
use crate::domain::ids::AccountKey;
use crate::domain::text::Text;
use crate::workflows::Env;
use crate::workflows::acts::{Refresh, perform};
use crate::workflows::identity::questions;

/// How many are listed where nothing is said.
const LISTED: usize = 50;

/// Lists the questions, which `merge` and `never` answer; or accepts those of one rule.
pub fn run(context: &mut Context, arguments: &Suggestions) -> Result<Exit, CliError> {
    if let Some(rule) = &arguments.accept_rule {
        return accept(context, arguments, rule);
    }
    let env = context.env(context.store()?);
    let limit = arguments.limit.unwrap_or(LISTED);
    let (found, total) = match &arguments.rule {
        Some(rule) => {
            let (mut found, known) = of_rule(&env, rule)?;
            if found.is_empty() {
                tell_rules(context, rule, &known);
            }
            let total = found.len();
            found.truncate(limit);
            (found, total)
        }
        None => {
            let queue = questions(&env, limit)?;
            (queue.questions, queue.total)
        }
    };
    let form = Form::from(&arguments.listing);
    list(context, form, &found)?;
    if form == Form::Table && !found.is_empty() {
        let text = Text::new("cli-answer-suggestions")
            .with("shown", found.len())
            .with("total", total);
        context.output.note(&text);
    }
    Ok(Exit::Done)
}

fn list(context: &mut Context, form: Form, questions: &[Question]) -> Result<(), CliError> {
    let words = Arc::clone(&context.words);
    let mut list = context.output.list::<SuggestionJson>(form, "suggestions");
    for question in questions {
        list.push(&SuggestionJson::new(question, &words))?;
    }
    list.finish()?;
    Ok(())
}

/// The questions that stand on a rule, and how many there are of every rule.
fn of_rule(env: &Env, rule: &str) -> Result<(Vec<Question>, BTreeMap<String, usize>), CliError> {
    let all = questions(env, usize::MAX)?.questions;
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for question in &all {
        *known.entry(question.basis()).or_default() += 1;
    }
    let of_rule = all.into_iter().filter(|question| question.basis() == rule);
    Ok((of_rule.collect(), known))
}

fn tell_rules(context: &mut Context, rule: &str, known: &BTreeMap<String, usize>) {
    let known: Vec<String> = known
        .iter()
        .map(|(rule, count)| format!("{rule} ({count})"))
        .collect();
    let text = Text::new("cli-no-such-rule")
        .with("rule", rule)
        .with("known", known.join(", "));
    context.output.note(&text);
}

/// Says yes to every question of one rule, in one decision; without `--yes` it only shows them.
fn accept(context: &mut Context, arguments: &Suggestions, rule: &str) -> Result<Exit, CliError> {
    let store = if arguments.yes {
        context.store_for_change()?
    } else {
        context.store()?
    };
    let env = context.env(store);
    let (mut found, known) = of_rule(&env, rule)?;
    found.truncate(arguments.limit.unwrap_or(usize::MAX));
    list(context, Form::from(&arguments.listing), &found)?;
    if found.is_empty() {
        tell_rules(context, rule, &known);
        return Ok(Exit::Done);
    }
    if !arguments.yes {
        let text = Text::new("cli-would-accept").with("n", found.len());
        context.output.note(&text);
        return Ok(Exit::Done);
    }
    let pairs: Vec<(AccountKey, AccountKey)> = found
        .into_iter()
        .map(|question| (question.a.account, question.b.account))
        .collect();
    let act = Act::SameAll { pairs };
    let batch = perform(&env, &act, &arguments.reason, Refresh::Now)?;
    if let Some(seq) = batch.decision {
        let text = Text::new("cli-accepted")
            .with("n", batch.count)
            .with("seq", seq);
        context.output.note(&text);
    }
    for (a, b, why) in &batch.refused {
        let text = Text::new("cli-not-accepted")
            .with("a", a.handle())
            .with("b", b.handle())
            .with("why", why.clone());
        context.output.note(&text);
    }
    Ok(if batch.refused.is_empty() {
        Exit::Done
    } else {
        Exit::Held
    })
}
