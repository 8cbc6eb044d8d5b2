//! GitHub's lists: what is asked, and what is kept of it.

use std::collections::HashMap;

use futures_util::{StreamExt, stream};
use serde_json::json;

use super::api::{self, Asked, Edges};
use super::map;
use super::pages::{PAGE, Reader, is_beyond, whole};
use crate::domain::account::{GroupId, Membership};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::text::Text;
use crate::net::failure;
use crate::net::http::Request;
use crate::providers::report::{Listed, miscount};

/// Teams per page, with 100 members each: far below 500,000 nodes.
const TEAMS_PAGE: u64 = 50;
/// Repositories read at a time.
const REPOSITORIES_TOGETHER: usize = 8;

/// Memberships by the holder's numeric id.
#[derive(Debug, Default)]
pub struct Groups {
    by_holder: HashMap<u64, Vec<Membership>>,
    /// Groups whose members could be read.
    pub readable: u64,
    /// Groups whose members are not shown, or not all of them.
    pub unread: Vec<GroupId>,
}

impl Groups {
    /// What this person is in.
    pub fn of(&self, holder: u64) -> Vec<Membership> {
        self.by_holder.get(&holder).cloned().unwrap_or_default()
    }

    fn add(&mut self, holder: Option<u64>, membership: Membership) {
        if let Some(holder) = holder {
            self.by_holder.entry(holder).or_default().push(membership);
        }
    }
}

impl Reader<'_> {
    /// The members; addresses are left out where the token may not ask for them.
    pub async fn members(&self) -> Listed<api::MemberEdge> {
        let mut asked = Asked {
            email: true,
            verified: true,
        };
        let query = api::members_query(asked);
        let weaker = |error: &ProviderError| {
            let refused = error.kind == ErrorKind::Forbidden;
            if refused && asked.email && error.detail.contains("'email'") {
                asked.email = false;
            } else if refused
                && asked.verified
                && error.detail.contains("'organizationVerifiedDomainEmails'")
            {
                asked.verified = false;
            } else {
                return None;
            }
            Some(api::members_query(asked))
        };
        self.graph_pages(
            query,
            PAGE,
            |data: api::Members| Some(data.members_with_role),
            weaker,
            |page| {
                let found = page.edges.as_ref().map_or(0, Vec::len);
                self.track.update(|progress| {
                    progress.accounts += u64::try_from(found).unwrap_or(0);
                    progress.expected = Some(page.total_count);
                });
            },
        )
        .await
    }

    /// The teams, read per team, never per member.
    pub async fn teams(&self) -> (Listed<()>, Groups) {
        let listed: Listed<api::Team> = self
            .graph_pages(
                api::teams_query(),
                TEAMS_PAGE,
                |data: api::Teams| Some(data.teams),
                |_| None,
                |_| {},
            )
            .await;
        let (teams, mut result) = listed.split();
        let mut groups = Groups::default();
        for team in teams {
            let mut total = team.members.total_count;
            let mut info = team.members.page_info.clone();
            let mut edges: Vec<api::TeamEdge> = whole(team.members.edges);
            while info.has_next_page {
                match self.team_page(&team.slug, info.end_cursor.clone()).await {
                    Ok(_) if is_beyond(edges.len(), total) => {
                        result.trouble = Some(self.without_end());
                        return (result, groups);
                    }
                    Ok(page) if page.page_info.end_cursor != info.end_cursor => {
                        total = page.total_count;
                        info = page.page_info;
                        edges.extend(whole(page.edges));
                    }
                    Ok(_) => break,
                    Err(error) => {
                        result.trouble = Some(error);
                        return (result, groups);
                    }
                }
            }
            // Whom GitHub does not name is in the team all the same.
            let named = edges.iter().filter(|edge| edge.node.database_id.is_some());
            if let Some(doubt) = miscount(named.count(), total) {
                let team = map::team(team.database_id, &team.slug, &team.name, None);
                groups.unread.push(GroupId::of(&team));
                result.doubts.push(doubt);
            }
            groups.readable += 1;
            for edge in edges {
                let membership =
                    map::team(team.database_id, &team.slug, &team.name, Some(&edge.role));
                groups.add(edge.node.database_id, membership);
            }
        }
        (result, groups)
    }

    async fn team_page(
        &self,
        slug: &str,
        cursor: Option<String>,
    ) -> Result<Edges<api::TeamEdge>, ProviderError> {
        let variables = json!({"org": self.github.organization, "slug": slug, "cursor": cursor});
        let (data, _) = self
            .graph::<api::OneTeam>(&api::team_query(), variables)
            .await?;
        let gone = || {
            let why = "the team went away while it was read";
            failure(&self.github.service, ErrorKind::NotFound, slug, why)
        };
        data.team.map(|team| team.members).ok_or_else(gone)
    }

    /// The identities of the SAML provider; none where there is no provider or it is not shown.
    pub async fn identities(&self) -> (Listed<api::ExternalIdentity>, Option<String>) {
        let mut issuer = None;
        let listed = self
            .graph_pages(
                api::saml_query(),
                PAGE,
                |data: api::Saml| data.saml_identity_provider,
                |_| None,
                |provider| issuer.clone_from(&provider.issuer),
            )
            .await;
        (listed, issuer)
    }

    /// Rights given directly on repositories; one that may not be read is left out and not
    /// counted as readable.
    pub async fn repositories(&self, max: usize) -> (Listed<()>, Groups) {
        let organization = self.github.organization.as_str();
        let list = Request::get(&["orgs", organization, "repos"]).query("type", "all");
        let listed: Listed<api::Repository> = self.pages(list).await;
        let (mut repositories, mut result) = listed.split();
        let mut groups = Groups::default();
        let unread = |repository: &api::Repository| GroupId::of(&map::repository(repository, None));
        repositories.sort_by_key(|repository| repository.id);
        if repositories.len() > max {
            let cut = Text::new("github-repositories-cut")
                .with("read", u64::try_from(max).unwrap_or(u64::MAX))
                .with(
                    "total",
                    u64::try_from(repositories.len()).unwrap_or(u64::MAX),
                );
            result.doubts.push(cut);
            let cut = repositories.split_off(max);
            groups.unread.extend(cut.iter().map(unread));
        }
        let read = |repository: api::Repository| async move {
            let path = ["repos", organization, &repository.name, "collaborators"];
            let request = Request::get(&path).query("affiliation", "direct");
            let people: Listed<api::Collaborator> = self.pages(request).await;
            (repository, people)
        };
        let mut pages = stream::iter(repositories)
            .map(read)
            .buffer_unordered(REPOSITORIES_TOGETHER);
        let mut refused = None;
        while let Some((repository, people)) = pages.next().await {
            match people.trouble {
                Some(error) if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::NotFound) => {
                    groups.unread.push(unread(&repository));
                    refused = Some(error);
                }
                Some(error) => {
                    result.trouble = Some(error);
                    break;
                }
                None => {
                    groups.readable += 1;
                    for person in people.items {
                        let membership = map::repository(&repository, person.role_name);
                        groups.add(Some(person.id), membership);
                    }
                }
            }
        }
        // Repositories of which none may be read are not repositories without rights.
        if groups.readable == 0 && result.is_whole() {
            result.trouble = refused;
        }
        (result, groups)
    }

    /// Open invitations, or those that failed.
    pub async fn invitations(&self, failed: bool) -> Listed<api::Invitation> {
        let list = if failed {
            "failed_invitations"
        } else {
            "invitations"
        };
        let path = ["orgs", &self.github.organization, list];
        self.pages(Request::get(&path)).await
    }

    /// The teams that an invitation leads to.
    pub async fn invited_teams(&self, invitation: u64) -> Listed<api::InvitedTeam> {
        let id = invitation.to_string();
        let organization = &self.github.organization;
        self.pages(Request::get(&[
            "orgs",
            organization,
            "invitations",
            &id,
            "teams",
        ]))
        .await
    }

    /// People outside the organisation with rights inside.
    pub async fn outsiders(&self) -> Listed<api::User> {
        let path = ["orgs", &self.github.organization, "outside_collaborators"];
        self.pages(Request::get(&path)).await
    }

    /// Those of them without a second factor; GitHub answers owners only.
    pub async fn weak_outsiders(&self) -> Listed<api::User> {
        let path = ["orgs", &self.github.organization, "outside_collaborators"];
        let request = Request::get(&path).query("filter", "2fa_disabled");
        self.pages(request).await
    }
}
