//! Accounts that get another id in great numbers, with everything that hangs on them.

use std::collections::BTreeSet;

use super::Store;
use super::codec;
use super::engine::{ReadTransaction, Span};
use super::error::Result;
use super::tables::{ACCOUNTS, LINKS, MOVED, RESTORE_POINTS, Rows, key_of};
use super::write::{Parts, Write};
use crate::domain::account::Account;
use crate::domain::audit::AuditBody;
use crate::domain::change::ObservedChange;
use crate::domain::decision::Decision;
use crate::domain::ids::{AccountKey, Revision, UserId};
use crate::domain::plan::RestorePoint;
use crate::domain::user::User;

/// One account that gets another id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMove {
    /// The id that it had: its row goes; its waivers, restore point and reasons move along.
    pub from: AccountKey,
    /// The account under its new id; replaces the one that is there.
    pub account: Account,
    /// An account to write beside it: the other one, where a relink is taken back.
    pub beside: Option<Account>,
    /// Users after this move, whole.
    pub users: Vec<User>,
    /// Users that it leaves without accounts, with the one that takes their place.
    pub removed: Vec<(UserId, Option<UserId>)>,
    /// What the history says of it.
    pub change: ObservedChange,
}

/// Many accounts that get another id as one operation.
#[derive(Debug, Clone)]
pub struct RelinkWrite {
    /// Refused when the store has moved on.
    pub based_on: Revision,
    /// The decision, with its number.
    pub decision: Decision,
    /// The accounts.
    pub moves: Vec<AccountMove>,
    /// Whether the accounts as they were are kept under the decision's number, or let go of.
    pub keep: bool,
    /// What the audit log says of it.
    pub audit: AuditBody,
}

enum Part<'a> {
    Decision(&'a Decision),
    Move(&'a AccountMove),
}

impl Store {
    /// Gives accounts other ids. Written in several transactions where it is much, each of them
    /// consistent: the decision first, the audit entry last.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when `based_on` is no longer the present revision.
    pub fn relink(&self, relink: &RelinkWrite) -> Result<Revision> {
        let seq = relink.decision.seq;
        let decision = std::iter::once(Part::Decision(&relink.decision));
        let items: Vec<Part<'_>> = decision
            .chain(relink.moves.iter().map(Part::Move))
            .collect();
        let parts = Parts {
            ahead: prefetch,
            put: |write: &mut Write<'_>, (): &mut (), part: &Part<'_>| match part {
                Part::Decision(decision) => write.put_decision(decision, &mut None),
                Part::Move(one) => {
                    if relink.keep {
                        write.keep_moved(seq, one)?;
                    }
                    write.move_account(one)
                }
            },
            end: |write: &mut Write<'_>| {
                if !relink.keep {
                    write.delete_range(MOVED, &Span::of_prefix(&seq.to_be_bytes()))?;
                }
                write.log(&relink.audit)
            },
        };
        self.write_in_parts(Some(relink.based_on), &items, &parts)
    }

    /// The accounts as they were before the relink of that number, each under either of its ids;
    /// in the order of the keys.
    pub fn moved_accounts(&self, seq: u64, keys: &[AccountKey]) -> Result<Vec<Option<Account>>> {
        let keys = keys.iter().map(|key| moved_key(seq, key));
        self.read()?.records(MOVED, keys)
    }

    /// An account as it was before the relink of that number, under either of its ids.
    pub fn moved(&self, seq: u64, key: &AccountKey) -> Result<Option<Account>> {
        self.read()?.record(MOVED, &moved_key(seq, key))
    }
}

fn moved_key(seq: u64, key: &AccountKey) -> Vec<u8> {
    [&seq.to_be_bytes()[..], &key_of(key)].concat()
}

/// Names what some moves read.
fn prefetch(write: &mut Write<'_>, parts: &[Part<'_>]) -> Result<()> {
    let ids = || {
        parts.iter().flat_map(|part| match part {
            Part::Move(one) => vec![key_of(&one.from), key_of(&one.account.key)],
            Part::Decision(_) => Vec::new(),
        })
    };
    for table in [ACCOUNTS, LINKS, RESTORE_POINTS] {
        write.prefetch(table, ids())?;
    }
    Ok(())
}

impl Write<'_> {
    fn keep_moved(&mut self, seq: u64, one: &AccountMove) -> Result<()> {
        for key in [&one.from, &one.account.key] {
            if let Some(bytes) = self.get(ACCOUNTS, &key_of(key))? {
                codec::decode::<Account>(&bytes)?;
                self.put(MOVED, &moved_key(seq, key), &bytes)?;
            }
        }
        Ok(())
    }

    /// Moves one account; returns about the number of rows.
    fn move_account(&mut self, one: &AccountMove) -> Result<usize> {
        let (old, new) = (key_of(&one.from), key_of(&one.account.key));
        self.delete(ACCOUNTS, &old)?;
        let user = self.user_id(LINKS, &old)?;
        self.delete(LINKS, &old)?;
        if let Some(user) = user {
            self.edit_accounts(user, |accounts| {
                accounts.retain(|listed| *listed != one.from);
            })?;
        }
        self.put_record(ACCOUNTS, &new, &one.account)?;
        if let Some(beside) = &one.beside {
            self.put_record(ACCOUNTS, &key_of(&beside.key), beside)?;
        }
        let mut rows = 8;
        for user in &one.users {
            rows += self.put_user(user, None)?;
        }
        for (id, to) in &one.removed {
            rows += self.remove_user(*id, *to)?;
        }
        let moved = [(one.from.clone(), one.account.key.clone())];
        let user: BTreeSet<UserId> = self.user_id(LINKS, &new)?.into_iter().collect();
        self.rekey_reasons(&moved, &user)?;
        self.move_points(&moved)?;
        self.move_steps(&moved)?;
        self.move_waivers(&moved)?;
        self.put_change(&one.change)?;
        Ok(rows)
    }

    /// Moves open restore points to other ids, unless there is one already.
    pub(super) fn move_points(&mut self, moved: &[(AccountKey, AccountKey)]) -> Result<()> {
        let olds = moved.iter().map(|(old, _)| key_of(old));
        let points: Vec<Option<RestorePoint>> = self.records(RESTORE_POINTS, olds)?;
        for ((old, new), point) in moved.iter().zip(points) {
            let Some(point) = point else { continue };
            self.delete(RESTORE_POINTS, &key_of(old))?;
            let key = key_of(new);
            if !self.has(RESTORE_POINTS, &key)? {
                let point = RestorePoint {
                    account: new.clone(),
                    ..point
                };
                self.put_record(RESTORE_POINTS, &key, &point)?;
            }
        }
        Ok(())
    }
}
