//! Who is compared with whom in a run from scratch: every block small enough, and the blocks of
//! each account.

use super::Engine;
use crate::domain::matching::identity::Account;
use crate::domain::matching::keys;

/// Accounts of one block, and the blocks with whose accounts they are compared.
pub(super) struct Meeting<'a> {
    pub(super) of: &'a [Account],
    pub(super) with: [&'a [Account]; 2],
}

/// The meetings of each account, by their position.
pub(super) struct Places {
    starts: Vec<u32>,
    blocks: Vec<u32>,
}

impl Places {
    pub(super) fn of(meetings: &[Meeting], accounts: usize) -> Self {
        let mut starts = vec![0u32; accounts + 1];
        for account in meetings.iter().flat_map(|meeting| meeting.of) {
            if let Some(count) = starts.get_mut(*account as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut places = vec![0u32; total as usize];
        for (at, meeting) in meetings.iter().enumerate() {
            for account in meeting.of {
                let Some(next) = next.get_mut(*account as usize) else {
                    continue;
                };
                if let Some(place) = places.get_mut(*next as usize) {
                    *place = at as u32;
                }
                *next += 1;
            }
        }
        Self {
            starts,
            blocks: places,
        }
    }

    pub(super) fn meetings(&self, account: Account) -> impl Iterator<Item = u32> + '_ {
        let bound = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        let at = account as usize;
        self.blocks
            .get(bound(at)..bound(at + 1))
            .unwrap_or_default()
            .iter()
            .copied()
    }
}

impl Engine {
    /// The blocks small enough to compare, each with whom its members are compared.
    pub(super) fn meetings(&self) -> Vec<Meeting<'_>> {
        let small = |(key, members): &(u64, &[Account])| members.len() <= keys::most(*key);
        let mut blocks = self.postings.blocks().filter(small).peekable();
        let mut meetings = Vec::new();
        while let Some((key, members)) = blocks.next() {
            let given = blocks.next_if(|(next, _)| keys::counterpart(key) == Some(*next));
            let given = given.map_or(&[][..], |(_, members)| members);
            if keys::is_mutual(key) && members.len() + given.len() > 1 {
                meetings.push(Meeting {
                    of: members,
                    with: [members, given],
                });
                if !given.is_empty() {
                    meetings.push(Meeting {
                        of: given,
                        with: [members, &[]],
                    });
                }
            }
        }
        meetings
    }
}
