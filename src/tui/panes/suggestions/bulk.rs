//! Answering all questions of one ground at once: which ones, and which are left out.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::draw::names;
use super::queue::{Pair, pair};
use super::{current, ground, push, refused};
use crate::domain::findings::Severity;
use crate::domain::identity::question::Question;
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::text::Text;
use crate::tui::panes::preview::{Purpose, State};
use crate::tui::shell::model::Model;
use crate::tui::widgets::prose::Line;

/// Asks before all questions of the ground under the cursor are accepted.
pub fn open(model: &mut Model) {
    if refused(model) {
        return;
    }
    let Some(basis) = current(model).map(Question::basis) else {
        return;
    };
    let (pairs, excluded) = choose(model, &basis);
    if pairs.is_empty() {
        let text = Text::new("tui-accept-nothing").with("basis", ground::said(&model.face, &basis));
        model.tell(Severity::Info, text);
        return;
    }
    let purpose = Purpose::Accept {
        basis,
        pairs,
        excluded,
    };
    push(model, State::new(purpose));
}

/// Pairs with what they are called, and names with why they are left out.
type Chosen = (Vec<(Pair, String)>, Vec<(String, Text)>);

/// The questions of a ground that can be accepted together: nothing speaks against any of them, and
/// all of them together put no two accounts of one service into one user.
fn choose(model: &Model, basis: &str) -> Chosen {
    let questions: Vec<&Question> = model
        .suggestions
        .queue
        .open()
        .iter()
        .filter(|question| question.basis() == basis)
        .collect();
    let mut parties = Parties::new(model, &questions);
    let (mut pairs, mut excluded) = (Vec::new(), Vec::new());
    for question in questions {
        let name = names(&model.face, question);
        if !ground::is_plain(question) {
            excluded.push((name, Text::new("tui-accept-against")));
        } else if let Some(service) = parties.join(question) {
            let label = model.facts.label(&service);
            let text = Text::new("tui-accept-clash").with("service", label);
            excluded.push((name, text));
        } else {
            pairs.push((pair(question), name));
        }
    }
    (pairs, excluded)
}

/// Users that the answers so far make one, with the services that each of them is on.
struct Parties {
    leader: HashMap<UserId, UserId>,
    services: HashMap<UserId, BTreeSet<ServiceId>>,
}

impl Parties {
    fn new(model: &Model, questions: &[&Question]) -> Parties {
        let sides = questions
            .iter()
            .flat_map(|question| [&question.a, &question.b]);
        let mut services: HashMap<UserId, BTreeSet<ServiceId>> = HashMap::new();
        for side in sides {
            if let Some(user) = side.user {
                let known = services.entry(user).or_default();
                known.insert(side.account.service.clone());
            }
        }
        // What each user has besides the account that is asked about.
        if let Some(snapshot) = &model.snapshot {
            let wanted: HashSet<UserId> = services.keys().copied().collect();
            for (_, chunk, row) in snapshot.rows().filter(|(.., row)| wanted.contains(&row.id)) {
                let on = chunk.accounts_of(row).iter();
                let on = on.filter_map(|account| {
                    snapshot.services.get(usize::from(account.service)).cloned()
                });
                services.entry(row.id).or_default().extend(on);
            }
        }
        Parties {
            leader: HashMap::new(),
            services,
        }
    }

    fn find(&self, user: UserId) -> UserId {
        let mut at = user;
        while let Some(next) = self.leader.get(&at) {
            at = *next;
        }
        at
    }

    /// Makes one of a question's users; `Some` is the service that both would be on.
    fn join(&mut self, question: &Question) -> Option<ServiceId> {
        let (a, b) = (question.a.user?, question.b.user?);
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return None;
        }
        let of = |user| self.services.get(&user).cloned().unwrap_or_default();
        let (left, right) = (of(a), of(b));
        if let Some(both) = left.intersection(&right).next() {
            return Some(both.clone());
        }
        self.leader.insert(b, a);
        self.services.entry(a).or_default().extend(right);
        None
    }
}

/// What accepting would do.
pub fn say(
    model: &Model,
    basis: &str,
    pairs: &[(Pair, String)],
    excluded: &[(String, Text)],
    lines: &mut Vec<Line>,
) {
    let (words, theme) = (&model.face.words, &model.face.theme);
    let head = Text::new("tui-accept-head")
        .with("n", pairs.len())
        .with("basis", ground::said(&model.face, basis));
    lines.push(Line::of(&words.text(&head), theme.strong));
    for ((a, b), name) in pairs {
        let services = format!(
            "  {} {} {}",
            model.facts.label(&a.service),
            model.face.glyphs.dot,
            model.facts.label(&b.service)
        );
        let line = Line::of(model.face.glyphs.yes, theme.good)
            .indent(2)
            .hang(2)
            .and(" ", theme.text)
            .and(name, theme.text)
            .and(&services, theme.faint);
        lines.push(line);
    }
    if excluded.is_empty() {
        return;
    }
    lines.push(Line::new());
    let head = Text::new("tui-accept-excluded").with("n", excluded.len());
    lines.push(Line::of(&words.text(&head), theme.strong));
    for (name, why) in excluded {
        let line = Line::of(model.face.glyphs.marks[3], theme.bad)
            .indent(2)
            .hang(2)
            .and(" ", theme.text)
            .and(name, theme.text)
            .and("  ", theme.text)
            .and(&words.text(why), theme.warn);
        lines.push(line);
    }
}
