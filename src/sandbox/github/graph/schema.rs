//! The part of GitHub's GraphQL schema that is about an organisation's people.

use std::sync::LazyLock;

use crate::sandbox::graphql::schema::Schema;

/// The schema, read once.
pub(super) static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::read(TEXT));

const TEXT: &str = "\
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
