//! From bytes to answers: lines, literals, strings and lists, without any I/O.
//!
//! Every size is bounded, because the bytes come from a stranger. Atoms are taken generously (a
//! mailbox named `[x]` is sent without quotes): only spaces and parentheses end one.

use std::fmt;

use thiserror::Error;

use crate::net::failure::bounded;
use crate::net::secret::Scrubber;

/// Longest literal, in bytes.
pub(super) const MAX_LITERAL: usize = 256 * 1024;
/// Longest answer with its literals, in bytes.
pub(super) const MAX_ANSWER: usize = 1024 * 1024;
/// Deepest nesting of lists.
const MAX_DEPTH: usize = 16;
/// Longest text of a status that is kept, in characters.
const MAX_TEXT: usize = 300;

/// The answer is no IMAP, or breaks a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Malformed(pub &'static str);

/// One value of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `NIL`.
    Nil,
    /// An atom, a quoted string or a literal.
    Text(Vec<u8>),
    List(Vec<Value>),
}

impl Value {
    /// The text, where it is one and is UTF-8.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The members, where it is a list.
    pub fn list(&self) -> Option<&[Value]> {
        match self {
            Value::List(values) => Some(values),
            _ => None,
        }
    }

    /// The number, where it is one.
    pub fn number(&self) -> Option<u64> {
        self.text()?.parse().ok()
    }
}

/// An untagged answer with data: `* ACL user/alice alice lrs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// Its first word, in capitals.
    pub name: String,
    /// The values after it.
    pub values: Vec<Value>,
}

/// How a command ended, or what the server wants to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub kind: StatusKind,
    /// What stands in brackets: `AUTHENTICATIONFAILED`, `CAPABILITY IMAP4rev1 ..`.
    pub code: Option<String>,
    /// The words for humans, bounded and harmless.
    pub text: String,
}

/// The first word of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusKind {
    /// Done, or a remark.
    Ok,
    No,
    /// Not understood.
    Bad,
    /// The server ends the connection.
    Bye,
    /// A greeting to somebody who is already known.
    PreAuth,
}

impl Status {
    /// The first word of the code, or of the kind when there is none.
    pub fn code_word(&self) -> &str {
        let code = self.code.as_deref().and_then(|c| c.split(' ').next());
        code.unwrap_or(match self.kind {
            StatusKind::Ok => "OK",
            StatusKind::No => "NO",
            StatusKind::Bad => "BAD",
            StatusKind::Bye => "BYE",
            StatusKind::PreAuth => "PREAUTH",
        })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "[{code}] {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// One answer of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// `* NAME ...`
    Data(Data),
    /// `* OK ...`
    Status(Status),
    /// `tag OK ...`
    Done { tag: u64, status: Status },
    /// `+ ...`
    Continue,
}

/// Cuts a stream of bytes into whole answers.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    buffer: Vec<u8>,
    /// Where the current answer starts.
    start: usize,
    /// Where its current line starts: a literal is followed by more of the same answer.
    line: usize,
    /// Up to where no line end was found.
    scanned: usize,
    /// What must not come back.
    scrubber: Scrubber,
}

impl Decoder {
    pub(super) fn new(scrubber: Scrubber) -> Self {
        Self {
            scrubber,
            ..Self::default()
        }
    }

    /// Takes bytes as they come.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.line -= self.start;
        self.scanned -= self.start;
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether no byte waits.
    pub(super) fn is_empty(&self) -> bool {
        self.start == self.buffer.len()
    }

    /// The next whole answer; `None` when bytes are missing.
    pub(super) fn next(&mut self) -> Result<Option<Answer>, Malformed> {
        loop {
            let unread = self.buffer.get(self.scanned..).unwrap_or_default();
            let Some(length) = unread.iter().position(|b| *b == b'\n') else {
                self.scanned = self.buffer.len();
                return self.missing();
            };
            let end = self.scanned + length;
            let line = self.buffer.get(self.line..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if let Some(size) = literal(line) {
                if size > MAX_LITERAL {
                    return Err(Malformed("a literal is too long"));
                }
                let after = end + 1 + size;
                if after > self.buffer.len() {
                    self.scanned = end;
                    return self.missing();
                }
                (self.line, self.scanned) = (after, after);
                continue;
            }
            let raw = self.buffer.get(self.start..end).unwrap_or_default();
            if raw.len() > MAX_ANSWER {
                return Err(Malformed("an answer is too long"));
            }
            let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
            let mut answer = match self.scrubber.masked(raw) {
                Some(clean) => answer(&clean)?,
                None => answer(raw)?,
            };
            if let Answer::Status(status) | Answer::Done { status, .. } = &mut answer {
                status.text = self.scrubber.words(&status.text).into_owned();
            }
            self.start = end + 1;
            (self.line, self.scanned) = (self.start, self.start);
            return Ok(Some(answer));
        }
    }

    fn missing(&self) -> Result<Option<Answer>, Malformed> {
        if self.buffer.len() - self.start > MAX_ANSWER {
            return Err(Malformed("an answer is too long"));
        }
        Ok(None)
    }
}

/// The size of the literal that a line announces at its end: `{12}`, `{12+}`, `~{12}`.
fn literal(line: &[u8]) -> Option<usize> {
    let inner = line.strip_suffix(b"}")?;
    let digits = inner.strip_suffix(b"+").unwrap_or(inner);
    let open = digits.iter().rposition(|b| *b == b'{')?;
    let digits = digits.get(open + 1..)?;
    if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn answer(raw: &[u8]) -> Result<Answer, Malformed> {
    let mut reader = Cursor { bytes: raw };
    let head = reader.word();
    if head == b"+" {
        return Ok(Answer::Continue);
    }
    let mut rest = Cursor {
        bytes: reader.bytes,
    };
    rest.space();
    let after_head = rest.bytes;
    let word = rest.word().to_ascii_uppercase();
    let kind = match word.as_slice() {
        b"OK" => Some(StatusKind::Ok),
        b"NO" => Some(StatusKind::No),
        b"BAD" => Some(StatusKind::Bad),
        b"BYE" => Some(StatusKind::Bye),
        b"PREAUTH" => Some(StatusKind::PreAuth),
        _ => None,
    };
    let status = kind.map(|kind| status(kind, rest.bytes));
    if head == b"*" {
        if let Some(status) = status {
            return Ok(Answer::Status(status));
        }
        if after_head.is_empty() {
            return Err(Malformed("an empty answer"));
        }
        return Ok(Answer::Data(Data {
            name: String::from_utf8_lossy(&word).into_owned(),
            values: rest.values()?,
        }));
    }
    let tag = std::str::from_utf8(head).ok();
    let tag = tag.and_then(|tag| tag.strip_prefix('S')?.parse().ok());
    match (tag, status) {
        (Some(tag), Some(status)) => Ok(Answer::Done { tag, status }),
        _ => Err(Malformed("not an IMAP answer")),
    }
}

fn status(kind: StatusKind, rest: &[u8]) -> Status {
    let rest = String::from_utf8_lossy(rest);
    let rest = rest.trim_start();
    let split = rest.strip_prefix('[').and_then(|r| r.split_once(']'));
    let (code, text) = match split {
        Some((code, text)) => (Some(code.to_owned()), text),
        None => (None, rest),
    };
    Status {
        kind,
        code,
        text: bounded(text, MAX_TEXT),
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (head, tail) = self
            .bytes
            .split_at_checked(length)
            .unwrap_or((self.bytes, &[]));
        self.bytes = tail;
        head
    }

    fn space(&mut self) {
        while self.bytes.first() == Some(&b' ') {
            self.take(1);
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let end = self
            .bytes
            .iter()
            .position(|b| matches!(b, b' ' | b'(' | b')'));
        self.take(end.unwrap_or(self.bytes.len()))
    }

    /// All values up to the end.
    fn values(&mut self) -> Result<Vec<Value>, Malformed> {
        let mut values = Vec::new();
        loop {
            self.space();
            if self.bytes.is_empty() {
                return Ok(values);
            }
            values.push(self.value(0)?);
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Malformed> {
        match self.bytes.first() {
            Some(b'(') => self.list(depth),
            Some(b'"') => self.quoted(),
            Some(b'{' | b'~') => self.literal(),
            Some(b')') | None => Err(Malformed("a list is closed twice")),
            Some(_) => {
                let word = self.word();
                // Servers write it in capitals, and a mailbox called `nil` without quotes.
                Ok(if word == b"NIL" {
                    Value::Nil
                } else {
                    Value::Text(word.to_vec())
                })
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Malformed> {
        if depth >= MAX_DEPTH {
            return Err(Malformed("lists are nested too deeply"));
        }
        self.take(1);
        let mut values = Vec::new();
        loop {
            self.space();
            match self.bytes.first() {
                None => return Err(Malformed("a list is not closed")),
                Some(b')') => {
                    self.take(1);
                    return Ok(Value::List(values));
                }
                Some(_) => values.push(self.value(depth + 1)?),
            }
        }
    }

    fn quoted(&mut self) -> Result<Value, Malformed> {
        self.take(1);
        let mut text = Vec::new();
        loop {
            match self.take(1) {
                [] => return Err(Malformed("a string is not closed")),
                b"\"" => return Ok(Value::Text(text)),
                b"\\" => text.extend_from_slice(self.take(1)),
                other => text.extend_from_slice(other),
            }
        }
    }

    /// A literal; a `~` or `{` that announces none is the start of an atom.
    fn literal(&mut self) -> Result<Value, Malformed> {
        let line_end = self.bytes.iter().position(|b| *b == b'\n');
        let line = self.bytes.get(..line_end.unwrap_or(0)).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let opens_here = !line.contains(&b' ');
        match (literal(line), line_end) {
            (Some(size), Some(end)) if opens_here => {
                self.take(end + 1);
                Ok(Value::Text(self.take(size).to_vec()))
            }
            _ => Ok(Value::Text(self.word().to_vec())),
        }
    }
}

#[cfg(test)]
mod tests;
