//! What the invented organisation consists of: teams, and accounts in four circles.

/// Accounts of one sort: a person has at most a few of each, under the same conventions on every
/// service of that sort. Services take theirs from a circle, see [`super::Population`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circle {
    /// Where code is: people choose their own handles, outsiders help, invitations wait.
    Code,
    /// Where people talk: guests and bots too.
    Chat,
    /// Where files are shared with partners.
    Files,
    /// Mailboxes of the staff, and shared ones.
    Mail,
}

impl Circle {
    /// Every circle.
    pub const ALL: [Circle; 4] = [Circle::Code, Circle::Chat, Circle::Files, Circle::Mail];

    /// Most bytes of a login, as short as the services of the circle want it.
    pub(super) fn longest(self) -> usize {
        match self {
            Circle::Code => 39,
            Circle::Chat => 22,
            Circle::Files | Circle::Mail => 64,
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
    /// Code: invited, not yet answered. An invitation by e-mail has an empty login.
    Invited,
    /// Code: the invitation failed.
    InviteFailed,
    /// Code: outside collaborator. Chat: guest.
    Outside,
    /// A technical account.
    Bot,
    /// Mail: a shared box.
    Shared,
}

/// Days since the last activity of an account that was never used.
pub const NEVER: u16 = u16::MAX;

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
    /// Days since the last activity, or [`NEVER`].
    pub active: u16,
    /// Teams, by their rank in [`Org::teams`].
    pub teams: Vec<u16>,
}

impl Account {
    /// An ordinary account that somebody makes today.
    pub(in crate::sandbox) fn new(login: &str, email: &str) -> Self {
        Self {
            cluster: 0,
            standing: Standing::Regular,
            login: login.into(),
            name: "".into(),
            given: 0,
            email: email.into(),
            mfa: None,
            created: 0,
            active: 0,
            teams: Vec::new(),
        }
    }

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
    /// By the rank of the circle in [`Circle::ALL`].
    pub(super) circles: [Vec<Account>; 4],
}

impl Org {
    /// Accounts of all circles together.
    pub(super) fn len(&self) -> usize {
        self.circles.iter().map(Vec::len).sum()
    }

    /// The accounts of one circle, in the order in which people came.
    pub fn circle(&self, circle: Circle) -> &[Account] {
        // Every circle has its place.
        self.circles.get(circle as usize).map_or(&[], Vec::as_slice)
    }
}
