//! The subcommands about tokens.

use clap::{Args, Subcommand};

use super::shared::Listing;

/// `token`
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Say what a token is, without believing it and without showing it
    Inspect(TokenInspect),
}

/// `token inspect`
#[derive(Debug, Args)]
pub struct TokenInspect {
    /// File that holds the token; standard input without it, never the token itself
    #[arg(value_name = "FILE")]
    pub file: Option<String>,
    /// Check the signature: a file with the key, or a reference such as '{ env = "KEY" }'
    #[arg(long, value_name = "FILE")]
    pub key: Option<String>,
    /// Write it into the register: what it says, never the token
    #[arg(long, requires = "user")]
    pub record: bool,
    /// Whom it was given to
    #[arg(long = "for", value_name = "USER", requires = "record")]
    pub user: Option<String>,
    /// Id of the service that it opens
    #[arg(long, value_name = "SERVICE", requires = "record")]
    pub service: Option<String>,
    /// Last day, for a token that does not say
    #[arg(long, value_name = "DATE", requires = "record")]
    pub expires: Option<String>,
    /// What to remember of it
    #[arg(long, value_name = "TEXT", requires = "record")]
    pub note: Option<String>,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `tokens`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Tokens {
    /// Changing the register.
    #[command(subcommand)]
    pub command: Option<TokensCommand>,
    /// Only those of this user
    #[arg(long = "for", value_name = "USER")]
    pub user: Option<String>,
    /// Only those whose time is over
    #[arg(long, conflicts_with = "expiring")]
    pub expired: bool,
    /// Only those that end within so many days
    #[arg(long, value_name = "DAYS")]
    pub expiring: Option<u16>,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `tokens drop`, `tokens revoked`
#[derive(Debug, Subcommand)]
pub enum TokensCommand {
    /// Take a token out of the register; nothing is sent to any service
    Drop {
        /// Number of the token
        id: u64,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Note that a token was revoked on its service
    Revoked {
        /// Number of the token
        id: u64,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
}
