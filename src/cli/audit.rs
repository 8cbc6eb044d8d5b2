//! `audit`: every finding, with what the report rests on.

use std::collections::HashMap;

use super::args::{Audit, SeverityArg};
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::FindingJson;
use super::output::Form;
use crate::domain::findings::{Finding, Rule, Severity};
use crate::domain::ids::UserId;
use crate::domain::text::Text;
use crate::store::Store;
use crate::workflows::report;

/// Reports; with `--fail-on`, a finding that nobody waived decides the exit code.
pub fn run(context: &mut Context, arguments: &Audit) -> Result<Exit, CliError> {
    let rules: Vec<Rule> = arguments
        .rules
        .iter()
        .map(|word| rule(word))
        .collect::<Result<_, _>>()?;
    let store = context.store()?;
    let view = context.view(&store)?;
    let services = coverage::services(&view, &store, &context.words)?;
    let report = report::audit(view, &store)?;
    let mut findings: Vec<Finding> = report
        .findings
        .into_iter()
        .filter(|finding| rules.is_empty() || rules.contains(&finding.rule))
        .filter(|finding| arguments.waived || finding.waiver.is_none())
        .collect();
    let names = names(&store, &findings)?;
    let name = |finding: &Finding| finding.user.and_then(|user| names.get(&user));
    findings.sort_by(|a, b| {
        let graver = b.severity.cmp(&a.severity).then(a.rule.cmp(&b.rule));
        graver
            .then_with(|| name(a).cmp(&name(b)))
            .then_with(|| a.subject.cmp(&b.subject))
    });

    let form = Form::from(&arguments.listing);
    coverage::header(context, form, &services)?;
    let words = std::sync::Arc::clone(&context.words);
    let list = context.output.list::<FindingJson>(form, "findings");
    let mut list = list
        .head("users", &report.users)?
        .head("accounts", &report.accounts)?
        .head("services", &services)?;
    for finding in &findings {
        let name = name(finding).map(String::as_str);
        list.push(&FindingJson::new(finding, name, &words))?;
    }
    let listed = list.finish()?;
    if form == Form::Table {
        let text = Text::new("cli-audited")
            .with("n", listed)
            .with("users", report.users)
            .with("accounts", report.accounts);
        context.output.say(&text)?;
    }
    let limit = arguments.fail_on.map(severity);
    let found = findings
        .iter()
        .any(|f| f.waiver.is_none() && limit.is_some_and(|limit| f.severity >= limit));
    Ok(if found { Exit::Found } else { Exit::Done })
}

/// Reads a rule's word.
pub fn rule(word: &str) -> Result<Rule, CliError> {
    Rule::parse(word).ok_or_else(|| {
        let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        CliError::usage(Text::new("cli-unknown-rule").with("rule", word))
            .hint(Text::new("cli-hint-rules").with("rules", rules.join(", ")))
    })
}

fn severity(severity: SeverityArg) -> Severity {
    match severity {
        SeverityArg::Info => Severity::Info,
        SeverityArg::Warning => Severity::Warning,
        SeverityArg::Critical => Severity::Critical,
    }
}

fn names(store: &Store, findings: &[Finding]) -> Result<HashMap<UserId, String>, CliError> {
    let mut names = HashMap::new();
    for id in findings.iter().filter_map(|finding| finding.user) {
        if let std::collections::hash_map::Entry::Vacant(place) = names.entry(id)
            && let Some(user) = store.user(id)?
        {
            place.insert(user.name);
        }
    }
    Ok(names)
}
