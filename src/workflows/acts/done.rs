//! What an act did, for whoever asked for it.

use crate::domain::decision::Decision;
use crate::domain::identity::merge::Conflict;
use crate::domain::ids::AccountKey;
use crate::domain::import::Plan;
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::workflows::identity::relink::Proposal;
use crate::workflows::import::Imported;

/// What an act did.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// The number by which it is taken back; `None` where everything was so already.
    pub decision: Option<u64>,
    /// How many things were written: subjects, pairs, newcomers, users.
    pub count: usize,
    /// The user that came out of it.
    pub user: Option<User>,
    /// Fields on which merged users disagreed: whose value is kept.
    pub conflicts: Vec<Conflict>,
    /// Of many pairs, those that were refused, and why.
    pub refused: Vec<(AccountKey, AccountKey, Text)>,
    /// What a list said, line by line, and what was written of it.
    pub imported: Option<(Plan, Imported)>,
    /// Which accounts took whose place.
    pub relinked: Option<Proposal>,
    /// What was taken back: the first of its batch.
    pub undone: Option<Decision>,
}
