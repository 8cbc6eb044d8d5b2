//! Taking an act back: users and items are as if it had never been done.
//!
//! Users are `identity::undo`'s. An item is what the newest act in force left of it; taking back an
//! older one changes what the next one found, so that any order of undoing leads to the same state.
//! What somebody else wrote over an act is never overwritten: the undo is refused and says so.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Item, ItemChange, ItemKey};
use crate::domain::decision::Decision;
use crate::domain::identity::undo::{self as users, Refusal as UserRefusal, chosen};
use crate::domain::identity::user_set::UserSet;

/// The users and items that an undo may touch, as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InHand {
    /// Users.
    pub users: UserSet,
    items: BTreeMap<ItemKey, Item>,
    /// Items that are to be written.
    written: BTreeSet<ItemKey>,
}

/// Why an act is not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is none of that number.
    Unknown,
    /// It was taken back before.
    Already,
    /// A later act makes no sense, or would be broken, without it.
    Later(u64),
    /// This is no longer as the act left it, and no act says why.
    Changed(ItemKey),
}

impl From<UserRefusal> for Refusal {
    fn from(refusal: UserRefusal) -> Refusal {
        match refusal {
            UserRefusal::Unknown => Refusal::Unknown,
            UserRefusal::Already => Refusal::Already,
            UserRefusal::Later(seq) => Refusal::Later(seq),
        }
    }
}

impl InHand {
    /// Some users, and the items that there are; one that is not among them does not exist.
    pub fn new(users: UserSet, items: impl IntoIterator<Item = Item>) -> InHand {
        InHand {
            users,
            items: items.into_iter().map(|item| (item.key(), item)).collect(),
            written: BTreeSet::new(),
        }
    }

    /// What an item is.
    pub fn item(&self, key: &ItemKey) -> Item {
        self.items.get(key).cloned().unwrap_or_else(|| key.empty())
    }

    /// Writes an item.
    pub fn put(&mut self, item: Item) {
        let key = item.key();
        self.written.insert(key.clone());
        self.items.insert(key, item);
    }

    /// The items that are to be written.
    pub fn items_written(&self) -> Vec<Item> {
        self.written.iter().map(|key| self.item(key)).collect()
    }
}

/// The items that taking an act back may touch.
pub fn items_concerned(decisions: &[Decision], seq: u64) -> BTreeSet<ItemKey> {
    let items = chosen(decisions, seq)
        .into_iter()
        .flat_map(|one| &one.items);
    items.map(ItemChange::key).collect()
}

/// Takes back the act of a number, or the batch that it begins: changes what is in hand, and returns
/// every decision whose record changes.
pub fn undo(hand: &mut InHand, decisions: &[Decision], seq: u64) -> Result<Vec<Decision>, Refusal> {
    let changed = users::undo(&mut hand.users, decisions, seq)?;
    let mut changed: BTreeMap<u64, Decision> =
        changed.into_iter().map(|one| (one.seq, one)).collect();
    let mut taken: Vec<u64> = changed
        .values()
        .filter(|one| one.undone_by.is_some())
        .map(|one| one.seq)
        .collect();
    let writers = writers(decisions, seq);
    let mut gone: BTreeSet<u64> = BTreeSet::new();
    while let Some(newest) = taken.pop() {
        gone.insert(newest);
        let items = changed.get(&newest).map(|one| one.items.clone());
        for change in items.unwrap_or_default() {
            let later = writers.get(&change.key()).into_iter().flatten();
            let next = later
                .copied()
                .find(|next| *next > newest && !gone.contains(next));
            match next {
                Some(next) => found_otherwise(&mut changed, decisions, next, change),
                None => put_back(hand, change)?,
            }
        }
    }
    Ok(changed.into_values().collect())
}

/// The numbers of the acts in force that wrote each of the items of the chosen ones, ascending.
fn writers(decisions: &[Decision], seq: u64) -> BTreeMap<ItemKey, Vec<u64>> {
    let mut writers: BTreeMap<ItemKey, Vec<u64>> = items_concerned(decisions, seq)
        .into_iter()
        .map(|key| (key, Vec::new()))
        .collect();
    if writers.is_empty() {
        return writers;
    }
    for decision in decisions.iter().filter(|one| one.undone_by.is_none()) {
        for change in &decision.items {
            if let Some(known) = writers.get_mut(&change.key()) {
                known.push(decision.seq);
            }
        }
    }
    writers
}

/// A later act wrote over what is taken back: it stays, and found what was there before.
fn found_otherwise(
    changed: &mut BTreeMap<u64, Decision>,
    decisions: &[Decision],
    next: u64,
    gone: ItemChange,
) {
    if !changed.contains_key(&next)
        && let Some(decision) = decisions.iter().find(|one| one.seq == next)
    {
        changed.insert(next, decision.clone());
    }
    let items = changed.get_mut(&next).map(|one| &mut one.items);
    for change in items.into_iter().flatten() {
        if change.before == gone.after {
            change.before = gone.before.clone();
        }
    }
}

fn put_back(hand: &mut InHand, change: ItemChange) -> Result<(), Refusal> {
    let key = change.key();
    if hand.item(&key) == change.after {
        hand.put(change.before);
        return Ok(());
    }
    match key {
        // The service has said since what it takes: that counts.
        ItemKey::Refused(_) => Ok(()),
        ItemKey::Waiver(..) | ItemKey::Paused(_) | ItemKey::Newcomer(_) => {
            Err(Refusal::Changed(key))
        }
    }
}
