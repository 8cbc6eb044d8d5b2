//! Taking an account out of its user: what stays, and who is new.

use super::{Purpose, State};
use crate::domain::account::Account;
use crate::domain::findings::Severity;
use crate::domain::ids::AccountKey;
use crate::domain::text::Text;
use crate::tui::panes::accounts;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::model::Model;
use crate::tui::widgets::prose::Line;

/// Asks before the account under the cursor leaves its user.
pub fn open(model: &mut Model) {
    if model.facts.read_only {
        model.tell(Severity::Warning, Text::new("tui-refused-read-only"));
        return;
    }
    let Some(details) = accounts::shown(model) else {
        return;
    };
    let Some(chosen) = details.accounts.get(model.accounts.at) else {
        return;
    };
    let user = details.user.name.clone();
    let account = chosen.account.key.clone();
    let stay: Vec<(AccountKey, String)> = details
        .accounts
        .iter()
        .map(|other| &other.account)
        .filter(|other| other.key != account)
        .map(|other| (other.key.clone(), title(other)))
        .collect();
    if stay.is_empty() {
        let text = Text::new("tui-detach-alone").with("name", user);
        model.tell(Severity::Info, text);
        return;
    }
    let title = title(&chosen.account);
    let state = State::new(Purpose::Detach {
        account,
        title,
        user,
        stay,
    });
    model.layers.push(Layer::Preview(Box::new(state)));
}

fn title(account: &Account) -> String {
    let title = account.profile.title();
    title.unwrap_or(account.key.remote.local()).to_owned()
}

/// What detaching would do.
pub(super) fn say(
    model: &Model,
    account: &AccountKey,
    (title, user): (&str, &str),
    stay: &[(AccountKey, String)],
    lines: &mut Vec<Line>,
) {
    let (words, theme) = (&model.face.words, &model.face.theme);
    let service = model.facts.label(&account.service);
    let new = Text::new("tui-detach-new").with("name", title);
    lines.push(Line::of(&words.text(&new), theme.strong));
    let line = Line::of(service, theme.text)
        .indent(2)
        .and("  ", theme.text)
        .and(account.remote.local(), theme.faint);
    lines.push(line);
    lines.push(Line::of(&words.get("tui-detach-nothing"), theme.faint).indent(2));
    lines.push(Line::new());
    let stays = Text::new("tui-detach-stays")
        .with("name", user)
        .with("n", stay.len());
    lines.push(Line::of(&words.text(&stays), theme.strong));
    for (key, title) in stay {
        let line = Line::of(model.facts.label(&key.service), theme.text)
            .indent(2)
            .and("  ", theme.text)
            .and(title, theme.faint);
        lines.push(line);
    }
    lines.push(Line::new());
    lines.push(Line::of(&words.get("tui-detach-apart"), theme.text));
}
