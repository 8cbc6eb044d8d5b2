//! What GitHub sends and is asked: REST shapes and GraphQL queries, as its descriptions say.
//!
//! Only the fields that are used; everything that may be null or absent is an `Option`.

use serde::Deserialize;

use crate::domain::fetch::ErrorKind;

/// A GraphQL answer: status 200 does not mean success.
#[derive(Debug, Deserialize)]
pub struct Reply<T> {
    /// Null, or with holes, when there are errors.
    pub data: Option<T>,
    /// What went wrong.
    #[serde(default)]
    pub errors: Vec<GraphError>,
    /// What is said instead of both: by the secondary limit, under 200 too.
    #[serde(default)]
    pub message: String,
}

impl<T> Reply<T> {
    /// Whether it is a rate limit.
    pub fn is_limit(&self) -> bool {
        self.errors.iter().any(GraphError::is_limit)
            || (self.data.is_none() && self.message.contains(SECONDARY))
    }
}

/// In the words of the limit that has no code of its own.
pub const SECONDARY: &str = "secondary rate limit";

/// One error of a GraphQL answer.
#[derive(Debug, Clone, Deserialize)]
pub struct GraphError {
    /// `RATE_LIMITED`, `INSUFFICIENT_SCOPES`, `NOT_FOUND`, `FORBIDDEN`; absent for time-outs.
    #[serde(rename = "type")]
    pub code: Option<String>,
    /// For humans.
    #[serde(default)]
    pub message: String,
}

impl GraphError {
    /// Whether it is a rate limit (both spellings are seen).
    pub fn is_limit(&self) -> bool {
        matches!(self.code.as_deref(), Some("RATE_LIMITED" | "RATE_LIMIT"))
            || self.message.contains(SECONDARY)
    }

    /// The kind of trouble.
    pub fn kind(&self) -> ErrorKind {
        match self.code.as_deref() {
            Some("INSUFFICIENT_SCOPES" | "FORBIDDEN") => ErrorKind::Forbidden,
            Some("NOT_FOUND") => ErrorKind::NotFound,
            code => ErrorKind::Refused {
                code: code.unwrap_or("graphql").to_owned(),
            },
        }
    }
}

/// Where the next page begins.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    pub has_next_page: bool,
    pub end_cursor: Option<String>,
}

/// One page of a list with edges.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Edges<T> {
    pub total_count: u64,
    pub page_info: PageInfo,
    pub edges: Option<Vec<Option<T>>>,
}

/// One page of a list of nodes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Nodes<T> {
    pub total_count: u64,
    pub page_info: PageInfo,
    pub nodes: Option<Vec<Option<T>>>,
}

/// `{ organization { .. } }`; null when it does not exist or may not be seen.
#[derive(Debug, Deserialize)]
pub struct Organization<T> {
    pub organization: Option<T>,
}

/// The members of an organisation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Members {
    pub members_with_role: Edges<MemberEdge>,
}

/// One member: role and second factor are on the edge.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberEdge {
    pub role: Option<String>,
    /// Null is "not shown", not "no second factor".
    pub has_two_factor_enabled: Option<bool>,
    pub node: Option<Member>,
}

/// A member's own fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    pub database_id: Option<u64>,
    pub login: String,
    pub name: Option<String>,
    pub url: Option<String>,
    /// Absent when not asked for; empty when the profile shows none.
    pub email: Option<String>,
    /// Absent when not asked for.
    pub organization_verified_domain_emails: Option<Vec<String>>,
}

/// The teams of an organisation.
#[derive(Debug, Deserialize)]
pub struct Teams {
    pub teams: Nodes<Team>,
}

/// One team of an organisation, by slug.
#[derive(Debug, Deserialize)]
pub struct OneTeam {
    pub team: Option<TeamMembers>,
}

/// A team's members.
#[derive(Debug, Deserialize)]
pub struct TeamMembers {
    pub members: Edges<TeamEdge>,
}

/// One team.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Team {
    pub database_id: Option<u64>,
    pub slug: String,
    pub name: String,
    pub members: Edges<TeamEdge>,
}

/// One member of a team.
#[derive(Debug, Deserialize)]
pub struct TeamEdge {
    pub role: String,
    pub node: NodeId,
}

/// Who it is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeId {
    pub database_id: Option<u64>,
}

/// The identities of the organisation's SAML provider; null when there is none or it is not shown.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Saml {
    pub saml_identity_provider: Option<IdentityProvider>,
}

/// A SAML provider.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityProvider {
    pub issuer: Option<String>,
    pub external_identities: Nodes<ExternalIdentity>,
}

/// One identity; `user` is null until somebody claims it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalIdentity {
    pub saml_identity: Option<SamlIdentity>,
    pub scim_identity: Option<ScimIdentity>,
    pub user: Option<NodeId>,
}

/// What the SAML provider says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SamlIdentity {
    pub name_id: Option<String>,
    pub emails: Option<Vec<IdentityEmail>>,
}

/// What SCIM says.
#[derive(Debug, Deserialize)]
pub struct ScimIdentity {
    pub username: Option<String>,
    pub emails: Option<Vec<IdentityEmail>>,
}

/// An address at the identity provider.
#[derive(Debug, Deserialize)]
pub struct IdentityEmail {
    pub value: String,
}

/// REST: a user in a list (`simple-user`), or whole (`public-user`).
#[derive(Debug, Clone, Deserialize)]
pub struct User {
    pub id: u64,
    pub login: String,
    pub html_url: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    /// `User`, `Bot`, `Organization`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// REST: an invitation; it has no numeric id of the invitee.
#[derive(Debug, Clone, Deserialize)]
pub struct Invitation {
    pub id: u64,
    pub login: Option<String>,
    pub email: Option<String>,
    pub role: Option<String>,
    pub created_at: Option<String>,
    pub failed_at: Option<String>,
    #[serde(default)]
    pub team_count: u64,
}

/// REST: a team of an invitation.
#[derive(Debug, Clone, Deserialize)]
pub struct InvitedTeam {
    pub id: u64,
    pub name: String,
}

/// REST: a membership of the organisation.
#[derive(Debug, Deserialize)]
pub struct Membership {
    /// `active` or `pending`.
    pub state: String,
    /// `admin`, `member`, `billing_manager`.
    pub role: String,
}

/// REST: a repository.
#[derive(Debug, Clone, Deserialize)]
pub struct Repository {
    pub id: u64,
    pub name: String,
}

/// REST: somebody with direct rights on a repository.
#[derive(Debug, Deserialize)]
pub struct Collaborator {
    pub id: u64,
    /// `read`, `triage`, `write`, `maintain`, `admin` or a custom role.
    pub role_name: Option<String>,
}

/// REST: an error.
#[derive(Debug, Deserialize)]
pub struct Refusal {
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub errors: Vec<RefusalCause>,
}

/// One cause of a 422; some endpoints send bare strings.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum RefusalCause {
    /// The documented form.
    Field {
        code: Option<String>,
        message: Option<String>,
    },
    /// A sentence.
    Words(String),
}

/// Fields of members that a token may lack the right to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The profile's address: needs `user:email` or `read:user`.
    pub email: bool,
    /// Addresses in the organisation's verified domains.
    pub verified: bool,
}

const PAGE: &str = "totalCount pageInfo{hasNextPage endCursor}";

/// Members, `$first` at a time.
pub fn members_query(asked: Asked) -> String {
    let email = if asked.email { " email" } else { "" };
    let verified = if asked.verified {
        " organizationVerifiedDomainEmails(login:$org)"
    } else {
        ""
    };
    format!(
        "query($org:String!,$first:Int!,$cursor:String){{organization(login:$org){{\
         membersWithRole(first:$first,after:$cursor){{{PAGE} edges{{role hasTwoFactorEnabled \
         node{{databaseId login name url{email}{verified}}}}}}}}}}}"
    )
}

/// What is read of a team's members: those of its own, not of its child teams.
fn team_members(arguments: &str) -> String {
    format!(
        "members(first:100,membership:IMMEDIATE{arguments})\
         {{{PAGE} edges{{role node{{databaseId}}}}}}"
    )
}

/// Teams with their first 100 members.
pub fn teams_query() -> String {
    let members = team_members("");
    format!(
        "query($org:String!,$first:Int!,$cursor:String){{organization(login:$org){{\
         teams(first:$first,after:$cursor){{{PAGE} nodes{{databaseId slug name {members}}}}}}}}}"
    )
}

/// The further members of one team.
pub fn team_query() -> String {
    let members = team_members(",after:$cursor");
    format!(
        "query($org:String!,$slug:String!,$cursor:String){{organization(login:$org){{\
         team(slug:$slug){{{members}}}}}}}"
    )
}

/// The identities of the SAML provider.
pub fn saml_query() -> String {
    format!(
        "query($org:String!,$first:Int!,$cursor:String){{organization(login:$org){{\
         samlIdentityProvider{{issuer externalIdentities(first:$first,after:$cursor){{{PAGE} \
         nodes{{samlIdentity{{nameId emails{{value}}}} scimIdentity{{username emails{{value}}}} \
         user{{databaseId}}}}}}}}}}}}"
    )
}
