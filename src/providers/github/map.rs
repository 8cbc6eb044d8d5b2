//! From GitHub's words to ours. Pure.

use crate::domain::account::{
    Email, ExternalId, FetchedAccount, Invitation, Membership, Profile, Purpose, RemoteState, Role,
    Trust, Volatile,
};
use crate::domain::ids::{IdError, RemoteId};
use crate::domain::seen::Seen;
use crate::domain::time::Timestamp;

use super::api;

/// The namespace of members' ids.
pub const MEMBER: &str = "member";
/// The namespace of invitations' ids.
pub const INVITE: &str = "invite";
/// The namespace of outside collaborators' ids.
pub const OUTSIDE: &str = "outside";

/// What the SAML provider says of one member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The id at the provider.
    pub external: Option<ExternalId>,
    /// Addresses at the provider.
    pub emails: Vec<String>,
}

impl Identity {
    /// Takes what is useful of an identity.
    pub fn of(identity: api::ExternalIdentity, issuer: Option<&str>) -> Self {
        let saml = identity.saml_identity;
        let scim = identity.scim_identity;
        let subject = saml
            .as_ref()
            .and_then(|saml| saml.name_id.clone())
            .or_else(|| scim.as_ref().and_then(|scim| scim.username.clone()));
        let external = subject
            .filter(|subject| !subject.is_empty())
            .map(|subject| ExternalId {
                issuer: issuer.unwrap_or("saml").to_owned(),
                subject,
            });
        let emails = saml.and_then(|saml| saml.emails).into_iter();
        let emails = emails.chain(scim.and_then(|scim| scim.emails)).flatten();
        Self {
            external,
            emails: emails.map(|email| email.value).collect(),
        }
    }
}

/// A member; `None` when GitHub does not say who it is.
pub fn member(
    edge: api::MemberEdge,
    groups: Seen<Vec<Membership>>,
    identity: Option<&Identity>,
) -> Option<FetchedAccount> {
    let node = edge.node?;
    let id = node.database_id?;
    let mut external_ids = vec![github_id(id)];
    external_ids.extend(identity.and_then(|identity| identity.external.clone()));
    let shown = node.email.is_some() || node.organization_verified_domain_emails.is_some();
    let emails = emails(
        node.organization_verified_domain_emails.unwrap_or_default(),
        identity.map_or(&[], |identity| &identity.emails),
        node.email,
    );
    let profile = Profile {
        login: Seen::Value(node.login),
        name: Seen::Value(node.name.unwrap_or_default()),
        emails: if shown {
            Seen::Value(emails)
        } else {
            Seen::NotVisible
        },
        role: edge.role.as_deref().map(role).into(),
        groups: sorted(groups),
        mfa: edge.has_two_factor_enabled.into(),
        purpose: Seen::Value(Purpose::Personal),
        url: node.url.into(),
        external_ids: Seen::Value(external_ids),
        invitation: Seen::Value(None),
        ..Profile::default()
    };
    account(
        RemoteId::namespaced(MEMBER, id),
        RemoteState::Active,
        profile,
    )
}

/// A member read alone: what REST shows of the person and of the membership.
pub fn single_member(user: api::User, membership: &api::Membership) -> Option<FetchedAccount> {
    let profile = Profile {
        role: Seen::Value(role(&membership.role)),
        ..person(&user)
    };
    account(
        RemoteId::namespaced(MEMBER, user.id),
        RemoteState::Active,
        profile,
    )
}

/// An outside collaborator.
pub fn outsider(
    user: api::User,
    groups: Seen<Vec<Membership>>,
    mfa: Seen<bool>,
) -> Option<FetchedAccount> {
    let profile = Profile {
        mfa,
        role: Seen::Value(role("outside_collaborator")),
        groups: sorted(groups),
        ..person(&user)
    };
    account(
        RemoteId::namespaced(OUTSIDE, user.id),
        RemoteState::Active,
        profile,
    )
}

/// An invitation, open or failed; it has no id of the invitee: login and address are the keys.
pub fn invitation(
    invitation: api::Invitation,
    failed: bool,
    teams: Seen<Vec<Membership>>,
    now: Timestamp,
) -> Option<FetchedAccount> {
    let instant = |text: &Option<String>| text.as_deref().and_then(Timestamp::parse);
    let since = instant(&invitation.created_at).unwrap_or(now);
    let state = if failed {
        let at = instant(&invitation.failed_at).unwrap_or(since);
        Invitation::Failed { at }
    } else {
        Invitation::Pending { since }
    };
    let emails = invitation.email.filter(|address| !address.is_empty());
    let profile = Profile {
        login: invitation.login.into(),
        emails: emails
            .map(|address| {
                vec![Email {
                    address,
                    trust: Trust::Asserted,
                    primary: true,
                }]
            })
            .into(),
        role: invitation.role.as_deref().map(role).into(),
        groups: sorted(teams),
        purpose: Seen::Value(Purpose::Personal),
        invitation: Seen::Value(Some(state)),
        ..Profile::default()
    };
    account(
        RemoteId::namespaced(INVITE, invitation.id),
        RemoteState::Invited,
        profile,
    )
}

/// A membership in a team.
pub fn team(id: Option<u64>, slug: &str, name: &str, role: Option<&str>) -> Membership {
    Membership {
        kind: "team".to_owned(),
        id: id.map_or_else(|| slug.to_owned(), |id| id.to_string()),
        name: name.to_owned(),
        role: role.map(str::to_ascii_lowercase),
    }
}

/// A direct right on a repository.
pub fn repository(repository: &api::Repository, role: Option<String>) -> Membership {
    Membership {
        kind: "repository".to_owned(),
        id: repository.id.to_string(),
        name: repository.name.clone(),
        role,
    }
}

fn account(
    id: Result<RemoteId, IdError>,
    remote: RemoteState,
    profile: Profile,
) -> Option<FetchedAccount> {
    Some(FetchedAccount {
        id: id.ok()?,
        formerly: Vec::new(),
        remote,
        profile,
        volatile: Volatile::default(),
    })
}

fn person(user: &api::User) -> Profile {
    Profile {
        login: Seen::Value(user.login.clone()),
        // Lists leave the name out: that is not a person without one.
        name: user.name.clone().into(),
        emails: user
            .email
            .clone()
            .map(|email| emails(Vec::new(), &[], Some(email)))
            .into(),
        purpose: Seen::Value(match user.kind.as_deref() {
            Some("Bot") => Purpose::Bot,
            _ => Purpose::Personal,
        }),
        url: user.html_url.clone().into(),
        external_ids: Seen::Value(vec![github_id(user.id)]),
        invitation: Seen::Value(None),
        ..Profile::default()
    }
}

/// The numeric id, which `ID+login@users.noreply.github.com` carries into commits and forms.
fn github_id(id: u64) -> ExternalId {
    ExternalId {
        issuer: "github".to_owned(),
        subject: id.to_string(),
    }
}

/// The addresses, most trusted first, each once.
fn emails(verified: Vec<String>, asserted: &[String], profile: Option<String>) -> Vec<Email> {
    let verified = verified
        .into_iter()
        .map(|address| (address, Trust::Verified));
    let asserted = asserted
        .iter()
        .map(|address| (address.clone(), Trust::Asserted));
    let free = profile.into_iter().map(|address| (address, Trust::Free));
    let mut emails: Vec<Email> = Vec::new();
    for (address, trust) in verified.chain(asserted).chain(free) {
        let known = |email: &Email| email.address.eq_ignore_ascii_case(&address);
        if !address.is_empty() && !emails.iter().any(known) {
            emails.push(Email {
                primary: emails.is_empty(),
                address,
                trust,
            });
        }
    }
    emails
}

/// GraphQL writes `ADMIN`, REST `admin`; people say owner.
fn role(word: &str) -> Role {
    let word = word.to_ascii_lowercase();
    let admin = word == "admin";
    Role {
        name: match word.as_str() {
            "admin" => "owner".to_owned(),
            "direct_member" => "member".to_owned(),
            _ => word,
        },
        admin,
    }
}

fn sorted(groups: Seen<Vec<Membership>>) -> Seen<Vec<Membership>> {
    groups.map(|mut groups| {
        groups.sort();
        groups.dedup();
        groups
    })
}
