//! Where an IMAP command ends: at the end of a line, unless that line announces a literal.

use super::wire::announced;
use crate::sandbox::simulated::Message;

/// What a client that waits for the word before its literal is told.
const GO_AHEAD: &[u8] = b"+ go ahead\r\n";

/// How far into the command that is coming the client has been told to go ahead.
#[derive(Debug, Default)]
pub(super) struct Framing {
    prompted: usize,
}

impl Framing {
    /// Takes one command with its literals inline and without its last line end.
    pub(super) fn message(&mut self, input: &[u8], most: usize) -> Message {
        let mut message = Vec::new();
        let mut at = 0;
        loop {
            let rest = input.get(at..).unwrap_or_default();
            let Some(end) = rest.iter().position(|&byte| byte == b'\n') else {
                return if input.len() >= most {
                    Message::End
                } else {
                    Message::Part
                };
            };
            let mut line = rest.get(..end).unwrap_or_default();
            while let [before @ .., b'\r'] = line {
                line = before;
            }
            at += end + 1;
            message.extend_from_slice(line);
            let Some((size, waits)) = announced(line) else {
                self.prompted = 0;
                let length = at;
                return match length > most {
                    true => Message::End,
                    false => Message::Whole { message, length },
                };
            };
            if size > most || at >= most {
                return Message::End;
            }
            if waits && self.prompted < at {
                self.prompted = at;
                return Message::Prompt(GO_AHEAD);
            }
            let Some(literal) = input.get(at..at + size) else {
                return Message::Part;
            };
            message.extend_from_slice(b"\r\n");
            message.extend_from_slice(literal);
            at += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 100;

    fn whole(message: &str, length: usize) -> Message {
        let message = message.as_bytes().to_vec();
        Message::Whole { message, length }
    }

    #[test]
    fn a_command_ends_with_its_line() {
        let mut framing = Framing::default();
        assert_eq!(framing.message(b"a NOO", MOST), Message::Part);
        assert_eq!(
            framing.message(b"a NOOP\r\nb LOG", MOST),
            whole("a NOOP", 8)
        );
        assert_eq!(framing.message(b"a NOOP\n", MOST), whole("a NOOP", 7));
        assert_eq!(framing.message(b"\r\n", MOST), whole("", 2));
    }

    #[test]
    fn a_literal_is_asked_for_once_and_belongs_to_its_command() {
        let mut framing = Framing::default();
        let prompt = Message::Prompt(GO_AHEAD);
        assert_eq!(framing.message(b"a LOGIN {2}\r\n", MOST), prompt);
        assert_eq!(framing.message(b"a LOGIN {2}\r\nm", MOST), Message::Part);
        let next = b"a LOGIN {2}\r\nme {3}\r\n";
        assert_eq!(framing.message(next, MOST), prompt);
        let all = b"a LOGIN {2}\r\nme {3}\r\na\nb\r\n";
        let message = whole("a LOGIN {2}\r\nme {3}\r\na\nb", all.len());
        assert_eq!(framing.message(all, MOST), message);
        // The next command is asked for again.
        assert_eq!(framing.message(b"a LOGIN {2}\r\n", MOST), prompt);
        let ahead = b"a LOGIN {2+}\r\nme\r\n";
        let message = whole("a LOGIN {2+}\r\nme", ahead.len());
        assert_eq!(Framing::default().message(ahead, MOST), message);
    }

    #[test]
    fn what_is_too_long_ends_the_connection() {
        let long = [b'x'; MOST];
        assert_eq!(Framing::default().message(&long, MOST), Message::End);
        let huge = b"a LOGIN {101}\r\n";
        assert_eq!(Framing::default().message(huge, MOST), Message::End);
    }
}
