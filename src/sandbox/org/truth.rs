//! The truth about who is who and who may do what, as CSV, to judge a matching or a sync by.

use std::io::{self, Write};

use super::model::{Account, Org, Standing};
use super::population::Population;

impl Org {
    /// Writes one line per account of these services; `account_id` is the handle
    /// `service/remote-id`, percent-encoded, and `teams` the names of the organisation's teams on
    /// a service that has them, joined by `|`.
    pub fn write_truth(&self, services: &[&Population], out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "cluster_id",
            "service",
            "account_id",
            "login",
            "display_name",
            "email",
            "state",
            "role",
            "teams",
        ])?;
        for population in services {
            let accounts = self.accounts_for(population);
            for (row, account) in accounts.iter().enumerate() {
                csv.write_record([
                    format!("c{}", account.cluster).as_str(),
                    population.service,
                    &handle(population, self.seed, row, account),
                    &account.login,
                    &account.name,
                    &(population.email)(account),
                    state(account.standing),
                    (population.role)(account.standing),
                    &self.team_names(population, account),
                ])?;
            }
        }
        csv.flush()
    }

    fn team_names(&self, population: &Population, account: &Account) -> String {
        if !(population.in_teams)(account.standing) {
            return String::new();
        }
        let ranks = account.teams.iter();
        let teams = ranks.filter_map(|rank| self.teams.get(usize::from(*rank)));
        let names: Vec<&str> = teams.map(|team| team.name.as_str()).collect();
        names.join("|")
    }
}

fn state(standing: Standing) -> &'static str {
    match standing {
        Standing::Disabled => "disabled",
        Standing::Invited | Standing::InviteFailed => "invited",
        Standing::Regular
        | Standing::Admin
        | Standing::Outside
        | Standing::Bot
        | Standing::Shared => "active",
    }
}

/// `service/remote-id`, percent-encoded where a handle may not carry it bare.
pub(super) fn handle(population: &Population, seed: u64, row: usize, account: &Account) -> String {
    const KEEP: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~')
        .remove(b':')
        .remove(b'@');
    let remote = (population.remote)(seed, row, account);
    let remote = percent_encoding::utf8_percent_encode(&remote, KEEP);
    format!("{}/{remote}", population.service)
}
