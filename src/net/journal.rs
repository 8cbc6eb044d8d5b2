//! The system's logger: one line at a time, over the socket on which each Linux logger listens.
//!
//! Owns the form of a line (RFC 3164 without a time: the logger knows it) and that nobody waits long
//! for a logger. What is worth a line belongs to the callers.

use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

use crate::domain::text::escape;

/// Facility `authpriv`, severity `notice`.
const PRIORITY: u8 = 10 * 8 + 5;
/// How long a logger that is busy is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Sends one line, shown as the program's own.
///
/// # Errors
/// Nobody listens at that path, or takes the line within a second.
pub fn tell(socket: &Path, line: &str) -> io::Result<()> {
    let own = UnixDatagram::unbound()?;
    own.set_write_timeout(Some(PATIENCE))?;
    let pid = std::process::id();
    let line = format!("<{PRIORITY}>secretariat[{pid}]: {}", escape(line));
    own.send_to(line.as_bytes(), socket).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_who_speaks_and_holds_no_control_characters() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let logger = UnixDatagram::bind(&path).unwrap();
        tell(&path, "one\n<0>two").unwrap();
        let mut bytes = [0; 200];
        let length = logger.recv(&mut bytes).unwrap();
        let line = str::from_utf8(&bytes[..length]).unwrap();
        let start = format!("<85>secretariat[{}]: one", std::process::id());
        assert!(line.starts_with(&start) && !line.contains('\n'), "{line:?}");
    }

    #[test]
    fn where_nobody_listens_it_says_so() {
        let folder = tempfile::tempdir().unwrap();
        assert!(tell(&folder.path().join("log"), "x").is_err());
    }
}
