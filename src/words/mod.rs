//! English and French: puts [`Text`] into sentences, and formats numbers, dates and ages.
//!
//! Owns the bundles (`en/*.ftl`, `fr/*.ftl`, one file per room) and the typography. Which message
//! to say belongs to the room that says it; words from outside arrive as arguments and are escaped
//! here. In the sources, French `: ; ? !` are written with an ordinary space: it becomes a
//! no-break space on the way out.
//!
//! An argument `at` that is an instant can be written `{ $at }` (day and minute), `{ $at-date }`
//! or `{ $at-time }`.

mod format;
mod lang;

use std::borrow::Cow;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent::IntlLangMemoizer;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unic_langid::LanguageIdentifier;

pub use format::next_age_change;
pub use lang::Lang;

use crate::domain::text::{Arg, Text, escape};
use crate::domain::time::Timestamp;

/// The sources of every room but the providers, as `[English, French]`; a new file is one line.
pub const SOURCES: &[[&str; 2]] = &[
    [include_str!("en/common.ftl"), include_str!("fr/common.ftl")],
    [include_str!("en/errors.ftl"), include_str!("fr/errors.ftl")],
    [include_str!("en/cli.ftl"), include_str!("fr/cli.ftl")],
    [include_str!("en/config.ftl"), include_str!("fr/config.ftl")],
    [
        include_str!("en/findings.ftl"),
        include_str!("fr/findings.ftl"),
    ],
    [
        include_str!("en/identity.ftl"),
        include_str!("fr/identity.ftl"),
    ],
    [include_str!("en/people.ftl"), include_str!("fr/people.ftl")],
    [include_str!("en/store.ftl"), include_str!("fr/store.ftl")],
    [include_str!("en/filter.ftl"), include_str!("fr/filter.ftl")],
    [include_str!("en/notify.ftl"), include_str!("fr/notify.ftl")],
    [
        include_str!("en/providers.ftl"),
        include_str!("fr/providers.ftl"),
    ],
    [include_str!("en/sync.ftl"), include_str!("fr/sync.ftl")],
    [include_str!("en/token.ftl"), include_str!("fr/token.ftl")],
    [include_str!("en/tui.ftl"), include_str!("fr/tui.ftl")],
];

/// The French help texts; the English ones are the doc comments of `cli::args`.
pub const HELP_FR: &str = include_str!("fr/help.ftl");

/// Every sentence of the program in one language.
pub struct Words {
    lang: Lang,
    zone: TimeZone,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words")
            .field("lang", &self.lang)
            .finish_non_exhaustive()
    }
}

impl Words {
    /// Loads [`SOURCES`] and `extra` (the providers' words, as `[English, French]`). A source that
    /// does not parse keeps its good messages: the tests prove that all of ours do.
    pub fn new(lang: Lang, extra: &[[&'static str; 2]]) -> Words {
        let id: LanguageIdentifier = lang.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(lang.pick([formatted_en, formatted_fr])));
        if lang == Lang::Fr {
            bundle.set_transform(Some(format::no_break));
        }
        for source in SOURCES.iter().chain(extra) {
            let resource = match FluentResource::try_new(lang.pick(*source).to_owned()) {
                Ok(resource) => resource,
                Err((usable, _)) => usable,
            };
            bundle.add_resource_overriding(resource);
        }
        Words {
            lang,
            zone: TimeZone::UTC,
            bundle,
        }
    }

    /// Shows instants in this time zone, the organisation's.
    #[must_use]
    pub fn in_zone(mut self, zone: TimeZone) -> Words {
        self.zone = zone;
        self
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether a message exists.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A sentence. An unknown message shows its id and arguments, so that nothing is hidden.
    pub fn text(&self, text: &Text) -> String {
        let mut args = FluentArgs::new();
        for (name, arg) in &text.args {
            let name = name.as_ref();
            if let Arg::At(at) = arg {
                let zoned = at.to_jiff().to_zoned(self.zone.clone());
                args.set(format!("{name}-date"), self.date(zoned.date()));
                args.set(format!("{name}-time"), format::time(&zoned));
            }
            args.set(name.to_owned(), self.value(arg));
        }
        self.format(&text.id, Some(&args))
            .unwrap_or_else(|| self.unknown(text))
    }

    /// A message without arguments.
    pub fn get(&self, id: &str) -> String {
        self.format(id, None).unwrap_or_else(|| id.to_owned())
    }

    /// A coarse age: `now`, `3 min`, `2 h`, `5 d`, `7 months`, `2 y`. An instant that is still to
    /// come is `now`.
    pub fn age(&self, since: Timestamp, now: Timestamp) -> String {
        let (id, count) = format::age(since, now);
        match count {
            Some(n) => self.text(&Text::new(id).with("n", n)),
            None => self.get(id),
        }
    }

    /// The same after the fact: `just now`, `3 min ago`.
    pub fn ago(&self, since: Timestamp, now: Timestamp) -> String {
        match format::age(since, now) {
            (_, None) => self.get("ago-now"),
            (..) => self.text(&Text::new("ago").with("age", self.age(since, now))),
        }
    }

    /// `31/12/2026` in French, `2026-12-31` in English.
    pub fn date(&self, date: Date) -> String {
        format::date(self.lang, date)
    }

    /// The day and the minute, in a time zone.
    pub fn datetime(&self, at: Timestamp, zone: &TimeZone) -> String {
        format::datetime(self.lang, &at.to_jiff().to_zoned(zone.clone()))
    }

    /// The day and the minute, in the organisation's time zone.
    pub fn instant(&self, at: Timestamp) -> String {
        self.datetime(at, &self.zone)
    }

    /// A size in bytes, for humans.
    pub fn size(&self, bytes: u64) -> String {
        format::size(self.lang, bytes)
    }

    /// A number with its thousands apart.
    pub fn number(&self, number: i64) -> String {
        format::number(self.lang, number)
    }

    fn value(&self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Str(text) => escape(text).into_owned().into(),
            Arg::Num(number) => (*number).into(),
            Arg::At(at) => self.instant(*at).into(),
            Arg::Date(date) => self.date(*date).into(),
            Arg::Text(text) => self.text(text).into(),
        }
    }

    fn format(&self, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        Some(text.into_owned())
    }

    fn unknown(&self, text: &Text) -> String {
        let mut shown = escape(&text.id).into_owned();
        for (name, arg) in &text.args {
            let value = match self.value(arg) {
                FluentValue::String(value) => value,
                FluentValue::Number(number) => number.as_string(),
                _ => Cow::Borrowed(""),
            };
            shown.push_str(&format!(" {name}={value}"));
        }
        shown
    }
}

fn formatted_en(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    formatted(Lang::En, value)
}

fn formatted_fr(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    formatted(Lang::Fr, value)
}

/// Our numbers are whole: Fluent carries them as floats, exact up to 2^53.
fn formatted(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(format::number(lang, number.value as i64)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
