//! What every provider must do, as one suite over the registries: each kind of `providers::KINDS`
//! against the simulated service of that kind. A new kind gets it by its two registration lines.
//!
//! Between the two stands a [`relay`], which breaks what it is told to break, so that no case knows
//! any kind. A failure names kind and case. What is special to a kind is tested in its own folder.
//!
//! `SECRETARIAT_TEST_MUTATIONS=2000` tries more damaged answers of each kind than the usual ones.

mod changing;
mod damage;
mod fetching;
mod oracle;
mod registered;
mod relay;
mod relay_lines;
mod secrets;
mod stage;

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::time::Duration;

use futures_util::FutureExt;

use crate::providers::{KINDS, ProviderKind};

/// Far longer than a case takes with one kind: a bound, not a measure.
const PATIENCE: Duration = Duration::from_secs(300);

/// What is wrong, one line each.
type Complaints = Vec<String>;
type Checked = Pin<Box<dyn Future<Output = Complaints>>>;

/// Tries one case with every kind, and fails with everything that is wrong.
fn run(case: &str, check: impl Fn(&'static ProviderKind) -> Checked) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut wrong = Vec::new();
    for kind in KINDS {
        let checked = AssertUnwindSafe(check(kind)).catch_unwind();
        let checked = runtime.block_on(async { tokio::time::timeout(PATIENCE, checked).await });
        let Ok(checked) = checked else {
            wrong.push(format!("{}: {case}: does not end", kind.name));
            continue;
        };
        let complaints = checked.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|t| (*t).to_owned()));
            vec![format!("panicked: {}", text.unwrap_or_default())]
        });
        wrong.extend(
            complaints
                .iter()
                .map(|why| format!("{}: {case}: {why}", kind.name)),
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

macro_rules! cases {
    ($($name:ident: $check:path;)*) => {$(
        #[test]
        fn $name() {
            run(stringify!($name), |kind| Box::pin($check(kind)));
        }
    )*};
}

cases! {
    every_kind_is_simulated: registered::is_simulated;
    words_are_the_same_in_both_languages: registered::words;
    the_sample_is_understood_and_opens_nothing: registered::sample;
    nothing_is_claimed_that_is_not_done: registered::claims;
    the_form_can_be_filled_in: registered::form;
    doctor_and_whoami_answer: registered::probes;

    pages_of_every_length_are_read: fetching::page_boundaries;
    an_empty_service_is_no_trouble: fetching::empty;
    a_fetch_twice_is_the_same: fetching::twice;
    accounts_read_alone_are_those_listed: fetching::read_alone;
    unknown_fields_are_ignored: fetching::unknown_fields;
    a_page_that_comes_again_is_no_news: fetching::repeated_pages;
    pages_without_end_end: fetching::endless_pages;
    refusals_at_every_request: fetching::refusals;
    broken_answers_at_every_request: fetching::broken;
    damaged_fields_anywhere: fetching::damaged_fields;
    a_slow_answer_is_left_when_asked_to_stop: fetching::cancelled;

    what_the_service_echoes_is_no_leak: secrets::echoes;

    a_change_and_its_undoing: changing::round_trip;
    an_answer_that_was_lost: changing::lost_answers;
    preparing_sends_nothing_but_reads: changing::prepares;
}
