//! `waive`: somebody accepts a finding, for a reason and a time; or takes that back.

use super::args::Waive;
use super::audit::rule;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::domain::act::Act;
use crate::domain::findings::Subject;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::store::Store;
use crate::workflows::acts::{Refresh, perform};

/// Records or withdraws a waiver.
pub fn run(context: &mut Context, arguments: &Waive) -> Result<Exit, CliError> {
    let rule = rule(&arguments.rule)?;
    let store = context.store_for_change()?;
    let subject = subject(context, &store, &arguments.subject)?;
    let until = arguments
        .until
        .as_deref()
        .map(|text| context.date(text))
        .transpose()?;
    if let Some(until) = until.filter(|until| *until < context.today()) {
        return Err(CliError::usage(Text::new("cli-past").with("date", until)));
    }
    let word = subject.word();
    let (act, said) = if arguments.withdraw {
        (Act::Unwaive { rule, subject }, "cli-unwaived")
    } else {
        let act = Act::Waive {
            rule,
            subjects: vec![subject],
            reason: arguments.reason.clone(),
            until,
        };
        (act, "cli-waived")
    };
    let env = context.env(store);
    perform(&env, &act, &arguments.reason, Refresh::Now)?;
    let text = Text::new(said)
        .with("rule", rule.as_str())
        .with("subject", word);
    context.output.note(&text);
    Ok(Exit::Done)
}

/// A user id, an account handle or a service id, which must exist.
fn subject(context: &Context, store: &Store, text: &str) -> Result<Subject, CliError> {
    let found = if let Ok(id) = text.parse::<UserId>() {
        store.user(id)?.map(|user| Subject::User(user.id))
    } else if let Ok(key) = text.parse::<AccountKey>() {
        store
            .account(&key)?
            .map(|account| Subject::Account(account.key))
    } else {
        return context.service(text).map(Subject::Service);
    };
    found.ok_or_else(|| CliError::usage(Text::new("cli-unknown-subject").with("text", text)))
}
