//! `man`: the manual page, with one section per subcommand, the exit codes and the environment.

use std::io;

use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args;
use super::error::CliError;
use super::exit::Exit;
use super::output::Output;
use crate::config::variables::VARIABLES;
use crate::words::Words;

/// Exit codes with the id of their explanation.
const CODES: [(&str, &str); 7] = [
    ("0", "man-exit-0"),
    ("1", "man-exit-1"),
    ("2", "man-exit-2"),
    ("3", "man-exit-3"),
    ("4", "man-exit-4"),
    ("5", "man-exit-5"),
    ("130", "man-exit-130"),
];

pub fn run(output: &mut Output) -> Result<Exit, CliError> {
    output.raw(&page(&output.words)?)?;
    Ok(Exit::Done)
}

fn page(words: &Words) -> io::Result<Vec<u8>> {
    let command = args::command(words.lang()).disable_help_subcommand(true);
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    sections(&command, "", &mut page)?;
    let mut codes = Roff::new();
    codes.control("SH", [words.get("man-exit").as_str()]);
    for (code, id) in CODES {
        codes.control("TP", []);
        codes.text([roman(code)]);
        codes.text([roman(words.get(id))]);
    }
    codes.to_writer(&mut page)?;
    let mut variables = Roff::new();
    variables.control("SH", [words.get("man-environment").as_str()]);
    for (name, id) in VARIABLES {
        variables.control("TP", []);
        variables.text([roman(*name)]);
        variables.text([roman(words.get(id))]);
    }
    variables.to_writer(&mut page)?;
    Ok(page)
}

/// One section for each subcommand: what it does, how it is written, its own flags.
fn sections(command: &clap::Command, path: &str, page: &mut Vec<u8>) -> io::Result<()> {
    for sub in command.get_subcommands() {
        let name = format!("{path} {}", sub.get_name());
        let mut head = Roff::new();
        head.control("SH", [name.trim().to_uppercase().as_str()]);
        head.text([roman(
            sub.get_about().map(ToString::to_string).unwrap_or_default(),
        )]);
        for arg in sub.get_arguments().filter(|arg| !arg.is_global_set()) {
            head.control("TP", []);
            head.text([roman(written(arg))]);
            head.text([roman(
                arg.get_help().map(ToString::to_string).unwrap_or_default(),
            )]);
        }
        head.to_writer(page)?;
        sections(sub, &name, page)?;
    }
    Ok(())
}

/// `--limit N`, `[SERVICE]...`.
fn written(arg: &clap::Arg) -> String {
    let values = arg.get_value_names().unwrap_or_default().join(" ");
    match arg.get_long() {
        Some(long) if arg.get_action().takes_values() => format!("--{long} {values}"),
        Some(long) => format!("--{long}"),
        None => values,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn the_page_names_every_subcommand_flag_exit_code_and_variable() {
        for lang in [Lang::En, Lang::Fr] {
            let page = page(&Words::new(lang, &[])).unwrap();
            let page = String::from_utf8(page).unwrap();
            for part in [
                "SYNC",
                "LOG VERIFY",
                "accept\\-removals",
                "130",
                "SECRETARIAT_THEME",
            ] {
                assert!(page.contains(part), "{part}");
            }
            assert!(!page.contains("man\\-") && !page.contains("config\\-env"));
        }
    }
}
