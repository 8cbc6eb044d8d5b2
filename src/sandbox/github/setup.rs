//! From the invented organisation to what GitHub holds of it.

use std::collections::{BTreeMap, HashMap};

use secrecy::SecretString;

use super::ids;
use super::limits::Limits;
use super::state::{FIRST_SENT, Github, Invitation, Repo, Team, known_right};
use crate::sandbox::clock::Clock;
use crate::sandbox::org::dice::Dice;
use crate::sandbox::org::{Account, Org, Standing};

impl Github {
    pub(super) fn new(
        org: &Org,
        users: Vec<Account>,
        clock: &Clock,
        token: SecretString,
        limited: bool,
    ) -> Self {
        let mut github = Self {
            seed: org.seed,
            token,
            scopes: ["admin:org", "read:user", "repo", "user:email"]
                .map(str::to_owned)
                .to_vec(),
            by_login: Vec::new(),
            members: Vec::new(),
            outside: Vec::new(),
            invitations: Vec::new(),
            next_invitation: FIRST_SENT,
            teams: teams(org),
            repos: repos(org),
            former: HashMap::new(),
            limits: Limits::new(limited),
            sent_invitations: Vec::new(),
            users,
        };
        for row in 0..github.users.len() {
            github.enter(row, clock);
        }
        github.by_login = (0..github.users.len() as u32)
            .filter(|&row| !github.login(row).is_empty())
            .collect();
        let users = &github.users;
        github.by_login.sort_by_cached_key(|&row| {
            users
                .get(row as usize)
                .map(|user| user.login.to_lowercase())
                .unwrap_or_default()
        });
        github
    }

    /// Places one account: member, invited or outside.
    fn enter(&mut self, row: usize, clock: &Clock) {
        let Some(user) = self.users.get(row) else {
            return;
        };
        let (key, standing) = (row as u32, user.standing);
        let mut dice = Dice::new(self.seed ^ 0x9172, row as u64);
        match standing {
            Standing::Invited | Standing::InviteFailed => {
                let created = clock.days_ago(user.created, row);
                let failed = (standing == Standing::InviteFailed).then(|| {
                    let reason = if user.login.is_empty() {
                        "Invitation email could not be delivered"
                    } else {
                        "Invitation expired. User did not accept this invite for 7 days"
                    };
                    (clock.days_ago(user.created.saturating_sub(7), row), reason)
                });
                // Whoever let it lapse may still be invited to a repository.
                if let (true, false) = (failed.is_some(), user.login.is_empty()) {
                    let repo = dice.below(self.repos.len());
                    let id = ids::invitation(self.seed, row) + 50_000_000;
                    if let Some(repo) = self.repos.get_mut(repo) {
                        repo.invited.push((id, key, "write", created));
                    }
                }
                self.invitations.push(Invitation {
                    id: ids::invitation(self.seed, row),
                    user: (!user.login.is_empty()).then_some(key),
                    email: user.login.is_empty().then(|| user.email.to_string()),
                    role: "direct_member",
                    created,
                    failed,
                    teams: user.teams.clone(),
                });
            }
            Standing::Outside => {
                self.outside.push(key);
                for _ in 0..dice.between(1, 3) {
                    let repo = dice.below(self.repos.len());
                    let right = dice.pick(&["read", "write", "triage"]);
                    if let Some(repo) = self.repos.get_mut(repo) {
                        repo.direct.insert(key, known_right(right));
                    }
                }
            }
            _ => {
                self.members.push(key);
                for &team in &user.teams {
                    if let Some(team) = self.teams.get_mut(usize::from(team)) {
                        team.members.insert(key, dice.chance(100));
                    }
                }
                if dice.chance(60) {
                    let repo = dice.below(self.repos.len());
                    let right = dice.pick(&["admin", "maintain", "write"]);
                    if let Some(repo) = self.repos.get_mut(repo) {
                        repo.direct.insert(key, known_right(right));
                    }
                }
            }
        }
    }
}

fn teams(org: &Org) -> Vec<Team> {
    let teams = org.teams.iter().enumerate();
    teams
        .map(|(rank, team)| Team {
            name: team.name.clone(),
            slug: team.slug.clone(),
            secret: rank % 11 == 10,
            parent: (rank >= 24).then_some((rank % 24) as u16),
            members: BTreeMap::new(),
        })
        .collect()
}

fn repos(org: &Org) -> Vec<Repo> {
    let mut dice = Dice::new(org.seed, 77);
    let mut repos = Vec::new();
    for (rank, team) in org.teams.iter().enumerate().take(200) {
        for part in ["", "-api", "-infra"].iter().take(dice.between(1, 3)) {
            repos.push(Repo {
                name: format!("{}{part}", team.slug),
                private: dice.chance(350),
                archived: dice.chance(80),
                direct: BTreeMap::new(),
                teams: BTreeMap::from([(rank as u16, known_right(dice.pick(&["write", "admin"])))]),
                invited: Vec::new(),
            });
        }
    }
    repos
}
