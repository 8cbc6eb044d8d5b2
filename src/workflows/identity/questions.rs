//! The queue of questions: which accounts may belong to one user, and why.

use crate::domain::identity::question::{Question, Side};
use crate::domain::matching::engine::{Engine, Settings};
use crate::store::Result;
use crate::workflows::Env;
use crate::workflows::merging::identities;

/// The questions that are open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Queue {
    /// The best ones first, as many as were asked for.
    pub questions: Vec<Question>,
    /// How many there are.
    pub total: usize,
}

/// The best questions first; those that are settled already are left out. Reads only; blocks.
pub fn questions(env: &Env, limit: usize) -> Result<Queue> {
    let read = identities::read(env)?;
    let engine = Engine::build(read.identities, read.decisions, Settings::default());
    let side = |number: u32| {
        let account = read.accounts.get(number as usize)?;
        Some(Side {
            account: account.key.clone(),
            user: account.user,
            title: account.title.clone(),
        })
    };
    let all = engine.suggestions().iter().filter_map(|open| {
        let (a, b) = (side(open.a)?, side(open.b)?);
        if a.user.is_some() && a.user == b.user {
            return None;
        }
        Some(Question {
            evidence: engine.explain(open.a, open.b)?,
            score: open.score(),
            stopped: open.stopped,
            lapsed: None,
            a,
            b,
        })
    });
    let mut questions: Vec<Question> = all.collect();
    let total = questions.len();
    questions.truncate(limit);
    Ok(Queue { questions, total })
}
