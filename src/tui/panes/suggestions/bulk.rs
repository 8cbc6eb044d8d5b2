//! Answering all questions of one ground at once: which ones, and which are left out.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::wording::names;
use crate::domain::findings::Severity;
use crate::domain::identity::question::Question;
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::text::Text;
use crate::tui::panes::preview::layer::{Body, Decision, PreviewLayer};
use crate::tui::panes::{deciding, ground};
use crate::tui::shell::queue::{Pair, pair};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::Line;

/// Accepts all questions of one ground.
#[derive(Debug)]
struct Accept {
    basis: String,
    /// What is accepted, with the names.
    pairs: Vec<(Pair, String)>,
    /// What is left out, with the reason.
    excluded: Vec<(String, Text)>,
}

/// Asks before all questions of the ground under the cursor are accepted.
pub fn open(scene: &mut Scene<'_>) {
    if scene.refuses_changes() {
        return;
    }
    let Some(basis) = scene.questions.current().map(Question::basis) else {
        return;
    };
    let (pairs, excluded) = choose(scene, &basis);
    if pairs.is_empty() {
        let basis = ground::said(&scene.face, &basis);
        let text = Text::new("tui-accept-nothing").with("basis", basis);
        scene.tell(Severity::Info, text);
        return;
    }
    scene.open(PreviewLayer::new(Accept {
        basis,
        pairs,
        excluded,
    }));
}

/// Pairs with what they are called, and names with why they are left out.
type Chosen = (Vec<(Pair, String)>, Vec<(String, Text)>);

/// The questions of a ground that can be accepted together: nothing speaks against any of them, and
/// all of them together put no two accounts of one service into one user.
fn choose(session: &Session, basis: &str) -> Chosen {
    let questions: Vec<&Question> = session
        .questions
        .queue
        .open()
        .iter()
        .filter(|question| question.basis() == basis)
        .collect();
    let mut parties = Parties::new(session, &questions);
    let (mut pairs, mut excluded) = (Vec::new(), Vec::new());
    for question in questions {
        let name = names(&session.face, question);
        if !ground::is_plain(question) {
            excluded.push((name, Text::new("tui-accept-against")));
        } else if let Some(service) = parties.join(question) {
            let label = session.facts.label(&service);
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
    fn new(session: &Session, questions: &[&Question]) -> Parties {
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
        if let Some(snapshot) = &session.snapshot {
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

impl Decision for Accept {
    fn title(&self) -> Text {
        Text::new("tui-accept-title")
    }

    fn button(&self) -> Text {
        Text::new("tui-accept-do").with("n", self.pairs.len())
    }

    fn body(&self, session: &Session, _width: usize, _choice: Option<usize>) -> Body {
        let mut lines = Vec::new();
        let (words, theme) = (&session.face.words, &session.face.theme);
        let head = Text::new("tui-accept-head")
            .with("n", self.pairs.len())
            .with("basis", ground::said(&session.face, &self.basis));
        lines.push(Line::of(&words.text(&head), theme.strong));
        for ((a, b), name) in &self.pairs {
            let services = format!(
                "  {} {} {}",
                session.facts.label(&a.service),
                session.face.glyphs.dot,
                session.facts.label(&b.service)
            );
            let line = Line::of(session.face.glyphs.yes, theme.good)
                .indent(2)
                .hang(2)
                .and(" ", theme.text)
                .and(name, theme.text)
                .and(&services, theme.faint);
            lines.push(line);
        }
        if self.excluded.is_empty() {
            return Body {
                lines,
                starts: Vec::new(),
            };
        }
        lines.push(Line::new());
        let head = Text::new("tui-accept-excluded").with("n", self.excluded.len());
        lines.push(Line::of(&words.text(&head), theme.strong));
        for (name, why) in &self.excluded {
            let line = Line::of(session.face.glyphs.marks[3], theme.bad)
                .indent(2)
                .hang(2)
                .and(" ", theme.text)
                .and(name, theme.text)
                .and("  ", theme.text)
                .and(&words.text(why), theme.warn);
            lines.push(line);
        }
        Body {
            lines,
            starts: Vec::new(),
        }
    }

    fn confirm(&self, scene: &mut Scene<'_>) {
        let pairs = self.pairs.iter().map(|(pair, _)| pair.clone()).collect();
        deciding::accept(scene, pairs, &self.basis);
    }
}
