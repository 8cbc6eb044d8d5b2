//! What the simulated Mattermost holds, and how its administrator changes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use secrecy::SecretString;

use super::ids::{self, Of};
use crate::sandbox::clock::Clock;
use crate::sandbox::org::{Account, Org, Standing};

/// Everything that the Mattermost server knows.
#[derive(Debug)]
pub(super) struct Mattermost {
    pub seed: u64,
    /// Users by row; their id is made from the row.
    pub users: Vec<Account>,
    /// Rows sorted by username; a row missing here was removed for good.
    pub order: Vec<u32>,
    /// Milliseconds of the deactivation; 0 = active.
    pub deleted: Vec<i64>,
    /// Milliseconds of the last change made through the API.
    pub updated: HashMap<u32, i64>,
    pub teams: Vec<Team>,
    pub pats: Vec<Pat>,
    /// Session tokens and their users.
    pub sessions: HashMap<String, u32>,
    /// Passwords of users made or changed through the API, and failed attempts.
    pub passwords: HashMap<u32, String>,
    pub attempts: HashMap<u32, usize>,
    /// Fields set by `patch`: position, nickname, locale.
    pub extra: HashMap<(u32, &'static str), String>,
}

#[derive(Debug)]
pub(super) struct Team {
    pub name: &'static str,
    pub display: &'static str,
    /// Rows of the members.
    pub members: BTreeSet<u32>,
    /// Rows of those who left, with the instant.
    pub left: BTreeMap<u32, i64>,
}

impl Mattermost {
    pub(super) fn new(org: &Org, users: Vec<Account>, clock: &Clock, token: SecretString) -> Self {
        let mut order: Vec<u32> = (0..users.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| name_of(&users, a).cmp(name_of(&users, b)));
        let deleted = users
            .iter()
            .enumerate()
            .map(|(row, user)| match user.standing {
                Standing::Disabled => clock
                    .days_ago(user.active.min(user.created), row)
                    .as_millisecond(),
                _ => 0,
            })
            .collect();
        let mut teams: Vec<Team> = [
            ("communs", "Atelier des Communs"),
            ("produits", "Produits"),
            ("communaute", "Communauté"),
            ("exploitation", "Exploitation"),
        ]
        .map(|(name, display)| Team {
            name,
            display,
            members: BTreeSet::new(),
            left: BTreeMap::new(),
        })
        .into();
        for (row, user) in users.iter().enumerate() {
            for (rank, team) in teams.iter_mut().enumerate() {
                let belongs = match rank {
                    0 => !matches!(user.standing, Standing::Outside) && row % 37 != 36,
                    1 => !user.teams.is_empty(),
                    2 => user.standing == Standing::Outside || row.is_multiple_of(5),
                    _ => row % 9 == 3,
                };
                if belongs && user.standing != Standing::Bot {
                    team.members.insert(row as u32);
                }
            }
        }
        let pats = vec![Pat::new(0, token, "secretariat")];
        Self {
            seed: org.seed,
            users,
            order,
            deleted,
            updated: HashMap::new(),
            teams,
            pats,
            sessions: HashMap::new(),
            passwords: HashMap::new(),
            attempts: HashMap::new(),
            extra: HashMap::new(),
        }
    }

    pub(super) fn id(&self, row: u32) -> String {
        ids::id(self.seed, Of::User, row as usize)
    }

    pub(super) fn team_id(&self, rank: usize) -> String {
        ids::id(self.seed, Of::Team, rank)
    }

    pub(super) fn exists(&self, row: u32) -> bool {
        self.place(name_of(&self.users, row)).is_ok()
    }

    /// Where a username is in the order, or would be.
    pub(super) fn place(&self, name: &str) -> Result<usize, usize> {
        self.order
            .binary_search_by(|&row| name_of(&self.users, row).cmp(name))
    }

    pub(super) fn row_of_name(&self, name: &str) -> Option<u32> {
        self.order
            .get(self.place(&name.to_lowercase()).ok()?)
            .copied()
    }

    pub(super) fn row_of_id(&self, id: &str) -> Option<u32> {
        let row = ids::row(self.seed, Of::User, id)? as u32;
        ((row as usize) < self.users.len() && self.exists(row)).then_some(row)
    }

    pub(super) fn rank_of_team(&self, id: &str) -> Option<usize> {
        let rank = ids::row(self.seed, Of::Team, id)?;
        (rank < self.teams.len()).then_some(rank)
    }

    pub(super) fn is_active(&self, row: u32) -> bool {
        self.deleted.get(row as usize) == Some(&0)
    }

    /// Takes a user out of every list, as a permanent deletion does.
    pub(super) fn remove(&mut self, row: u32) {
        self.order.retain(|&one| one != row);
        self.teams.iter_mut().for_each(|team| {
            team.members.remove(&row);
            team.left.remove(&row);
        });
    }

    /// Leaves only the user of the token.
    pub(super) fn clear(&mut self) {
        self.order.retain(|&row| row == 0);
        self.teams
            .iter_mut()
            .for_each(|team| team.members.retain(|&row| row == 0));
    }

    /// Deactivates or reactivates.
    pub(super) fn set_active(&mut self, row: u32, active: bool, clock: &Clock) {
        let now = clock.now().as_millisecond();
        if let Some(deleted) = self.deleted.get_mut(row as usize) {
            // Deactivating twice keeps the first instant.
            *deleted = if active {
                0
            } else if *deleted == 0 {
                now
            } else {
                *deleted
            };
        }
        if !active {
            self.sessions.retain(|_, &mut owner| owner != row);
        }
        self.updated.insert(row, now);
    }

    /// Gives a user another name; false when it is taken.
    pub(super) fn rename(&mut self, row: u32, name: &str) -> bool {
        if self.row_of_name(name).is_some() {
            return false;
        }
        self.order.retain(|&one| one != row);
        if let Some(user) = self.users.get_mut(row as usize) {
            user.login = name.into();
        }
        let place = self.place(name).unwrap_or_else(|place| place);
        self.order.insert(place, row);
        true
    }
}

/// A personal access token.
#[derive(Debug)]
pub(super) struct Pat {
    pub user: u32,
    pub token: SecretString,
    pub description: String,
    pub active: bool,
    pub revoked: bool,
}

impl Pat {
    pub(super) fn new(user: u32, token: SecretString, description: &str) -> Self {
        Self {
            user,
            token,
            description: description.to_owned(),
            active: true,
            revoked: false,
        }
    }
}

pub(super) fn name_of(users: &[Account], row: u32) -> &str {
    users.get(row as usize).map_or("", |user| &user.login)
}
