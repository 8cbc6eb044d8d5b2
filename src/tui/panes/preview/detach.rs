//! Taking an account out of its user: what stays, and who is new.

use super::layer::{Body, Decision, PreviewLayer};
use crate::domain::account::Account;
use crate::domain::findings::Severity;
use crate::domain::ids::AccountKey;
use crate::domain::text::Text;
use crate::tui::panes::deciding;
use crate::tui::shell::data::Act;
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::Line;

/// Takes an account out of its user.
#[derive(Debug)]
pub struct Detach {
    pub account: AccountKey,
    /// What it is called.
    pub title: String,
    pub user: String,
    /// The accounts that stay, with what they are called.
    pub stay: Vec<(AccountKey, String)>,
}

/// Asks before an account of the chosen user, by number, leaves it.
pub fn open(scene: &mut Scene<'_>, at: usize) {
    if scene.refuses_changes() {
        return;
    }
    let Some(details) = scene.chosen.shown() else {
        return;
    };
    let Some(chosen) = details.accounts.get(at) else {
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
    let title = title(&chosen.account);
    if stay.is_empty() {
        let text = Text::new("tui-detach-alone").with("name", user);
        scene.tell(Severity::Info, text);
        return;
    }
    scene.open(PreviewLayer::new(Detach {
        account,
        title,
        user,
        stay,
    }));
}

fn title(account: &Account) -> String {
    let title = account.profile.title();
    title.unwrap_or(account.key.remote.local()).to_owned()
}

impl Decision for Detach {
    fn title(&self) -> Text {
        Text::new("tui-detach-title")
    }

    fn button(&self) -> Text {
        Text::new("tui-detach-do")
    }

    fn body(&self, session: &Session, _width: usize, _choice: Option<usize>) -> Body {
        let mut lines = Vec::new();
        let (words, theme) = (&session.face.words, &session.face.theme);
        let service = session.facts.label(&self.account.service);
        let new = Text::new("tui-detach-new").with("name", self.title.as_str());
        lines.push(Line::of(&words.text(&new), theme.strong));
        let line = Line::of(service, theme.text)
            .indent(2)
            .and("  ", theme.text)
            .and(self.account.remote.local(), theme.faint);
        lines.push(line);
        lines.push(Line::of(&words.get("tui-detach-nothing"), theme.faint).indent(2));
        lines.push(Line::new());
        let stays = Text::new("tui-detach-stays")
            .with("name", self.user.as_str())
            .with("n", self.stay.len());
        lines.push(Line::of(&words.text(&stays), theme.strong));
        for (key, title) in &self.stay {
            let line = Line::of(session.facts.label(&key.service), theme.text)
                .indent(2)
                .and("  ", theme.text)
                .and(title, theme.faint);
            lines.push(line);
        }
        lines.push(Line::new());
        lines.push(Line::of(&words.get("tui-detach-apart"), theme.text));
        Body {
            lines,
            starts: Vec::new(),
        }
    }

    fn confirm(&self, scene: &mut Scene<'_>) {
        let text = Text::new("tui-given-detached").with("who", self.title.as_str());
        let account = self.account.clone();
        deciding::decide(scene, Act::Detach { account }, text);
    }
}
