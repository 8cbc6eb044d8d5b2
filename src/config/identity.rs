//! What the configuration says about identity: fields that name a person for life, and addresses
//! that name nobody in particular. Using them is the matcher's work.

use crate::domain::account::Account;
use crate::domain::ids::ServiceId;
use crate::domain::text::{Text, fold};

use super::reader::{Section, refuse_unknown_service};

/// The `[identity]` table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IdentitySettings {
    /// Fields of which equal values mean one and the same person.
    pub fields: Vec<IdentityField>,
    /// Addresses, and local parts ending in `@`, that several people read: they link nobody.
    pub shared_addresses: Vec<String>,
}

/// One identifier of a person, and where services keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityField {
    /// Its name, such as `employee-number`.
    pub name: String,
    /// Where it is found; at least two places.
    pub places: Vec<FieldRef>,
}

/// A field of a service's accounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldRef {
    pub service: ServiceId,
    pub field: AccountField,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccountField {
    Login,
    /// Any of the addresses.
    Email,
    /// The service's own id, without its namespace.
    Id,
    /// The id given by this issuer.
    External(String),
}

impl AccountField {
    fn values(&self, account: &Account) -> Vec<String> {
        let profile = &account.profile;
        match self {
            AccountField::Login => profile
                .login
                .value()
                .map(|login| fold(login))
                .into_iter()
                .collect(),
            AccountField::Id => vec![account.key.remote.local().to_owned()],
            AccountField::Email => {
                let emails = profile.emails.value().into_iter().flatten();
                emails.map(|email| fold(&email.address)).collect()
            }
            AccountField::External(issuer) => {
                let ids = profile.external_ids.value().into_iter().flatten();
                ids.filter(|id| id.issuer == *issuer)
                    .map(|id| id.subject.clone())
                    .collect()
            }
        }
    }
}

impl FieldRef {
    /// Reads `service.login`, `service.email`, `service.id` or `service.external:ISSUER`.
    fn parse(text: &str) -> Option<Self> {
        let (service, field) = text.split_once('.')?;
        let field = match field {
            "login" => AccountField::Login,
            "email" => AccountField::Email,
            "id" => AccountField::Id,
            other => match other.strip_prefix("external:")? {
                "" => return None,
                issuer => AccountField::External(issuer.to_owned()),
            },
        };
        Some(Self {
            service: ServiceId::new(service).ok()?,
            field,
        })
    }
}

impl IdentitySettings {
    /// The configured identifiers of an account, as (`field:NAME`, value). Logins and addresses are
    /// folded, because services write them differently; ids are exact.
    pub fn identifiers(&self, account: &Account) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for field in &self.fields {
            let places = field.places.iter();
            for place in places.filter(|place| place.service == account.key.service) {
                let values = place.field.values(account);
                found.extend(
                    values
                        .into_iter()
                        .filter(|value| !value.is_empty())
                        .map(|value| (format!("field:{}", field.name), value)),
                );
            }
        }
        found
    }

    /// Whether several people read an address, by these settings.
    pub fn is_shared(&self, address: &str) -> bool {
        let address = fold(address);
        self.shared_addresses
            .iter()
            .map(|shared| fold(shared))
            .any(|shared| {
                shared == address || (shared.ends_with('@') && address.starts_with(&shared))
            })
    }

    pub(super) fn read(mut section: Section<'_>, services: &[ServiceId]) -> Self {
        let mut shared_addresses = Vec::new();
        for (address, field) in section.list("shared_addresses").unwrap_or_default() {
            if address.contains('@') && !address.contains(char::is_whitespace) {
                shared_addresses.push(address);
            } else {
                section.refuse(&field, Text::new("config-address"), None);
            }
        }
        let names = section.section("fields");
        let mut fields = Vec::new();
        for name in names.keys() {
            let Some(field) = names.peek(&name) else {
                continue;
            };
            let mut places = Vec::new();
            let listed = names.list_of(&field).unwrap_or_default();
            let enough = listed.len() >= 2;
            for (text, item) in listed {
                match FieldRef::parse(&text) {
                    None => {
                        let hint = Some(Text::new("config-hint-identity-field"));
                        names.refuse(&item, Text::new("config-identity-field"), hint);
                    }
                    Some(place) if !services.contains(&place.service) => {
                        refuse_unknown_service(&names, &item, place.service.as_str(), services);
                    }
                    Some(place) => places.push(place),
                }
            }
            if !enough {
                names.refuse(&field, Text::new("config-identity-alone"), None);
            }
            fields.push(IdentityField { name, places });
        }
        section.finish();
        Self {
            fields,
            shared_addresses,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::{Email, ExternalId, Trust};
    use crate::domain::ids::{AccountKey, RemoteId};
    use crate::domain::seen::Seen;
    use crate::domain::time::Timestamp;

    fn account(service: &str) -> Account {
        let key = AccountKey::new(
            ServiceId::new(service).unwrap(),
            RemoteId::new("user:17").unwrap(),
        );
        let mut account = Account::new(key, Timestamp(0));
        account.profile.login = Seen::Value("Zoé.D".into());
        account.profile.emails = Seen::Value(vec![Email {
            address: "Zoe@x.org".into(),
            trust: Trust::Verified,
            primary: true,
        }]);
        account.profile.external_ids = Seen::Value(vec![ExternalId {
            issuer: "sso".into(),
            subject: "Abc".into(),
        }]);
        account
    }

    fn settings(places: &[&str]) -> IdentitySettings {
        IdentitySettings {
            fields: vec![IdentityField {
                name: "staff".into(),
                places: places.iter().map(|p| FieldRef::parse(p).unwrap()).collect(),
            }],
            shared_addresses: vec!["atelier@x.org".into(), "bureau@".into()],
        }
    }

    #[test]
    fn a_configured_field_is_read_on_its_service_only() {
        let settings = settings(&["chat.login", "cloud.external:sso", "forge.id", "mail.email"]);
        let read = |service| {
            let values = settings.identifiers(&account(service));
            values
                .into_iter()
                .map(|(_, value)| value)
                .collect::<Vec<_>>()
        };
        assert_eq!(read("chat"), ["zoe.d"]);
        assert_eq!(read("cloud"), ["Abc"]);
        assert_eq!(read("forge"), ["17"]);
        assert_eq!(read("mail"), ["zoe@x.org"]);
        assert_eq!(read("other"), [""; 0]);
        assert_eq!(settings.identifiers(&account("chat"))[0].0, "field:staff");
    }

    #[test]
    fn a_shared_address_is_a_whole_one_or_a_local_part() {
        let settings = settings(&[]);
        assert!(settings.is_shared("Atelier@X.org"));
        assert!(settings.is_shared("bureau@anywhere.example"));
        assert!(!settings.is_shared("zoe.bureau@x.org"));
    }
}
