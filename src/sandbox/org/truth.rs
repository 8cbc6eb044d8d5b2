//! The truth about who is who, as CSV, to judge a matching by.

use std::io::{self, Write};

use super::logins::DOMAIN;
use super::{Org, Place, Standing, ids};

impl Org {
    /// Writes `cluster_id,service,account_id,login,display_name,email`, one line per account;
    /// `account_id` is the handle `service/remote-id`, percent-encoded.
    pub fn write_truth(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "cluster_id",
            "service",
            "account_id",
            "login",
            "display_name",
            "email",
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
                ])?;
            }
        }
        csv.flush()
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
