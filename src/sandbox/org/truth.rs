//! The truth about who is who and who may do what, as CSV, to judge a matching or a sync by.

use std::io::{self, Write};

use super::logins::DOMAIN;
use super::{Account, Org, Place, Standing, ids};

impl Org {
    /// Writes one line per account; `account_id` is the handle `service/remote-id`,
    /// percent-encoded, and `teams` the names of the organisation's teams on a service that has
    /// them (GitHub, Nextcloud), joined by `|`.
    pub fn write_truth(&self, out: &mut dyn Write) -> io::Result<()> {
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
        for place in Place::ALL {
            let service = place.service();
            for (row, account) in self.accounts(place).iter().enumerate() {
                let remote = ids::remote(self.seed, place, row, account);
                let email = if place == Place::Mail && account.standing != Standing::Shared {
                    format!("{}@{DOMAIN}", account.login)
                } else {
                    account.email.to_string()
                };
                csv.write_record([
                    format!("c{}", account.cluster).as_str(),
                    service,
                    &format!("{service}/{}", encode(&remote)),
                    &account.login,
                    &account.name,
                    &email,
                    state(account.standing),
                    role(place, account.standing),
                    &self.team_names(place, account),
                ])?;
            }
        }
        csv.flush()
    }

    fn team_names(&self, place: Place, account: &Account) -> String {
        let teamless = match place {
            Place::Mattermost | Place::Mail => true,
            // Repositories are lent to them, one by one; a failed invitation opens nothing.
            Place::Github => {
                matches!(account.standing, Standing::Outside | Standing::InviteFailed)
            }
            Place::Nextcloud => false,
        };
        if teamless {
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

/// In the service's own word; empty where it has no roles.
fn role(place: Place, standing: Standing) -> &'static str {
    match (place, standing) {
        (Place::Github, Standing::Admin) => "owner",
        (Place::Github, Standing::Outside) => "outside_collaborator",
        (Place::Github, _) => "member",
        (Place::Mattermost, Standing::Admin) => "system_admin",
        (Place::Mattermost, Standing::Outside) => "system_guest",
        (Place::Mattermost, _) => "system_user",
        (Place::Nextcloud, Standing::Admin) => "admin",
        (Place::Nextcloud, _) => "user",
        (Place::Mail, _) => "",
    }
}

/// Percent-encodes what a handle may not carry bare.
fn encode(remote: &str) -> String {
    const KEEP: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~')
        .remove(b':')
        .remove(b'@');
    percent_encoding::utf8_percent_encode(remote, KEEP).to_string()
}
