//! Answers of the store: to the session, or to the view or layer that asked.

use super::data::{Answer, Query};
use super::layers;
use super::model::Model;
use crate::domain::findings::Severity;
use crate::domain::text::Text;

/// Takes an answer; `true` when there are new details of the user under the cursor.
pub fn take(model: &mut Model, answer: Answer) -> bool {
    let session = &mut model.session;
    match answer {
        Answer::Status(status) => {
            // The totals of a snapshot are newer than those that the last sync wrote down.
            let counted = session.snapshot.as_ref().and(session.status.summary.take());
            session.status = *status;
            session.status.summary = counted.or(session.status.summary.take());
        }
        Answer::Details(user, details) => return session.chosen.answer(user, details),
        Answer::Runs(runs) => session.runs = runs,
        answer => {
            let mut left = Some(answer);
            for entry in &mut model.views {
                left = left.and_then(|answer| entry.state.answer(answer));
            }
            if let Some(answer) = left {
                layers::answer(model, answer);
            }
        }
    }
    false
}

/// Takes why a question was not answered.
pub fn unanswered(model: &mut Model, query: &Query, why: Text) {
    if let Query::Details(user) = query {
        model.session.chosen.unanswered(*user, &why);
    }
    for entry in &mut model.views {
        entry.state.unanswered(query);
    }
    let shown = layers::unanswered(model, query, &why);
    // What a preview that was closed since would have said is no news.
    if !shown && !matches!(query, Query::MergePreview(_)) {
        model.session.tell(Severity::Critical, why);
    }
}
