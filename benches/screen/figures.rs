//! Medians, percentiles, and how they are printed.

use std::time::Duration;

use crate::terminal::Answer;

/// One line of the report.
pub fn line(what: &str, value: &str) {
    println!("  {what:<44} {value}");
}

/// Milliseconds.
pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The value below which that part of all values lies.
pub fn part(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * part) as usize;
    values[at.min(values.len() - 1)]
}

/// Times and bytes of many keys.
pub fn keys(what: &str, answers: &[Answer]) {
    let of = |f: &dyn Fn(&Answer) -> f64| answers.iter().map(f).collect::<Vec<f64>>();
    let both = |what: &str, mut values: Vec<f64>| {
        let (half, most) = (part(&mut values, 0.5), part(&mut values, 0.99));
        format!("{what} p50 {half:.2} p99 {most:.2}")
    };
    let times = both("ms:", of(&|answer| ms(answer.last)));
    let bytes = part(&mut of(&|answer| answer.bytes as f64), 0.5);
    line(what, &format!("{times}, {bytes:.0} bytes"));
    let ran = both("ms:", of(&|answer| ms(answer.ran)));
    let waited = both("waited for one", of(&|answer| ms(answer.waited)));
    line(
        "  the screen's thread on a processor",
        &format!("{ran}, {waited}"),
    );
    let mut counts = [0_usize; 9];
    for answer in answers {
        let slot = STEPS.iter().position(|step| ms(answer.last) < *step);
        counts[slot.unwrap_or(STEPS.len())] += 1;
    }
    let slots = STEPS.iter().zip(counts).filter(|(_, count)| *count > 0);
    let slots: Vec<String> = slots
        .map(|(step, count)| format!("<{step}: {count}"))
        .collect();
    let beyond = counts[STEPS.len()];
    line(
        "  keys by ms",
        &format!("{}, more: {beyond}", slots.join(", ")),
    );
}

/// Ends of the slots of the histogram, in milliseconds.
const STEPS: [f64; 8] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
