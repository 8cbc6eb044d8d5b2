//! The values behind GitHub's GraphQL schema.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::page::{self, Slice};
use crate::sandbox::clock::Clock;
use crate::sandbox::github::show::{instant, node_id, team_id};
use crate::sandbox::github::state::{Github, Invitation, ORG, ORG_ID, is_ours};
use crate::sandbox::github::teams::Reach;
use crate::sandbox::graphql::check::Cost;
use crate::sandbox::graphql::run::{Arguments, Outcome, Resolver};
use crate::sandbox::graphql::{At, Failure};
use crate::sandbox::org::Standing;

/// One step into the graph. Members and the like are rows, teams are ranks.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Query,
    RateLimit,
    Organization,
    User(u32),
    Team(usize),
    Invitation(usize),
    Connection { of: Of, slice: Slice },
    Edge { of: Of, item: u64, page: usize },
    PageInfo(Slice),
    Provider,
    Identity(u32),
    Attributes(u32),
    Email(u32),
}

/// What a connection lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Members,
    Pending,
    Teams,
    TeamMembers(usize),
    TeamInvitations,
    Identities,
}

pub(super) struct Graph<'a> {
    pub github: &'a Github,
    pub clock: &'a Clock,
    pub cost: Cost,
    pub rate: Value,
    pub empty: bool,
}

impl Graph<'_> {
    fn connection(&self, of: Of, items: Vec<u64>, arguments: &Arguments) -> Reply {
        let items = if self.empty { Vec::new() } else { items };
        let slice = page::slice(&items, arguments)?;
        Ok(Outcome::Node(Node::Connection { of, slice }))
    }

    fn item(&self, of: Of, item: u64) -> Node {
        match of {
            Of::Members | Of::Pending | Of::TeamMembers(_) => Node::User(item as u32),
            Of::Teams => Node::Team(item as usize),
            Of::TeamInvitations => Node::Invitation(item as usize),
            Of::Identities => Node::Identity(item as u32),
        }
    }

    fn query(&self, field: &str, arguments: &Arguments) -> Reply {
        let login = arguments
            .get("login")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let missing = |kind: &str| {
            let message = format!("Could not resolve to {kind} with the login of '{login}'.");
            Err(Failure::new(message, At::default()).kind("NOT_FOUND"))
        };
        match field {
            "organization" if is_ours(login) => Ok(Outcome::Node(Node::Organization)),
            "organization" => missing("an Organization"),
            "user" => match self.github.row_of_login(login) {
                Some(row) => Ok(Outcome::Node(Node::User(row))),
                None => missing("a User"),
            },
            "viewer" => Ok(Outcome::Node(Node::User(0))),
            _ => Ok(Outcome::Node(Node::RateLimit)),
        }
    }

    fn organization(&self, field: &str, arguments: &Arguments) -> Reply {
        let github = self.github;
        let value = match field {
            "membersWithRole" => {
                let rows = github.members.iter().map(|&row| u64::from(row)).collect();
                return self.connection(Of::Members, rows, arguments);
            }
            "pendingMembers" => {
                let pending = github.invitations.iter().filter(|one| one.failed.is_none());
                let mut rows: Vec<u64> =
                    pending.filter_map(|one| one.user.map(u64::from)).collect();
                rows.sort_unstable();
                return self.connection(Of::Pending, rows, arguments);
            }
            "teams" => return self.connection(Of::Teams, self.teams(arguments), arguments),
            "team" => {
                let slug = arguments
                    .get("slug")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                return Ok(Outcome::maybe(github.team_rank(slug).map(Node::Team)));
            }
            "samlIdentityProvider" => {
                return Ok(Outcome::maybe(
                    github.has_scope("read:org").then_some(Node::Provider),
                ));
            }
            "id" => json!(node_id("O", ORG_ID)),
            "databaseId" => json!(ORG_ID),
            "login" => json!(ORG),
            "name" => json!("Atelier des Communs"),
            "url" => json!(format!("https://github.com/{ORG}")),
            "avatarUrl" => json!(format!(
                "https://avatars.githubusercontent.com/u/{ORG_ID}?v=4"
            )),
            "requiresTwoFactorAuthentication" => json!(false),
            "viewerCanAdminister" => json!(true),
            "createdAt" => json!("2015-03-02T09:00:00Z"),
            _ => Value::Null,
        };
        Ok(Outcome::Value(value))
    }

    /// Ranks of the teams that the arguments ask for; with several logins, the teams of any.
    fn teams(&self, arguments: &Arguments) -> Vec<u64> {
        let logins: Option<Vec<u32>> = match arguments.get("userLogins") {
            Some(Value::Array(logins)) => Some(
                logins
                    .iter()
                    .filter_map(|login| self.github.row_of_login(login.as_str()?))
                    .collect(),
            ),
            Some(Value::String(login)) => {
                Some(self.github.row_of_login(login).into_iter().collect())
            }
            _ => None,
        };
        let roots = arguments.get("rootTeamsOnly") == Some(&Value::Bool(true));
        let query = arguments
            .get("query")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let teams = self.github.teams.iter().enumerate();
        teams
            .filter(|(_, team)| !roots || team.parent.is_none())
            .filter(|(_, team)| team.slug.contains(query) || team.name.contains(query))
            .filter(|(_, team)| {
                logins
                    .as_ref()
                    .is_none_or(|rows| rows.iter().any(|row| team.members.contains_key(row)))
            })
            .map(|(rank, _)| rank as u64)
            .collect()
    }

    fn team(&self, rank: usize, field: &str, arguments: &Arguments) -> Reply {
        let Some(team) = self.github.teams.get(rank) else {
            return Ok(Outcome::Value(Value::Null));
        };
        let value = match field {
            "members" => {
                let role = arguments.get("role").and_then(Value::as_str);
                let wanted = |lead: bool| role.is_none_or(|role| (role == "MAINTAINER") == lead);
                let reach = match arguments.get("membership").and_then(Value::as_str) {
                    Some("IMMEDIATE") => Reach::Own,
                    Some("CHILD_TEAM") => Reach::Children,
                    _ => Reach::All,
                };
                let members = self.github.team_members(rank, reach).into_iter();
                let wanted = members.filter(|&(_, lead)| wanted(lead));
                let rows = wanted.map(|(row, _)| u64::from(row)).collect();
                return self.connection(Of::TeamMembers(rank), rows, arguments);
            }
            "invitations" => {
                let invitations = self.github.invitations.iter().enumerate();
                let items = invitations
                    .filter(|(_, one)| one.failed.is_none() && one.teams.contains(&(rank as u16)))
                    .map(|(index, _)| index as u64)
                    .collect();
                return self.connection(Of::TeamInvitations, items, arguments);
            }
            "parentTeam" => {
                return Ok(Outcome::maybe(
                    team.parent.map(|rank| Node::Team(usize::from(rank))),
                ));
            }
            "id" => json!(node_id("T", team_id(rank))),
            "databaseId" => json!(team_id(rank)),
            "name" => json!(team.name),
            "slug" => json!(team.slug),
            "combinedSlug" => json!(format!("{ORG}/{}", team.slug)),
            "privacy" => json!(if team.secret { "SECRET" } else { "VISIBLE" }),
            "url" => json!(format!("https://github.com/orgs/{ORG}/teams/{}", team.slug)),
            _ => Value::Null,
        };
        Ok(Outcome::Value(value))
    }

    fn user(&self, row: u32, field: &str, arguments: &Arguments) -> Value {
        let Some(user) = self.github.user(row) else {
            return Value::Null;
        };
        let id = self.github.id(row);
        let day = |days: u16| instant(self.clock.days_ago(days, row as usize));
        match field {
            "id" => json!(node_id("U", id)),
            "databaseId" => json!(id),
            "login" => json!(user.login),
            "name" if user.name.is_empty() => Value::Null,
            "name" => json!(user.name),
            "email" => json!(user.email),
            "avatarUrl" => json!(format!("https://avatars.githubusercontent.com/u/{id}?v=4")),
            "url" => json!(format!("https://github.com/{}", user.login)),
            "createdAt" => json!(day(user.created.saturating_add(400))),
            "updatedAt" => json!(day(user.active.min(user.created))),
            "isSiteAdmin" => json!(false),
            "organizationVerifiedDomainEmails" => {
                let ours = arguments
                    .get("login")
                    .and_then(Value::as_str)
                    .is_some_and(is_ours);
                let own = user.email.ends_with("@communs.example");
                json!(if ours && own {
                    vec![&user.email]
                } else {
                    Vec::new()
                })
            }
            _ => Value::Null,
        }
    }

    fn edge(&self, of: Of, item: u64, page: usize, field: &str) -> Outcome<Node> {
        let row = item as u32;
        Outcome::Value(match (field, of) {
            ("node", of) => return Outcome::Node(self.item(of, item)),
            ("cursor", _) => json!(page::cursor(item, page)),
            ("hasTwoFactorEnabled", _) => {
                json!(self.github.user(row).and_then(|user| user.mfa))
            }
            ("role", Of::TeamMembers(rank)) => {
                let team = self.github.teams.get(rank);
                let lead = team.and_then(|team| team.members.get(&row)) == Some(&true);
                json!(if lead { "MAINTAINER" } else { "MEMBER" })
            }
            ("role", _) => json!(if self.github.is_admin(row) {
                "ADMIN"
            } else {
                "MEMBER"
            }),
            _ => Value::Null,
        })
    }

    fn invitation(&self, invitation: &Invitation, field: &str) -> Outcome<Node> {
        Outcome::Value(match field {
            "invitee" => return Outcome::maybe(invitation.user.map(Node::User)),
            "id" => json!(node_id("OI", invitation.id)),
            "createdAt" => json!(instant(invitation.created)),
            "email" => json!(invitation.email),
            "invitationType" => json!(if invitation.user.is_some() {
                "USER"
            } else {
                "EMAIL"
            }),
            _ => json!(invitation.role.to_uppercase()),
        })
    }

    /// The SAML identity of a member: single sign-on knows those with an own address.
    fn identity(&self, row: u32, field: &str) -> Outcome<Node> {
        let id = u64::from(row);
        match field {
            "guid" => Outcome::Value(json!(format!("00000000-5a31-4c1d-9d00-{id:012}"))),
            "id" => Outcome::Value(json!(node_id("EI", id))),
            "user" => Outcome::Node(Node::User(row)),
            "samlIdentity" => Outcome::Node(Node::Attributes(row)),
            _ => Outcome::Value(Value::Null),
        }
    }

    fn attributes(&self, row: u32, field: &str) -> Outcome<Node> {
        let Some(user) = self.github.user(row) else {
            return Outcome::Value(Value::Null);
        };
        let (given, family) = user.split_name();
        Outcome::Value(match field {
            "emails" => return Outcome::Nodes(vec![Node::Email(row)]),
            "nameId" | "username" => json!(user.email),
            "givenName" => json!(given),
            "familyName" => json!(family),
            "groups" => json!([]),
            _ => Value::Null,
        })
    }
}

type Reply = Result<Outcome<Node>, Failure>;

impl Resolver for Graph<'_> {
    type Node = Node;

    fn type_name(&self, node: &Node) -> &'static str {
        match node {
            Node::Query => "Query",
            Node::RateLimit => "RateLimit",
            Node::Organization => "Organization",
            Node::User(_) => "User",
            Node::Team(_) => "Team",
            Node::Invitation(_) => "OrganizationInvitation",
            Node::Connection { of, .. } => match of {
                Of::Members => "OrganizationMemberConnection",
                Of::Pending => "UserConnection",
                Of::Teams => "TeamConnection",
                Of::TeamMembers(_) => "TeamMemberConnection",
                Of::TeamInvitations => "OrganizationInvitationConnection",
                Of::Identities => "ExternalIdentityConnection",
            },
            Node::Edge { of, .. } => match of {
                Of::Members => "OrganizationMemberEdge",
                Of::Pending => "UserEdge",
                Of::Teams => "TeamEdge",
                Of::TeamMembers(_) => "TeamMemberEdge",
                Of::TeamInvitations => "OrganizationInvitationEdge",
                Of::Identities => "ExternalIdentityEdge",
            },
            Node::PageInfo(_) => "PageInfo",
            Node::Provider => "OrganizationIdentityProvider",
            Node::Identity(_) => "ExternalIdentity",
            Node::Attributes(_) => "ExternalIdentitySamlAttributes",
            Node::Email(_) => "UserEmailMetadata",
        }
    }

    fn resolve(&self, node: &Node, field: &str, arguments: &Arguments) -> Reply {
        Ok(match node {
            Node::Query => return self.query(field, arguments),
            Node::Organization => return self.organization(field, arguments),
            Node::Team(rank) => return self.team(*rank, field, arguments),
            Node::RateLimit => Outcome::Value(match field {
                "cost" => json!(self.cost.points),
                "nodeCount" => json!(self.cost.nodes),
                "resetAt" => {
                    let at = self
                        .rate
                        .get("reset")
                        .and_then(Value::as_i64)
                        .unwrap_or_default();
                    json!(Timestamp::from_second(at).unwrap_or_default().to_string())
                }
                name => self.rate.get(name).cloned().unwrap_or_default(),
            }),
            Node::User(row) => Outcome::Value(self.user(*row, field, arguments)),
            Node::Invitation(index) => match self.github.invitations.get(*index) {
                Some(invitation) => self.invitation(invitation, field),
                None => Outcome::Value(Value::Null),
            },
            Node::Connection { of, slice } => match field {
                "totalCount" => Outcome::Value(json!(slice.total)),
                "pageInfo" => Outcome::Node(Node::PageInfo(slice.clone())),
                "nodes" => Outcome::Nodes(
                    slice
                        .items
                        .iter()
                        .map(|&item| self.item(*of, item))
                        .collect(),
                ),
                _ => {
                    let edge = |&item| Node::Edge {
                        of: *of,
                        item,
                        page: slice.page,
                    };
                    Outcome::Nodes(slice.items.iter().map(edge).collect())
                }
            },
            Node::Edge { of, item, page } => self.edge(*of, *item, *page, field),
            Node::PageInfo(slice) => {
                let mark =
                    |item: Option<&u64>| json!(item.map(|&item| page::cursor(item, slice.page)));
                Outcome::Value(match field {
                    "hasNextPage" => json!(slice.more),
                    "hasPreviousPage" => json!(slice.page > 1),
                    "endCursor" => mark(slice.items.last()),
                    _ => mark(slice.items.first()),
                })
            }
            Node::Provider => match field {
                "externalIdentities" => {
                    let known = |row: &u32| {
                        self.github.user(*row).is_some_and(|user| {
                            user.email.ends_with("@communs.example")
                                && user.standing != Standing::Bot
                        })
                    };
                    let members = self.github.members.iter().copied();
                    let rows = members.filter(known).map(u64::from).collect();
                    return self.connection(Of::Identities, rows, arguments);
                }
                "id" => Outcome::Value(json!(node_id("OIP", ORG_ID))),
                "issuer" => Outcome::Value(json!("https://sso.communs.example/realms/communs")),
                _ => Outcome::Value(json!("https://sso.communs.example/realms/communs/saml")),
            },
            Node::Identity(row) => self.identity(*row, field),
            Node::Attributes(row) => self.attributes(*row, field),
            Node::Email(row) => Outcome::Value(match field {
                "value" => json!(self.github.user(*row).map(|user| &user.email)),
                "primary" => json!(true),
                _ => json!("work"),
            }),
        })
    }
}
