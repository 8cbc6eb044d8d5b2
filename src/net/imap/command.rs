//! Commands as bytes: quoting, literals, and memory that is wiped because one of them is a login.

use zeroize::Zeroizing;

/// One command without its tag and line end.
#[derive(Clone)]
pub struct Command(Zeroizing<Vec<u8>>);

impl Command {
    /// Starts with the verb and whatever needs no quoting.
    pub fn new(verb: &str) -> Self {
        Self(Zeroizing::new(verb.as_bytes().to_vec()))
    }

    /// Adds a parenthesis, a flag or a number, as it is.
    #[must_use]
    pub fn raw(mut self, text: &str) -> Self {
        self.0.push(b' ');
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// Adds a string: a quoted one, or a literal where quotes cannot carry it (`LITERAL+`).
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.0.push(b' ');
        if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            self.0.push(b'"');
            for byte in text.bytes() {
                if matches!(byte, b'"' | b'\\') {
                    self.0.push(b'\\');
                }
                self.0.push(byte);
            }
            self.0.push(b'"');
        } else {
            let head = format!("{{{}+}}\r\n", text.len());
            self.0.extend_from_slice(head.as_bytes());
            self.0.extend_from_slice(text.as_bytes());
        }
        self
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Command {
    /// The verb only: the arguments may be a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verb = self.0.split(|b| *b == b' ').next().unwrap_or_default();
        write!(f, "Command({})", String::from_utf8_lossy(verb))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> String {
        String::from_utf8(Command::new("GETACL").text(text).bytes().to_vec()).unwrap()
    }

    #[test]
    fn a_name_cannot_break_out_of_its_quotes() {
        assert_eq!(sent("user/a b"), "GETACL \"user/a b\"");
        assert_eq!(sent("a\" \\x"), r#"GETACL "a\" \\x""#);
        assert_eq!(sent("a\r\nb LOGOUT"), "GETACL {11+}\r\na\r\nb LOGOUT");
        assert_eq!(sent("é"), "GETACL {2+}\r\né");
    }

    #[test]
    fn the_debug_form_of_a_login_shows_no_password() {
        let login = Command::new("LOGIN").text("admin").text("s3cret");
        assert_eq!(format!("{login:?}"), "Command(LOGIN)");
    }
}
