//! Merging users: the result, what they disagree on, and the accounts that come together.

use super::{Purpose, State};
use crate::domain::findings::Severity;
use crate::domain::identity::merge::{Choices, Conflict, Field};
use crate::domain::ids::UserId;
use crate::domain::text::Text;
use crate::tui::panes::user_rows::state_word;
use crate::tui::shell::data::{Merging, Query};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::model::Model;
use crate::tui::widgets::prose::{Line, wrapped};
use crate::tui::widgets::text;

/// Asks what merging the marked users would do.
pub fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.facts.read_only {
        model.tell(Severity::Warning, Text::new("tui-refused-read-only"));
        return;
    }
    let mut users = model.users.marks.clone();
    // One marked and another under the cursor are two.
    if users.len() == 1 {
        users.extend(model.users.selected());
    }
    if users.len() < 2 {
        let mark = model.face.key_of(crate::tui::shell::keymap::Action::Mark);
        let text = Text::new("tui-merge-mark").with("key", mark);
        model.tell(Severity::Info, text);
        return;
    }
    let users: Vec<UserId> = users.into_iter().collect();
    let state = State::new(Purpose::Merge {
        users: users.clone(),
        merging: None,
        choices: Choices::new(),
    });
    model.layers.push(Layer::Preview(Box::new(state)));
    effects.push(Effect::Ask(Query::MergePreview(users)));
}

/// The open question about these users.
fn asked<'a>(model: &'a mut Model, users: &[UserId]) -> Option<&'a mut State> {
    let preview = model
        .layers
        .iter_mut()
        .rev()
        .find_map(|layer| match layer {
            Layer::Preview(state) => Some(state),
            _ => None,
        })?;
    let about = matches!(&preview.purpose, Purpose::Merge { users: own, .. } if own == users);
    about.then_some(preview)
}

/// Takes what a merge would do.
pub fn answer(model: &mut Model, users: &[UserId], found: Option<Box<Merging>>) {
    let Some(state) = asked(model, users) else {
        return;
    };
    if found.is_none() {
        state.trouble = Some(Text::new("identity-nobody"));
    }
    if let Purpose::Merge { merging, .. } = &mut state.purpose {
        *merging = found;
    }
    state.stop = 0;
}

/// Takes why these users cannot be merged; `false` when nobody asks any more.
pub fn unanswered(model: &mut Model, users: &[UserId], why: &Text) -> bool {
    let state = asked(model, users);
    let open = state.is_some();
    if let Some(state) = state {
        state.trouble = Some(why.clone());
    }
    open
}

/// The message of a field.
pub fn field_word(field: Field) -> &'static str {
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
fn value(model: &Model, field: Field, raw: &str) -> String {
    let words = &model.face.words;
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

/// What a merge would do.
pub(super) fn say(
    model: &Model,
    state: &State,
    merging: &Merging,
    width: usize,
    (lines, starts): (&mut Vec<Line>, &mut Vec<usize>),
) {
    let (words, theme, glyphs) = (&model.face.words, &model.face.theme, &model.face.glyphs);
    let preview = &merging.preview;
    for warning in &preview.warnings {
        let glyph = glyphs.severity(Severity::Warning);
        let line = Line::of(glyph, theme.warn).hang(2).and(" ", theme.warn);
        lines.push(line.and(
            &words.text(&model.facts.labelled(warning.clone())),
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
    let mut all = wrapped(lines, width);
    for field in Field::ALL {
        let conflict = preview.conflicts.iter().position(|one| one.field == field);
        let line = match conflict.and_then(|at| Some((at, preview.conflicts.get(at)?))) {
            Some((at, conflict)) => {
                starts.push(all.len());
                conflict_line(model, conflict, label, state.choice() == Some(at))
            }
            None => {
                let raw = field.value(&preview.result);
                if raw.is_empty() {
                    continue;
                }
                field_line(model, field, label, "  ").and(&value(model, field, &raw), theme.text)
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
            .and(model.facts.label(&account.key.service), theme.text)
            .and("  ", style)
            .and(title, theme.text)
            .and("  ", style)
            .and(&words.get(state_word(account.state)), style);
        all.extend(wrapped(&[line], width));
    }
    *lines = all;
}

fn field_line(model: &Model, field: Field, label: usize, lead: &str) -> Line {
    let name = model.face.words.get(field_word(field));
    let gap = " ".repeat(label.saturating_sub(text::width(&name)).max(1));
    Line::of(lead, model.face.theme.accent)
        .hang(label + 4)
        .and(&format!("{name}{gap}"), model.face.theme.faint)
}

/// Every value of a disagreement, the kept one marked.
fn conflict_line(model: &Model, conflict: &Conflict, label: usize, focused: bool) -> Line {
    let (theme, glyphs) = (&model.face.theme, &model.face.glyphs);
    let lead = if focused {
        format!("{} ", glyphs.cursor)
    } else {
        "  ".to_owned()
    };
    let mut line = field_line(model, conflict.field, label, &lead);
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
        let said = value(model, conflict.field, raw);
        line.push(&format!("{glyph} {said}"), style);
    }
    line
}
