//! The user under the cursor, in whatever list: its details are read once the cursor has rested.

use super::data::Details;
use crate::domain::ids::UserId;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// How long the cursor rests before details are read, in milliseconds.
const REST: i64 = 60;

/// Whose details are wanted, and what was read of them.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// The user that the cursor is on.
    pub wanted: Option<UserId>,
    /// When to ask for it.
    pub due: Option<Timestamp>,
    /// The newest details that were read.
    pub details: Option<Box<Details>>,
    /// Why they could not be read.
    pub trouble: Option<Text>,
    /// The first line of each account, at least; see `document::hold`.
    pub places: Vec<usize>,
}

impl Chosen {
    /// Details of this user are wanted once the cursor has rested.
    pub fn want(&mut self, user: UserId, now: Timestamp) {
        self.wanted = Some(user);
        self.due = Some(now.plus(REST));
    }

    /// Nobody is under the cursor.
    pub fn clear(&mut self) {
        self.wanted = None;
        self.due = None;
    }

    /// The details of the user under the cursor, if they are here.
    pub fn shown(&self) -> Option<&Details> {
        let details = self.details.as_deref()?;
        (self.wanted == Some(details.user.id)).then_some(details)
    }

    /// Takes details; `false` when somebody else's are wanted by now.
    pub fn answer(&mut self, user: UserId, details: Option<Box<Details>>) -> bool {
        if self.wanted != Some(user) {
            return false;
        }
        self.trouble = details.is_none().then(|| Text::new("tui-user-gone"));
        self.details = details;
        true
    }

    /// Takes why there are none.
    pub fn unanswered(&mut self, user: UserId, why: &Text) {
        if self.wanted == Some(user) {
            self.trouble = Some(why.clone());
            self.details = None;
        }
    }
}
