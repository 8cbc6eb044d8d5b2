//! When people came and when they leave, as somebody in the invented organisation keeps it in a
//! list; worked out from their accounts, so that it never contradicts them.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::Dice;
use super::model::{Account, Circle, Org, Standing};
use super::population::Population;
use crate::domain::ids::{AccountKey, RemoteId, ServiceId};
use crate::domain::time::Departure;

/// Of a person who leaves by themselves, or whose contract ends: the furthest day.
const FURTHEST: usize = 300;

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The accounts of the person.
    pub accounts: Vec<AccountKey>,
    /// First day.
    pub arrival: Date,
    /// Last day, if it is known.
    pub departure: Departure,
}

impl Org {
    /// The people of the list; bots, products and shared boxes are not in it. Dates follow from the
    /// circles alone, so that they do not depend on which services there are.
    pub fn stays(&self, services: &[&Population], today: Date) -> Vec<Stay> {
        let mut people: BTreeMap<u32, Vec<&Account>> = BTreeMap::new();
        for circle in Circle::ALL {
            for account in self.circle(circle) {
                people.entry(account.cluster).or_default().push(account);
            }
        }
        let mut keys: BTreeMap<u32, Vec<AccountKey>> = BTreeMap::new();
        for population in services {
            let accounts = self.accounts_for(population);
            for (row, account) in accounts.iter().enumerate() {
                let key = self.key(population, row, account);
                keys.entry(account.cluster).or_default().extend(key);
            }
        }
        let stays = people.into_iter().filter_map(|(cluster, accounts)| {
            let keys = keys.remove(&cluster).unwrap_or_default();
            self.stay(cluster, &accounts, keys, today)
        });
        stays.collect()
    }

    fn key(&self, population: &Population, row: usize, account: &Account) -> Option<AccountKey> {
        let service = ServiceId::new(population.service).ok()?;
        let remote = RemoteId::new(&(population.remote)(self.seed, row, account)).ok()?;
        Some(AccountKey::new(service, remote))
    }

    fn stay(
        &self,
        cluster: u32,
        accounts: &[&Account],
        keys: Vec<AccountKey>,
        today: Date,
    ) -> Option<Stay> {
        let is = |standing| accounts.iter().any(|account| account.standing == standing);
        if is(Standing::Bot) || is(Standing::Shared) {
            return None;
        }
        let mut dice = Dice::new(self.seed ^ 0x57A7, u64::from(cluster));
        let known = accounts.iter().map(|account| account.created).max()?;
        let before = |days: usize| today.checked_sub(i64::try_from(days).ok()?.days()).ok();
        let after = |days: usize| today.checked_add(i64::try_from(days).ok()?.days()).ok();
        let departure = match dice.below(100) {
            0..=79 if is(Standing::Disabled) => {
                Departure::On(before(dice.between(2, usize::from(known).clamp(2, 400)))?)
            }
            _ if is(Standing::Disabled) => Departure::Unset,
            0..=3 => Departure::On(after(dice.between(0, 20))?),
            4..=15 => Departure::On(after(dice.between(21, FURTHEST))?),
            16..=74 => Departure::OpenEnded,
            _ => Departure::Unset,
        };
        Some(Stay {
            accounts: keys,
            arrival: before(usize::from(known))?,
            departure,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::population::Share;
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    const MAIL: Population = Population {
        service: "mail",
        circle: Circle::Mail,
        share: Share::Whole,
        remote: |_, _, account| format!("user:{}", account.login),
        role: |_| "",
        in_teams: |_| false,
        email: |_| String::new(),
    };

    fn of(stays: &[Stay], handle: &str) -> Option<Stay> {
        let has = |stay: &&Stay| stay.accounts.iter().any(|key| key.handle() == handle);
        stays.iter().find(has).cloned()
    }

    #[test]
    fn a_person_came_before_the_first_account_and_leaves_after_it() {
        let stays = Org::invent(1, 2_000).stays(&[&MAIL], TODAY);
        assert!(stays.len() > 300);
        for stay in &stays {
            assert!(stay.arrival <= TODAY, "{stay:?}");
            if let Departure::On(day) = stay.departure {
                assert!(day > stay.arrival || day >= TODAY, "{stay:?}");
            }
        }
    }

    #[test]
    fn somebody_has_left_and_somebody_is_about_to() {
        let stays = Org::invent(1, 600).stays(&[&MAIL], TODAY);
        let count = |wanted: fn(Departure) -> bool| {
            let found = stays.iter().filter(|stay| wanted(stay.departure));
            found.count()
        };
        assert!(count(|departure| departure.is_past(TODAY)) > 3);
        assert!(count(|departure| matches!(departure, Departure::On(day) if day >= TODAY)) > 10);
        assert!(count(|departure| departure == Departure::OpenEnded) > 50);
        assert!(count(|departure| departure == Departure::Unset) > 20);
    }

    #[test]
    fn boxes_and_bots_neither_come_nor_leave() {
        let stays = Org::invent(1, 600).stays(&[&MAIL], TODAY);
        assert_eq!(of(&stays, "mail/user:contact"), None);
        assert!(of(&stays, "mail/user:karim.benali").is_some());
    }
}
