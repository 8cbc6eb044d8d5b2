//! Texts as small numbers: one arena, one open-addressing table, no removal.

use std::hash::{BuildHasher, RandomState};

/// Numbers for texts, dense from 0. The hash is seeded anew for each table, so that remote data
/// cannot be written to collide.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    arena: String,
    ends: Vec<u32>,
    slots: Vec<u32>,
    seed: RandomState,
}

const EMPTY: u32 = u32::MAX;

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
        let at = self.slot(text);
        match self.slots.get(at) {
            Some(&EMPTY) | None => {
                let id = self.ends.len() as u32;
                self.arena.push_str(text);
                self.ends.push(self.arena.len() as u32);
                if let Some(slot) = self.slots.get_mut(at) {
                    *slot = id;
                }
                id
            }
            Some(&id) => id,
        }
    }

    /// The number of `text` if it has one.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.slots
            .get(self.slot(text))
            .copied()
            .filter(|id| *id != EMPTY)
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

    fn slot(&self, text: &str) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = self.seed.hash_one(text) as usize & mask;
        while let Some(&id) = self.slots.get(at) {
            if id == EMPTY || self.text(id) == text {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots.clear();
        self.slots.resize(size, EMPTY);
        for id in 0..self.ends.len() as u32 {
            let at = self.slot(self.text(id));
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = id;
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
