//! IMAP syntax: arguments in, strings out, modified UTF-7.

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};

const UTF7: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// One argument of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Argument {
    Text(String),
    List(Vec<Argument>),
}

impl Argument {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::List(_) => "",
        }
    }
}

/// Splits a whole command (literals inline, as `{5}\r\nhello`) into its arguments.
pub(super) fn arguments(bytes: &[u8]) -> Option<Vec<Argument>> {
    let mut reader = Reader {
        bytes,
        at: 0,
        depth: 0,
    };
    let arguments = reader.items(false)?;
    (reader.at >= bytes.len()).then_some(arguments)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn items(&mut self, inside: bool) -> Option<Vec<Argument>> {
        let mut items = Vec::new();
        loop {
            match self.peek() {
                None => return (!inside).then_some(items),
                Some(b' ') => self.at += 1,
                Some(b')') if inside => {
                    self.at += 1;
                    return Some(items);
                }
                Some(b'(') => {
                    self.at += 1;
                    self.depth += 1;
                    if self.depth > 8 {
                        return None;
                    }
                    items.push(Argument::List(self.items(true)?));
                    self.depth -= 1;
                }
                Some(b'"') => items.push(Argument::Text(self.quoted()?)),
                Some(b'{') => items.push(Argument::Text(self.literal()?)),
                Some(_) => items.push(Argument::Text(self.atom()?)),
            }
        }
    }

    fn atom(&mut self) -> Option<String> {
        let rest = self.bytes.get(self.at..)?;
        let end = rest
            .iter()
            .position(|byte| b" ()\"".contains(byte))
            .unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        self.at += end;
        String::from_utf8(rest.get(..end)?.to_vec()).ok()
    }

    fn quoted(&mut self) -> Option<String> {
        self.at += 1;
        let mut text = Vec::new();
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return String::from_utf8(text).ok(),
                b'\\' => {
                    text.push(self.peek()?);
                    self.at += 1;
                }
                byte => text.push(byte),
            }
        }
    }

    fn literal(&mut self) -> Option<String> {
        let rest = self.bytes.get(self.at..)?;
        let close = rest.iter().position(|&byte| byte == b'}')?;
        let size = std::str::from_utf8(rest.get(1..close)?).ok()?;
        let size: usize = size.trim_end_matches('+').parse().ok()?;
        let start = close + 3;
        let text = rest.get(start..start.checked_add(size)?)?;
        self.at += start + size;
        String::from_utf8(text.to_vec()).ok()
    }
}

/// The size of the literal that a line announces at its end, and whether the client waits.
pub(super) fn announced(line: &[u8]) -> Option<(usize, bool)> {
    let text = std::str::from_utf8(line).ok()?.strip_suffix('}')?;
    let (_, size) = text.rsplit_once('{')?;
    let waits = !size.ends_with('+');
    Some((size.trim_end_matches('+').parse().ok()?, waits))
}

/// The command's word and its first argument, for the log; never an argument of a login.
pub(super) fn subject(line: &[u8]) -> (String, String) {
    let words = arguments(line).unwrap_or_default();
    let word = words
        .get(1)
        .map(|word| word.text().to_uppercase())
        .unwrap_or_default();
    if matches!(word.as_str(), "" | "LOGIN" | "AUTHENTICATE") {
        return (word, String::new());
    }
    let subject = words
        .get(2..)
        .unwrap_or_default()
        .iter()
        .map(Argument::text);
    (word, subject.collect::<Vec<_>>().join(" "))
}

/// A string as Cyrus prints it: an atom when it can, else quoted, else a literal.
pub(super) fn print(text: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && !"(){%*\"\\]".contains(c);
    if !text.is_empty() && text.chars().all(plain) && !text.eq_ignore_ascii_case("nil") {
        text.to_owned()
    } else if text.is_ascii() && !text.contains(['"', '\\', '\r', '\n']) {
        format!("\"{text}\"")
    } else {
        format!("{{{}}}\r\n{text}", text.len())
    }
}

/// A mailbox name in modified UTF-7, printed.
pub(super) fn mailbox(name: &str) -> String {
    print(&to_utf7(name))
}

/// UTF-8 to modified UTF-7.
pub(super) fn to_utf7(text: &str) -> String {
    let mut out = String::new();
    let mut run = Vec::new();
    let close = |run: &mut Vec<u8>, out: &mut String| {
        if !run.is_empty() {
            out.push('&');
            out.push_str(&UTF7.encode(&*run));
            out.push('-');
            run.clear();
        }
    };
    for letter in text.chars() {
        if (' '..='~').contains(&letter) {
            close(&mut run, &mut out);
            out.push(letter);
            if letter == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            letter
                .encode_utf16(&mut units)
                .iter()
                .for_each(|unit| run.extend(unit.to_be_bytes()));
        }
    }
    close(&mut run, &mut out);
    out
}

/// Modified UTF-7 to UTF-8; `None` when it is not.
pub(super) fn from_utf7(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (coded, tail) = after.split_once('-')?;
        if coded.is_empty() {
            out.push('&');
        } else {
            let bytes = UTF7.decode(coded).ok()?;
            let units: Vec<u16> = bytes
                .chunks(2)
                .map(|pair| {
                    pair.iter()
                        .fold(0, |unit, &byte| unit << 8 | u16::from(byte))
                })
                .collect();
            out.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

/// Whether `name` matches a LIST pattern: `*` is anything, `%` anything within one level. Patterns
/// longer than 126 bytes match nothing.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let pattern = pattern.as_bytes();
    if pattern.len() > 126 {
        return false;
    }
    // Bit i is set when the first i bytes of the pattern fit what was read of the name.
    let skip_wildcards = |mut fits: u128| {
        for (place, byte) in pattern.iter().enumerate() {
            if matches!(byte, b'*' | b'%') && fits & (1 << place) != 0 {
                fits |= 1 << (place + 1);
            }
        }
        fits
    };
    let mut fits = skip_wildcards(1);
    for letter in name.bytes() {
        let mut next = 0;
        for (place, &byte) in pattern.iter().enumerate() {
            if fits & (1 << place) == 0 {
                continue;
            }
            if byte == b'*' || (byte == b'%' && letter != b'/') {
                next |= 1 << place;
            } else if byte == letter {
                next |= 1 << (place + 1);
            }
        }
        fits = skip_wildcards(next);
        if fits == 0 {
            return false;
        }
    }
    fits & (1 << pattern.len()) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_come_as_atoms_quoted_strings_literals_and_lists() {
        let text = |text: &str| Argument::Text(text.to_owned());
        assert_eq!(
            arguments(b"SETACL \"user/a b\" {5}\r\nal\"ce (x (y)) \"\\\"q\""),
            Some(vec![
                text("SETACL"),
                text("user/a b"),
                text("al\"ce"),
                Argument::List(vec![text("x"), Argument::List(vec![text("y")])]),
                text("\"q"),
            ])
        );
        for bad in ["\"open", "(open", "{9}\r\nshort", "{x}\r\n", "a)"] {
            assert_eq!(arguments(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(announced(b"A LOGIN {5}"), Some((5, true)));
        assert_eq!(announced(b"A LOGIN {5+}"), Some((5, false)));
        assert_eq!(announced(b"A LOGIN x"), None);
    }

    #[test]
    fn names_survive_modified_utf7() {
        for name in ["user/alice", "Été & presse", "日本語/台北", "a&b", "👩", ""] {
            assert_eq!(from_utf7(&to_utf7(name)).as_deref(), Some(name));
        }
        assert_eq!(to_utf7("Été & presse"), "&AMk-t&AOk- &- presse");
        assert_eq!(from_utf7("&AMk"), None);
    }

    #[test]
    fn strings_are_printed_in_the_simplest_form_that_holds_them() {
        assert_eq!(print("user/alice"), "user/alice");
        assert_eq!(print("a b"), "\"a b\"");
        assert_eq!(print(""), "\"\"");
        assert_eq!(print("a\"b"), "{3}\r\na\"b");
    }

    #[test]
    fn patterns_respect_levels() {
        assert!(matches("user/%", "user/alice"));
        assert!(!matches("user/%", "user/alice/Sent"));
        assert!(matches("user/*", "user/alice/Sent"));
        assert!(matches("user/alice*", "user/alice/Sent"));
        assert!(matches("user/%/Sent", "user/alice/Sent"));
        assert!(!matches("user/%/Sent", "user/alice/x/Sent"));
        assert!(matches("*/%", "user/alice/Sent"));
        assert!(!matches("user/alice", "user/alicia"));
        assert!(matches("*", "contact"));
    }
}
