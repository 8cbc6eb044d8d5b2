//! Mailbox names: whose box a name is, read from the server's own separator and prefixes.
//!
//! Names stay as the server writes them (modified UTF-7): they are ids. `user/alice/Sent` and, with
//! virtual domains, `user/alice/Sent@example.org`: the domain comes last, behind the folders.

use std::collections::{BTreeMap, HashSet};

use crate::domain::ids::RemoteId;
use crate::net::imap::Data;

/// Who a set of boxes belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The owner of `user/<owner>` and of every folder below.
    User(String),
    /// A box of nobody, with its folders.
    Shared(String),
}

impl Holder {
    /// The holder that an account id names.
    pub fn of(id: &RemoteId) -> Option<Holder> {
        match id.namespace() {
            "user" => Some(Holder::User(id.local().to_owned())),
            "shared" => Some(Holder::Shared(id.local().to_owned())),
            _ => None,
        }
    }

    /// The account id.
    pub fn id(&self) -> Option<RemoteId> {
        match self {
            Holder::User(owner) => RemoteId::namespaced("user", owner),
            Holder::Shared(root) => RemoteId::namespaced("shared", root),
        }
        .ok()
    }
}

/// How this server writes names to an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    users: String,
    separator: char,
    deleted: String,
}

impl Layout {
    /// Reads the answer to NAMESPACE, which names the personal, the others' and the shared boxes.
    pub fn read(answer: &Data, deleted: &str) -> Option<Layout> {
        let first = answer.values.get(1)?.list()?.first()?.list()?;
        let [prefix, separator, ..] = first else {
            return None;
        };
        let separator = separator.text()?.chars().next()?;
        Some(Layout {
            users: prefix.text()?.to_owned(),
            separator,
            deleted: format!("{deleted}{separator}"),
        })
    }

    /// The first box of a holder.
    pub fn root(&self, holder: &Holder) -> String {
        match holder {
            Holder::User(owner) => format!("{}{owner}", self.users),
            Holder::Shared(root) => root.clone(),
        }
    }

    /// The LIST pattern of every box below another.
    pub fn below(&self, name: &str) -> String {
        let (path, domain) = self.split(name);
        join(&format!("{path}{}*", self.separator), domain)
    }

    /// Whether a name is what is kept of a deleted box for some days.
    pub fn is_deleted(&self, name: &str) -> bool {
        name.starts_with(&self.deleted)
    }

    /// Sorts boxes by their holders; indices point into `names`.
    pub fn holders(&self, names: &[String]) -> BTreeMap<Holder, Vec<usize>> {
        let owners: HashSet<&str> = names
            .iter()
            .filter_map(|name| self.owner_of_root(name))
            .collect();
        let shared: HashSet<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| !name.starts_with(&self.users))
            .collect();
        let mut holders: BTreeMap<Holder, Vec<usize>> = BTreeMap::new();
        for (index, name) in names.iter().enumerate() {
            let holder = match name.strip_prefix(&self.users) {
                Some(rest) => Holder::User(self.owner(rest, &owners)),
                None => Holder::Shared(self.topmost(name, &shared)),
            };
            holders.entry(holder).or_default().push(index);
        }
        holders
    }

    /// The boxes above one, nearest first; those of its domain before those without any (where
    /// there are no virtual domains, the `@` is part of the folder's own name).
    pub fn above(&self, name: &str) -> Vec<String> {
        let (path, domain) = self.split(name);
        let mut above = self.ancestors(path, domain);
        if domain.is_some() {
            above.append(&mut self.ancestors(path, None));
        }
        above
    }

    /// Names that LIST may have kept from us and that must be asked for one by one.
    ///
    /// Cyrus 3.6 leaves `user/alice` out when the line before it is `user/alice/Sent@example.org`:
    /// it takes the one for the parent of the other. That can only happen where a domain ends.
    pub fn overlooked(&self, listed: &[String]) -> Vec<String> {
        let known: HashSet<&str> = listed.iter().map(String::as_str).collect();
        let mut overlooked = Vec::new();
        let nexts = listed.iter().skip(1).map(Some).chain([None]);
        for (name, next) in listed.iter().zip(nexts) {
            let (path, domain) = self.split(name);
            let ends = domain.is_some() && next.is_none_or(|next| self.split(next).1 != domain);
            if !ends {
                continue;
            }
            let cuts = path.match_indices(self.separator).map(|(at, _)| at);
            for end in cuts.chain([path.len()]) {
                let (candidate, _) = path.split_at(end);
                // `user` itself is no box.
                if candidate.len() >= self.users.len() || !self.users.starts_with(candidate) {
                    overlooked.push(candidate.to_owned());
                }
            }
        }
        overlooked.retain(|name| !known.contains(name.as_str()));
        overlooked.sort_unstable();
        overlooked.dedup();
        overlooked
    }

    /// The first boxes of the domains that folders seem to be in: `user/alice@example.org` for
    /// `user/alice/Sent@example.org`, which without virtual domains is alice's own folder.
    pub fn domain_roots(&self, names: &[String]) -> Vec<String> {
        let roots = names.iter().filter_map(|name| {
            let (path, domain) = self.split(name.strip_prefix(&self.users)?);
            let (first, _) = path.split_once(self.separator)?;
            Some(format!("{}{first}@{}", self.users, domain?))
        });
        let mut roots: Vec<String> = roots.collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// The owner, if the name is a first box.
    fn owner_of_root<'a>(&self, name: &'a str) -> Option<&'a str> {
        let rest = name.strip_prefix(&self.users)?;
        let (path, _) = self.split(rest);
        (!path.contains(self.separator)).then_some(rest)
    }

    fn owner(&self, rest: &str, owners: &HashSet<&str>) -> String {
        let (path, domain) = self.split(rest);
        let first = path.split(self.separator).next().unwrap_or(path);
        let with_domain = join(first, domain);
        // `alice/x@y`: a folder of alice@y where she exists, else a folder named `x@y` of alice.
        if !owners.contains(with_domain.as_str()) && owners.contains(first) {
            first.to_owned()
        } else {
            with_domain
        }
    }

    fn topmost(&self, name: &str, shared: &HashSet<&str>) -> String {
        let (path, domain) = self.split(name);
        let top = |domain| {
            let above = self.ancestors(path, domain);
            above.into_iter().rfind(|n| shared.contains(n.as_str()))
        };
        top(domain)
            .or_else(|| top(None))
            .unwrap_or_else(|| name.to_owned())
    }

    fn ancestors(&self, path: &str, domain: Option<&str>) -> Vec<String> {
        path.rmatch_indices(self.separator)
            .map(|(at, _)| join(path.split_at(at).0, domain))
            .collect()
    }

    /// Cuts a virtual domain off; a domain never holds the separator `/`, but always dots.
    fn split<'a>(&self, name: &'a str) -> (&'a str, Option<&'a str>) {
        match name.rsplit_once('@') {
            Some((path, domain))
                if !path.is_empty()
                    && !domain.is_empty()
                    && (self.separator == '.' || !domain.contains(self.separator)) =>
            {
                (path, Some(domain))
            }
            _ => (name, None),
        }
    }
}

fn join(path: &str, domain: Option<&str>) -> String {
    match domain {
        Some(domain) => format!("{path}@{domain}"),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::imap::Value;
    use rstest::rstest;

    fn layout(separator: char) -> Layout {
        Layout {
            users: format!("user{separator}"),
            separator,
            deleted: format!("DELETED{separator}"),
        }
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    fn sorted(separator: char, list: &[&str]) -> Vec<(String, Vec<usize>)> {
        let holders = layout(separator).holders(&names(list));
        let id = |holder: &Holder| holder.id().unwrap().to_string();
        holders.iter().map(|(h, at)| (id(h), at.clone())).collect()
    }

    #[rstest]
    #[case('/', &["user/alice", "user/alice/Sent", "user/alice/#calendars/x", "user/bob"])]
    #[case('.', &["user.alice", "user.alice.Sent", "user.alice.#calendars.x", "user.bob"])]
    fn folders_belong_to_their_owner(#[case] separator: char, #[case] list: &[&str]) {
        assert_eq!(
            sorted(separator, list),
            [
                ("user:alice".to_owned(), vec![0, 1, 2]),
                ("user:bob".to_owned(), vec![3])
            ]
        );
    }

    #[rstest]
    #[case('/', &["user/alice", "user/alice@x.org", "user/alice/Sent@x.org", "user/alice/Sent"])]
    #[case('.', &["user.alice", "user.alice@x.org", "user.alice.Sent@x.org", "user.alice.Sent"])]
    fn the_domain_stands_behind_the_folders(#[case] separator: char, #[case] list: &[&str]) {
        assert_eq!(
            sorted(separator, list),
            [
                ("user:alice".to_owned(), vec![0, 3]),
                ("user:alice@x.org".to_owned(), vec![1, 2])
            ]
        );
    }

    #[test]
    fn a_folder_named_like_an_address_is_no_other_owner() {
        assert_eq!(
            sorted(
                '/',
                &["user/alice", "user/alice/bob@x.org", "user/jean.dupont"]
            ),
            [
                ("user:alice".to_owned(), vec![0, 1]),
                ("user:jean.dupont".to_owned(), vec![2])
            ]
        );
        assert_eq!(
            sorted('.', &["user.alice", "user.alice.bob@x.org"]),
            [("user:alice".to_owned(), vec![0, 1])]
        );
    }

    #[test]
    fn an_address_as_login_without_virtual_domains_keeps_its_folders() {
        assert_eq!(
            sorted('/', &["user/a@x.org", "user/a@x.org/Sent"]),
            [("user:a@x.org".to_owned(), vec![0, 1])]
        );
    }

    #[test]
    fn a_shared_box_takes_its_folders_along() {
        assert_eq!(
            sorted(
                '/',
                &[
                    "contact",
                    "contact/2024/q1",
                    "team/a",
                    "team/b",
                    "info@x.org",
                    "info/o@x.org",
                    "info"
                ]
            ),
            [
                ("shared:contact".to_owned(), vec![0, 1]),
                ("shared:info".to_owned(), vec![6]),
                ("shared:info@x.org".to_owned(), vec![4, 5]),
                ("shared:team/a".to_owned(), vec![2]),
                ("shared:team/b".to_owned(), vec![3]),
            ]
        );
    }

    #[test]
    fn what_a_domain_s_last_folder_may_hide_is_asked_for() {
        let listed = names(&[
            "user/z@a.org",
            "user/z/S@a.org",
            "user/b",
            "user/q@c.org",
            "user/y/S/T@c.org",
        ]);
        assert_eq!(
            layout('/').overlooked(&listed),
            ["user/y", "user/y/S", "user/y/S/T", "user/z", "user/z/S"]
        );
        assert!(
            layout('/')
                .overlooked(&names(&["user/a", "user/a/b"]))
                .is_empty()
        );
    }

    #[test]
    fn the_separator_and_the_prefix_are_the_server_s() {
        let text = |text: &str| Value::Text(text.into());
        let one = |a, b| Value::List(vec![Value::List(vec![text(a), text(b)])]);
        let mut answer = Data {
            name: "NAMESPACE".into(),
            values: vec![Value::Nil, one("user.", "."), one("", ".")],
        };
        assert_eq!(Layout::read(&answer, "DELETED"), Some(layout('.')));
        answer.values[1] = Value::Nil;
        assert_eq!(Layout::read(&answer, "DELETED"), None);
    }
}
