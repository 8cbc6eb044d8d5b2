//! Merging users: the result, what they disagree on, and the accounts that come together.

use super::layer::{Body, Decision, PreviewLayer};
use crate::domain::findings::Severity;
use crate::domain::identity::merge::{Choices, Conflict, Field, preview};
use crate::domain::ids::UserId;
use crate::domain::text::Text;
use crate::tui::panes::deciding;
use crate::tui::panes::words::state_word;
use crate::tui::shell::action::Action;
use crate::tui::shell::data::{Act, Answer, Merging, Query};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::{Line, wrapped};
use crate::tui::widgets::text;

/// Makes one user of several.
#[derive(Debug)]
pub struct Merge {
    pub users: Vec<UserId>,
    /// What it would do; `None` until it is worked out.
    pub merging: Option<Box<Merging>>,
    /// Whose values are kept.
    pub choices: Choices,
}

/// Asks what merging the marked users would do.
pub fn open(scene: &mut Scene<'_>, under: Option<UserId>) {
    if scene.refuses_changes() {
        return;
    }
    let mut users = scene.marks.clone();
    // One marked and another under the cursor are two.
    if users.len() == 1 {
        users.extend(under);
    }
    if users.len() < 2 {
        let mark = scene.face.key_of(Action::Mark);
        let text = Text::new("tui-merge-mark").with("key", mark);
        scene.tell(Severity::Info, text);
        return;
    }
    let users: Vec<UserId> = users.into_iter().collect();
    scene.open(PreviewLayer::new(Merge {
        users: users.clone(),
        merging: None,
        choices: Choices::new(),
    }));
    scene.ask(Query::MergePreview(users));
}

impl Decision for Merge {
    fn title(&self) -> Text {
        Text::new("tui-merge-title").with("n", self.users.len())
    }

    fn button(&self) -> Text {
        Text::new("tui-merge-do")
    }

    fn body(&self, session: &Session, width: usize, choice: Option<usize>) -> Body {
        match &self.merging {
            Some(merging) => say(session, merging, width, choice),
            None => Body::default(),
        }
    }

    fn is_known(&self) -> bool {
        self.merging.is_some()
    }

    fn choices(&self) -> usize {
        let merging = self.merging.as_ref();
        merging.map_or(0, |merging| merging.preview.conflicts.len())
    }

    fn turn(&mut self, choice: usize, forwards: bool) {
        let merging = self.merging.as_ref();
        let conflict = merging.and_then(|merging| merging.preview.conflicts.get(choice));
        let Some(conflict) = conflict else { return };
        let at = conflict
            .values
            .iter()
            .position(|(id, _)| *id == conflict.kept);
        let (at, len) = (at.unwrap_or(0), conflict.values.len().max(1));
        let next = if forwards { at + 1 } else { at + len - 1 } % len;
        self.choose(choice, next);
    }

    fn choose(&mut self, choice: usize, value: usize) {
        let Some(merging) = &mut self.merging else {
            return;
        };
        let conflict = merging.preview.conflicts.get(choice);
        let chosen = conflict.and_then(|conflict| {
            let (id, _) = conflict.values.get(value)?;
            Some((conflict.field, *id))
        });
        if let Some((field, id)) = chosen {
            self.choices.insert(field, id);
            if let Some(new) = preview(&merging.preview.users, &self.choices) {
                merging.preview = new;
            }
        }
    }

    fn asks(&self, query: &Query) -> bool {
        matches!(query, Query::MergePreview(users) if *users == self.users)
    }

    fn answer(&mut self, answer: Answer) -> Result<Option<Text>, Answer> {
        match answer {
            Answer::MergePreview(users, found) if users == self.users => {
                let trouble = found.is_none().then(|| Text::new("identity-nobody"));
                self.merging = found;
                Ok(trouble)
            }
            other => Err(other),
        }
    }

    fn confirm(&self, scene: &mut Scene<'_>) {
        let merging = self.merging.as_ref();
        let name = merging.map_or("", |merging| merging.preview.result.name.as_str());
        let text = Text::new("tui-given-merged")
            .with("n", self.users.len())
            .with("name", name);
        scene.clear_marks();
        let (users, choices) = (self.users.clone(), self.choices.clone());
        deciding::decide(scene, Act::Merge { users, choices }, text);
    }
}

/// The message of a field.
fn field_word(field: Field) -> &'static str {
    match field {
        Field::Name => "tui-f-name",
        Field::Kind => "tui-f-kind",
        Field::Email => "tui-f-emails",
        Field::Arrival => "tui-f-arrival",
        Field::Departure => "tui-f-departure",
        Field::Note => "tui-f-note",
    }
}

/// A value as humans read it.
fn value(session: &Session, field: Field, raw: &str) -> String {
    let words = &session.face.words;
    match field {
        Field::Kind => words.get(&format!("kind-{raw}")),
        Field::Departure if raw == "open-ended" => words.get("open-ended"),
        Field::Arrival | Field::Departure => match raw.parse() {
            Ok(day) => words.date(day),
            Err(_) => raw.to_owned(),
        },
        Field::Name | Field::Email | Field::Note => raw.replace('\n', " / "),
    }
}

/// What a merge would do; the disagreement with the number `choice` has the keys.
fn say(session: &Session, merging: &Merging, width: usize, choice: Option<usize>) -> Body {
    let (mut lines, mut starts) = (Vec::new(), Vec::new());
    let (words, theme, glyphs) = (
        &session.face.words,
        &session.face.theme,
        &session.face.glyphs,
    );
    let preview = &merging.preview;
    for warning in &preview.warnings {
        let glyph = glyphs.severity(Severity::Warning);
        let line = Line::of(glyph, theme.warn).hang(2).and(" ", theme.warn);
        lines.push(line.and(
            &words.text(&session.facts.labelled(warning.clone())),
            theme.warn,
        ));
    }
    if !preview.warnings.is_empty() {
        lines.push(Line::new());
    }
    for user in &preview.users {
        let count = Text::new("count-accounts").with("n", user.accounts.len());
        let stays = if user.id == preview.kept {
            "tui-merge-stays"
        } else {
            "tui-merge-goes"
        };
        let line = Line::of(&user.name, theme.strong)
            .and("  ", theme.text)
            .and(&words.text(&count), theme.faint)
            .and("  ", theme.text)
            .and(&words.get(stays), theme.faint);
        lines.push(line);
    }
    lines.push(Line::new());
    lines.push(Line::of(&words.get("tui-merge-result"), theme.strong));
    let label = Field::ALL.map(|field| text::width(&words.get(field_word(field))));
    let label = label.into_iter().max().unwrap_or(0) + 1;
    let mut all = wrapped(&lines, width);
    for field in Field::ALL {
        let conflict = preview.conflicts.iter().position(|one| one.field == field);
        let line = match conflict.and_then(|at| Some((at, preview.conflicts.get(at)?))) {
            Some((at, conflict)) => {
                starts.push(all.len());
                conflict_line(session, conflict, label, choice == Some(at))
            }
            None => {
                let raw = field.value(&preview.result);
                if raw.is_empty() {
                    continue;
                }
                field_line(session, field, label, "  ")
                    .and(&value(session, field, &raw), theme.text)
            }
        };
        all.extend(wrapped(&[line], width));
    }
    all.push(Line::new());
    let count = Text::new("tui-merge-accounts").with("n", merging.accounts.len());
    all.push(Line::of(&words.text(&count), theme.strong));
    for account in &merging.accounts {
        let style = theme.state(Some(account.state));
        let title = account
            .profile
            .title()
            .unwrap_or(account.key.remote.local());
        let line = Line::of(glyphs.state(Some(account.state)), style)
            .indent(2)
            .hang(2)
            .and(" ", style)
            .and(session.facts.label(&account.key.service), theme.text)
            .and("  ", style)
            .and(title, theme.text)
            .and("  ", style)
            .and(&words.get(state_word(account.state)), style);
        all.extend(wrapped(&[line], width));
    }
    Body { lines: all, starts }
}

fn field_line(session: &Session, field: Field, label: usize, lead: &str) -> Line {
    let name = session.face.words.get(field_word(field));
    let gap = " ".repeat(label.saturating_sub(text::width(&name)).max(1));
    Line::of(lead, session.face.theme.accent)
        .hang(label + 4)
        .and(&format!("{name}{gap}"), session.face.theme.faint)
}

/// Every value of a disagreement, the kept one marked.
fn conflict_line(session: &Session, conflict: &Conflict, label: usize, focused: bool) -> Line {
    let (theme, glyphs) = (&session.face.theme, &session.face.glyphs);
    let lead = if focused {
        format!("{} ", glyphs.cursor)
    } else {
        "  ".to_owned()
    };
    let mut line = field_line(session, conflict.field, label, &lead);
    for (at, (user, raw)) in conflict.values.iter().enumerate() {
        let kept = *user == conflict.kept;
        let [on, off] = glyphs.ticks;
        let style = match (kept, focused) {
            (true, true) => theme.cursor,
            (true, false) => theme.strong,
            (false, _) => theme.faint,
        };
        if at > 0 {
            line.push("   ", theme.text);
        }
        let glyph = if kept { on } else { off };
        let said = value(session, conflict.field, raw);
        line.push(&format!("{glyph} {said}"), style);
    }
    line
}
