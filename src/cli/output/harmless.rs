//! JSON that no terminal obeys.

use std::borrow::Cow;

use crate::domain::text::is_safe;

/// The same JSON without a character that a terminal would obey: serde escapes C0 only, and what it
/// leaves as it is can only stand inside a string.
pub fn harmless(json: &str) -> Cow<'_, str> {
    let obeyed = |c: char| !c.is_ascii_control() && !is_safe(c) || c == '\u{7f}';
    if !json.contains(obeyed) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if obeyed(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}
