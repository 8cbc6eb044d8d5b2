//! Likeness of written words: short forms, other transliterations, slips of the keyboard. What a
//! likeness of names is worth is left to `rules`.

use std::cmp::Ordering;

use strsim::jaro_winkler;

use super::text::skeleton;

/// Every word of the shorter side has a counterpart, or the whole reads alike.
pub fn resembles(left: &[&str], right: &[&str]) -> bool {
    let covers = |few: &[&str], many: &[&str]| {
        few.iter()
            .all(|a| many.iter().any(|b| resembles_word(a, b)))
    };
    let all = match left.len().cmp(&right.len()) {
        Ordering::Less => covers(left, right),
        Ordering::Equal => covers(left, right) && covers(right, left),
        Ordering::Greater => covers(right, left),
    };
    (left.len().min(right.len()) >= 2 && all) || are_alike(&left.concat(), &right.concat(), 0.93)
}

/// A short form (`alex`/`alexandre`), another transliteration, or one slip of the keyboard.
pub fn resembles_word(a: &str, b: &str) -> bool {
    let (short, long) = by_length(a, b);
    if short.len() < 3 {
        return false;
    }
    long.starts_with(short)
        || (short.len() >= 4 && are_alike(short, long, 0.90))
        || skeleton(short) == skeleton(long)
}

/// Whether two words are alike by Jaro and Winkler's measure, from 0 to 1.
fn are_alike(a: &str, b: &str, least: f64) -> bool {
    let (short, long) = by_length(a, b);
    most_alike(short, long) >= least && jaro_winkler(short, long) >= least
}

/// What that measure is at most, by the letters in common and the first four: much cheaper, and
/// most words that are compared are far apart.
fn most_alike(a: &str, b: &str) -> f64 {
    let mut counts = [0i16; 256];
    a.bytes().for_each(|byte| count(&mut counts, byte, 1));
    let mut common = 0;
    for byte in b.bytes() {
        common += u32::from(counts.get(usize::from(byte)).is_some_and(|left| *left > 0));
        count(&mut counts, byte, -1);
    }
    let start = a.bytes().zip(b.bytes()).take(4);
    let prefix = start.take_while(|(left, right)| left == right).count();
    let common = f64::from(common);
    let jaro = (common / a.len() as f64 + common / b.len() as f64 + 1.0) / 3.0;
    // A little more, lest rounding decide.
    jaro + 0.1 * prefix as f64 * (1.0 - jaro) + 1e-9
}

fn count(counts: &mut [i16; 256], byte: u8, step: i16) {
    if let Some(count) = counts.get_mut(usize::from(byte)) {
        *count = count.saturating_add(step);
    }
}

/// The same pair in the same order whichever way round it comes: likeness must be symmetric.
pub fn by_length<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if (a.len(), a) <= (b.len(), b) {
        (a, b)
    } else {
        (b, a)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_cheap_bound_never_falls_short(a in "[a-e]{1,9}", b in "[a-e]{1,9}") {
            prop_assert!(most_alike(&a, &b) >= jaro_winkler(&a, &b));
        }
    }
}
