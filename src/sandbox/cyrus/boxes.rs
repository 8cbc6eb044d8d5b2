//! The mailboxes of the simulated Cyrus: owners with their folders, shared boxes, ACLs, quotas.
//! Folders and rights follow from the owner's row until somebody changes them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use secrecy::SecretString;

use crate::sandbox::clock::Clock;
use crate::sandbox::org::{Account, Standing};

/// Login of the administrator.
pub(super) const ADMIN: &str = "cyrus";
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
pub(super) struct Mail {
    pub(super) password: SecretString,
    users: Vec<Account>,
    /// Owners of a lower row came with folders and a quota; later ones were created bare.
    born: u32,
    /// Rows of the owners, sorted by login.
    owners: Vec<u32>,
    /// Boxes outside `user/`, and boxes that were created, by name.
    made: BTreeMap<String, Option<u32>>,
    /// First folders that were deleted.
    dropped: BTreeSet<String>,
    /// ACLs that were changed.
    acls: HashMap<String, Acl>,
    /// Quota roots that were set: the limit in KiB, or `None` without one.
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
    pub(super) fn new(users: Vec<Account>, password: SecretString) -> Self {
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
                let archive =
                    (row.is_multiple_of(4)).then(|| (format!("{name}/Archives"), Some(row)));
                std::iter::once((name, Some(row))).chain(archive)
            })
            .collect();
        Self {
            password,
            born: users.len() as u32,
            users,
            owners,
            made,
            dropped: BTreeSet::new(),
            acls: HashMap::new(),
            quotas: HashMap::new(),
        }
    }

    fn place(&self, owner: &str) -> Result<usize, usize> {
        self.owners
            .binary_search_by(|&row| login(&self.users, row).cmp(owner))
    }

    pub(super) fn row_of(&self, owner: &str) -> Option<u32> {
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
        folder.is_empty() || self.folders(row).any(|one| one == folder)
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
                let mut folders = self.folders(row);
                folders.any(|one| folder.is_empty() || one.starts_with(&inside))
            })
    }

    /// The folders that an owner's box came with.
    fn folders(&self, row: u32) -> impl Iterator<Item = &'static str> {
        let all: &[&str] = if row < self.born {
            first_folders(row)
        } else {
            &[]
        };
        let owner = login(&self.users, row);
        let kept = move |folder: &&str| {
            self.dropped.is_empty() || !self.dropped.contains(&format!("user/{owner}/{folder}"))
        };
        all.iter().copied().filter(kept)
    }

    /// All boxes of an owner in order, the first being the owner's own.
    fn boxes_of(&self, row: u32) -> Vec<String> {
        let head = format!("user/{}", login(&self.users, row));
        let below = format!("{head}/");
        let made = self.made.range(below.clone()..).map(|(name, _)| name);
        let mut boxes: Vec<String> = self
            .folders(row)
            .map(|folder| format!("{below}{folder}"))
            .collect();
        boxes.extend(made.take_while(|name| name.starts_with(&below)).cloned());
        boxes.sort_unstable();
        boxes.insert(0, head);
        boxes
    }

    /// Whether any owner is left, so that `user` has children.
    pub(super) fn has_owners(&self) -> bool {
        !self.owners.is_empty()
    }

    /// One round of a listing: the boxes whose name `wanted` accepts, and where to go on. Owners
    /// come first, then the rest, as on a real server. Start with [`Place::Owners`] 0.
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
            Place::Owners(start) => {
                // A pattern that names its owner needs no walk.
                let one = named_owner(pattern);
                let rows = match one.map(|owner| self.place(owner)) {
                    Some(Ok(place)) => self.owners.get(place..=place),
                    Some(Err(_)) => None,
                    None => self
                        .owners
                        .get(start..(start + ROUND).min(self.owners.len())),
                };
                let deep = pattern.matches('/').count() > 1 || pattern.contains('*');
                for &row in rows.unwrap_or_default() {
                    if deep {
                        self.boxes_of(row).into_iter().for_each(&mut keep);
                    } else {
                        keep(format!("user/{}", login(&self.users, row)));
                    }
                }
                let next = start + ROUND;
                let more = one.is_none() && next < self.owners.len();
                (
                    found,
                    Some(if more {
                        Place::Owners(next)
                    } else {
                        Place::Made(0)
                    }),
                )
            }
            Place::Made(start) => {
                let others = self.made.keys().filter(|name| !name.starts_with("user/"));
                let mut round = others.skip(start).peekable();
                round
                    .by_ref()
                    .take(ROUND)
                    .for_each(|name| keep(name.clone()));
                let more = round.peek().is_some();
                (found, more.then_some(Place::Made(start + ROUND)))
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
                let member = login(&self.users, member).to_ascii_lowercase();
                acl.push(entry(&member, "lrswite"));
            }
            return acl;
        };
        let owner = login(&self.users, row).to_ascii_lowercase();
        let mut acl = vec![entry(&owner, ALL)];
        if row % 13 == 5
            && folder.is_empty()
            && let Some(&helper) = self.owners.get(row as usize / 2)
            && helper != row
        {
            let helper = login(&self.users, helper).to_ascii_lowercase();
            acl.push(entry(&helper, "lrs"));
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
    pub(super) fn set_disabled(&mut self, row: u32, disabled: bool) {
        let negative = format!("-{}", login(&self.users, row).to_ascii_lowercase());
        for name in self.boxes_of(row) {
            let mut acl = self.acl(&name);
            acl.retain(|(who, _)| *who != negative);
            if disabled {
                acl.push((negative.clone(), ALL.to_owned()));
            }
            self.set_acl(&name, acl);
        }
    }

    /// The quota root of a box with its limit in KiB, if any; `None` without a root.
    pub(super) fn quota(&self, name: &str) -> Option<(String, Option<u64>)> {
        let mut root = name;
        loop {
            if let Some(limit) = self.quotas.get(root) {
                return Some((root.to_owned(), *limit));
            }
            let owner = self.parts(root).filter(|(_, folder)| folder.is_empty());
            if let Some((row, _)) = owner {
                let limit = if row.is_multiple_of(7) {
                    QUOTA * 5
                } else {
                    QUOTA
                };
                let has = row < self.born && row % 4 != 3;
                return has.then(|| (root.to_owned(), Some(limit)));
            }
            root = root.rsplit_once('/')?.0;
        }
    }

    /// KiB in use below a root.
    pub(super) fn used(&self, root: &str) -> u64 {
        match self.parts(root) {
            Some((row, _)) if row < self.born => u64::from(row % 997) * 2_100 + 12,
            _ => 0,
        }
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
        self.users.push(Account::new(owner, ""));
        self.owners.insert(place, row);
        self.set_acl(
            &format!("user/{owner}"),
            vec![(owner.to_ascii_lowercase(), ALL.to_owned())],
        );
    }

    /// Deletes a box, an owner's with all its folders; they stay listed below `DELETED/`, as with
    /// `delete_mode: delayed`.
    pub(super) fn delete(&mut self, name: &str, now: Timestamp) {
        let owner = self.parts(name).filter(|(_, folder)| folder.is_empty());
        let gone = match owner {
            Some((row, _)) => {
                let boxes = self.boxes_of(row);
                self.remove(row);
                boxes
            }
            None => vec![name.to_owned()],
        };
        for name in gone {
            if self.made.remove(&name).is_none() {
                self.dropped.insert(name.clone());
            }
            self.acls.remove(&name);
            self.quotas.remove(&name);
            self.made
                .insert(format!("DELETED/{name}/{:08X}", now.as_second()), None);
        }
    }

    /// Takes an owner and all their boxes away.
    pub(super) fn remove(&mut self, row: u32) {
        let boxes = self.boxes_of(row);
        self.owners.retain(|&one| one != row);
        for name in boxes {
            self.made.remove(&name);
        }
    }

    pub(super) fn remove_shared(&mut self, name: &str) -> bool {
        self.made.remove(name).is_some()
    }

    pub(super) fn clear(&mut self) {
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

/// The owner that a pattern like `user/alice/%` names.
fn named_owner(pattern: &str) -> Option<&str> {
    let owner = pattern
        .strip_prefix("user/")?
        .split(['/', '%', '*'])
        .next()?;
    let end = "user/".len() + owner.len();
    matches!(pattern.as_bytes().get(end), None | Some(b'/')).then_some(owner)
}

fn first_folders(row: u32) -> &'static [&'static str] {
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
        3 => &[
            "Boîte d'envoi (2)",
            "Drafts",
            "Junk",
            "Projets & idées",
            "Sent",
        ],
        _ => &[],
    }
}
