//! What several subcommands take: the flags of a listing, and a reason.

use clap::{Args, ValueEnum};

/// How a listing is written.
#[derive(Debug, Clone, Args)]
pub struct Listing {
    /// One JSON object (same as --format json)
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Form of the listing
    #[arg(long, value_enum, value_name = "FORM", default_value_t = FormatArg::Table)]
    pub format: FormatArg,
    /// Separator of CSV columns
    #[arg(long, value_name = "CHAR", default_value_t = ',', value_parser = csv_separator)]
    pub csv_separator: char,
}

/// The forms of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Aligned columns
    Table,
    /// One object
    Json,
    /// Comma-separated values
    Csv,
}

/// A reason that says something.
pub fn reason(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("write why".to_owned()),
        text => Ok(text.to_owned()),
    }
}

fn csv_separator(text: &str) -> Result<char, String> {
    match text {
        "\\t" | "tab" => Ok('\t'),
        _ => {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if c.is_ascii() && !c.is_alphanumeric() && c != '"' => Ok(c),
                _ => Err("write one of , ; | or tab".to_owned()),
            }
        }
    }
}
