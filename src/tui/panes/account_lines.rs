//! The lines of one account: who it is, what it may do, how it has lived.

use super::words::{actor, field_word, moved, state_word};
use super::writer::Writer;
use crate::domain::account::{Account, Email, Invitation, Purpose, Trust};
use crate::domain::text::Text;
use crate::tui::shell::data::AccountDetails;
use crate::tui::shell::face::Face;
use crate::tui::widgets::prose::Line;

/// Most recent changes that are shown of one account.
const CHANGES: usize = 5;

/// Writes every field of an account; a name that is the `user`'s too is left out.
pub fn write(writer: &mut Writer<'_>, details: &AccountDetails, user: &str) {
    let (face, session) = (writer.face, writer.session);
    let (words, theme) = (&face.words, &face.theme);
    let account = &details.account;
    let style = theme.state(Some(account.state));
    let mut head = Line::of(face.glyphs.state(Some(account.state)), style)
        .and(" ", theme.text)
        .and(session.facts.label(&account.key.service), theme.strong)
        .and("  ", theme.text)
        .and(&words.get(state_word(account.state)), style);
    if let Some(role) = account.profile.role.value() {
        let style = if role.admin { theme.warn } else { theme.text };
        head = head.and("  ", theme.text).and(&role.name, style);
        if role.admin {
            head = head.and(&format!(" ({})", words.get("tui-admin")), theme.warn);
        }
    }
    writer.line(head);
    write_identity(writer, account, user);
    write_access(writer, account);
    write_life(writer, account);
    write_history(writer, details);
    for (at, text) in details.disabling.iter().enumerate() {
        let label = if at == 0 {
            "tui-f-disabling"
        } else {
            "tui-empty"
        };
        let said = words.text(text);
        writer.field(label, &said, theme.text);
    }
}

fn write_identity(writer: &mut Writer<'_>, account: &Account, user: &str) {
    let (face, profile) = (writer.face, &account.profile);
    let (words, theme) = (&face.words, &face.theme);
    if let Some(login) = profile.login.value() {
        writer.field("tui-f-login", login, theme.text);
    }
    let named = profile
        .name
        .value()
        .filter(|name| !name.is_empty() && *name != user);
    if let Some(name) = named {
        writer.field("tui-f-name", name, theme.text);
    }
    for (at, email) in profile.emails.value().into_iter().flatten().enumerate() {
        let label = if at == 0 { "tui-f-emails" } else { "tui-empty" };
        let line = email_line(face, email);
        writer.pieces(label, line);
    }
    let purpose = match profile.purpose.value() {
        Some(Purpose::Bot) => Some("tui-purpose-bot"),
        Some(Purpose::Shared) => Some("tui-purpose-shared"),
        _ => None,
    };
    if let Some(purpose) = purpose {
        writer.field("tui-f-purpose", &words.get(purpose), theme.text);
    }
}

fn email_line(face: &Face, email: &Email) -> Line {
    let (word, style) = match email.trust {
        Trust::Verified => ("trust-verified", face.theme.good),
        Trust::Asserted => ("trust-asserted", face.theme.faint),
        Trust::Free => ("trust-free", face.theme.warn),
    };
    Line::of(&email.address, face.theme.text)
        .and(" ", face.theme.text)
        .and(&face.words.get(word), style)
}

fn write_access(writer: &mut Writer<'_>, account: &Account) {
    let (face, profile) = (writer.face, &account.profile);
    let (words, theme) = (&face.words, &face.theme);
    if let Some(mfa) = profile.mfa.value() {
        let (word, style) = if *mfa {
            ("yes", theme.good)
        } else {
            ("no", theme.warn)
        };
        writer.field("tui-f-mfa", &words.get(word), style);
    }
    let groups = profile.groups.value().map_or(&[][..], Vec::as_slice);
    for kind in groups.chunk_by(|a, b| a.kind == b.kind) {
        let label = kind.first().map_or("", |group| group.kind.as_str());
        let label = match label {
            "team" => "tui-f-teams",
            "repository" => "tui-f-repositories",
            "mailbox" => "tui-f-mailboxes",
            "channel" => "tui-f-channels",
            _ => "tui-f-groups",
        };
        let mut line = Line::new();
        for (at, group) in kind.iter().enumerate() {
            if at > 0 {
                line.push(", ", theme.faint);
            }
            line.push(&group.name, theme.text);
            if let Some(role) = &group.role {
                line.push(&format!(" ({role})"), theme.faint);
            }
        }
        writer.pieces(label, line);
    }
    let limit = profile.quota_limit.value().copied().flatten();
    let words = &writer.face.words;
    if let Some(used) = account.volatile.quota_used.value() {
        let said = match limit {
            Some(limit) => format!("{} / {}", words.size(*used), words.size(limit)),
            None => words.size(*used),
        };
        writer.field("tui-f-quota", &said, theme.text);
    }
}

fn write_life(writer: &mut Writer<'_>, account: &Account) {
    let face = writer.face;
    let (words, theme) = (&face.words, &face.theme);
    match account.volatile.last_active.value() {
        Some(Some(at)) => {
            let said = writer.age(*at);
            writer.field("tui-f-active", &said, theme.text);
        }
        Some(None) => writer.field("tui-f-active", &words.get("never"), theme.warn),
        None => {}
    }
    match account.profile.invitation.value() {
        Some(Some(Invitation::Pending { since })) => {
            let said = Text::new("tui-invited-since").with("since", writer.age(*since));
            writer.field("tui-f-invitation", &words.text(&said), theme.text);
        }
        Some(Some(Invitation::Failed { at })) => {
            let said = Text::new("tui-invitation-failed").with("at", writer.age(*at));
            writer.field("tui-f-invitation", &words.text(&said), theme.warn);
        }
        _ => {}
    }
    if let Some(disabled) = &account.disabled {
        let by = actor(face, &disabled.by);
        let said = format!("{} {} {by}", writer.age(disabled.at), face.glyphs.dot);
        writer.field("tui-f-disabled", &said, theme.text);
        if !disabled.why.is_empty() {
            writer.field("tui-empty", &disabled.why, theme.text);
        }
    }
    if let Some(since) = account.gone_since {
        let said = writer.age(since);
        writer.field("tui-f-gone", &said, theme.warn);
    }
    let mut seen = Vec::new();
    if let Some(created) = account.profile.created.value() {
        seen.push(words.text(&Text::new("tui-created").with("date", writer.day(*created))));
    }
    let first = Text::new("tui-first-seen").with("date", writer.day(account.first_seen));
    seen.push(words.text(&first));
    if let Some(last) = account.last_seen {
        seen.push(words.text(&Text::new("tui-last-seen").with("date", writer.day(last))));
    }
    let dot = format!(" {} ", face.glyphs.dot);
    writer.field("tui-f-known", &seen.join(&dot), theme.faint);
    let mut id = account.key.handle();
    for before in &account.formerly {
        id.push_str(&format!(" {} {before}", face.glyphs.dot));
    }
    writer.field("tui-f-id", &id, theme.faint);
    if let Some(url) = account.profile.url.value() {
        writer.field("tui-f-url", url, theme.faint);
    }
}

fn write_history(writer: &mut Writer<'_>, details: &AccountDetails) {
    let (face, theme) = (writer.face, &writer.face.theme);
    for (at, change) in details.changes.iter().take(CHANGES).enumerate() {
        let label = if at == 0 {
            "tui-f-changes"
        } else {
            "tui-empty"
        };
        let day = writer.day(change.at);
        let line = Line::of(&format!("{day} "), theme.faint)
            .and(&face.words.get(field_word(change.change.field)), theme.text)
            .and(" ", theme.text)
            .and(&moved(face, &change.change), theme.text);
        writer.pieces(label, line);
    }
}
