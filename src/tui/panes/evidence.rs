//! The lines that say why accounts are one user.

use super::words::{actor, link_word};
use super::writer::Writer;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::ids::AccountKey;
use crate::tui::shell::data::Details;
use crate::tui::widgets::prose::Line;

/// Why these accounts are one user: what the rules see, then what operators decided.
pub fn write(writer: &mut Writer<'_>, details: &Details) {
    if details.evidence.is_empty() && details.decisions.is_empty() {
        return;
    }
    let (face, theme) = (writer.face, &writer.face.theme);
    let dot = format!(" {} ", face.glyphs.dot);
    writer.blank();
    writer.heading("tui-evidence");
    for evidence in &details.evidence {
        let pair = format!(
            "{} + {}",
            label(writer, &evidence.a),
            label(writer, &evidence.b)
        );
        let rule = face.words.get(link_word(evidence.rule));
        let mut line = Line::of(&rule, theme.text).indent(2).hang(2);
        if !evidence.values.is_empty() {
            line = line
                .and(": ", theme.text)
                .and(&evidence.values.join(", "), theme.text);
        }
        writer.line(line.and(&dot, theme.faint).and(&pair, theme.faint));
    }
    for decision in &details.decisions {
        write_decision(writer, decision);
    }
}

fn label(writer: &Writer<'_>, key: &AccountKey) -> String {
    let service = writer.session.facts.label(&key.service);
    format!("{service} {}", key.remote.local())
}

fn write_decision(writer: &mut Writer<'_>, decision: &Decision) {
    let (face, theme) = (writer.face, &writer.face.theme);
    let (id, keys) = match &decision.kind {
        DecisionKind::Same(a, b) => ("tui-verdict-same", vec![label(writer, a), label(writer, b)]),
        DecisionKind::Never(a, b) => (
            "tui-verdict-never",
            vec![label(writer, a), label(writer, b)],
        ),
        DecisionKind::Detach(a) => ("tui-verdict-detach", vec![label(writer, a)]),
        DecisionKind::Merge(all) => (
            "tui-verdict-same",
            all.iter().map(|key| label(writer, key)).collect(),
        ),
        // A whole service moved: its accounts are too many to name.
        DecisionKind::Relink(service, _) => (
            "tui-verdict-relink",
            vec![writer.session.facts.label(service).to_owned()],
        ),
        DecisionKind::Import(_) => ("tui-verdict-import", Vec::new()),
        // What was written of the user says nothing of whose its accounts are: the history tells.
        DecisionKind::Edit(_)
        | DecisionKind::Waive(..)
        | DecisionKind::Unwaive(..)
        | DecisionKind::Pause(_)
        | DecisionKind::Resume(_)
        | DecisionKind::Request(_)
        | DecisionKind::DropRequest(_) => return,
    };
    let style = match decision.undone_by {
        Some(_) => theme.faint,
        None => theme.text,
    };
    let dot = format!(" {} ", face.glyphs.dot);
    let line = Line::of(&face.words.get(id), style)
        .indent(2)
        .hang(2)
        .and(" ", style)
        .and(&keys.join(" + "), style)
        .and(&dot, theme.faint)
        .and(&actor(face, &decision.by), theme.faint)
        .and(&dot, theme.faint)
        .and(&writer.day(decision.at), theme.faint);
    writer.line(line);
    for evidence in &decision.evidence {
        writer.line(Line::of(evidence, theme.faint).indent(4));
    }
    if decision.undone_by.is_some() {
        let undone = face.words.get("tui-undone");
        writer.line(Line::of(&undone, theme.warn).indent(4));
    }
}
