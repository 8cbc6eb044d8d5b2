//! The history of a user: what was decided, linked and written about it.

use crate::domain::identity::history::HistoryLine;
use crate::domain::ids::UserId;
use crate::domain::text::Text;
use crate::workflows::Env;

use super::{Result, user};

/// What was decided and written about a user, the newest first. Reads only; blocks.
pub fn history(env: &Env, id: UserId) -> Result<Vec<HistoryLine>> {
    let user = user(env, id)?;
    let decisions = env.store.decisions()?;
    let mut lines: Vec<HistoryLine> = decisions
        .iter()
        .filter(|decision| decision.is_about(&user))
        .map(|decision| HistoryLine {
            at: decision.at,
            who: decision.by.clone(),
            text: Text::new("identity-history-decision"),
            seq: Some(decision.seq),
            undone: decision.undone_by.is_some(),
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.seq)));
    Ok(lines)
}
