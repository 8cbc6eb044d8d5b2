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
    let mut times: Vec<f64> = answers.iter().map(|answer| ms(answer.last)).collect();
    let mut bytes: Vec<f64> = answers.iter().map(|answer| answer.bytes as f64).collect();
    let value = format!(
        "p50 {:.2} ms, p99 {:.2} ms, p50 {:.0} bytes",
        part(&mut times, 0.5),
        part(&mut times, 0.99),
        part(&mut bytes, 0.5)
    );
    line(what, &value);
}
