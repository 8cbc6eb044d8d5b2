//! The arguments of each subcommand but those of `identity`, `people` and `tokens`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::shared::Listing;

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Accounts over all services
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub accounts: usize,
    /// Another organisation for each number
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
}

impl Default for Demo {
    fn default() -> Self {
        Self {
            accounts: 400,
            seed: 1,
        }
    }
}

/// `sandbox`
#[derive(Debug, Args)]
pub struct Sandbox {
    /// Port to listen on, 0 for any
    #[arg(long, value_name = "P", default_value_t = 0)]
    pub port: u16,
    /// Accounts over all services
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub accounts: usize,
    /// Another organisation for each number
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Milliseconds before each answer
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Faults, such as github:429@3,nextcloud:cut@page2
    #[arg(long, value_name = "SPEC")]
    pub fault: Option<String>,
    /// Write a configuration that points here
    #[arg(long, value_name = "FILE")]
    pub write_config: Option<PathBuf>,
    /// Write which accounts belong together, as CSV
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
}

/// `init`
#[derive(Debug, Default, Args)]
pub struct Init {
    /// Kind of a service to write, several times for several; without it you are asked
    #[arg(long = "kind", value_name = "KIND")]
    pub kinds: Vec<String>,
    /// Name of the organisation
    #[arg(long, value_name = "NAME")]
    pub organisation: Option<String>,
    /// Time zone in which days begin and end
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// Write to standard output instead of the file
    #[arg(long)]
    pub stdout: bool,
}

/// `config`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read the configuration and say what it means
    Check(ConfigCheck),
}

/// `config check`
#[derive(Debug, Args)]
pub struct ConfigCheck {
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// Services to check; all without it
    #[arg(value_name = "SERVICE")]
    pub services: Vec<String>,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `sync`
#[derive(Debug, Args)]
pub struct Sync {
    /// Services to fetch; all that are not paused without it
    #[arg(value_name = "SERVICE")]
    pub services: Vec<String>,
    /// Fetch and compare, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Conclude nothing from what is absent
    #[arg(long)]
    pub add_only: bool,
    /// Let a held sync pass if it still concludes exactly these N removals
    #[arg(long, value_name = "N", requires = "services")]
    pub accept_removals: Option<u64>,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `services`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Services {
    /// Pausing and resuming.
    #[command(subcommand)]
    pub command: Option<ServicesCommand>,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `services pause`, `services resume`
#[derive(Debug, Subcommand)]
pub enum ServicesCommand {
    /// Leave a service alone until it is resumed
    Pause {
        /// Id of the service
        id: String,
        /// Why
        #[arg(long, value_name = "TEXT", value_parser = super::shared::reason)]
        reason: String,
    },
    /// Fetch a paused service again
    Resume {
        /// Id of the service
        id: String,
    },
}

/// `users`, `accounts`
#[derive(Debug, Args)]
pub struct Filtered {
    /// Words and conditions, such as service:github -mfa:yes departed:yes
    #[arg(value_name = "FILTER")]
    pub filter: Vec<String>,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `groups`
#[derive(Debug, Args)]
pub struct Groups {
    /// Words of a group's name, and service:, kind:, role:, user:
    #[arg(value_name = "FILTER")]
    pub filter: Vec<String>,
    /// One line for each member
    #[arg(long)]
    pub members: bool,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `show`
#[derive(Debug, Args)]
pub struct Show {
    /// User id, account handle, address, login or name
    #[arg(value_name = "USER")]
    pub user: String,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `changes`
#[derive(Debug, Args)]
pub struct Changes {
    /// From this day on, or for so long: 2026-12-31, 31/12/2026, 7d, 3m
    #[arg(long, value_name = "DATE", default_value = "30d")]
    pub since: String,
    /// Words and conditions on the account, such as service:github
    #[arg(value_name = "FILTER")]
    pub filter: Vec<String>,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `audit`
#[derive(Debug, Args)]
pub struct Audit {
    /// Exit with 5 when a finding is at least this grave
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<SeverityArg>,
    /// Show waived findings too
    #[arg(long)]
    pub waived: bool,
    /// Only these rules
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// A severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeverityArg {
    /// Worth knowing
    Info,
    /// Should be settled
    Warning,
    /// Somebody may have an access that they must not have
    Critical,
}

/// `waive`
#[derive(Debug, Args)]
pub struct Waive {
    /// Rule of the finding, as `audit` writes it
    pub rule: String,
    /// User id, account handle or service id
    pub subject: String,
    /// Why it is accepted
    #[arg(long, value_name = "TEXT", value_parser = super::shared::reason)]
    pub reason: String,
    /// Last day on which it is accepted
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Take the waiver back
    #[arg(long, conflicts_with = "until")]
    pub withdraw: bool,
}

/// `journal`
#[derive(Debug, Args)]
pub struct Journal {
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `log`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Log {
    /// Verifying.
    #[command(subcommand)]
    pub command: Option<LogCommand>,
    /// At most so many, the newest
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `log verify`
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Check that no entry was changed, removed or put in between
    Verify {
        /// The head that was noted earlier, as `number:hash`
        #[arg(long, value_name = "HEAD")]
        head: Option<String>,
        /// Form of the output.
        #[command(flatten)]
        listing: Listing,
    },
}

/// `backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// File to write; must not exist
    pub file: PathBuf,
}

/// `restore`
#[derive(Debug, Args)]
pub struct Restore {
    /// Backup to read
    pub file: PathBuf,
    /// Replace the present store, which is kept beside it
    #[arg(long)]
    pub replace: bool,
}

/// `export`
#[derive(Debug, Args)]
pub struct Export {
    /// File to write, 0600; standard output without it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `forget`
#[derive(Debug, Args)]
pub struct Forget {
    /// User id, or the handle of one of the accounts
    pub user: String,
    /// Do it: without this, it is only said what would go
    #[arg(long)]
    pub yes: bool,
    /// Why; must not name the user again
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `operators`
#[derive(Debug, Args)]
pub struct Operators {
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// Shell to write for
    pub shell: Shell,
}
