//! How findings are drawn: the rules, whom they concern, and why.

use ratatui::layout::Rect;

use super::state::{Entry, FindingsView, of_services, service_findings};
use crate::domain::account::Account;
use crate::domain::findings::{Finding, Subject, Waiver};
use crate::domain::text::Text;
use crate::tui::panes::user_rows::{self, RowLook, UserView};
use crate::tui::panes::words::{rule_word, state_word};
use crate::tui::shell::layout;
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::prose::{self, Line};

impl FindingsView {
    /// The rules, worst first.
    pub fn draw_rules(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let focused = self.depth == 0;
        canvas.title(area, &canvas.word("tui-findings"), "", focused);
        let inside = layout::inside(area);
        let theme = canvas.theme();
        let entries = self.entries(session);
        if entries.is_empty() {
            let id = if session.status.summary.is_some() {
                "tui-findings-none"
            } else {
                "tui-users-before-sync"
            };
            let said = canvas.word(id);
            canvas.centred(
                inside.x + 1,
                inside.y + 3,
                inside.width - 2,
                &said,
                theme.good,
            );
            return;
        }
        let list = self.rules;
        for (line, y) in (0..).zip(inside.top()..inside.bottom()) {
            let Some(at) = list.row_at(line, entries.len()) else {
                break;
            };
            let Some(entry) = entries.get(at) else { break };
            let under = at == list.at;
            let (glyph, style, name, count) = match entry {
                Entry::Rule(rule, count) => {
                    let severity = session.facts.severity(*rule);
                    let glyph = canvas.glyphs().severity(severity);
                    let name = rule_word(canvas.face, *rule);
                    (glyph, theme.severity(severity), name, *count)
                }
                Entry::Waived(count) => {
                    let name = canvas.word("tui-waived");
                    (canvas.glyphs().yes, theme.faint, name, *count)
                }
            };
            if under {
                let style = if focused { theme.accent } else { theme.faint };
                canvas.text(inside.x, y, 1, canvas.glyphs().cursor, style);
            }
            canvas.text(inside.x + 2, y, 1, glyph, style);
            let number = canvas
                .face
                .words
                .number(i64::try_from(count).unwrap_or(i64::MAX));
            let right = canvas.right(inside.x, y, inside.width - 1, &number, theme.text);
            let room = inside.width.saturating_sub(right + 6);
            let name_style = match (under, focused) {
                (true, true) => theme.cursor,
                (true, false) => theme.cursor_away,
                _ => theme.text,
            };
            canvas.text(inside.x + 4, y, room, &name, name_style);
        }
    }

    /// Whom the rule under the cursor concerns.
    pub fn draw_members(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let focused = self.depth == 1;
        let title = match self.entry(session) {
            Some(Entry::Rule(rule, _)) => rule_word(canvas.face, rule),
            Some(Entry::Waived(_)) => canvas.word("tui-waived"),
            None => String::new(),
        };
        canvas.title(area, &title, "", focused);
        let inside = layout::inside(area);
        let list = self.members;
        let (entry, members) = (self.entry(session), self.concerned(session));
        let services = session.facts.services.len();
        let snapshot = self.rows.snapshot();
        let columns = user_rows::service_columns(session, &snapshot.services);
        for (line, y) in (0..).zip(inside.top()..inside.bottom()) {
            let Some(at) = list.row_at(line, members) else {
                break;
            };
            let place = Rect {
                y,
                height: 1,
                ..inside
            };
            let look = RowLook {
                under: at == list.at,
                focused,
                marked: false,
            };
            match entry {
                Some(Entry::Rule(rule, _)) if of_services(rule) => {
                    let findings = service_findings(session, rule);
                    let Some(finding) = findings.get(at) else {
                        break;
                    };
                    let label = subject(session, &finding.subject, "");
                    let reason = canvas.say(&finding.reason);
                    draw_two(&label, &reason, place, look, canvas);
                }
                Some(Entry::Rule(..)) => {
                    let Some((chunk, row)) = self.rows.get(at) else {
                        break;
                    };
                    let user = UserView::of_row(chunk, row, &columns, services);
                    user_rows::draw_row(session, &user, place, look, canvas);
                }
                Some(Entry::Waived(_)) => {
                    let Some((waiver, name)) = self.waivers.get(at) else {
                        break;
                    };
                    let label = subject(session, &waiver.subject, name);
                    let rule = rule_word(canvas.face, waiver.rule);
                    draw_two(&label, &rule, place, look, canvas);
                }
                None => break,
            }
        }
    }

    /// The column of reasons.
    pub fn draw_why(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let focused = self.depth == 2;
        canvas.title(area, &canvas.word("tui-findings-why"), "", focused);
        let inside = layout::text_area(area);
        let lines = prose::wrapped(&self.why(session), usize::from(inside.width));
        prose::draw(&lines, 0, inside, canvas);
    }

    /// Why the finding under the cursor stands.
    pub fn why(&self, session: &Session) -> Vec<Line> {
        let face = &session.face;
        let (words, theme) = (&face.words, &face.theme);
        let mut lines = Vec::new();
        let said = |finding: &Finding| {
            let style = theme.severity(finding.severity);
            let glyph = face.glyphs.severity(finding.severity);
            Line::of(glyph, style)
                .and(" ", theme.text)
                .and(&words.text(&finding.reason), theme.text)
        };
        match self.entry(session) {
            Some(Entry::Rule(rule, _)) => {
                let meaning = format!("finding-{}", rule.as_str());
                lines.push(Line::of(&words.get(&meaning), theme.faint));
                lines.push(Line::new());
                if of_services(rule) {
                    let findings = service_findings(session, rule);
                    lines.extend(findings.get(self.members.at).map(|f| said(f)));
                } else if let Some(details) = session.chosen.shown() {
                    lines.push(Line::of(&details.user.name, theme.strong));
                    let here = details
                        .findings
                        .iter()
                        .filter(|finding| finding.rule == rule);
                    for finding in here {
                        lines.push(said(finding).indent(2));
                        if let Some(waiver) = &finding.waiver {
                            lines.push(Line::of(&waived(session, waiver), theme.faint).indent(4));
                        }
                    }
                    lines.push(Line::new());
                    let accounts = details.accounts.iter().map(|account| &account.account);
                    lines.extend(accounts.map(|account| account_line(session, account)));
                }
            }
            Some(Entry::Waived(_)) => {
                if let Some((waiver, name)) = self.waivers.get(self.members.at) {
                    lines.push(Line::of(
                        &subject(session, &waiver.subject, name),
                        theme.strong,
                    ));
                    lines.push(Line::of(&rule_word(face, waiver.rule), theme.text));
                    lines.push(Line::of(&waived(session, waiver), theme.text));
                }
            }
            None => {}
        }
        lines
    }
}

fn draw_two(first: &str, second: &str, place: Rect, look: RowLook, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    if look.under {
        let style = if look.focused {
            theme.accent
        } else {
            theme.faint
        };
        canvas.text(place.x, place.y, 1, canvas.glyphs().cursor, style);
    }
    let style = match (look.under, look.focused) {
        (true, true) => theme.cursor,
        (true, false) => theme.cursor_away,
        _ => theme.text,
    };
    let half = place.width / 2;
    canvas.text(place.x + 2, place.y, half.saturating_sub(3), first, style);
    canvas.text(
        place.x + half,
        place.y,
        place.width - half,
        second,
        theme.faint,
    );
}

/// What humans call the subject of a finding; `name` is the user's.
pub(super) fn subject(session: &Session, subject: &Subject, name: &str) -> String {
    match subject {
        Subject::Service(id) => session.facts.label(id).to_owned(),
        Subject::Account(key) => {
            let account = format!(
                "{} {}",
                session.facts.label(&key.service),
                key.remote.local()
            );
            if name.is_empty() {
                account
            } else {
                format!("{name} ({account})")
            }
        }
        Subject::User(_) => name.to_owned(),
    }
}

fn account_line(session: &Session, account: &Account) -> Line {
    let face = &session.face;
    let style = face.theme.state(Some(account.state));
    let word = face.words.get(state_word(account.state));
    let title = account
        .profile
        .title()
        .unwrap_or(account.key.remote.local());
    Line::of(face.glyphs.state(Some(account.state)), style)
        .and(" ", style)
        .and(session.facts.label(&account.key.service), face.theme.strong)
        .and(&format!(" {word}  "), style)
        .and(title, face.theme.faint)
}

/// Who accepted a finding, why, and until when.
pub(super) fn waived(session: &Session, waiver: &Waiver) -> String {
    let id = match waiver.until {
        Some(_) => "tui-waived-by-until",
        None => "tui-waived-by",
    };
    let mut text = Text::new(id)
        .with("by", waiver.by.as_str())
        .with("reason", waiver.reason.as_str());
    if let Some(until) = waiver.until {
        text = text.with("until", until);
    }
    session.face.words.text(&text)
}
