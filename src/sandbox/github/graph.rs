//! GitHub's GraphQL endpoint: the part of the schema about an organisation's people, and the
//! values behind it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::limits::{self, Excess, Resource};
use super::read::is_ours;
use super::route::refusal;
use super::show::{instant, node_id, team_id};
use super::{Github, Invitation, ORG, ORG_ID};
use crate::sandbox::clock::Clock;
use crate::sandbox::graphql::check::{self, Cost};
use crate::sandbox::graphql::run::{self, Arguments, Outcome, Resolver};
use crate::sandbox::graphql::schema::Schema;
use crate::sandbox::graphql::{At, Failure, parse};
use crate::sandbox::http::{Answer, Request};
use crate::sandbox::org::Standing;

const SCHEMA: &str = "\
Query: organization(login:String!):Organization user(login:String!):User viewer:User!
 rateLimit(dryRun:Boolean):RateLimit
RateLimit: cost:Int! limit:Int! nodeCount:Int! remaining:Int! resetAt:DateTime! used:Int!
PageInfo: endCursor:String hasNextPage:Boolean! hasPreviousPage:Boolean! startCursor:String
Organization: id:ID! databaseId:Int login:String! name:String url:URI! avatarUrl(size:Int):URI!
 requiresTwoFactorAuthentication:Boolean viewerCanAdminister:Boolean! createdAt:DateTime!
 membersWithRole(after:String,before:String,first:Int,last:Int):OrganizationMemberConnection!
 pendingMembers(after:String,before:String,first:Int,last:Int):UserConnection!
 samlIdentityProvider:OrganizationIdentityProvider team(slug:String!):Team
 teams(after:String,before:String,first:Int,last:Int,query:String,rootTeamsOnly:Boolean,userLogins:[String!]):TeamConnection!
OrganizationMemberConnection: edges:[OrganizationMemberEdge] nodes:[User] pageInfo:PageInfo!
 totalCount:Int!
OrganizationMemberEdge: cursor:String! hasTwoFactorEnabled:Boolean node:User
 role:OrganizationMemberRole
User: id:ID! databaseId:Int login:String! name:String email:String! avatarUrl(size:Int):URI!
 url:URI! company:String bio:String createdAt:DateTime! updatedAt:DateTime! isSiteAdmin:Boolean!
 organizationVerifiedDomainEmails(login:String!):[String!]!
UserConnection: edges:[UserEdge] nodes:[User] pageInfo:PageInfo! totalCount:Int!
UserEdge: cursor:String! node:User
Team: id:ID! databaseId:Int name:String! slug:String! combinedSlug:String! description:String
 privacy:TeamPrivacy! parentTeam:Team url:URI!
 members(after:String,before:String,first:Int,last:Int,membership:TeamMembershipType,role:TeamMemberRole):TeamMemberConnection!
 invitations(after:String,before:String,first:Int,last:Int):OrganizationInvitationConnection
TeamConnection: edges:[TeamEdge] nodes:[Team] pageInfo:PageInfo! totalCount:Int!
TeamEdge: cursor:String! node:Team
TeamMemberConnection: edges:[TeamMemberEdge] nodes:[User] pageInfo:PageInfo! totalCount:Int!
TeamMemberEdge: cursor:String! node:User! role:TeamMemberRole!
OrganizationInvitationConnection: edges:[OrganizationInvitationEdge] nodes:[OrganizationInvitation]
 pageInfo:PageInfo! totalCount:Int!
OrganizationInvitationEdge: cursor:String! node:OrganizationInvitation
OrganizationInvitation: id:ID! createdAt:DateTime! email:String invitee:User
 invitationType:OrganizationInvitationType! role:OrganizationInvitationRole!
OrganizationIdentityProvider: id:ID! issuer:String ssoUrl:URI
 externalIdentities(after:String,before:String,first:Int,last:Int,login:String,membersOnly:Boolean,userName:String):ExternalIdentityConnection!
ExternalIdentityConnection: edges:[ExternalIdentityEdge] nodes:[ExternalIdentity]
 pageInfo:PageInfo! totalCount:Int!
ExternalIdentityEdge: cursor:String! node:ExternalIdentity
ExternalIdentity: id:ID! guid:String! user:User samlIdentity:ExternalIdentitySamlAttributes
 scimIdentity:ExternalIdentityScimAttributes organizationInvitation:OrganizationInvitation
ExternalIdentitySamlAttributes: nameId:String username:String givenName:String familyName:String
 groups:[String!] emails:[UserEmailMetadata!]
ExternalIdentityScimAttributes: username:String givenName:String familyName:String
 groups:[String!] emails:[UserEmailMetadata!]
UserEmailMetadata: value:String! primary:Boolean type:String
enum OrganizationMemberRole: ADMIN MEMBER
enum TeamMemberRole: MAINTAINER MEMBER
enum TeamPrivacy: SECRET VISIBLE
enum TeamMembershipType: ALL CHILD_TEAM IMMEDIATE
enum OrganizationInvitationType: EMAIL USER
enum OrganizationInvitationRole: ADMIN BILLING_MANAGER DIRECT_MEMBER REINSTATE";

/// A place in a connection: the item after which to go on, and the page it was on (from 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    item: u64,
    pub page: usize,
}

fn cursor(item: u64, page: usize) -> String {
    STANDARD.encode(format!("cursor:v2:{item}:{page}"))
}

pub(super) fn cursor_of(text: &str) -> Option<Cursor> {
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (item, page) = text.strip_prefix("cursor:v2:")?.split_once(':')?;
    Some(Cursor {
        item: item.parse().ok()?,
        page: page.parse().ok()?,
    })
}

/// One step into the graph. Members and the like are rows, teams are ranks.
#[derive(Debug, Clone)]
enum Node {
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
enum Of {
    Members,
    Pending,
    Teams,
    TeamMembers(usize),
    TeamInvitations,
    Identities,
}

/// One page of a connection.
#[derive(Debug, Clone)]
struct Slice {
    items: Vec<u64>,
    total: usize,
    page: usize,
    more: bool,
}

struct Graph<'a> {
    github: &'a Github,
    clock: &'a Clock,
    cost: Cost,
    rate: Value,
    empty: bool,
}

/// Answers one GraphQL request.
pub(super) fn answer(github: &mut Github, clock: &Clock, request: &Request) -> Answer {
    let Some(body) = request.json() else {
        return refusal(400, "Problems parsing JSON");
    };
    let Some(query) = body.get("query").and_then(Value::as_str) else {
        return errors(&[Failure::new(
            "A query attribute must be specified and must be a string.",
            At::default(),
        )]);
    };
    let variables = match body.get("variables") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(map)) => map.clone(),
        Some(_) => return refusal(400, "Variables must be a JSON object"),
    };
    let schema = Schema::read(SCHEMA);
    let name = body.get("operationName").and_then(Value::as_str);
    let parsed = parse::document(query);
    let checked = parsed.and_then(|document| {
        let operation = check::operation(&document, name)?.clone();
        Ok((document, operation))
    });
    let (document, operation) = match checked {
        Ok(both) => both,
        Err(failure) => return errors(&[failure]),
    };
    let (failures, cost) = check::check(&schema, &document, &operation, &variables);
    if !failures.is_empty() {
        return errors(&failures);
    }
    if let Some(failure) = scopes_missing(github, query) {
        return with_null(&[failure]);
    }
    let now = clock.now().as_second();
    match github
        .limits
        .spend(Resource::Graphql, now, cost.points, cost.points)
    {
        Ok(()) => {}
        Err(Excess::Primary) => {
            let message = "API rate limit already exceeded for user ID 1200000.";
            return errors(&[Failure::new(message, At::default()).kind("RATE_LIMITED")]);
        }
        Err(excess) => return limits::refuse(excess),
    }
    let rate = github.limits.show(Resource::Graphql, now);
    let graph = Graph {
        github,
        clock,
        cost,
        rate,
        empty: request.empty,
    };
    let (data, failures) = run::run(&graph, &document, &operation, &variables, &Node::Query);
    let mut body = json!({"data": data});
    if let (false, Some(map)) = (failures.is_empty(), body.as_object_mut()) {
        map.insert(
            "errors".into(),
            failures.iter().map(Failure::to_json).collect(),
        );
    }
    Answer::json(200, &body)
}

/// GraphQL errors come under 200, without `data` when nothing ran.
fn errors(failures: &[Failure]) -> Answer {
    let errors: Vec<Value> = failures.iter().map(Failure::to_json).collect();
    Answer::json(200, &json!({"errors": errors}))
}

fn with_null(failures: &[Failure]) -> Answer {
    let errors: Vec<Value> = failures.iter().map(Failure::to_json).collect();
    Answer::json(200, &json!({"data": null, "errors": errors}))
}

/// One field without its scope spoils the whole query.
fn scopes_missing(github: &Github, query: &str) -> Option<Failure> {
    let asks = |field: &str| {
        query
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word == field)
    };
    let has = |scopes: &[&str]| scopes.iter().any(|scope| github.has_scope(scope));
    let (field, scopes): (&str, &[&str]) = if asks("email") && !has(&["user:email", "read:user"]) {
        ("email", &["user:email", "read:user"])
    } else if asks("organization") && !has(&["read:org"]) {
        ("organization", &["read:org"])
    } else {
        return None;
    };
    let message = format!(
        "Your token has not been granted the required scopes to execute this query. The '{field}' \
         field requires one of the following scopes: {}, but your token has only been granted the: \
         {:?} scopes. Please modify your token's scopes at: https://github.com/settings/tokens.",
        format!("{scopes:?}").replace('"', "'"),
        github.scopes
    );
    Some(Failure::new(message, At { line: 1, column: 1 }).kind("INSUFFICIENT_SCOPES"))
}

impl Graph<'_> {
    /// Cuts the page that the arguments ask for; items are in ascending order.
    fn slice(&self, items: Vec<u64>, arguments: &Arguments) -> Result<Slice, Failure> {
        let items = if self.empty { Vec::new() } else { items };
        let number = |name: &str| {
            arguments
                .get(name)
                .and_then(Value::as_u64)
                .map(|n| n as usize)
        };
        let place = |name: &str| match arguments.get(name).and_then(Value::as_str) {
            None => Ok(None),
            Some(text) => cursor_of(text).map(Some).ok_or_else(|| {
                let message = format!("`{text}` does not appear to be a valid cursor.");
                Failure::new(message, At::default()).kind("INVALID_CURSOR_ARGUMENTS")
            }),
        };
        let total = items.len();
        let (after, before) = (place("after")?, place("before")?);
        let page = after.map_or(1, |cursor| cursor.page + 1);
        let start = after.map_or(0, |cursor| {
            items.partition_point(|&item| item <= cursor.item)
        });
        let end = before
            .map_or(total, |cursor| {
                items.partition_point(|&item| item < cursor.item)
            })
            .max(start);
        let (from, to) = match (number("first"), number("last")) {
            (Some(first), _) => (start, start.saturating_add(first).min(end)),
            (None, Some(last)) => (end.saturating_sub(last).max(start), end),
            (None, None) => (start, end),
        };
        let items = items.get(from..to).unwrap_or_default().to_vec();
        Ok(Slice {
            items,
            total,
            page,
            more: to < total,
        })
    }

    fn connection(&self, of: Of, items: Vec<u64>, arguments: &Arguments) -> Reply {
        let slice = self.slice(items, arguments)?;
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
                let members = team.members.iter().filter(|&(_, &lead)| wanted(lead));
                let rows = members.map(|(&row, _)| u64::from(row)).collect();
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
            ("cursor", _) => json!(cursor(item, page)),
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
                let mark = |item: Option<&u64>| json!(item.map(|&item| cursor(item, slice.page)));
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
