//! `waive`: somebody accepts a finding, for a reason and a time; or takes that back.

use super::args::Waive;
use super::audit::rule;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::subject_word;
use crate::domain::findings::{Subject, Waiver};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::store::Store;

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
    let targets = vec![rule.as_str().to_owned(), subject_word(&subject)];
    let said = |id| {
        Text::new(id)
            .with("rule", rule.as_str())
            .with("subject", subject_word(&subject))
    };
    if arguments.withdraw {
        let audit = context.audit("unwaive", targets, &arguments.reason);
        if !store.unwaive(rule, &subject, &audit)? {
            return Err(CliError::failed(said("cli-not-waived")));
        }
        context.output.note(&said("cli-unwaived"));
        return Ok(Exit::Done);
    }
    let waiver = Waiver {
        rule,
        subject: subject.clone(),
        by: context.operator.name.clone(),
        at: context.now(),
        reason: arguments.reason.clone(),
        until,
    };
    let mut audit = context.audit("waive", targets, &arguments.reason);
    audit.new = until.map(|date| date.to_string()).unwrap_or_default();
    store.waive(&waiver, &audit)?;
    context.output.note(&said("cli-waived"));
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
