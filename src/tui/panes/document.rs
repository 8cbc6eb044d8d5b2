//! The lines of a user's details: who it is, what an audit says, every account, and why they are
//! one user.

use ratatui::layout::Rect;

use super::words::{kind_word, rule_word};
use super::writer::{Document, Writer};
use super::{account_lines, evidence};
use crate::domain::findings::Finding;
use crate::domain::text::Text;
use crate::domain::time::Departure;
use crate::tui::shell::data::Details;
use crate::tui::shell::layout;
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::Line;

/// The part of the pane's lines that may be blank so that the accounts keep their place.
const SPARE: usize = 6;

/// The details of a user; accounts begin at these lines or below.
pub fn of_user(session: &Session, details: &Details, width: usize, places: &[usize]) -> Document {
    let mut writer = Writer::new(session, width);
    write_user(&mut writer, details);
    write_findings(&mut writer, &details.findings);
    for (at, account) in details.accounts.iter().enumerate() {
        writer.blank();
        writer.begin_account(places.get(at).copied());
        account_lines::write(&mut writer, account, &details.user.name);
    }
    evidence::write(&mut writer, details);
    writer.finish()
}

fn write_user(writer: &mut Writer<'_>, details: &Details) {
    let (face, user) = (writer.face, &details.user);
    let (words, theme) = (&face.words, &face.theme);
    let dot = format!(" {} ", face.glyphs.dot);
    let mut line = Line::of(&words.get(kind_word(user.kind)), theme.faint);
    if let Some(day) = user.arrival {
        let text = Text::new("tui-arrived").with("date", day);
        line = line
            .and(&dot, theme.faint)
            .and(&words.text(&text), theme.text);
    }
    let (said, style) = match user.departure {
        Departure::Unset => (words.get("tui-no-departure"), theme.warn),
        Departure::OpenEnded => (words.get("open-ended"), theme.text),
        Departure::On(day) => {
            let past = user.departure.is_past(writer.session.today());
            let id = if past { "tui-left" } else { "tui-leaves" };
            let text = Text::new(id).with("date", words.date(day));
            (words.text(&text), if past { theme.bad } else { theme.text })
        }
    };
    writer.line(line.and(&dot, theme.faint).and(&said, style));
    if let Some(email) = &user.email {
        let (word, style) = match email.verified_at {
            Some(_) => ("trust-verified", theme.good),
            None => ("tui-unverified", theme.warn),
        };
        let line = Line::of(&email.address, theme.text)
            .and(" ", theme.text)
            .and(&words.get(word), style);
        writer.line(line);
    }
    if !user.note.is_empty() {
        for note in user.note.lines() {
            writer.line(Line::of(note, theme.text));
        }
    }
}

fn write_findings(writer: &mut Writer<'_>, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    let (face, theme) = (writer.face, &writer.face.theme);
    writer.blank();
    for finding in findings {
        let style = match finding.waiver {
            Some(_) => theme.faint,
            None => theme.severity(finding.severity),
        };
        let glyph = face.glyphs.severity(finding.severity);
        let rule = rule_word(face, finding.rule);
        let reason = face.words.text(&finding.reason);
        let mut line = Line::of(&format!("{glyph} {rule}"), style)
            .hang(2)
            .and("  ", theme.text)
            .and(&reason, theme.text);
        if let Some(waiver) = &finding.waiver {
            let mut text = Text::new("tui-waived-by")
                .with("by", waiver.by.as_str())
                .with("reason", waiver.reason.as_str());
            if let Some(until) = waiver.until {
                text.id = "tui-waived-by-until".into();
                text = text.with("until", until);
            }
            line = line
                .and("  ", theme.text)
                .and(&face.words.text(&text), theme.faint);
        }
        writer.line(line);
    }
}

/// Lets accounts begin where those of the user before did, if that costs few blank lines and nothing
/// that would be visible: labels that stay in their place are neither sought by the eye nor sent to
/// the terminal again.
pub fn hold(session: &mut Session, column: Option<Rect>) {
    let area = column.map(layout::text_area);
    let (Some(area), Some(details)) = (area, &session.chosen.details) else {
        session.chosen.places.clear();
        return;
    };
    let natural = of_user(session, details, usize::from(area.width), &[]);
    let room = (natural.lines.len(), usize::from(area.height));
    session.chosen.places = places(&session.chosen.places, &natural.starts, room);
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
