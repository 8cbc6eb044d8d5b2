//! Texts as small numbers: one arena, one open-addressing table, no removal.

use std::hash::{BuildHasher, RandomState};

/// Numbers for texts, dense from 0. The hash is seeded anew for each table, so that remote data
/// cannot be written to collide.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    arena: String,
    ends: Vec<u32>,
    slots: Vec<Slot>,
    seed: RandomState,
}

/// A place of the table: most of a text's hash, so that a stranger is told without reading its
/// text, and the text's number.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    id: u32,
}

const EMPTY: Slot = Slot {
    hash: 0,
    id: u32::MAX,
};

impl Slot {
    const fn is_empty(self) -> bool {
        self.id == u32::MAX
    }
}

impl Interner {
    /// Whether no text is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many texts are known.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of `text`, given to it now if it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        if self.ends.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let hash = self.hash(text);
        let at = self.place(hash, |id| self.text(id) == text);
        match self.slots.get(at).filter(|slot| !slot.is_empty()) {
            Some(slot) => slot.id,
            None => {
                let id = self.ends.len() as u32;
                self.arena.push_str(text);
                self.ends.push(self.arena.len() as u32);
                if let Some(slot) = self.slots.get_mut(at) {
                    *slot = Slot { hash, id };
                }
                id
            }
        }
    }

    /// The number of `text` if it has one.
    pub fn find(&self, text: &str) -> Option<u32> {
        let at = self.place(self.hash(text), |id| self.text(id) == text);
        self.slots
            .get(at)
            .filter(|slot| !slot.is_empty())
            .map(|slot| slot.id)
    }

    /// The text of a number; empty for a number never given.
    pub fn text(&self, id: u32) -> &str {
        let id = id as usize;
        let start = id
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied();
        let end = self.ends.get(id).copied().unwrap_or(0);
        self.arena
            .get(start.unwrap_or(0) as usize..end as usize)
            .unwrap_or_default()
    }

    fn hash(&self, text: &str) -> u32 {
        self.seed.hash_one(text) as u32
    }

    /// Where a text with this hash is, or the free place where it would be.
    fn place(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get(at) {
            if slot.is_empty() || (slot.hash == hash && is_it(slot.id)) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; size]);
        for slot in old.into_iter().filter(|slot| !slot.is_empty()) {
            let at = self.place(slot.hash, |_| false);
            if let Some(place) = self.slots.get_mut(at) {
                *place = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number_through_growth() {
        let mut interner = Interner::default();
        let texts: Vec<String> = (0..1_000).map(|n| format!("text {n}")).collect();
        let ids: Vec<u32> = texts.iter().map(|text| interner.intern(text)).collect();
        for (text, id) in texts.iter().zip(&ids) {
            assert_eq!(interner.intern(text), *id);
            assert_eq!(interner.find(text), Some(*id));
            assert_eq!(interner.text(*id), text);
        }
        assert_eq!(interner.len(), 1_000);
        assert_eq!(interner.find("unheard of"), None);
    }

    #[test]
    fn the_empty_text_is_a_text() {
        let mut interner = Interner::default();
        assert_eq!(interner.find(""), None);
        let id = interner.intern("");
        assert_eq!(interner.text(id), "");
        assert_eq!(interner.intern(""), id);
    }
}
