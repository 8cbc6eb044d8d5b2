//! The terminal's clipboard, by OSC 52: sent, never known to have arrived.

use base64::Engine;

/// Longest piece that GNU screen lets through at once.
const SCREEN_PIECE: usize = 700;

/// The bytes that put a text on the clipboard, for the terminal that `term` and `tmux` describe.
pub fn sequence(text: &str, term: &str, tmux: bool) -> String {
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    let plain = format!("\x1b]52;c;{encoded}\x07");
    if tmux {
        // tmux takes one or the other, by `set-clipboard` and `allow-passthrough`.
        let wrapped = plain.replace('\x1b', "\x1b\x1b");
        return format!("{plain}\x1bPtmux;{wrapped}\x1b\\");
    }
    if term.starts_with("screen") {
        let bytes: Vec<char> = plain.chars().collect();
        return bytes
            .chunks(SCREEN_PIECE)
            .map(|piece| format!("\x1bP{}\x1b\\", piece.iter().collect::<String>()))
            .collect();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_sent_as_base64() {
        assert_eq!(sequence("zoé", "xterm", false), "\x1b]52;c;em/DqQ==\x07");
    }

    #[test]
    fn tmux_gets_it_both_ways() {
        let sent = sequence("a", "screen-256color", true);
        assert_eq!(
            sent,
            "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"
        );
    }

    #[test]
    fn screen_gets_it_in_pieces() {
        let sent = sequence(&"a".repeat(2_000), "screen", false);
        assert!(
            sent.split("\x1b\\")
                .all(|piece| piece.len() <= SCREEN_PIECE + 2)
        );
    }
}
