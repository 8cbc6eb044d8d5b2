//! The roster: all lists of one fetch put together, and one account read alone.
//!
//! A list that may not be read makes the fetch partial and its fields not visible; only a fetch
//! that cannot begin fails.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;

use super::lists::Groups;
use super::map::{self, Identity};
use super::pages::Reader;
use super::{GitHub, api};
use crate::domain::account::{FetchedAccount, Membership};
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::RemoteId;
use crate::domain::progress::Phase;
use crate::domain::seen::Seen;
use crate::domain::text::Text;
use crate::net::Cx;
use crate::net::http::Request;
use crate::providers::BatchSink;
use crate::providers::report::{Listed, Report, capped, deliver};

/// Open invitations whose teams are read, one request each.
const INVITED_TEAMS: usize = 200;

/// Downloads everything.
pub async fn fetch(github: &GitHub, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd {
    let requested = cx.clock.now();
    let reader = Reader::new(github, cx);
    reader
        .track
        .update(|progress| progress.phase = Phase::Accounts);
    let repositories = async {
        match github.repositories {
            Some(max) => Some(reader.repositories(max).await),
            None => None,
        }
    };
    // Alone and first: a refused credential is sent once, not once per list.
    let stranger = match is_stranger(&reader).await {
        Ok(stranger) => stranger,
        Err(error) => return FetchEnd::Failed(error),
    };
    let (members, teams, repositories, identities, open, failed, outside) = tokio::join!(
        reader.members(),
        reader.teams(),
        repositories,
        reader.identities(),
        reader.invitations(false),
        reader.invitations(true),
        reader.outsiders(),
    );
    let mut report = Report::default();
    if members.items.is_empty()
        && let Some(error) = members.trouble
    {
        return FetchEnd::Failed(error);
    }
    let hidden = reader.hidden.load(Ordering::Relaxed);
    report.say(hidden.then(|| Text::new("github-sso-hides")));
    report.say(stranger.then(|| Text::new("github-not-a-member")));

    report.take("github-list-members", &members);
    let (listed, teams) = teams;
    report.take("github-list-teams", &listed);
    // Of a list that is not whole nothing is known: no account's groups.
    let teams = listed.is_whole().then_some(teams);
    let direct = match repositories {
        Some((listed, direct)) => {
            report.take("github-list-repositories", &listed);
            listed.is_whole().then_some(direct)
        }
        None => Some(Groups::default()),
    };
    for groups in [&teams, &direct].into_iter().flatten() {
        report.groups_readable += groups.readable;
    }
    let (listed, issuer) = identities;
    if listed
        .trouble
        .as_ref()
        .is_none_or(|e| e.kind != ErrorKind::Forbidden)
    {
        report.take("github-list-identities", &listed);
    }
    let identities = identities_by_holder(listed.items, issuer.as_deref());
    report.take("github-list-invitations", &open);
    report.take("github-list-failed", &failed);
    report.take("github-list-outsiders", &outside);

    let mut accounts = Vec::new();
    let mut nameless = 0_u64;
    let mut taken = Taken::default();
    for edge in members.items {
        let id = edge.node.as_ref().and_then(|node| node.database_id);
        let groups = id.map_or(Seen::NotVisible, |id| memberships(&teams, &direct, id));
        let identity = id.and_then(|id| identities.get(&id));
        match map::member(edge, groups, identity) {
            Some(account) => taken.push(&mut accounts, account),
            None => nameless += 1,
        }
    }
    for user in outside.items {
        // Teams are for members: an outsider's groups are direct rights, where they were read.
        let read = direct.as_ref().filter(|_| github.repositories.is_some());
        let groups = read.map(|direct| direct.of(user.id)).into();
        if let Some(account) = map::outsider(user, groups) {
            taken.push(&mut accounts, account);
        }
    }
    for (n, invitation) in open.items.into_iter().enumerate() {
        let teams = if invitation.team_count == 0 {
            Seen::Value(Vec::new())
        } else if n < INVITED_TEAMS {
            invited_teams(&reader, invitation.id).await
        } else {
            Seen::NotVisible
        };
        if let Some(account) = map::invitation(invitation, false, teams, requested) {
            taken.push(&mut accounts, account);
        }
    }
    for invitation in failed.items {
        let account = map::invitation(invitation, true, Seen::NotVisible, requested);
        // Whoever was invited again, or is in by now, did not stay out.
        if let Some(account) = account.filter(|account| !taken.knows(account)) {
            taken.push(&mut accounts, account);
        }
    }
    report.say((nameless > 0).then(|| Text::new("github-nameless").with("count", nameless)));
    let accounts = capped(accounts, github.trust);
    report.end(deliver(requested, accounts, sink).await)
}

/// The accounts taken so far: each id once, and the names of those who are in or invited.
#[derive(Default)]
struct Taken {
    ids: HashSet<RemoteId>,
    names: HashSet<String>,
}

impl Taken {
    fn push(&mut self, accounts: &mut Vec<FetchedAccount>, account: FetchedAccount) {
        // A list that moves while it is read may show an entry twice.
        if self.ids.insert(account.id.clone()) {
            self.names.extend(account.profile.natural_keys());
            accounts.push(account);
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

async fn invited_teams(reader: &Reader<'_>, invitation: u64) -> Seen<Vec<Membership>> {
    let listed = reader.invited_teams(invitation).await;
    if !listed.is_whole() {
        return Seen::NotVisible;
    }
    let teams = listed.items.iter();
    Seen::Value(
        teams
            .map(|team| map::team(Some(team.id), "", &team.name, None))
            .collect(),
    )
}

/// Whether the token's holder is outside the organisation: such a caller sees public members only.
async fn is_stranger(reader: &Reader<'_>) -> Result<bool, ProviderError> {
    let path = ["user", "memberships", "orgs", &reader.github.organization];
    match reader.rest(Request::get(&path)).await {
        Ok(response) => Ok(response.json::<api::Membership>()?.state != "active"),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(true),
        // Installation tokens belong to nobody, and see everything.
        Err(error) if error.kind == ErrorKind::Forbidden => Ok(false),
        Err(error) => Err(error),
    }
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
            Ok(found.and_then(|user| map::outsider(user, Seen::NotVisible)))
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
