//! The mailboxes of the simulated Cyrus: owners with their folders, shared boxes, ACLs, quotas.
//! Folders and rights follow from the owner's row until somebody changes them.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use secrecy::SecretString;

use crate::sandbox::clock::Clock;
use crate::sandbox::org::{Account, Org, Standing};

/// Every right, as a new owner has them.
pub(super) const ALL: &str = "lrswipkxtecdan";
/// Mailboxes that one round of a listing looks at.
const ROUND: usize = 2_000;
/// KiB of the ordinary quota.
const QUOTA: u64 = 2 * 1024 * 1024;

/// Identifier and rights, in the order in which they were set.
pub(super) type Acl = Vec<(String, String)>;

/// Everything that the mail server knows.
#[derive(Debug)]
pub(in crate::sandbox) struct Mail {
    pub(super) password: SecretString,
    users: Vec<Account>,
    /// Rows of the owners, sorted by login.
    owners: Vec<u32>,
    /// Boxes outside `user/`, and boxes that were created, by name.
    made: BTreeMap<String, Option<u32>>,
    /// ACLs that were changed.
    acls: HashMap<String, Acl>,
    /// Quotas that were changed, in KiB; `None` = without.
    quotas: HashMap<String, Option<u64>>,
}

/// A place in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Made(usize),
    Owners(usize),
}

/// A mailbox that a listing found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub name: String,
    pub has_children: bool,
}

impl Mail {
    pub(in crate::sandbox) fn new(org: &mut Org, password: SecretString) -> Self {
        let users = std::mem::take(&mut org.mail);
        let rows = 0..users.len() as u32;
        let shared = |&row: &u32| {
            users
                .get(row as usize)
                .is_some_and(|user| user.standing == Standing::Shared)
        };
        let mut owners: Vec<u32> = rows.clone().filter(|row| !shared(row)).collect();
        owners.sort_unstable_by(|&a, &b| login(&users, a).cmp(login(&users, b)));
        let made = rows
            .filter(shared)
            .flat_map(|row| {
                let name = login(&users, row).to_owned();
                let archive = (row % 4 == 0).then(|| (format!("{name}/Archives"), Some(row)));
                std::iter::once((name, Some(row))).chain(archive)
            })
            .collect();
        Self {
            password,
            users,
            owners,
            made,
            acls: HashMap::new(),
            quotas: HashMap::new(),
        }
    }

    fn place(&self, owner: &str) -> Result<usize, usize> {
        self.owners
            .binary_search_by(|&row| login(&self.users, row).cmp(owner))
    }

    pub(in crate::sandbox) fn row_of(&self, owner: &str) -> Option<u32> {
        self.owners.get(self.place(owner).ok()?).copied()
    }

    /// Whether a box exists: an owner's own, one of the folders, or one that was made.
    pub(super) fn exists(&self, name: &str) -> bool {
        if self.made.contains_key(name) {
            return true;
        }
        let Some((row, folder)) = self.parts(name) else {
            return false;
        };
        folder.is_empty() || folders(row).contains(&folder)
    }

    /// The owner's row and the folder below, for `user/OWNER[/FOLDER]`.
    fn parts<'a>(&self, name: &'a str) -> Option<(u32, &'a str)> {
        let rest = name.strip_prefix("user/")?;
        let (owner, folder) = rest.split_once('/').unwrap_or((rest, ""));
        Some((self.row_of(owner)?, folder))
    }

    fn has_children(&self, name: &str) -> bool {
        let below = format!("{name}/");
        let made = self.made.range(below.clone()..).next();
        made.is_some_and(|(other, _)| other.starts_with(&below))
            || self.parts(name).is_some_and(|(row, folder)| {
                let inside = format!("{folder}/");
                folders(row)
                    .iter()
                    .any(|one| folder.is_empty() || one.starts_with(&inside))
            })
    }

    /// One round of a listing: the boxes whose name `wanted` accepts, and where to go on.
    /// `start` is [`Place::Made`] 0.
    pub(super) fn list(
        &self,
        pattern: &str,
        from: Place,
        wanted: impl Fn(&str) -> bool,
    ) -> (Vec<Found>, Option<Place>) {
        let mut found = Vec::new();
        let mut keep = |name: String| {
            if wanted(&name) {
                let has_children = self.has_children(&name);
                found.push(Found { name, has_children });
            }
        };
        match from {
            Place::Made(start) => {
                self.made
                    .keys()
                    .skip(start)
                    .take(ROUND)
                    .for_each(|name| keep(name.clone()));
                let next = start + ROUND;
                let more = next < self.made.len();
                (
                    found,
                    Some(if more {
                        Place::Made(next)
                    } else {
                        Place::Owners(0)
                    }),
                )
            }
            Place::Owners(start) => {
                // A pattern that names its owner needs no walk.
                let one = pattern
                    .strip_prefix("user/")
                    .and_then(|rest| rest.split(['/', '%', '*']).next())
                    .filter(|owner| {
                        let end = "user/".len() + owner.len();
                        matches!(pattern.as_bytes().get(end), None | Some(b'/'))
                    });
                let rows = match one {
                    Some(owner) => match self.place(owner) {
                        Ok(place) => self.owners.get(place..=place),
                        Err(_) => None,
                    },
                    None => self
                        .owners
                        .get(start..(start + ROUND).min(self.owners.len())),
                };
                let deep = pattern.matches('/').count() > 1 || pattern.contains('*');
                for &row in rows.unwrap_or_default() {
                    let owner = login(&self.users, row);
                    keep(format!("user/{owner}"));
                    if deep {
                        folders(row)
                            .iter()
                            .for_each(|folder| keep(format!("user/{owner}/{folder}")));
                    }
                }
                let next = start + ROUND;
                let more = one.is_none() && next < self.owners.len();
                (found, more.then_some(Place::Owners(next)))
            }
        }
    }

    pub(super) fn acl(&self, name: &str) -> Acl {
        if let Some(acl) = self.acls.get(name) {
            return acl.clone();
        }
        let entry = |who: &str, rights: &str| (who.to_owned(), rights.to_owned());
        let Some((row, folder)) = self.parts(name) else {
            let row = self.made.get(name).copied().flatten().unwrap_or(0);
            let mut acl = vec![entry("anyone", "lrs")];
            if let Some(&member) = self.owners.get(row as usize % self.owners.len().max(1)) {
                acl.push(entry(login(&self.users, member), "lrswite"));
            }
            return acl;
        };
        let owner = login(&self.users, row);
        let mut acl = vec![entry(owner, ALL)];
        if row % 13 == 5
            && folder.is_empty()
            && let Some(&helper) = self.owners.get(row as usize / 2)
            && helper != row
        {
            acl.push(entry(login(&self.users, helper), "lrs"));
        }
        if row % 29 == 7 && folder.is_empty() {
            acl.push(entry("anyone", "p"));
        }
        if self
            .users
            .get(row as usize)
            .is_some_and(|user| user.standing == Standing::Disabled)
        {
            acl.push((format!("-{owner}"), ALL.to_owned()));
        }
        acl
    }

    pub(super) fn set_acl(&mut self, name: &str, acl: Acl) {
        self.acls.insert(name.to_owned(), acl);
    }

    /// Sets or lifts the negative entry of the owner on every box, as disabling does.
    pub(in crate::sandbox) fn set_disabled(&mut self, row: u32, disabled: bool) {
        let owner = login(&self.users, row).to_owned();
        let head = format!("user/{owner}");
        let below = folders(row).iter().map(|folder| format!("{head}/{folder}"));
        let mut names: Vec<String> = std::iter::once(head.clone()).chain(below).collect();
        names.extend(
            self.made
                .keys()
                .filter(|name| name.starts_with(&format!("{head}/")))
                .cloned(),
        );
        let negative = format!("-{owner}");
        for name in names {
            let mut acl = self.acl(&name);
            acl.retain(|(who, _)| *who != negative);
            if disabled {
                acl.push((negative.clone(), ALL.to_owned()));
            }
            self.set_acl(&name, acl);
        }
    }

    /// The quota root of a box with its limit in KiB; `None` without one.
    pub(super) fn quota(&self, name: &str) -> Option<(String, u64)> {
        let mut root = name;
        loop {
            if let Some(quota) = self.quotas.get(root) {
                return quota.map(|limit| (root.to_owned(), limit));
            }
            let owner = self.parts(root).filter(|(_, folder)| folder.is_empty());
            if let Some((row, _)) = owner {
                let limit = if row % 7 == 0 { QUOTA * 5 } else { QUOTA };
                return (row % 4 != 3).then(|| (root.to_owned(), limit));
            }
            root = root.rsplit_once('/')?.0;
        }
    }

    /// KiB in use below a root.
    pub(super) fn used(&self, root: &str) -> u64 {
        self.parts(root)
            .map_or(1_024, |(row, _)| u64::from(row % 997) * 2_100 + 12)
    }

    pub(super) fn set_quota(&mut self, root: &str, limit: Option<u64>) {
        self.quotas.insert(root.to_owned(), limit);
    }

    /// Creates a box: an owner's, a folder with its parent's ACL, or a shared one.
    pub(super) fn create(&mut self, name: &str) {
        let parent = name.rsplit_once('/').map(|(parent, _)| parent);
        match name.strip_prefix("user/") {
            Some(owner) if !owner.contains('/') => self.create_owner(owner),
            _ => {
                let acl = match parent.filter(|parent| self.exists(parent)) {
                    Some(parent) => self.acl(parent),
                    None => vec![("anyone".to_owned(), "lrs".to_owned())],
                };
                self.made.insert(name.to_owned(), None);
                self.set_acl(name, acl);
            }
        }
    }

    fn create_owner(&mut self, owner: &str) {
        let Err(place) = self.place(owner) else {
            return;
        };
        let row = self.users.len() as u32;
        self.users.push(Account {
            cluster: 0,
            standing: Standing::Regular,
            login: owner.into(),
            name: "".into(),
            given: 0,
            email: "".into(),
            mfa: None,
            created: 0,
            active: 0,
            teams: Vec::new(),
        });
        self.owners.insert(place, row);
        // A new box is alone and has no quota until one is set.
        let name = format!("user/{owner}");
        self.set_acl(&name, vec![(owner.to_owned(), ALL.to_owned())]);
        self.set_quota(&name, None);
    }

    /// Deletes a box; it stays listed below `DELETED/`, as with `delete_mode: delayed`.
    pub(super) fn delete(&mut self, name: &str, now: Timestamp) {
        let owner = self.parts(name).filter(|(_, folder)| folder.is_empty());
        if let Some((row, _)) = owner {
            self.remove(row);
        }
        let removed = self.made.remove(name).flatten();
        self.acls.remove(name);
        let trash = format!("DELETED/{name}/{:08X}", now.as_second());
        self.made.insert(trash, removed);
    }

    /// Takes an owner and all their boxes away.
    pub(in crate::sandbox) fn remove(&mut self, row: u32) {
        let head = format!("user/{}/", login(&self.users, row));
        self.owners.retain(|&one| one != row);
        self.made.retain(|name, _| !name.starts_with(&head));
    }

    /// Removes a shared box; false when there is none.
    pub(in crate::sandbox) fn remove_shared(&mut self, name: &str) -> bool {
        self.made.remove(name).is_some()
    }

    pub(in crate::sandbox) fn clear(&mut self) {
        self.owners.clear();
        self.made.clear();
    }

    /// The last change of a box's index.
    pub(super) fn last_update(&self, name: &str, clock: &Clock) -> Timestamp {
        let row = self.parts(name).map_or(0, |(row, _)| row);
        let days = self
            .users
            .get(row as usize)
            .map_or(0, |user| user.active.min(user.created));
        clock.days_ago(days, row as usize)
    }
}

fn login(users: &[Account], row: u32) -> &str {
    users.get(row as usize).map_or("", |user| &user.login)
}

/// The folders of an owner's box.
fn folders(row: u32) -> &'static [&'static str] {
    match row % 5 {
        0 => &["Drafts", "Sent", "Trash"],
        1 => &[
            "Archives",
            "Archives/2023",
            "Archives/2024",
            "Drafts",
            "Sent",
            "Trash",
        ],
        2 => &["Corbeille", "Éléments envoyés"],
        3 => &["Drafts", "Projets & idées", "Sent", "Junk", "un \"mot\""],
        _ => &[],
    }
}
