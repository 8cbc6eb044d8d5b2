//! The subcommands about people: what is known of them, who comes, who leaves.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::Listing;

/// `user`
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Set arrival, departure, email, note, name or kind
    Set {
        /// User id, or a selector that names exactly one
        user: String,
        /// key=value; an empty value clears
        #[arg(required = true, value_name = "KEY=VALUE")]
        fields: Vec<String>,
    },
}

/// `import`
#[derive(Debug, Args)]
pub struct Import {
    /// CSV with some of the columns name,email,login,kind,arrival,departure,note,services; - is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Take the list's value where another one stands
    #[arg(long)]
    pub overwrite: bool,
    /// This line of the list is about a newcomer, whoever has the same name
    #[arg(long = "new", value_name = "LINE")]
    pub newcomers: Vec<u64>,
    /// Show what would change, and change nothing (as without --yes)
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Take it over
    #[arg(long)]
    pub yes: bool,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `requests`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Requests {
    /// Letting go.
    #[command(subcommand)]
    pub command: Option<RequestsCommand>,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `requests drop`
#[derive(Debug, Subcommand)]
pub enum RequestsCommand {
    /// Await newcomers no more
    Drop {
        /// Numbers, as the list of requests writes them
        #[arg(value_name = "ID", required = true)]
        ids: Vec<u64>,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
}

/// `departures`
#[derive(Debug, Args)]
pub struct Departures {
    /// Words and conditions, such as service:github kind:person
    #[arg(value_name = "FILTER")]
    pub filter: Vec<String>,
    /// So many days ahead
    #[arg(long, value_name = "DAYS", default_value_t = crate::domain::departures::WITHIN.unsigned_abs())]
    pub within: u32,
    /// Also who has left and can get in nowhere any more
    #[arg(long)]
    pub all: bool,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}
