//! Mattermost's ids, made from a position, and back: no index is kept for them.

use crate::sandbox::org::dice::Dice;

const ALPHABET: &[u8; 32] = b"ybndrfg8ejkmcpqxot1uwisza345h769";

/// What a 26-character id names; the kinds share no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    User,
    Team,
    Token,
}

/// An id of 26 characters, the first seven carry the row.
pub(super) fn id(seed: u64, of: Of, row: usize) -> String {
    let salt = seed ^ (0x3A77 + of as u64);
    let mask = Dice::new(salt, u64::MAX).next() & 0x7_FFFF_FFFF;
    let mut number = (row as u64) ^ mask;
    let mut dice = Dice::new(salt, row as u64);
    let mut text = String::with_capacity(26);
    for place in 0..26 {
        let digit = if place < 7 {
            number % 32
        } else {
            dice.next() % 32
        };
        number /= 32;
        let letter = ALPHABET.get(digit as usize).copied().unwrap_or(b'y');
        text.push(char::from(letter));
    }
    text
}

/// The row of an id, if it is one of ours.
pub(super) fn row(seed: u64, of: Of, id: &str) -> Option<usize> {
    let mut number = 0_u64;
    for byte in id.bytes().take(7).collect::<Vec<_>>().into_iter().rev() {
        number = number * 32 + ALPHABET.iter().position(|&letter| letter == byte)? as u64;
    }
    let salt = seed ^ (0x3A77 + of as u64);
    let mask = Dice::new(salt, u64::MAX).next() & 0x7_FFFF_FFFF;
    let row = usize::try_from(number ^ mask).ok()?;
    (self::id(seed, of, row) == id).then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_rows() {
        for at in [0, 1, 31, 4_096, 999_999] {
            let id = id(7, Of::User, at);
            assert_eq!(id.len(), 26);
            assert_eq!(row(7, Of::User, &id), Some(at));
            assert_eq!(row(7, Of::Team, &id), None);
        }
        assert_eq!(row(7, Of::User, "aaaaaaaaaaaaaaaaaaaaaaaaaa"), None);
        assert_eq!(row(7, Of::User, "short"), None);
    }
}
