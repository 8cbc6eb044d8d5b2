//! Accounts that get another id in great numbers, with everything that hangs on them.

use redb::ReadableTable;

use super::Store;
use super::codec::{self, encode};
use super::error::Result;
use super::tables::{MOVED, Rows, key_of};
use super::write::Write;
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
        let moves = relink.moves.iter().map(Part::Move);
        self.write_in_parts(
            Some(relink.based_on),
            decision.chain(moves),
            |write, part| match part {
                Part::Decision(decision) => write.put_decision(decision.clone(), &mut None),
                Part::Move(one) => {
                    if relink.keep {
                        write.keep_moved(seq, one)?;
                    }
                    write.move_account(one)
                }
            },
            |write| {
                if !relink.keep {
                    write.let_go(seq)?;
                }
                write.log(&relink.audit)
            },
        )
    }

    /// An account as it was before the relink of that number, under either of its ids.
    pub fn moved(&self, seq: u64, key: &AccountKey) -> Result<Option<Account>> {
        self.read_table(MOVED)?.record(&moved_key(seq, key))
    }
}

fn moved_key(seq: u64, key: &AccountKey) -> Vec<u8> {
    [&seq.to_be_bytes()[..], &key_of(key)].concat()
}

impl Write<'_> {
    fn keep_moved(&mut self, seq: u64, one: &AccountMove) -> Result<()> {
        for key in [&one.from, &one.account.key] {
            let bytes = match self.accounts.get(key_of(key).as_slice())? {
                Some(bytes) => bytes.value().to_vec(),
                None => continue,
            };
            codec::decode::<Account>(&bytes)?;
            self.moved
                .insert(moved_key(seq, key).as_slice(), bytes.as_slice())?;
        }
        Ok(())
    }

    /// Forgets the accounts as they were before the relink of that number.
    fn let_go(&mut self, seq: u64) -> Result<()> {
        let (start, end) = (seq.to_be_bytes(), (seq + 1).to_be_bytes());
        self.moved
            .retain_in::<&[u8], _>(&start[..]..&end[..], |_, _| false)?;
        Ok(())
    }

    /// Moves one account; returns about the number of rows.
    fn move_account(&mut self, one: &AccountMove) -> Result<usize> {
        let (old, new) = (key_of(&one.from), key_of(&one.account.key));
        self.accounts.remove(old.as_slice())?;
        let user = match self.links.remove(old.as_slice())? {
            Some(id) => Some(super::tables::user_id(id.value())?),
            None => None,
        };
        if let Some(user) = user {
            self.edit_accounts(user, |accounts| {
                accounts.retain(|listed| *listed != one.from);
            })?;
        }
        self.accounts
            .insert(new.as_slice(), encode(&one.account)?.as_slice())?;
        if let Some(beside) = &one.beside {
            self.accounts
                .insert(key_of(&beside.key).as_slice(), encode(beside)?.as_slice())?;
        }
        let mut rows = 8;
        for user in &one.users {
            rows += self.put_user(user.clone(), None)?;
        }
        for (id, to) in &one.removed {
            rows += self.remove_user(*id, *to)?;
        }
        let user = self.links.user_id(&new)?;
        self.rekey_reasons(&one.from, &one.account.key, user)?;
        self.move_point(&one.from, &one.account.key)?;
        self.move_waivers(&one.from, &one.account.key)?;
        self.put_change(&one.change)?;
        Ok(rows)
    }

    /// Moves an open restore point to another id, unless there is one.
    pub(super) fn move_point(&mut self, old: &AccountKey, new: &AccountKey) -> Result<()> {
        let (old_key, new_key) = (key_of(old), key_of(new));
        let point: Option<RestorePoint> = self.restore_points.record(&old_key)?;
        let Some(point) = point else {
            return Ok(());
        };
        self.restore_points.remove(old_key.as_slice())?;
        if self.restore_points.get(new_key.as_slice())?.is_none() {
            let point = RestorePoint {
                account: new.clone(),
                ..point
            };
            self.restore_points
                .insert(new_key.as_slice(), encode(&point)?.as_slice())?;
        }
        Ok(())
    }
}
