//! The subcommands about who is who.

use std::path::PathBuf;

use clap::Args;

use super::shared::Listing;

/// `suggestions`
#[derive(Debug, Args)]
pub struct Suggestions {
    /// At most so many: 50 to list, all to accept
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Only those that stand on this rule, as the column RULE writes it
    #[arg(long, value_name = "RULE")]
    pub rule: Option<String>,
    /// Say yes to all that stand on this rule; they are only shown without --yes
    #[arg(long, value_name = "RULE", conflicts_with = "rule")]
    pub accept_rule: Option<String>,
    /// Show what would be accepted, and accept nothing
    #[arg(long, requires = "accept_rule", conflicts_with = "yes")]
    pub dry_run: bool,
    /// Accept
    #[arg(long, requires = "accept_rule")]
    pub yes: bool,
    /// Why
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        requires = "accept_rule"
    )]
    pub reason: String,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `merge`
#[derive(Debug, Args)]
pub struct Merge {
    /// User ids or account handles, two or more
    #[arg(value_name = "USER", required = true, num_args = 2..)]
    pub users: Vec<String>,
    /// Whose name, kind, email, arrival, departure or note is kept where they differ
    #[arg(long, value_name = "FIELD=USER")]
    pub keep: Vec<String>,
    /// Show what would be merged, and merge nothing
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `relink`
#[derive(Debug, Args)]
pub struct Relink {
    /// Id of the service whose ids changed
    pub service: String,
    /// Show the pairs, and move nothing (as without --yes)
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Move every pair
    #[arg(long)]
    pub yes: bool,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    /// Form of the output.
    #[command(flatten)]
    pub listing: Listing,
}

/// `never`
#[derive(Debug, Args)]
pub struct Pair {
    /// User id or account handle
    pub a: String,
    /// User id or account handle
    pub b: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `detach`
#[derive(Debug, Args)]
pub struct Detach {
    /// Account handle
    pub account: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `undo`
#[derive(Debug, Args)]
pub struct Undo {
    /// Number of the decision; the last one of yours without it
    pub decision: Option<u64>,
    /// Show what would be taken back, and take nothing back
    #[arg(long)]
    pub dry_run: bool,
}

/// `match`
#[derive(Debug, Args)]
pub struct Match {
    /// CSV with the columns account_id,service,login,display_name,email
    pub file: PathBuf,
    /// Write account_id,cluster_id here
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Write the ranked suggestions here
    #[arg(long, value_name = "FILE")]
    pub suggestions: Option<PathBuf>,
    /// The service column carries no meaning
    #[arg(long)]
    pub ignore_service: bool,
}
