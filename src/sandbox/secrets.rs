//! Random tokens and passwords of one run of the sandbox.

use rand::seq::IndexedRandom;

/// `count` random lower-case letters and digits.
pub(super) fn letters(count: usize) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut rng = rand::rng();
    (0..count)
        .filter_map(|_| ALPHABET.choose(&mut rng))
        .map(|&letter| char::from(letter))
        .collect()
}
