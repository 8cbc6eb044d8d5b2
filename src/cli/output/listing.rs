//! A listing while it is written: JSON and CSV stream, a table waits for its widths.

use std::io::{self, Write};
use std::marker::PhantomData;

use serde::Serialize;

use super::cell::Row;
use super::csv;
use super::harmless::harmless;
use super::table::Table;
use super::{Form, Output, SCHEMA};
use crate::cli::error::CliError;

/// An open listing; [`List::finish`] closes it.
#[derive(Debug)]
pub struct List<'a, R> {
    output: &'a mut Output,
    form: Form,
    name: &'static str,
    /// Further members of the JSON object, before the rows.
    head: serde_json::Map<String, serde_json::Value>,
    table: Table,
    rows: u64,
    of: PhantomData<R>,
}

impl Output {
    /// Begins a listing whose JSON member is `name`.
    pub fn list<R: Row>(&mut self, form: Form, name: &'static str) -> List<'_, R> {
        List::new(self, form, name)
    }
}

impl<'a, R: Row> List<'a, R> {
    fn new(output: &'a mut Output, form: Form, name: &'static str) -> Self {
        let titles = R::COLUMNS
            .iter()
            .filter(|column| !column.csv_only)
            .map(|column| output.words.get(&format!("col-{}", column.id)))
            .collect();
        List {
            output,
            form,
            name,
            head: serde_json::Map::new(),
            table: Table::new(titles),
            rows: 0,
            of: PhantomData,
        }
    }

    /// Adds a member to the JSON object; before the first row.
    pub fn head(mut self, name: &str, value: &impl Serialize) -> Result<Self, CliError> {
        let value = serde_json::to_value(value).map_err(io::Error::from)?;
        self.head.insert(name.to_owned(), value);
        Ok(self)
    }

    pub fn push(&mut self, row: &R) -> Result<(), CliError> {
        if self.rows == 0 {
            self.begin()?;
        }
        match self.form {
            Form::Json => {
                let before: &[u8] = if self.rows == 0 { b"\n" } else { b",\n" };
                self.output.out.write_all(before)?;
                let text = serde_json::to_string(row).map_err(io::Error::from)?;
                self.output.out.write_all(harmless(&text).as_bytes())?;
            }
            Form::Csv { separator } => {
                let fields = row.cells().into_iter().map(|cell| {
                    let exact = cell.exact();
                    if cell.is_figure() {
                        exact
                    } else {
                        csv::defuse(&exact).into_owned()
                    }
                });
                csv::record(&mut self.output.out, separator, fields)?;
            }
            Form::Table => {
                let (words, now) = (&self.output.words, self.output.now);
                let cells = row.cells();
                let shown = cells
                    .iter()
                    .zip(R::COLUMNS)
                    .filter(|(_, column)| !column.csv_only)
                    .map(|(cell, _)| (cell.readable(words, now), cell.is_number()));
                self.table.push(shown);
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Closes the listing; says how many rows it had.
    pub fn finish(mut self) -> Result<u64, CliError> {
        if self.rows == 0 {
            self.begin()?;
        }
        match self.form {
            Form::Json => {
                let end: &[u8] = if self.rows == 0 { b"]}\n" } else { b"\n]}\n" };
                self.output.out.write_all(end)?;
            }
            Form::Csv { .. } => {}
            Form::Table if self.rows == 0 => {}
            Form::Table => {
                let (titles, lines) = self.table.lines();
                self.output.title(&titles)?;
                for line in lines {
                    self.output.line(line)?;
                }
            }
        }
        Ok(self.rows)
    }

    fn begin(&mut self) -> Result<(), CliError> {
        match self.form {
            Form::Json => {
                let out = &mut self.output.out;
                write!(out, "{{\"schema\":{SCHEMA}")?;
                for (name, value) in &self.head {
                    let text = value.to_string();
                    let name = serde_json::Value::from(name.as_str());
                    write!(out, ",\n{name}:{}", harmless(&text))?;
                }
                write!(out, ",\n\"{}\":[", self.name)?;
            }
            Form::Csv { separator } => {
                let titles = R::COLUMNS.iter().map(|column| column.id.to_owned());
                csv::record(&mut self.output.out, separator, titles)?;
            }
            Form::Table => {}
        }
        Ok(())
    }
}
