//! What the simulated GitHub holds, and how it changes by itself or by its people.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use secrecy::SecretString;

use super::ids;
use super::limits::Limits;
use crate::sandbox::org::logins::ascii;
use crate::sandbox::org::{Account, Standing};

/// Login of the organisation.
pub(super) const ORG: &str = "communs";
/// Number of the first invitation sent through the API; those of the organisation are lower.
pub(super) const FIRST_SENT: u64 = 90_000_000;
/// Number of the organisation.
pub(super) const ORG_ID: u64 = 650_001;

/// Everything that GitHub knows.
#[derive(Debug)]
pub(super) struct Github {
    pub seed: u64,
    pub token: SecretString,
    /// Scopes of the token, as `X-OAuth-Scopes` lists them.
    pub scopes: Vec<String>,
    /// Users by row; their number is made from the row. Renamed, never removed.
    pub users: Vec<Account>,
    /// Rows with a login, sorted by it (folded).
    pub by_login: Vec<u32>,
    /// Rows of the members, ascending.
    pub members: Vec<u32>,
    /// Rows of the outside collaborators, ascending.
    pub outside: Vec<u32>,
    pub invitations: Vec<Invitation>,
    pub next_invitation: u64,
    pub teams: Vec<Team>,
    pub repos: Vec<Repo>,
    /// What removed members had, for `reinstate`.
    pub former: HashMap<u32, Former>,
    pub limits: Limits,
    /// Invitations sent in the sandbox's last day.
    pub sent_invitations: Vec<Timestamp>,
}

#[derive(Debug, Clone)]
pub(super) struct Invitation {
    pub id: u64,
    /// The invited user; `None` for an invitation by e-mail.
    pub user: Option<u32>,
    pub email: Option<String>,
    pub role: &'static str,
    pub created: Timestamp,
    pub failed: Option<(Timestamp, &'static str)>,
    pub teams: Vec<u16>,
}

#[derive(Debug)]
pub(super) struct Team {
    pub name: String,
    pub slug: String,
    pub secret: bool,
    pub parent: Option<u16>,
    /// Member rows and whether each is a maintainer.
    pub members: BTreeMap<u32, bool>,
}

#[derive(Debug)]
pub(super) struct Repo {
    pub name: String,
    pub private: bool,
    pub archived: bool,
    /// Rights given to single users.
    pub direct: BTreeMap<u32, &'static str>,
    /// Rights given to teams.
    pub teams: BTreeMap<u16, &'static str>,
    /// Invited users, with the right and the instant.
    pub invited: Vec<(u64, u32, &'static str, Timestamp)>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Former {
    pub admin: bool,
    /// Teams and whether a maintainer.
    pub teams: Vec<(u16, bool)>,
    pub repos: Vec<(usize, &'static str)>,
}

impl Github {
    pub(super) fn user(&self, row: u32) -> Option<&Account> {
        self.users.get(row as usize)
    }

    pub(super) fn login(&self, row: u32) -> &str {
        self.user(row).map_or("", |user| &user.login)
    }

    pub(super) fn id(&self, row: u32) -> u64 {
        ids::user(self.seed, row as usize)
    }

    pub(super) fn row_of_id(&self, id: u64) -> Option<u32> {
        let row = ids::row(self.seed, id)?;
        (row < self.users.len()).then_some(row as u32)
    }

    /// Logins are compared without case.
    pub(super) fn row_of_login(&self, login: &str) -> Option<u32> {
        let wanted = login.to_lowercase();
        let found = self
            .by_login
            .binary_search_by(|&row| self.login(row).to_lowercase().cmp(&wanted));
        self.by_login.get(found.ok()?).copied()
    }

    pub(super) fn is_member(&self, row: u32) -> bool {
        self.members.binary_search(&row).is_ok()
    }

    pub(super) fn is_admin(&self, row: u32) -> bool {
        self.user(row)
            .is_some_and(|user| user.standing == Standing::Admin)
    }

    pub(super) fn team_rank(&self, slug: &str) -> Option<usize> {
        self.teams.iter().position(|team| team.slug == slug)
    }

    /// Takes a member out of the organisation, remembering what they had.
    pub(super) fn remove_member(&mut self, row: u32) -> bool {
        let Ok(index) = self.members.binary_search(&row) else {
            return false;
        };
        self.members.remove(index);
        let mut former = Former {
            admin: self.is_admin(row),
            ..Former::default()
        };
        for (rank, team) in self.teams.iter_mut().enumerate() {
            if let Some(maintainer) = team.members.remove(&row) {
                former.teams.push((rank as u16, maintainer));
            }
        }
        for (index, repo) in self.repos.iter_mut().enumerate() {
            if let Some(right) = repo.direct.remove(&row) {
                former.repos.push((index, right));
            }
        }
        self.former.insert(row, former);
        true
    }

    /// Takes somebody out of the organisation, whatever they are in it.
    pub(super) fn remove_anybody(&mut self, row: u32) -> bool {
        let invited = self.invitations.len();
        self.invitations.retain(|one| one.user != Some(row));
        let outside = self.outside.len();
        self.outside.retain(|&one| one != row);
        self.repos.iter_mut().for_each(|repo| {
            if !self.members.contains(&row) {
                repo.direct.remove(&row);
            }
        });
        let changed = invited != self.invitations.len() || outside != self.outside.len();
        self.remove_member(row) || changed
    }

    /// Makes a user a member, with teams; `admin` makes an owner.
    pub(super) fn join(&mut self, row: u32, admin: bool, teams: &[(u16, bool)]) {
        if let Err(index) = self.members.binary_search(&row) {
            self.members.insert(index, row);
        }
        if let Some(user) = self.users.get_mut(row as usize) {
            user.standing = if admin {
                Standing::Admin
            } else {
                Standing::Regular
            };
        }
        if let Ok(index) = self.outside.binary_search(&row) {
            self.outside.remove(index);
        }
        for &(team, maintainer) in teams {
            if let Some(team) = self.teams.get_mut(usize::from(team)) {
                team.members.insert(row, maintainer);
            }
        }
    }

    /// The invited person says yes: by login, e-mail or invitation number. An unknown e-mail
    /// becomes a new user.
    pub(super) fn accept_invitation(&mut self, who: &str) -> bool {
        let row = self.row_of_login(who);
        let found = self.invitations.iter().position(|one| {
            one.failed.is_none()
                && (one.id.to_string() == who
                    || one.email.as_deref() == Some(who)
                    || (row.is_some() && one.user == row))
        });
        let Some(index) = found else { return false };
        let invitation = self.invitations.remove(index);
        let row = invitation
            .user
            .unwrap_or_else(|| self.new_user(&invitation));
        let (admin, teams) = match (invitation.role, self.former.remove(&row)) {
            ("reinstate", Some(former)) => {
                for (index, right) in &former.repos {
                    if let Some(repo) = self.repos.get_mut(*index) {
                        repo.direct.insert(row, right);
                    }
                }
                (former.admin, former.teams)
            }
            (role, _) => (
                role == "admin",
                invitation.teams.iter().map(|&team| (team, false)).collect(),
            ),
        };
        self.join(row, admin, &teams);
        true
    }

    fn new_user(&mut self, invitation: &Invitation) -> u32 {
        let email = invitation.email.clone().unwrap_or_default();
        let local = email.split('@').next().unwrap_or_default();
        let mut login = ascii(local, "-");
        while self.row_of_login(&login).is_some() {
            login.push_str("-x");
        }
        let row = self.users.len() as u32;
        let mut user = Account::new(&login, &email);
        user.mfa = Some(true);
        self.users.push(user);
        self.file_login(row, &login);
        row
    }

    fn file_login(&mut self, row: u32, login: &str) {
        let wanted = login.to_lowercase();
        let place = self
            .by_login
            .partition_point(|&row| self.login(row).to_lowercase() < wanted);
        self.by_login.insert(place, row);
    }

    /// Renames a user, as GitHub lets everybody do; the number stays.
    pub(super) fn rename(&mut self, row: u32, login: &str) -> bool {
        if login.is_empty() || self.row_of_login(login).is_some() {
            return false;
        }
        self.by_login.retain(|&one| one != row);
        if let Some(user) = self.users.get_mut(row as usize) {
            user.login = login.into();
        }
        self.file_login(row, login);
        true
    }

    /// Leaves the organisation without members, invitations and outside collaborators.
    pub(super) fn clear(&mut self) {
        self.members.clear();
        self.outside.clear();
        self.invitations.clear();
        self.teams.iter_mut().for_each(|team| team.members.clear());
        self.repos.iter_mut().for_each(|repo| repo.direct.clear());
    }

    /// Old invitations fail after seven days.
    pub(super) fn expire(&mut self, now: Timestamp) {
        for invitation in self
            .invitations
            .iter_mut()
            .filter(|one| one.id >= FIRST_SENT)
        {
            let end = invitation.created.as_second() + 7 * 86_400;
            if invitation.failed.is_none() && now.as_second() > end {
                let at = Timestamp::from_second(end).unwrap_or(now);
                invitation.failed = Some((
                    at,
                    "Invitation expired. User did not accept this invite for 7 days",
                ));
            }
        }
    }
}

/// Whether a path names our organisation; logins have no case.
pub(super) fn is_ours(org: &str) -> bool {
    org.eq_ignore_ascii_case(ORG)
}

/// One of the five rights, for storage as a constant.
pub(super) fn known_right(right: &str) -> &'static str {
    match right {
        "admin" => "admin",
        "maintain" => "maintain",
        "write" | "push" => "write",
        "triage" => "triage",
        _ => "read",
    }
}
