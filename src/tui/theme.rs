//! Colours and symbols: what each meaning looks like.
//!
//! Owns the themes (`auto`, `contrast`, `mono`) and the two symbol tables (Unicode and ASCII).
//! Only the sixteen colours of the terminal are used, so that its own palette decides on light or
//! dark; no meaning is carried by colour alone.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::account::State;
use crate::domain::findings::Severity;
use crate::domain::run::Outcome;

/// Which set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// The terminal's sixteen colours.
    #[default]
    Auto,
    /// Bold and bright, nothing dimmed.
    Contrast,
    /// No colour: bold, underline and reverse only.
    Mono,
}

impl Look {
    /// Reads the word of the configuration; anything unknown is `auto`.
    pub fn parse(word: &str, no_color: bool) -> Look {
        match word {
            _ if no_color => Look::Mono,
            "mono" => Look::Mono,
            "contrast" => Look::Contrast,
            _ => Look::Auto,
        }
    }
}

/// The style of each meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// What may be overlooked: labels, ages, rules.
    pub faint: Style,
    /// Titles and names.
    pub strong: Style,
    /// What has the focus, and keys in hints.
    pub accent: Style,
    /// As it should be.
    pub good: Style,
    /// Should be looked at.
    pub warn: Style,
    /// Must be looked at.
    pub bad: Style,
    /// Under way, not settled.
    pub info: Style,
    /// The row under the cursor, in the pane that has the focus.
    pub cursor: Style,
    /// The row under the cursor, elsewhere.
    pub cursor_away: Style,
    /// Banners: environment, read-only.
    pub banner: Style,
    /// Letters that a filter matched.
    pub hit: Style,
    /// What two sides have in common.
    pub agree: Style,
}

impl Theme {
    /// The styles of a look.
    pub fn new(look: Look) -> Theme {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let colour = |colour| plain.fg(colour);
        match look {
            Look::Auto => Theme {
                text: plain,
                faint: plain.add_modifier(Modifier::DIM),
                strong: bold,
                accent: colour(Color::Cyan).add_modifier(Modifier::BOLD),
                good: colour(Color::Green),
                warn: colour(Color::Yellow),
                bad: colour(Color::Red).add_modifier(Modifier::BOLD),
                info: colour(Color::Cyan),
                cursor: plain.add_modifier(Modifier::REVERSED),
                cursor_away: bold,
                banner: colour(Color::Yellow).add_modifier(Modifier::BOLD | Modifier::REVERSED),
                hit: bold.add_modifier(Modifier::UNDERLINED),
                agree: colour(Color::Green).add_modifier(Modifier::BOLD),
            },
            Look::Contrast => Theme {
                text: plain,
                faint: plain,
                strong: bold,
                accent: bold.add_modifier(Modifier::UNDERLINED),
                good: bold.fg(Color::LightGreen),
                warn: bold.fg(Color::LightYellow),
                bad: bold.fg(Color::LightRed).add_modifier(Modifier::UNDERLINED),
                info: bold.fg(Color::LightCyan),
                cursor: bold.add_modifier(Modifier::REVERSED),
                cursor_away: bold.add_modifier(Modifier::UNDERLINED),
                banner: bold.add_modifier(Modifier::REVERSED),
                hit: bold.add_modifier(Modifier::UNDERLINED),
                agree: bold
                    .fg(Color::LightGreen)
                    .add_modifier(Modifier::UNDERLINED),
            },
            Look::Mono => Theme {
                text: plain,
                faint: plain,
                strong: bold,
                accent: bold.add_modifier(Modifier::UNDERLINED),
                good: plain,
                warn: bold,
                bad: bold,
                info: plain,
                cursor: plain.add_modifier(Modifier::REVERSED),
                cursor_away: bold,
                banner: bold.add_modifier(Modifier::REVERSED),
                hit: plain.add_modifier(Modifier::UNDERLINED),
                agree: bold.add_modifier(Modifier::UNDERLINED),
            },
        }
    }

    /// The style of an account's state.
    pub fn state(&self, state: Option<State>) -> Style {
        match state {
            Some(State::Active) => self.good,
            Some(State::Invited) => self.info,
            Some(State::Disabled) | None => self.faint,
            Some(State::Gone) => self.warn,
            Some(State::Unknown) => self.bad,
        }
    }

    /// The style of a severity.
    pub fn severity(&self, severity: Severity) -> Style {
        match severity {
            Severity::Critical => self.bad,
            Severity::Warning => self.warn,
            // Most findings are of this kind: coloured, they would drown the others.
            Severity::Info => self.faint,
        }
    }

    /// The style of a run's end; `None` is "never".
    pub fn outcome(&self, outcome: Option<Outcome>) -> Style {
        match outcome {
            Some(Outcome::Complete) => self.good,
            Some(Outcome::Partial | Outcome::Held) => self.warn,
            Some(Outcome::Failed) => self.bad,
            None => self.faint,
        }
    }
}

/// The symbols of each meaning, all one column wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Accounts by state, in the order of [`State::ALL`].
    pub states: [&'static str; 5],
    /// No account there.
    pub none: &'static str,
    /// Severities: info, warning, critical.
    pub severities: [&'static str; 3],
    /// Outcomes: complete, partial, failed, held.
    pub outcomes: [&'static str; 4],
    /// A run under way.
    pub running: &'static str,
    /// A paused service.
    pub paused: &'static str,
    /// The row under the cursor.
    pub cursor: &'static str,
    /// A marked row.
    pub mark: &'static str,
    /// Something was cut.
    pub more: &'static str,
    /// Between facts on one line.
    pub dot: &'static str,
    /// Old to new.
    pub arrow: &'static str,
    /// Thin horizontal rule.
    pub rule: &'static str,
    /// Thick horizontal rule, of the pane that has the focus.
    pub rule_focus: &'static str,
    /// Vertical rule.
    pub bar: &'static str,
    /// A proven fact.
    pub yes: &'static str,
    /// Eight heights of a sparkline.
    pub spark: [&'static str; 8],
    /// Full and empty part of a bar.
    pub meter: [&'static str; 2],
    /// Corners of a box: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// Ascending or descending sort.
    pub sort: &'static str,
    /// Done and open entries of a checklist.
    pub ticks: [&'static str; 2],
    /// Two values that say nothing together, resemble each other, agree, contradict each other.
    pub marks: [&'static str; 4],
}

/// For terminals with UTF-8.
pub const UNICODE: Glyphs = Glyphs {
    states: ["●", "◐", "○", "×", "?"],
    none: "·",
    severities: ["•", "◆", "▲"],
    outcomes: ["✓", "◐", "×", "■"],
    running: "↻",
    paused: "‖",
    cursor: "▌",
    mark: "✓",
    more: "…",
    dot: "·",
    arrow: "→",
    rule: "─",
    rule_focus: "━",
    bar: "│",
    yes: "✓",
    spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    meter: ["━", "─"],
    corners: ["╭", "╮", "╰", "╯"],
    sort: "↓",
    ticks: ["✓", "○"],
    marks: [" ", "≈", "=", "≠"],
};

/// For everything else.
pub const ASCII: Glyphs = Glyphs {
    states: ["*", "+", "o", "x", "?"],
    none: ".",
    severities: ["-", "~", "!"],
    outcomes: ["v", "~", "x", "#"],
    running: ">",
    paused: "=",
    cursor: ">",
    mark: "+",
    more: "~",
    dot: "-",
    arrow: ">",
    rule: "-",
    rule_focus: "=",
    bar: "|",
    yes: "v",
    spark: ["_", ".", ".", "-", "-", "=", "=", "#"],
    meter: ["=", "-"],
    corners: ["+", "+", "+", "+"],
    sort: "v",
    ticks: ["v", "o"],
    marks: [" ", "~", "=", "!"],
};

impl Glyphs {
    /// The symbol of an account's state; `None` is "no account".
    pub fn state(&self, state: Option<State>) -> &'static str {
        let Some(state) = state else { return self.none };
        let [active, invited, disabled, gone, unknown] = self.states;
        match state {
            State::Active => active,
            State::Invited => invited,
            State::Disabled => disabled,
            State::Gone => gone,
            State::Unknown => unknown,
        }
    }

    /// The symbol of a severity.
    pub fn severity(&self, severity: Severity) -> &'static str {
        let [info, warning, critical] = self.severities;
        match severity {
            Severity::Info => info,
            Severity::Warning => warning,
            Severity::Critical => critical,
        }
    }

    /// The symbol of a run's end; `None` is "never".
    pub fn outcome(&self, outcome: Option<Outcome>) -> &'static str {
        let [complete, partial, failed, held] = self.outcomes;
        match outcome {
            Some(Outcome::Complete) => complete,
            Some(Outcome::Partial) => partial,
            Some(Outcome::Failed) => failed,
            Some(Outcome::Held) => held,
            None => self.none,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn all(glyphs: &Glyphs) -> Vec<&'static str> {
        let mut all = vec![
            glyphs.none,
            glyphs.running,
            glyphs.paused,
            glyphs.cursor,
            glyphs.mark,
            glyphs.more,
            glyphs.dot,
            glyphs.arrow,
            glyphs.rule,
            glyphs.rule_focus,
            glyphs.bar,
            glyphs.yes,
            glyphs.sort,
        ];
        all.extend(glyphs.states);
        all.extend(glyphs.severities);
        all.extend(glyphs.outcomes);
        all.extend(glyphs.spark);
        all.extend(glyphs.meter);
        all.extend(glyphs.corners);
        all.extend(glyphs.ticks);
        all.extend(glyphs.marks);
        all
    }

    #[test]
    fn every_symbol_fills_one_column() {
        for glyph in all(&UNICODE).into_iter().chain(all(&ASCII)) {
            assert_eq!(glyph.width(), 1, "{glyph}");
        }
    }

    #[test]
    fn the_ascii_table_is_ascii() {
        assert!(all(&ASCII).iter().all(|glyph| glyph.is_ascii()));
    }

    #[test]
    fn states_differ_without_colour() {
        for table in [UNICODE, ASCII] {
            let mut seen = State::ALL.map(|state| table.state(Some(state))).to_vec();
            seen.push(table.none);
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 6);
        }
    }
}
