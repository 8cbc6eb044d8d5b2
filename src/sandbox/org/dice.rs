//! The seeded random numbers of the invented organisation, and nothing secret: tokens come from
//! the system's generator.

/// SplitMix64: small, fast and the same on every machine, so that one seed is one organisation.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Dice {
    state: u64,
}

impl Dice {
    pub(in crate::sandbox) fn new(seed: u64, stream: u64) -> Self {
        let mut dice = Self {
            state: seed ^ stream.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        };
        dice.next();
        dice
    }

    pub(in crate::sandbox) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0..limit`; 0 when the limit is 0.
    pub(in crate::sandbox) fn below(&mut self, limit: usize) -> usize {
        let limit = limit as u64;
        if limit == 0 {
            0
        } else {
            (self.next() % limit) as usize
        }
    }

    pub(in crate::sandbox) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True `per_mille` times in a thousand.
    pub(in crate::sandbox) fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// One word of a list; the first ones come more often, as names do in life.
    pub(in crate::sandbox) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let first = self.below(list.len());
        let index = if self.chance(350) {
            self.below(first + 1)
        } else {
            first
        };
        list.get(index).copied().unwrap_or_default()
    }
}
