//! The accounts pane: every field of every account of the selected user, or a service's details.
//!
//! Owns which details are wanted and when: the pane follows the cursor once it has rested. What
//! the lines say is in [`super::document`] and [`super::service`].

use ratatui::layout::Rect;

use super::{document, findings, history, preview, service, suggestions};
use crate::domain::account::Invitation;
use crate::domain::findings::Severity;
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::forms::Form;
use crate::tui::shell::data::{Details, Query};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::layout;
use crate::tui::shell::model::{Model, Pane};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::prose;

/// How long the cursor rests before details are read, in milliseconds.
const REST: i64 = 60;
/// The part of the pane's lines that may be blank so that the accounts keep their place.
const SPARE: usize = 6;

/// What the pane shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Subject {
    /// The user under the cursor.
    #[default]
    User,
    /// One service.
    Service(ServiceId),
    /// All services together.
    AllServices,
}

/// The pane's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the pane shows.
    pub subject: Subject,
    /// The newest details that were read.
    pub details: Option<Box<Details>>,
    /// The user that the cursor is on.
    pub wanted: Option<UserId>,
    /// When to ask for it.
    pub due: Option<Timestamp>,
    /// Why it could not be read.
    pub trouble: Option<Text>,
    /// The account under the cursor.
    pub at: usize,
    /// The first visible line.
    pub top: usize,
    /// The first line of each account, at least.
    pub places: Vec<usize>,
}

impl State {
    /// Tells every age that the pane prints.
    pub fn ages(&self, age: &mut impl FnMut(Timestamp)) {
        for account in self.details.iter().flat_map(|details| &details.accounts) {
            let account = &account.account;
            if let Some(Some(at)) = account.volatile.last_active.value() {
                age(*at);
            }
            if let Some(Some(Invitation::Pending { since })) = account.profile.invitation.value() {
                age(*since);
            }
            account.gone_since.into_iter().for_each(&mut *age);
        }
    }
}

/// The cursor moved: details are wanted once it rests.
pub fn follow(model: &mut Model) {
    let Some(user) = model.users.selected() else {
        model.accounts.wanted = None;
        model.accounts.due = None;
        return;
    };
    want(model, user);
}

/// Details of this user are wanted once the cursor rests.
pub fn want(model: &mut Model, user: UserId) {
    model.accounts.subject = Subject::User;
    model.accounts.wanted = Some(user);
    model.accounts.due = Some(model.now.plus(REST));
}

/// Details are wanted at once: the pane was opened.
pub fn want_now(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.accounts.subject != Subject::User || shown(model).is_some() {
        return;
    }
    if model.accounts.wanted.is_none() {
        model.accounts.wanted = model.users.selected();
    }
    ask(model, effects);
}

/// Asks if the cursor has rested.
pub fn tick(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.accounts.due.is_some_and(|due| due <= model.now) {
        ask(model, effects);
    }
}

/// Asks for the wanted details now.
pub fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    model.accounts.due = None;
    if let Some(user) = model.accounts.wanted {
        effects.push(Effect::Ask(Query::Details(user)));
    }
}

/// Takes details.
pub fn answer(model: &mut Model, user: UserId, details: Option<Box<Details>>) {
    if model.accounts.wanted != Some(user) {
        return;
    }
    let same = model
        .accounts
        .details
        .as_ref()
        .is_some_and(|old| old.user.id == user);
    if !same {
        model.accounts.at = 0;
        model.accounts.top = 0;
    }
    model.accounts.trouble = details.is_none().then(|| Text::new("tui-user-gone"));
    model.accounts.details = details;
    hold(model);
}

/// Lets accounts begin where those of the user before did, if that costs few blank lines and nothing
/// that would be visible: labels that stay in their place are neither sought by the eye nor sent to
/// the terminal again.
pub fn hold(model: &mut Model) {
    let area = layout::regions(model).columns[2].map(text_area);
    let (Some(area), Some(details)) = (area, &model.accounts.details) else {
        model.accounts.places.clear();
        return;
    };
    let natural = document::of_user(model, details, usize::from(area.width), &[]);
    let room = (natural.lines.len(), usize::from(area.height));
    model.accounts.places = places(&model.accounts.places, &natural.starts, room);
}

/// Where the accounts of the next user begin, who has so many lines in a pane of that height.
fn places(before: &[usize], natural: &[usize], (lines, height): (usize, usize)) -> Vec<usize> {
    let mut spare = height / SPARE;
    if let Some(left) = height.checked_sub(lines) {
        spare = spare.min(left);
    }
    let mut blank = 0;
    let place = |(at, start): (usize, &usize)| {
        let start = start + blank;
        let missing = before.get(at).and_then(|before| before.checked_sub(start));
        let more = missing.filter(|more| *more <= spare).unwrap_or(0);
        spare -= more;
        blank += more;
        start + more
    };
    natural.iter().enumerate().map(place).collect()
}

/// The details of the user under the cursor, if they are here.
pub fn shown(model: &Model) -> Option<&Details> {
    let details = model.accounts.details.as_deref()?;
    (model.accounts.wanted == Some(details.user.id)).then_some(details)
}

/// Back from a service to the user under the cursor.
pub fn show_user(model: &mut Model) {
    if model.accounts.subject != Subject::User {
        model.accounts.subject = Subject::User;
        model.accounts.top = 0;
    }
}

fn text_area(area: Rect) -> Rect {
    let inside = layout::inside(area);
    Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        ..inside
    }
}

fn document(model: &Model, width: u16, places: &[usize]) -> document::Document {
    let width = usize::from(width);
    match &model.accounts.subject {
        Subject::User => match &model.accounts.details {
            Some(details) => document::of_user(model, details, width, places),
            None => document::Document::default(),
        },
        Subject::Service(id) => service::document(model, Some(id), width),
        Subject::AllServices => service::document(model, None, width),
    }
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let Some(area) = layout::regions(model).columns[2].map(text_area) else {
        return false;
    };
    match action {
        Action::Back => super::focus_pane(
            model,
            match model.accounts.subject {
                Subject::User => Pane::Users,
                _ => Pane::Services,
            },
            effects,
        ),
        Action::Filter if model.accounts.subject == Subject::User => {
            model.pane = Pane::Users;
            return super::users::act(model, action, effects);
        }
        Action::Copy => {
            let details = shown(model);
            let account = details.and_then(|details| details.accounts.get(model.accounts.at));
            if let Some(account) = account {
                effects.push(Effect::Copy(account.account.key.handle()));
            }
        }
        Action::Waive => findings::waive_of_user(model),
        Action::Detach if model.accounts.subject == Subject::User => preview::detach(model),
        Action::Edit if model.accounts.subject == Subject::User => edit(model),
        Action::Undo => suggestions::undo(model, effects),
        Action::History if model.accounts.subject == Subject::User => {
            history::open(model, effects);
        }
        _ => return walk(model, action, area),
    }
    true
}

/// Opens the form of what operators know of the user that is shown.
pub fn edit(model: &mut Model) {
    if model.facts.read_only {
        model.tell(Severity::Warning, Text::new("tui-refused-read-only"));
        return;
    }
    if let Some(details) = shown(model) {
        let form = Form::user(model, &details.user);
        model.layers.push(Layer::Form(Box::new(form)));
    }
}

/// Up and down go from account to account, and by lines inside a long one.
fn walk(model: &mut Model, action: Action, area: Rect) -> bool {
    let document = document(model, area.width, &model.accounts.places);
    let height = usize::from(area.height);
    let last_top = document.lines.len().saturating_sub(height);
    let accounts = document.starts.len();
    let top = model.accounts.top;
    let end_of = |at: usize| {
        let next = document.starts.get(at + 1).copied();
        next.unwrap_or(document.lines.len())
    };
    match action {
        Action::Down => {
            let visible_end = top + height;
            if end_of(model.accounts.at) > visible_end || accounts <= 1 {
                model.accounts.top = (top + 1).min(last_top);
            } else if model.accounts.at + 1 < accounts {
                model.accounts.at += 1;
                reveal(model, &document, height);
            } else {
                model.accounts.top = (top + 1).min(last_top);
            }
        }
        Action::Up => {
            let start = document.starts.get(model.accounts.at).copied().unwrap_or(0);
            if start < top || model.accounts.at == 0 {
                model.accounts.top = top.saturating_sub(1);
            } else {
                model.accounts.at -= 1;
                reveal(model, &document, height);
            }
        }
        Action::PageDown => model.accounts.top = (top + height.saturating_sub(1)).min(last_top),
        Action::PageUp => model.accounts.top = top.saturating_sub(height.saturating_sub(1)),
        Action::Top => {
            model.accounts.top = 0;
            model.accounts.at = 0;
        }
        Action::Bottom => {
            model.accounts.top = last_top;
            model.accounts.at = accounts.saturating_sub(1);
        }
        _ => return false,
    }
    true
}

/// Scrolls as little as needed to show the whole account under the cursor, or its beginning.
fn reveal(model: &mut Model, document: &document::Document, height: usize) {
    let at = model.accounts.at;
    let start = document.starts.get(at).copied().unwrap_or(0);
    let end = document
        .starts
        .get(at + 1)
        .copied()
        .unwrap_or(document.lines.len());
    let top = &mut model.accounts.top;
    if end > *top + height {
        *top = (end - height).min(start);
    }
    if start < *top {
        *top = if at == 0 { 0 } else { start };
    }
}

/// Keeps the scroll inside the text, after a new size or new details.
pub fn settle(model: &mut Model, area: Rect) {
    if model.accounts.top == 0 {
        return;
    }
    let area = text_area(area);
    let lines = document(model, area.width, &model.accounts.places)
        .lines
        .len();
    let last = lines.saturating_sub(usize::from(area.height));
    model.accounts.top = model.accounts.top.min(last);
}

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let focused = model.pane == Pane::Accounts;
    let (title, aside) = match &model.accounts.subject {
        Subject::User => match &model.accounts.details {
            Some(details) => {
                let count = Text::new("count-accounts").with("n", details.accounts.len());
                (details.user.name.clone(), canvas.say(&count))
            }
            None => (canvas.word("tui-accounts"), String::new()),
        },
        Subject::Service(id) => (model.facts.label(id).to_owned(), String::new()),
        Subject::AllServices => (canvas.word("tui-services-all"), String::new()),
    };
    canvas.title(area, &title, &aside, focused);
    let inside = text_area(area);
    if inside.height == 0 {
        return;
    }
    if model.accounts.subject == Subject::User && model.accounts.details.is_none() {
        let id = match (&model.accounts.trouble, model.accounts.wanted) {
            (Some(trouble), _) => {
                let said = canvas.say(trouble);
                canvas.centred(
                    inside.x,
                    inside.y + 3,
                    inside.width,
                    &said,
                    canvas.theme().warn,
                );
                return;
            }
            (None, Some(_)) => "tui-loading",
            (None, None) => "tui-accounts-none",
        };
        let said = canvas.word(id);
        canvas.centred(
            inside.x,
            inside.y + 3,
            inside.width,
            &said,
            canvas.theme().faint,
        );
        return;
    }
    let document = document(model, inside.width, &model.accounts.places);
    prose::draw(&document.lines, model.accounts.top, inside, canvas);
    if focused && model.accounts.subject == Subject::User {
        draw_cursor(model, &document, area, inside, canvas);
    }
    let below = document
        .lines
        .len()
        .saturating_sub(model.accounts.top + usize::from(inside.height));
    if below > 0 && inside.height > 2 {
        let more = canvas.say(&Text::new("tui-more-lines").with("n", below));
        let more = format!(" {} {more} ", canvas.glyphs().sort);
        let y = inside.bottom() - 1;
        canvas.right(inside.x, y, inside.width, &more, canvas.theme().faint);
    }
}

/// A bar at the left edge of the account under the cursor.
fn draw_cursor(
    model: &Model,
    document: &document::Document,
    area: Rect,
    inside: Rect,
    canvas: &mut Canvas<'_>,
) {
    let at = model.accounts.at;
    let Some(start) = document.starts.get(at).copied() else {
        return;
    };
    let end = document
        .starts
        .get(at + 1)
        .copied()
        .unwrap_or(document.lines.len());
    // The blank lines between two accounts belong to neither.
    let lines = document.lines.get(start..end).unwrap_or_default();
    let last = lines.iter().rposition(|line| !line.pieces.is_empty());
    let end = last.map_or(start, |last| start + last + 1);
    for (line, y) in (model.accounts.top..).zip(inside.top()..inside.bottom()) {
        if (start..end).contains(&line) {
            canvas.text(area.x, y, 1, canvas.glyphs().cursor, canvas.theme().accent);
        }
    }
}

/// The pane in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Subject::User, Some(details)) = (&model.accounts.subject, &model.accounts.details) {
        lines.push(crate::domain::text::escape(&details.user.name).into_owned());
    }
    let document = document(model, 10_000, &[]);
    lines.extend(document.lines.iter().map(|line| {
        let indent = " ".repeat(line.indent);
        format!("{indent}{}", line.plain())
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::kept(&[8, 22], &[6, 19], (50, 38), &[8, 22])]
    #[case::more_is_needed(&[8, 22], &[9, 22], (50, 38), &[9, 22])]
    #[case::too_many_would_be_blank(&[14, 20], &[2, 16], (50, 38), &[2, 20])]
    #[case::blank_lines_are_counted_together(&[8, 24], &[4, 17], (50, 38), &[8, 21])]
    #[case::what_fits_still_fits(&[8, 20], &[6, 18], (37, 38), &[6, 18])]
    #[case::the_first_user(&[], &[6, 20, 34], (50, 38), &[6, 20, 34])]
    fn accounts_begin_where_those_of_the_user_before_did(
        #[case] before: &[usize],
        #[case] natural: &[usize],
        #[case] room: (usize, usize),
        #[case] expected: &[usize],
    ) {
        assert_eq!(places(before, natural, room), expected);
    }
}
