//! Why a subcommand stopped: one line that says what and where, then hints.

use std::io;

use super::exit::Exit;
use crate::domain::text::Text;
use crate::store::StoreError;
use crate::words::Words;

/// The end of a subcommand that did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliError {
    /// The exit code that it leads to.
    pub exit: Exit,
    /// What happened, to what.
    pub what: What,
    /// What can be done about it.
    pub hints: Vec<Text>,
}

/// The words of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A message of the bundles.
    Text(Text),
    /// Lines written by another room (a configuration error with its place), already harmless.
    Lines(String),
    /// Nothing more to say: the reader of our output went away, or all was said before.
    Silent,
}

impl CliError {
    /// The command line or the configuration is wrong.
    pub fn usage(what: Text) -> CliError {
        CliError::new(Exit::Usage, what)
    }

    /// It did not work.
    pub fn failed(what: Text) -> CliError {
        CliError::new(Exit::Failed, what)
    }

    /// A safety rule refuses it.
    pub fn refused(what: Text) -> CliError {
        CliError::new(Exit::Held, what)
    }

    pub fn new(exit: Exit, what: Text) -> CliError {
        CliError {
            exit,
            what: What::Text(what),
            hints: Vec::new(),
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: Text) -> CliError {
        self.hints.push(hint);
        self
    }

    /// The lines to print; empty when there is nothing to say.
    pub fn lines(&self, words: &Words) -> Vec<String> {
        let what = match &self.what {
            What::Text(text) => words.text(text),
            What::Lines(lines) => lines.clone(),
            What::Silent => return Vec::new(),
        };
        let mut lines = vec![words.text(&Text::new("cli-error")) + &what];
        let hint = words.get("cli-hint");
        lines.extend(
            self.hints
                .iter()
                .map(|text| format!("{hint}{}", words.text(text))),
        );
        lines
    }
}

/// A closed pipe is no error of ours: `secretariat users | head` ends quietly.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> CliError {
        if error.kind() == io::ErrorKind::BrokenPipe {
            CliError {
                exit: Exit::Done,
                what: What::Silent,
                hints: Vec::new(),
            }
        } else {
            CliError::failed(Text::new("cli-io").with("what", error.to_string()))
        }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> CliError {
        match error {
            StoreError::ReadOnly => CliError::refused(error.text()),
            StoreError::Head(_) | StoreError::Exposed(_) => CliError::usage(error.text()),
            _ => CliError::failed(error.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn an_error_is_one_line_and_its_hints() {
        let error = CliError::usage(Text::new("cli-unknown-service").with("id", "chatt"))
            .hint(Text::new("cli-hint-services").with("ids", "chat, mail"));
        assert_eq!(
            error.lines(&Words::new(Lang::En, &[])),
            [
                "error: no service is called `chatt`",
                "hint: configured services: chat, mail"
            ]
        );
        assert_eq!(
            error.lines(&Words::new(Lang::Fr, &[])),
            [
                "erreur\u{a0}: aucun service ne s’appelle «\u{a0}chatt\u{a0}»",
                "conseil\u{a0}: services configurés\u{a0}: chat, mail"
            ]
        );
    }

    #[test]
    fn a_closed_pipe_ends_quietly() {
        let error = CliError::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(error.exit, Exit::Done);
        assert!(error.lines(&Words::new(Lang::En, &[])).is_empty());
    }
}
