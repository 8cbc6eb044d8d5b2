//! What a service takes of the invented organisation: a circle as it is, or a part of one with
//! logins, standings and dates of its own. A part is drawn from the seed and the service's id, so
//! that a service more or less changes nobody else's accounts.

use std::collections::HashMap;

use super::dice::Dice;
use super::logins::{DOMAIN, Taken};
use super::model::{Account, Circle, NEVER, Org, Standing};

/// One service as the organisation sees it: what it takes, and how the truth tells its accounts.
#[derive(Debug, Clone, Copy)]
pub struct Population {
    /// Id of the service.
    pub service: &'static str,
    /// Whose accounts are on it.
    pub circle: Circle,
    /// Which of them, and how they look there.
    pub share: Share,
    /// The id by which a provider knows an account, from the seed and the position in the list
    /// that [`Org::accounts_for`] gives: `user:zoe`.
    pub remote: fn(u64, usize, &Account) -> String,
    /// The role in the service's own word; empty where it has no roles.
    pub role: fn(Standing) -> &'static str,
    /// Whether an account of this standing is in the organisation's teams there.
    pub in_teams: fn(Standing) -> bool,
    /// The address that the service tells; empty where it tells none.
    pub email: fn(&Account) -> String,
}

/// How much of a circle a service takes.
#[derive(Debug, Clone, Copy)]
pub enum Share {
    /// Everything as invented. The first account is the one that the credentials belong to, where
    /// the circle has one.
    Whole,
    /// Some people of the circle.
    Part {
        /// How many in a thousand have an account.
        per_mille: usize,
        /// How logins look.
        logins: Logins,
        /// Most bytes of a login.
        longest: usize,
        /// Login of the administrator that the credentials belong to, the first account.
        admin: &'static str,
        /// What somebody of the circle is on this service; `None` leaves them out.
        standing: fn(Standing) -> Option<Standing>,
        /// Whether the service tells who has a second factor.
        two_factor: bool,
    },
}

/// How logins look on a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logins {
    /// As in the circle.
    Circle,
    /// The address.
    Email,
    /// What stands before the `@` of the address.
    LocalPart,
}

/// Name and address of a user, gathered from all circles: a mailbox has no name, a handle no
/// address.
#[derive(Debug, Default, Clone)]
struct Face {
    name: Box<str>,
    given: u8,
    email: Box<str>,
}

impl Org {
    /// The accounts of one service; the position is part of the remote id on some.
    pub fn accounts_for(&self, population: &Population) -> Vec<Account> {
        let circle = self.circle(population.circle);
        let Share::Part {
            per_mille,
            logins,
            longest,
            admin,
            standing,
            two_factor,
        } = population.share
        else {
            return circle.to_vec();
        };
        let salt = self.seed ^ hash(population.service);
        let faces = self.faces();
        let mut taken = Taken::default();
        let mut first = Account::new(admin, "");
        // A technical account is a user of its own.
        first.cluster = hash(population.service) as u32 | 1 << 31;
        first.standing = Standing::Admin;
        first.login = taken.free(admin, longest, &mut Dice::new(salt, u64::MAX));
        first.created = 2_000;
        first.mfa = two_factor.then_some(true);
        let mut accounts = vec![first];
        for (row, origin) in circle.iter().enumerate() {
            let mut dice = Dice::new(salt, row as u64);
            let wanted = standing(origin.standing);
            let Some(standing) = wanted.filter(|_| dice.chance(per_mille)) else {
                continue;
            };
            let mut account = origin.clone();
            let face = faces.get(&origin.cluster).cloned().unwrap_or_default();
            account.standing = match standing {
                // Somebody always forgets a service when a person leaves.
                Standing::Disabled if dice.chance(250) => Standing::Regular,
                other => other,
            };
            if account.name.is_empty() {
                (account.name, account.given) = (face.name, face.given);
            }
            if account.email.is_empty() {
                account.email = face.email;
            }
            let local = account.email.split('@').next().unwrap_or_default();
            let login: &str = match logins {
                Logins::Email if !account.email.is_empty() => &account.email,
                Logins::LocalPart if !local.is_empty() => local,
                Logins::Circle | Logins::Email | Logins::LocalPart => &origin.login,
            };
            account.login = taken.free(login, longest, &mut dice);
            account.mfa = two_factor.then(|| origin.mfa.unwrap_or_else(|| dice.chance(700)));
            let created = dice.between(1, usize::from(origin.created).max(1)) as u16;
            account.created = created;
            if account.active != NEVER {
                account.active = account.active.min(created);
            }
            accounts.push(account);
        }
        accounts
    }

    fn faces(&self) -> HashMap<u32, Face> {
        let mut faces: HashMap<u32, Face> = HashMap::new();
        for circle in [Circle::Chat, Circle::Files, Circle::Code, Circle::Mail] {
            for account in self.circle(circle) {
                let face = faces.entry(account.cluster).or_default();
                if face.name.is_empty() {
                    (face.name, face.given) = (account.name.clone(), account.given);
                }
                let box_of_a_person =
                    circle == Circle::Mail && account.standing != Standing::Shared;
                if box_of_a_person {
                    face.email = format!("{}@{DOMAIN}", account.login).into();
                } else if face.email.is_empty() {
                    face.email = account.email.clone();
                }
            }
        }
        faces
    }
}

/// FNV-1a: the same on every machine and in every version.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
