//! GitHub's numbers, made from an account's position, and back: no index is kept for them.

use crate::sandbox::org::dice::Dice;

/// GitHub's number of the user at `row`.
pub(super) fn user(seed: u64, row: usize) -> u64 {
    1_200_000 + (row as u64) * 97 + Dice::new(seed ^ 0x6717, row as u64).below(97) as u64
}

/// The row of a GitHub user number, if it is one of ours.
pub(super) fn row(seed: u64, id: u64) -> Option<usize> {
    let row = usize::try_from(id.checked_sub(1_200_000)? / 97).ok()?;
    (user(seed, row) == id).then_some(row)
}

/// The number of the GitHub invitation of the account at `row`.
pub(super) fn invitation(seed: u64, row: usize) -> u64 {
    40_000_000 + (row as u64) * 13 + Dice::new(seed ^ 0x1217, row as u64).below(13) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lead_back_to_their_rows() {
        for at in [0, 1, 31, 4_096, 999_999] {
            assert_eq!(row(7, user(7, at)), Some(at));
        }
        assert_eq!(row(7, 3), None);
    }
}
