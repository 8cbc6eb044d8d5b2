//! The command itself: the flags that go everywhere, and the list of subcommands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::identity::*;
use super::people::*;
use super::subcommands::*;
use super::tokens::*;

/// Who has access to what: the accounts of an organisation's services, merged into people.
///
/// Without a subcommand the full-screen program opens.
#[derive(Debug, Parser)]
#[command(
    name = "secretariat",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    args_override_self = true
)]
pub struct Cli {
    /// What every subcommand takes.
    #[command(flatten)]
    pub global: Global,
    /// The subcommand; none opens the screen.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that every subcommand takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the store
    #[arg(long, global = true, value_name = "FOLDER")]
    pub store: Option<PathBuf>,
    /// Resolve no secret, open no connection, write nothing
    #[arg(long, global = true)]
    pub read_only: bool,
    /// The screen line by line: for screen readers and simple terminals
    #[arg(long, global = true)]
    pub plain: bool,
    /// Language of the output
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// File that the log is appended to
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Say less
    #[arg(short, long, global = true, action = clap::ArgAction::Count, conflicts_with = "verbose")]
    pub quiet: u8,
    /// Log more (twice for everything)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// The present instant, for tests (RFC 3339, or a date)
    #[arg(long, global = true, hide = true, value_name = "INSTANT")]
    pub now: Option<String>,
    /// Show this help
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    pub help: Option<bool>,
    /// Show the version
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    pub version: Option<bool>,
}

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// English
    En,
    /// Français
    Fr,
}

impl LangArg {
    /// The word of the flag.
    pub const fn as_str(self) -> &'static str {
        match self {
            LangArg::En => "en",
            LangArg::Fr => "fr",
        }
    }
}

/// Every subcommand.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the screen on a throw-away organisation, with simulated services
    Demo(Demo),
    /// Serve the simulated services
    Sandbox(Sandbox),
    /// Write a first configuration
    Init(Init),
    /// Check the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Check credentials, rights, clock, terminal and store
    Doctor(Doctor),
    /// Fetch the accounts of every service, or of some
    Sync(Sync),
    /// List the services, or pause and resume one
    Services(Services),
    /// List the users
    Users(Filtered),
    /// List the accounts
    Accounts(Filtered),
    /// List groups, teams, repositories and mailboxes with who is in them
    Groups(Groups),
    /// Show one user with its accounts, findings and history
    Show(Show),
    /// List what changed on the services
    Changes(Changes),
    /// Report the findings, with the age of each service's picture
    Audit(Audit),
    /// Accept a finding for a reason and a time
    Waive(Waive),
    /// List accounts that may belong to one user
    Suggestions(Suggestions),
    /// Merge users, or the users of accounts
    Merge(Merge),
    /// Take an account out of its user
    Detach(Detach),
    /// Record that two accounts never belong to one user
    Never(Pair),
    /// Take the last decision back, or one by its number
    Undo(Undo),
    /// Move a service's accounts to their new ids after it changed them all
    Relink(Relink),
    /// Match the accounts of a CSV file, without configuration or store
    Match(Match),
    /// Change what is known of a user
    #[command(subcommand)]
    User(UserCommand),
    /// Take over people, dates and notes from a list kept elsewhere
    Import(Import),
    /// List the newcomers who are awaited, or let go of one
    Requests(Requests),
    /// List who leaves, and who has left and can still get in
    Departures(Departures),
    /// Look into a token
    #[command(subcommand)]
    Token(TokenCommand),
    /// List the tokens that are known, and who has them
    Tokens(Tokens),
    /// List planned and done changes of the services
    Journal(Journal),
    /// List the audit log, or verify its chain
    Log(Log),
    /// Copy the store into one file
    Backup(Backup),
    /// Put a backup in the place of the store
    Restore(Restore),
    /// Write everything that is known, as JSON
    Export(Export),
    /// Erase a user, with accounts and history, for good
    Forget(Forget),
    /// Show who is at the keyboard and who may do what
    Operators(Operators),
    /// Write the completions of a shell
    Completions(Completions),
    /// Write the manual page
    Man,
}
