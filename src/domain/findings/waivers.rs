//! Accepted findings, found by rule and subject.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::ids::{AccountKey, ServiceId, UserId};

use super::{Rule, Subject, Waiver};

/// The waivers, indexed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waivers {
    users: HashMap<UserId, Vec<Waiver>>,
    accounts: HashMap<AccountKey, Vec<Waiver>>,
    services: HashMap<ServiceId, Vec<Waiver>>,
}

impl FromIterator<Waiver> for Waivers {
    fn from_iter<I: IntoIterator<Item = Waiver>>(waivers: I) -> Self {
        let mut index = Self::default();
        for waiver in waivers {
            let list = match waiver.subject.clone() {
                Subject::User(id) => index.users.entry(id).or_default(),
                Subject::Account(key) => index.accounts.entry(key).or_default(),
                Subject::Service(id) => index.services.entry(id).or_default(),
            };
            list.push(waiver);
        }
        index
    }
}

impl Waiver {
    /// Whether it still holds: `until` is its last day.
    pub fn holds(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }
}

impl Waivers {
    /// What covers a rule for a user as a whole, its accounts included.
    pub fn of_user(&self, rule: Rule, user: UserId, today: Date) -> Option<&Waiver> {
        holding(self.users.get(&user), rule, today)
    }

    /// What covers a rule for one account.
    pub fn of_account(&self, rule: Rule, account: &AccountKey, today: Date) -> Option<&Waiver> {
        holding(self.accounts.get(account), rule, today)
    }

    /// What covers a rule for a service.
    pub fn of_service(&self, rule: Rule, service: &ServiceId, today: Date) -> Option<&Waiver> {
        holding(self.services.get(service), rule, today)
    }
}

fn holding(list: Option<&Vec<Waiver>>, rule: Rule, today: Date) -> Option<&Waiver> {
    list?
        .iter()
        .find(|waiver| waiver.rule == rule && waiver.holds(today))
}
