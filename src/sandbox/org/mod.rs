//! An invented organisation: people, teams, product accounts, bots and shared mailboxes, with the
//! accounts that each has on the four simulated services, and the truth of who is who.
//! The same seed, size and instant give the same organisation; nothing here reads a clock.

mod cast;
pub(in crate::sandbox) mod dice;
pub(in crate::sandbox) mod ids;
pub(in crate::sandbox) mod logins;
mod names;
mod people;
mod stays;
mod truth;

use dice::Dice;
pub use stays::Stay;

/// Most accounts that [`Org::invent`] makes.
pub const MOST_ACCOUNTS: usize = 2_000_000;

/// Display name of the organisation.
pub const NAME: &str = "Atelier des Communs";

/// [`Account::active`] of an account that was never used.
pub const NEVER: u16 = u16::MAX;

/// The service on which an account lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Members, invitations and outside collaborators of the GitHub organisation.
    Github,
    /// Users of the Mattermost server.
    Mattermost,
    /// Users of the Nextcloud server.
    Nextcloud,
    /// Mailboxes of the Cyrus server.
    Mail,
}

impl Place {
    /// Every place.
    pub const ALL: [Place; 4] = [
        Place::Github,
        Place::Mattermost,
        Place::Nextcloud,
        Place::Mail,
    ];

    /// The service's id in the configuration.
    pub fn service(self) -> &'static str {
        match self {
            Place::Github => "github",
            Place::Mattermost => "mattermost",
            Place::Nextcloud => "nextcloud",
            Place::Mail => "mail",
        }
    }
}

/// What an account is on its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// An ordinary account.
    Regular,
    /// An administrator or owner.
    Admin,
    /// Blocked, still listed.
    Disabled,
    /// GitHub: invited, not yet answered. An invitation by e-mail has an empty login.
    Invited,
    /// GitHub: the invitation failed.
    InviteFailed,
    /// GitHub: outside collaborator. Mattermost: guest.
    Outside,
    /// Mattermost: a bot. Elsewhere a technical account.
    Bot,
    /// Mail: a shared box outside `user/`.
    Shared,
}

/// One account as its service would know it.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person, team, product or bot behind it: accounts with one number are one user.
    pub cluster: u32,
    /// What it is on its service.
    pub standing: Standing,
    /// Login, uid or mailbox name.
    pub login: Box<str>,
    /// Full display name; empty when the service has none.
    pub name: Box<str>,
    /// Byte length of the given name inside `name`.
    pub given: u8,
    /// Address known to the service; empty when hidden.
    pub email: Box<str>,
    /// Second factor: `None` when the service does not say.
    pub mfa: Option<bool>,
    /// Days between the creation and the instant of the organisation.
    pub created: u16,
    /// Days since the last activity; `u16::MAX` = never.
    pub active: u16,
    /// Teams, by their rank in [`Org::teams`].
    pub teams: Vec<u16>,
}

impl Account {
    /// Given and family part of the name.
    pub(in crate::sandbox) fn split_name(&self) -> (&str, &str) {
        let (given, family) = self
            .name
            .split_at_checked(usize::from(self.given))
            .unwrap_or((&self.name, ""));
        (given.trim_end(), family.trim_start())
    }
}

/// One team, the same on every service that has teams.
#[derive(Debug, Clone)]
pub struct Team {
    /// Display name.
    pub name: String,
    /// ASCII name for URLs.
    pub slug: String,
}

/// The whole invented organisation.
#[derive(Debug, Clone)]
pub struct Org {
    /// What it was invented from.
    pub seed: u64,
    /// Teams by rank.
    pub teams: Vec<Team>,
    /// Accounts per service; the position is part of the remote id.
    pub github: Vec<Account>,
    /// See [`Org::github`].
    pub mattermost: Vec<Account>,
    /// See [`Org::github`].
    pub nextcloud: Vec<Account>,
    /// See [`Org::github`].
    pub mail: Vec<Account>,
}

impl Org {
    /// Invents an organisation with `accounts` accounts over all services (at most
    /// [`MOST_ACCOUNTS`]).
    pub fn invent(seed: u64, accounts: usize) -> Self {
        let accounts = accounts.min(MOST_ACCOUNTS);
        let count = (accounts / 60).clamp(6, 300);
        let teams = (0..count)
            .map(|rank| {
                let name = names::team(rank);
                Team {
                    slug: logins::ascii(&name, "-"),
                    name,
                }
            })
            .collect();
        let mut org = Self {
            seed,
            teams,
            github: Vec::new(),
            mattermost: Vec::new(),
            nextcloud: Vec::new(),
            mail: Vec::new(),
        };
        people::fill(&mut org, &mut Dice::new(seed, 1), accounts);
        org
    }

    /// Accounts of all services together.
    pub fn len(&self) -> usize {
        self.github.len() + self.mattermost.len() + self.nextcloud.len() + self.mail.len()
    }

    /// Whether nobody has any account.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The accounts of one service.
    pub fn accounts(&self, place: Place) -> &[Account] {
        match place {
            Place::Github => &self.github,
            Place::Mattermost => &self.mattermost,
            Place::Nextcloud => &self.nextcloud,
            Place::Mail => &self.mail,
        }
    }
}

#[cfg(test)]
mod tests;
