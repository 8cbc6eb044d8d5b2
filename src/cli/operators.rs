//! `operators`: who is at the keyboard, how we know, and who may do what.

use serde::Serialize;

use super::args::Operators;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::actor_source;
use super::output::{Cell, Column, Form, Row};
use crate::config::{Mode, Role};
use crate::domain::text::Text;

#[derive(Debug, Serialize)]
struct OperatorJson {
    name: String,
    role: &'static str,
    /// Whether it is the one at the keyboard.
    you: bool,
}

impl Row for OperatorJson {
    const COLUMNS: &'static [Column] =
        &[Column::new("name"), Column::new("role"), Column::new("you")];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.name.clone()),
            Cell::Word("role", self.role),
            Cell::Flag(Some(self.you)),
        ]
    }
}

/// Lists the operator and the configured names.
pub fn run(context: &mut Context, operators: &Operators) -> Result<Exit, CliError> {
    let own = &context.operator;
    let source = actor_source(own.source);
    let mode = match context.config.paths.mode {
        Mode::Personal => "personal",
        Mode::Shared => "shared",
    };
    let mut rows = vec![OperatorJson {
        name: own.name.clone(),
        role: own.role.as_str(),
        you: true,
    }];
    let configured = &context.config.operators;
    let auditors = configured.auditors.iter().map(|name| (name, Role::Auditor));
    let admins = configured.admins.iter().map(|name| (name, Role::Admin));
    for (name, role) in auditors.chain(admins) {
        if rows.iter().all(|row| row.name != *name) {
            rows.push(OperatorJson {
                name: name.clone(),
                role: role.as_str(),
                you: false,
            });
        }
    }
    let form = Form::from(&operators.listing);
    if form == Form::Table {
        let text = Text::new("cli-operator")
            .with("name", own.name.as_str())
            .with("source", source)
            .with("mode", mode);
        context.output.say(&text)?;
    }
    let list = context.output.list::<OperatorJson>(form, "operators");
    let mut list = list.head("source", &source)?.head("mode", &mode)?;
    for row in &rows {
        list.push(row)?;
    }
    list.finish()?;
    Ok(Exit::Done)
}
