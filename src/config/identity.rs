//! What the configuration says about identity: fields that name a person for life, and addresses
//! that name nobody in particular. Using them is the matcher's work.

use crate::domain::ids::ServiceId;
use crate::domain::text::Text;

use super::reader::Section;

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
    /// The service.
    pub service: ServiceId,
    /// The field.
    pub field: AccountField,
}

/// Which field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccountField {
    /// The login.
    Login,
    /// Any of the addresses.
    Email,
    /// The service's own id, without its namespace.
    Id,
    /// The id given by this issuer.
    External(String),
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
                        super::refuse_unknown_service(
                            &names,
                            &item,
                            place.service.as_str(),
                            services,
                        );
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
