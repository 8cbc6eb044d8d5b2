//! What the simulated Nextcloud holds, and how its administrator changes it.

use std::collections::{BTreeSet, HashMap};

use secrecy::SecretString;

use super::door::Door;
use crate::sandbox::org::{Account, Org, Standing};

/// Everything that the Nextcloud server knows.
#[derive(Debug)]
pub(super) struct Nextcloud {
    pub version: u32,
    pub users: Vec<Account>,
    /// Rows sorted by folded uid; a row missing here was deleted.
    pub order: Vec<u32>,
    pub groups: Vec<Group>,
    pub door: Door,
    /// Fields set by `PUT users/{uid}`: quota, language, phone…
    pub extra: HashMap<(u32, String), String>,
    /// Users who may administer groups.
    pub subadmins: HashMap<u32, BTreeSet<usize>>,
    /// Uids and addresses from before a move to another sign-on, by row.
    pub moved: Option<Vec<(Box<str>, Box<str>)>>,
}

#[derive(Debug)]
pub(super) struct Group {
    pub id: String,
    pub display: String,
    pub members: BTreeSet<u32>,
}

impl Nextcloud {
    pub(super) fn new(
        org: &Org,
        mut users: Vec<Account>,
        version: u32,
        password: SecretString,
    ) -> Self {
        let mut groups = vec![
            Group::new("admin", "admin"),
            Group::new("partenaires & externes", "Partenaires / externes"),
        ];
        groups.extend(
            org.teams
                .iter()
                .map(|team| Group::new(&team.slug, &team.name)),
        );
        for (row, user) in users.iter_mut().enumerate() {
            // From here on `teams` are positions in `groups`.
            user.teams.iter_mut().for_each(|team| *team += 2);
            if user.standing == Standing::Admin {
                user.teams.insert(0, 0);
            }
            if !user.email.is_empty() && !user.email.ends_with("communs.example") {
                user.teams.push(1);
            }
            for &group in &user.teams {
                if let Some(group) = groups.get_mut(usize::from(group)) {
                    group.members.insert(row as u32);
                }
            }
        }
        let mut order: Vec<u32> = (0..users.len() as u32).collect();
        order.sort_by_cached_key(|&row| folded(&users, row));
        Self {
            version,
            users,
            order,
            groups,
            door: Door::new(password),
            extra: HashMap::new(),
            subadmins: HashMap::new(),
            moved: None,
        }
    }

    /// Moves to another sign-on and mail host, where everybody but the administrator gets an opaque
    /// uid and an address elsewhere; or back again. False where it is so already.
    pub(super) fn renumber(&mut self, back: bool) -> bool {
        let known: Vec<_> = self
            .users
            .iter()
            .map(|user| (user.login.clone(), user.email.clone()))
            .collect();
        let before = match (back, self.moved.take()) {
            (true, Some(before)) => before,
            (false, None) => {
                let elsewhere = known.iter().zip(0u32..).map(|((_, email), row)| {
                    let local = email.split('@').next().unwrap_or_default();
                    let moved = if email.is_empty() {
                        String::new()
                    } else {
                        format!("{local}@moved.example")
                    };
                    (format!("u{row:06}").into(), moved.into())
                });
                let elsewhere = elsewhere.collect();
                self.moved = Some(known);
                elsewhere
            }
            (_, moved) => {
                self.moved = moved;
                return false;
            }
        };
        for (user, (login, email)) in self.users.iter_mut().zip(before).skip(1) {
            (user.login, user.email) = (login, email);
        }
        let users = &self.users;
        self.order.sort_by_cached_key(|&row| folded(users, row));
        true
    }

    /// Ids are compared without case.
    pub(super) fn row_of(&self, uid: &str) -> Option<u32> {
        self.order.get(self.place(uid).ok()?).copied()
    }

    pub(super) fn place(&self, uid: &str) -> Result<usize, usize> {
        let wanted = uid.to_lowercase();
        self.order
            .binary_search_by(|&row| folded(&self.users, row).cmp(&wanted))
    }

    pub(super) fn uid(&self, row: u32) -> &str {
        self.users.get(row as usize).map_or("", |user| &user.login)
    }

    pub(super) fn is_enabled(&self, row: u32) -> bool {
        self.users
            .get(row as usize)
            .is_some_and(|user| user.standing != Standing::Disabled)
    }

    pub(super) fn is_admin(&self, row: u32) -> bool {
        self.groups
            .first()
            .is_some_and(|admins| admins.members.contains(&row))
    }

    pub(super) fn group_rank(&self, id: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.id == id)
    }

    /// Whether a caller may know of a user: administrators of all, subadmins of their groups'.
    pub(super) fn may_see(&self, caller: u32, row: u32) -> bool {
        let rules = |rank: &usize| {
            let group = self.groups.get(*rank);
            group.is_some_and(|group| group.members.contains(&row))
        };
        caller == row
            || self.is_admin(caller)
            || self.subadmins.get(&caller).into_iter().flatten().any(rules)
    }

    pub(super) fn may_administer(&self, row: u32) -> bool {
        self.is_admin(row) || self.subadmins.contains_key(&row)
    }

    /// Enables or disables; an administrator stays one in the `admin` group.
    pub(super) fn set_enabled(&mut self, row: u32, enabled: bool) {
        if let Some(user) = self.users.get_mut(row as usize) {
            user.standing = if enabled {
                Standing::Regular
            } else {
                Standing::Disabled
            };
        }
    }

    pub(super) fn remove(&mut self, row: u32) {
        self.order.retain(|&one| one != row);
        self.groups.iter_mut().for_each(|group| {
            group.members.remove(&row);
        });
    }

    /// Leaves only the administrator.
    pub(super) fn clear(&mut self) {
        self.order.retain(|&row| row == 0);
        self.groups
            .iter_mut()
            .for_each(|group| group.members.retain(|&row| row == 0));
    }
}

impl Group {
    pub(super) fn new(id: &str, display: &str) -> Self {
        Self {
            id: id.to_owned(),
            display: display.to_owned(),
            members: BTreeSet::new(),
        }
    }
}

pub(super) fn folded(users: &[Account], row: u32) -> String {
    users
        .get(row as usize)
        .map(|user| user.login.to_lowercase())
        .unwrap_or_default()
}
