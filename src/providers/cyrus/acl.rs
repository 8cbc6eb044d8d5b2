//! Access control lists: who may do what on a box, and when an owner is shut out.

use std::collections::BTreeMap;

use crate::net::imap::Value;

/// The rights that a negative entry must take from an owner before the box counts as shut: without
/// `l` and `r` nothing can be seen or read, and without `a` the owner could give them back.
const SHUT: [char; 3] = ['l', 'r', 'a'];

/// The list of one box.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Acl {
    grants: BTreeMap<String, Grant>,
}

/// What one identifier was given and denied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grant {
    given: String,
    denied: String,
}

impl Grant {
    /// Whether anything is left of what was given.
    pub fn is_effective(&self) -> bool {
        self.given.chars().any(|right| !self.denied.contains(right))
    }

    /// Both halves as the server writes them: `lrs`, or `lrswipkxtecdan -lra`.
    pub fn words(&self) -> String {
        match (self.given.as_str(), self.denied.as_str()) {
            (given, "") => given.to_owned(),
            ("", denied) => format!("-{denied}"),
            (given, denied) => format!("{given} -{denied}"),
        }
    }
}

impl Acl {
    /// Reads the pairs of an ACL answer, behind the name of the box.
    pub fn read(pairs: &[Value]) -> Option<Acl> {
        let mut grants: BTreeMap<String, Grant> = BTreeMap::new();
        for pair in pairs.chunks(2) {
            let [who, rights] = pair else { return None };
            let (who, rights) = (who.text()?, rights.text()?);
            match who.strip_prefix('-').filter(|who| !who.is_empty()) {
                Some(who) => grants.entry(who.to_owned()).or_default().denied = rights.to_owned(),
                None => grants.entry(who.to_owned()).or_default().given = rights.to_owned(),
            }
        }
        Some(Acl { grants })
    }

    /// Every identifier with what it was given and denied.
    pub fn grants(&self) -> impl Iterator<Item = (&str, &Grant)> {
        self.grants.iter().map(|(who, grant)| (who.as_str(), grant))
    }

    /// What one identifier was given and denied.
    pub fn grant(&self, who: &str) -> Option<&Grant> {
        self.grants.get(who)
    }

    /// Whether a negative entry shuts the owner out. A missing entry does not: an owner may always
    /// give himself rights on his own box.
    ///
    /// `user/Alice` belongs to the login `alice` and its list says `alice`, unless the server's
    /// `username_tolower` is off.
    pub fn shuts_out(&self, owner: &str) -> bool {
        self.grant(owner)
            .or_else(|| self.grant(&owner.to_ascii_lowercase()))
            .is_some_and(|grant| SHUT.iter().all(|right| grant.denied.contains(*right)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn acl(words: &str) -> Acl {
        let values: Vec<Value> = words
            .split(' ')
            .map(|word| Value::Text(word.into()))
            .collect();
        Acl::read(&values).unwrap()
    }

    #[rstest]
    #[case("alice lrswipkxtecdan -alice lrswipkxtecdan", true)]
    #[case("-alice lrswipkxtecdan", true)]
    #[case("alice lrswipkxtecdan -alice lra", true)]
    // She could take these back herself, or read on.
    #[case("alice lrswipkxtecdan -alice lr", false)]
    #[case("alice lrswipkxtecdan -alice pi", false)]
    #[case("bob lr", false)]
    #[case("alice lrswipkxtecdan -bob lra", false)]
    fn only_a_negative_entry_that_the_owner_cannot_lift_shuts_him_out(
        #[case] words: &str,
        #[case] shut: bool,
    ) {
        assert_eq!(acl(words).shuts_out("alice"), shut);
    }

    #[test]
    fn a_list_names_the_owner_in_lower_case_where_logins_have_none() {
        assert!(acl("alice lrs -alice lra").shuts_out("Alice"));
        assert!(!acl("Alice lrs -alice lra").shuts_out("Alice"));
    }

    #[test]
    fn both_halves_are_shown_and_counted() {
        let acl = acl("alice lrs -alice lra bob lr -bob lrs");
        assert_eq!(acl.grant("alice").unwrap().words(), "lrs -lra");
        assert!(acl.grant("alice").unwrap().is_effective());
        assert!(!acl.grant("bob").unwrap().is_effective());
    }

    #[test]
    fn half_a_pair_is_no_list() {
        assert_eq!(Acl::read(&[Value::Text("alice".into())]), None);
    }
}
