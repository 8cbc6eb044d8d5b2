//! Remote ids made from an account's position, and back: no index is kept for them.

use super::dice::Dice;
use super::{Account, Place, Standing};
use crate::sandbox::imap::to_utf7;

const ALPHABET: &[u8; 32] = b"ybndrfg8ejkmcpqxot1uwisza345h769";

/// What a 26-character id names; the kinds share no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Kind {
    User,
    Team,
    Token,
}

/// GitHub's number of the user at `row`.
pub(in crate::sandbox) fn github(seed: u64, row: usize) -> u64 {
    1_200_000 + (row as u64) * 97 + Dice::new(seed ^ 0x6717, row as u64).below(97) as u64
}

/// The row of a GitHub user number, if it is one of ours.
pub(in crate::sandbox) fn github_row(seed: u64, id: u64) -> Option<usize> {
    let row = usize::try_from(id.checked_sub(1_200_000)? / 97).ok()?;
    (github(seed, row) == id).then_some(row)
}

/// The number of the GitHub invitation of the account at `row`.
pub(in crate::sandbox) fn invitation(seed: u64, row: usize) -> u64 {
    40_000_000 + (row as u64) * 13 + Dice::new(seed ^ 0x1217, row as u64).below(13) as u64
}

/// A Mattermost id: 26 characters, the first seven carry the row.
pub(in crate::sandbox) fn mattermost(seed: u64, kind: Kind, row: usize) -> String {
    let salt = seed ^ (0x3A77 + kind as u64);
    let mask = Dice::new(salt, u64::MAX).next() & 0x7_FFFF_FFFF;
    let mut number = (row as u64) ^ mask;
    let mut dice = Dice::new(salt, row as u64);
    let mut id = String::with_capacity(26);
    for place in 0..26 {
        let digit = if place < 7 {
            number % 32
        } else {
            dice.next() % 32
        };
        number /= 32;
        let letter = ALPHABET.get(digit as usize).copied().unwrap_or(b'y');
        id.push(char::from(letter));
    }
    id
}

/// The row of a Mattermost id, if it is one of ours.
pub(in crate::sandbox) fn mattermost_row(seed: u64, kind: Kind, id: &str) -> Option<usize> {
    let mut number = 0_u64;
    for byte in id.bytes().take(7).collect::<Vec<_>>().into_iter().rev() {
        number = number * 32 + ALPHABET.iter().position(|&letter| letter == byte)? as u64;
    }
    let salt = seed ^ (0x3A77 + kind as u64);
    let mask = Dice::new(salt, u64::MAX).next() & 0x7_FFFF_FFFF;
    let row = usize::try_from(number ^ mask).ok()?;
    (mattermost(seed, kind, row) == id).then_some(row)
}

/// The remote id by which Secretariat knows an account.
pub(in crate::sandbox) fn remote(seed: u64, place: Place, row: usize, account: &Account) -> String {
    match (place, account.standing) {
        (Place::Github, Standing::Invited | Standing::InviteFailed) => {
            format!("invite:{}", invitation(seed, row))
        }
        (Place::Github, Standing::Outside) => format!("outside:{}", github(seed, row)),
        (Place::Github, _) => format!("member:{}", github(seed, row)),
        (Place::Mattermost, _) => format!("user:{}", mattermost(seed, Kind::User, row)),
        (Place::Nextcloud, _) => format!("user:{}", account.login),
        // The name as IMAP writes it.
        (Place::Mail, Standing::Shared) => format!("shared:{}", to_utf7(&account.login)),
        (Place::Mail, _) => format!("user:{}", account.login),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_rows() {
        for row in [0, 1, 31, 4_096, 999_999] {
            assert_eq!(github_row(7, github(7, row)), Some(row));
            let id = mattermost(7, Kind::User, row);
            assert_eq!(id.len(), 26);
            assert_eq!(mattermost_row(7, Kind::User, &id), Some(row));
            assert_eq!(mattermost_row(7, Kind::Team, &id), None);
        }
        assert_eq!(
            mattermost_row(7, Kind::User, "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
            None
        );
        assert_eq!(mattermost_row(7, Kind::User, "short"), None);
        assert_eq!(github_row(7, 3), None);
    }
}
