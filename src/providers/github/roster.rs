//! The roster: all lists of one fetch put together, and one account read alone.
//!
//! A list that may not be read makes the fetch partial and its fields not visible; only a fetch
//! that cannot begin fails.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;

use futures_util::{StreamExt, stream};

use super::api;
use super::client::GitHub;
use super::lists::Groups;
use super::map::{self, Identity};
use super::pages::Reader;
use crate::domain::account::{FetchedAccount, Membership};
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::RemoteId;
use crate::domain::progress::Phase;
use crate::domain::seen::Seen;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::net::Cx;
use crate::net::http::Request;
use crate::providers::BatchSink;
use crate::providers::report::{Listed, Report, capped, deliver};

/// Open invitations whose teams are read, one request each.
const INVITED_TEAMS: usize = 200;
/// Requests for them under way together.
const TOGETHER: usize = 4;

/// Downloads everything.
pub async fn fetch(github: &GitHub, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd {
    let requested = cx.clock.now();
    let reader = Reader::new(github, cx);
    reader
        .track
        .update(|progress| progress.phase = Phase::Accounts);
    let mut report = Report::default();
    // Alone and first: a refused credential is sent once, not once per list.
    let standing = match standing(&reader).await {
        Ok(standing) => standing,
        Err(error) => return FetchEnd::Failed(error),
    };
    let stranger = standing == Standing::Stranger;
    report.say(stranger.then(|| Text::new("github-not-a-member")));
    let lists = Lists::read(&reader, standing).await;
    if lists.members.items.is_empty()
        && let Some(error) = lists.members.trouble
    {
        return FetchEnd::Failed(error);
    }
    lists.judge(&mut report);
    let hidden = reader.hidden.load(Ordering::Relaxed);
    report.say(hidden.then(|| Text::new("github-sso-hides")));
    let accounts = capped(lists.accounts(requested, &mut report), github.trust);
    sink.unread(std::mem::take(&mut report.unread));
    report.end(deliver(requested, accounts, sink).await)
}

/// An invitation and the teams that it leads to.
type Invited = (api::Invitation, Seen<Vec<Membership>>);

/// Everything that one fetch read.
struct Lists {
    members: Listed<api::MemberEdge>,
    teams: (Listed<()>, Groups),
    /// `None` when they are not to be read.
    repositories: Option<(Listed<()>, Groups)>,
    identities: (Listed<api::ExternalIdentity>, Option<String>),
    open: Listed<Invited>,
    failed: Listed<api::Invitation>,
    outside: Listed<api::User>,
    /// Those of them without a second factor, where that is told.
    weak: Option<Listed<api::User>>,
}

impl Lists {
    async fn read(reader: &Reader<'_>, standing: Standing) -> Lists {
        let repositories = async {
            match reader.github.repositories {
                Some(max) => Some(reader.repositories(max).await),
                None => None,
            }
        };
        let weak = async {
            match standing {
                Standing::Owner => Some(reader.weak_outsiders().await),
                _ => None,
            }
        };
        let (members, teams, repositories, identities, open, failed, outside, weak) = tokio::join!(
            reader.members(),
            reader.teams(),
            repositories,
            reader.identities(),
            invitations(reader),
            reader.invitations(true),
            reader.outsiders(),
            weak,
        );
        Lists {
            members,
            teams,
            repositories,
            identities,
            open,
            failed,
            outside,
            weak,
        }
    }

    /// What is less than whole in them.
    fn judge(&self, report: &mut Report) {
        report.take("github-list-members", &self.members);
        report.take("github-list-teams", &self.teams.0);
        if let Some((listed, _)) = &self.repositories {
            report.take("github-list-repositories", listed);
        }
        // Without the right to see it, single sign-on looks as if there were none.
        let identities = &self.identities.0;
        let kind = identities.trouble.as_ref().map(|error| &error.kind);
        if kind != Some(&ErrorKind::Forbidden) {
            report.take("github-list-identities", identities);
        }
        report.take("github-list-invitations", &self.open);
        report.take("github-list-failed", &self.failed);
        report.take("github-list-outsiders", &self.outside);
        // Being refused this one is an answer: then nobody's second factor is known.
        let refused = |error: &ProviderError| {
            use ErrorKind::{Forbidden, NotFound, Refused};
            matches!(error.kind, Forbidden | NotFound | Refused { .. })
        };
        if let Some(weak) = &self.weak
            && self.outside.is_whole()
            && !weak.trouble.as_ref().is_some_and(refused)
        {
            report.take("github-list-outsiders", weak);
        }
    }

    /// Everybody, each once.
    fn accounts(self, requested: Timestamp, report: &mut Report) -> Vec<FetchedAccount> {
        // Of a list that is not whole nothing is known: no account's groups.
        let known = |(listed, groups): (Listed<()>, Groups)| listed.is_whole().then_some(groups);
        let teams = known(self.teams);
        let are_read = self.repositories.is_some();
        let direct = self.repositories.map_or(Some(Groups::default()), known);
        for groups in [&teams, &direct].into_iter().flatten() {
            report.groups_readable += groups.readable;
            report.unread.extend(groups.unread.iter().cloned());
        }
        let (identities, issuer) = self.identities;
        let identities = identities_by_holder(identities.items, issuer.as_deref());

        let weak: Option<HashSet<u64>> = self
            .weak
            .filter(Listed::is_whole)
            .map(|weak| weak.items.iter().map(|user| user.id).collect());
        let mut taken = Taken::default();
        let mut nameless = 0_u64;
        for edge in self.members.items {
            let id = edge.node.as_ref().and_then(|node| node.database_id);
            let groups = id.map_or(Seen::NotVisible, |id| memberships(&teams, &direct, id));
            let identity = id.and_then(|id| identities.get(&id));
            match map::member(edge, groups, identity) {
                Some(account) => taken.push(account),
                None => nameless += 1,
            }
        }
        report.say((nameless > 0).then(|| Text::new("github-nameless").with("count", nameless)));
        for user in self.outside.items {
            // Teams are for members: an outsider's groups are direct rights, where they were read.
            let read = direct.as_ref().filter(|_| are_read);
            let groups = read.map(|direct| direct.of(user.id)).into();
            let weak = weak.as_ref().map(|weak| weak.contains(&user.id));
            if let Some(account) = map::outsider(user, groups, weak.map(|weak| !weak).into()) {
                taken.push(account);
            }
        }
        for (invitation, teams) in self.open.items {
            let account = map::invitation(invitation, false, teams, requested);
            if let Some(account) = account {
                taken.push(account);
            }
        }
        for invitation in self.failed.items {
            let account = map::invitation(invitation, true, Seen::NotVisible, requested);
            // Whoever was invited again, or is in by now, did not stay out.
            if let Some(account) = account.filter(|account| !taken.knows(account)) {
                taken.push(account);
            }
        }
        taken.accounts
    }
}

/// The open invitations with their teams, which cost one request each.
async fn invitations(reader: &Reader<'_>) -> Listed<Invited> {
    let (open, judged) = reader.invitations(false).await.split();
    let mut listed = Listed {
        items: Vec::with_capacity(open.len()),
        trouble: judged.trouble,
        doubts: judged.doubts,
    };
    let with_teams = async |(n, invitation): (usize, api::Invitation)| {
        let teams = match invitation.team_count {
            0 => Some(Listed::new()),
            _ if n >= INVITED_TEAMS => None,
            _ => Some(reader.invited_teams(invitation.id).await),
        };
        (invitation, teams)
    };
    let mut read = stream::iter(open.into_iter().enumerate())
        .map(with_teams)
        .buffered(TOGETHER);
    while let Some((invitation, teams)) = read.next().await {
        let memberships = match teams {
            Some(teams) if teams.is_whole() => {
                let teams = teams.items.iter();
                Seen::Value(
                    teams
                        .map(|t| map::team(Some(t.id), "", &t.name, None))
                        .collect(),
                )
            }
            Some(teams) => {
                // An invitation accepted meanwhile is gone: no trouble of the list.
                let trouble = teams.trouble.filter(|e| e.kind != ErrorKind::NotFound);
                listed.trouble = listed.trouble.or(trouble);
                Seen::NotVisible
            }
            None => Seen::NotVisible,
        };
        listed.items.push((invitation, memberships));
    }
    listed
}

/// The accounts taken so far: each id once, and the names of those who are in or invited.
#[derive(Default)]
struct Taken {
    accounts: Vec<FetchedAccount>,
    ids: HashSet<RemoteId>,
    names: HashSet<String>,
}

impl Taken {
    fn push(&mut self, account: FetchedAccount) {
        // A list that moves while it is read may show an entry twice.
        if self.ids.insert(account.id.clone()) {
            self.names.extend(account.profile.natural_keys());
            self.accounts.push(account);
        }
    }

    fn knows(&self, account: &FetchedAccount) -> bool {
        let keys = account.profile.natural_keys();
        keys.iter().any(|key| self.names.contains(key))
    }
}

fn identities_by_holder(
    identities: Vec<api::ExternalIdentity>,
    issuer: Option<&str>,
) -> HashMap<u64, Identity> {
    let claimed = identities.into_iter().filter_map(|identity| {
        let holder = identity.user.as_ref()?.database_id?;
        Some((holder, Identity::of(identity, issuer)))
    });
    claimed.collect()
}

/// All groups of one person, known only when both lists are.
fn memberships(teams: &Option<Groups>, direct: &Option<Groups>, id: u64) -> Seen<Vec<Membership>> {
    match (teams, direct) {
        (Some(teams), Some(direct)) => Seen::Value([teams.of(id), direct.of(id)].concat()),
        _ => Seen::NotVisible,
    }
}

/// What the token's holder is in the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Sees everything.
    Owner,
    /// Sees most of it.
    Member,
    /// Sees public members only.
    Stranger,
    /// Nobody: an installation token, which sees what it was given.
    Nobody,
}

async fn standing(reader: &Reader<'_>) -> Result<Standing, ProviderError> {
    let path = ["user", "memberships", "orgs", &reader.github.organization];
    let membership: api::Membership = match reader.rest(Request::get(&path)).await {
        Ok(response) => response.json()?,
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(Standing::Stranger),
        Err(error) if error.kind == ErrorKind::Forbidden => return Ok(Standing::Nobody),
        Err(error) => return Err(error),
    };
    Ok(
        match (membership.state.as_str(), membership.role.as_str()) {
            ("active", "admin") => Standing::Owner,
            ("active", _) => Standing::Member,
            _ => Standing::Stranger,
        },
    )
}

/// Reads one account; `None` when GitHub says that there is none.
pub async fn read(
    github: &GitHub,
    cx: &Cx,
    id: &RemoteId,
) -> Result<Option<FetchedAccount>, ProviderError> {
    let reader = Reader::new(github, cx);
    let Ok(number) = id.local().parse::<u64>() else {
        return Ok(None);
    };
    match id.namespace() {
        map::MEMBER => read_member(&reader, number).await,
        map::OUTSIDE => {
            let people = all(reader.outsiders().await)?;
            let found = people.into_iter().find(|user| user.id == number);
            Ok(found.and_then(|user| map::outsider(user, Seen::NotVisible, Seen::NotVisible)))
        }
        map::INVITE => read_invitation(&reader, number).await,
        _ => Ok(None),
    }
}

async fn read_member(
    reader: &Reader<'_>,
    number: u64,
) -> Result<Option<FetchedAccount>, ProviderError> {
    let id = number.to_string();
    let Some(user) = found(reader.rest(Request::get(&["user", &id])).await)? else {
        return Ok(None);
    };
    let user: api::User = user.json()?;
    let organization = &reader.github.organization;
    let path = ["orgs", organization, "memberships", &user.login];
    let Some(membership) = found(reader.rest(Request::get(&path)).await)? else {
        return Ok(None);
    };
    let membership: api::Membership = membership.json()?;
    // A pending one is an invitation, which has an id of its own.
    if membership.state != "active" {
        return Ok(None);
    }
    Ok(map::single_member(user, &membership))
}

async fn read_invitation(
    reader: &Reader<'_>,
    number: u64,
) -> Result<Option<FetchedAccount>, ProviderError> {
    let now = reader.cx.clock.now();
    for failed in [false, true] {
        let listed = all(reader.invitations(failed).await)?;
        let found = listed
            .into_iter()
            .find(|invitation| invitation.id == number);
        if let Some(invitation) = found {
            return Ok(map::invitation(invitation, failed, Seen::NotVisible, now));
        }
    }
    Ok(None)
}

fn found<T>(answer: Result<T, ProviderError>) -> Result<Option<T>, ProviderError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn all<T>(listed: Listed<T>) -> Result<Vec<T>, ProviderError> {
    match listed.trouble {
        None => Ok(listed.items),
        Some(error) => Err(error),
    }
}
