//! The lines of a user's details: who it is, what an audit says, every field of every account.

use ratatui::style::Style;

use super::user_rows::{kind_word, rule_word, state_word};
use crate::domain::account::{Account, Actor, Email, Invitation, Purpose, Trust};
use crate::domain::change::{Field, FieldChange};
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::findings::Finding;
use crate::domain::ids::AccountKey;
use crate::domain::matching::rules::Rule as LinkRule;
use crate::domain::text::Text;
use crate::domain::time::{Departure, Timestamp};
use crate::tui::shell::data::{AccountDetails, Details};
use crate::tui::shell::face::Face;
use crate::tui::shell::model::Model;
use crate::tui::widgets::prose::{Line, wrapped};
use crate::tui::widgets::text;

/// Lines, and where each account begins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The lines, wrapped.
    pub lines: Vec<Line>,
    /// The first line of each account.
    pub starts: Vec<usize>,
}

/// Columns of a label.
const LABEL: usize = 13;
/// Most recent changes that are shown of one account.
const CHANGES: usize = 5;

/// Writes lines, wrapped to a width.
#[derive(Debug)]
pub struct Writer<'a> {
    model: &'a Model,
    face: &'a Face,
    width: usize,
    document: Document,
}

impl<'a> Writer<'a> {
    /// Starts writing.
    pub fn new(model: &'a Model, width: usize) -> Self {
        Self {
            model,
            face: &model.face,
            width,
            document: Document::default(),
        }
    }

    /// The finished document.
    pub fn finish(self) -> Document {
        self.document
    }

    /// A line, wrapped.
    pub fn line(&mut self, line: Line) {
        self.document.lines.extend(wrapped(&[line], self.width));
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.document.lines.push(Line::new());
    }

    /// A label and a value, hanging.
    pub fn field(&mut self, label: &str, value: &str, style: Style) {
        self.pieces(label, Line::of(value, style));
    }

    /// A label and styled pieces, hanging.
    pub fn pieces(&mut self, label: &str, value: Line) {
        let label = self.face.words.get(label);
        let room = LABEL.max(text::width(&label) + 1);
        let wrapped = wrapped(&[value.indent(room + 2)], self.width);
        for (at, mut line) in wrapped.into_iter().enumerate() {
            if at == 0 {
                let gap = room - text::width(&label);
                let label = format!("{label}{}", " ".repeat(gap));
                line.pieces.insert(0, (label, self.face.theme.faint));
                line.indent = 2;
            }
            self.document.lines.push(line);
        }
    }

    /// A heading.
    pub fn heading(&mut self, id: &str) {
        let text = self.face.words.get(id);
        self.line(Line::of(&text, self.face.theme.strong));
    }

    fn age(&self, at: Timestamp) -> String {
        let words = &self.face.words;
        let age = Text::new("tui-ago").with("age", words.age(at, self.model.now));
        let day = words.date(at.date(&self.model.facts.zone));
        format!("{} ({day})", words.text(&age))
    }

    fn day(&self, at: Timestamp) -> String {
        self.face.words.date(at.date(&self.model.facts.zone))
    }
}

/// The details of a user; accounts begin at these lines or below.
pub fn of_user(model: &Model, details: &Details, width: usize, places: &[usize]) -> Document {
    let mut writer = Writer::new(model, width);
    write_user(&mut writer, details);
    write_findings(&mut writer, &details.findings);
    for (at, account) in details.accounts.iter().enumerate() {
        writer.blank();
        while places
            .get(at)
            .is_some_and(|place| writer.document.lines.len() < *place)
        {
            writer.blank();
        }
        writer.document.starts.push(writer.document.lines.len());
        write_account(&mut writer, account, &details.user.name);
    }
    write_evidence(&mut writer, details);
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
            let past = user.departure.is_past(writer.model.today());
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

fn write_account(writer: &mut Writer<'_>, details: &AccountDetails, user: &str) {
    let (face, model) = (writer.face, writer.model);
    let (words, theme) = (&face.words, &face.theme);
    let account = &details.account;
    let style = theme.state(Some(account.state));
    let mut head = Line::of(face.glyphs.state(Some(account.state)), style)
        .and(" ", theme.text)
        .and(model.facts.label(&account.key.service), theme.strong)
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

/// What moved, in short: `old → new`, or only the one that there is; of a first sight, nothing.
pub fn moved(face: &Face, change: &FieldChange) -> String {
    match change.field {
        Field::Appeared => String::new(),
        _ => old_to_new(face, &change.old, &change.new),
    }
}

/// `old → new`, or only the one that there is.
pub fn old_to_new(face: &Face, old: &str, new: &str) -> String {
    match (old.is_empty(), new.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("+ {new}"),
        (false, true) => format!("- {old}"),
        (false, false) => format!("{old} {} {new}", face.glyphs.arrow),
    }
}

/// The message of a field.
pub fn field_word(field: Field) -> &'static str {
    match field {
        Field::Appeared => "tui-field-appeared",
        Field::State => "tui-field-state",
        Field::Role => "tui-field-role",
        Field::Group => "tui-field-group",
        Field::Email => "tui-field-email",
        Field::Login => "tui-field-login",
        Field::Name => "tui-field-name",
        Field::Mfa => "tui-field-mfa",
        Field::Id => "tui-field-id",
    }
}

/// Why these accounts are one user: what the rules see, then what operators decided.
fn write_evidence(writer: &mut Writer<'_>, details: &Details) {
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
    let service = writer.model.facts.label(&key.service);
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
            vec![writer.model.facts.label(service).to_owned()],
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

/// Who did something.
pub fn actor(face: &Face, actor: &Actor) -> String {
    match actor {
        Actor::Operator(name) => name.clone(),
        Actor::Rule(rule) => {
            let text = Text::new("tui-by-rule").with("rule", rule.as_str());
            face.words.text(&text)
        }
        Actor::Outside => face.words.get("tui-by-outside"),
    }
}

/// The message of a rule that links accounts.
fn link_word(rule: LinkRule) -> &'static str {
    match rule {
        LinkRule::Operator => "tui-link-operator",
        LinkRule::StableId => "tui-link-stable-id",
        LinkRule::SameAddress => "tui-link-same-address",
        LinkRule::NameAndHandle => "tui-link-name-and-handle",
        LinkRule::NameAndOrganisation => "tui-link-name-and-organisation",
        LinkRule::NameAndLogin => "tui-link-name-and-login",
        LinkRule::RareHandle => "tui-link-rare-handle",
        LinkRule::RareName => "tui-link-rare-name",
    }
}
