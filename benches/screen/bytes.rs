//! Where the bytes of a move go: letters, blanks, colours, cursor moves.

use crate::figures::line;

/// What bytes are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letters,
    Blanks,
    Colours,
    Moves,
    Erasing,
    Other,
}

const KINDS: [(Kind, &str); 6] = [
    (Kind::Letters, "letters"),
    (Kind::Blanks, "blanks"),
    (Kind::Colours, "colours"),
    (Kind::Moves, "moves"),
    (Kind::Erasing, "erasing"),
    (Kind::Other, "other"),
];

/// One piece of a stream: a control sequence, or a run of letters or blanks.
fn pieces(sent: &[u8]) -> Vec<(Kind, &[u8])> {
    let mut pieces = Vec::new();
    let mut rest = sent;
    while let [first, after @ ..] = rest {
        let (kind, length) = match (first, after) {
            (0x1b, [b'[', sequence @ ..]) => {
                let end = sequence
                    .iter()
                    .position(|byte| (0x40..=0x7e).contains(byte));
                let end = end.unwrap_or(sequence.len().saturating_sub(1));
                let kind = match sequence.get(end) {
                    Some(b'm') => Kind::Colours,
                    Some(b'H' | b'C' | b'D' | b'A' | b'B' | b'G' | b'd') => Kind::Moves,
                    Some(b'X' | b'K' | b'J') => Kind::Erasing,
                    _ => Kind::Other,
                };
                (kind, end + 3)
            }
            (b' ', after) => {
                let more = after.iter().take_while(|byte| **byte == b' ').count();
                (Kind::Blanks, more + 1)
            }
            (b'\r' | b'\n' | 0x08, _) => (Kind::Moves, 1),
            (0..0x20, _) => (Kind::Other, 1),
            (_, after) => {
                let more = after.iter().take_while(|byte| **byte > 0x20).count();
                (Kind::Letters, more + 1)
            }
        };
        let (piece, left) = rest.split_at(length.min(rest.len()));
        pieces.push((kind, piece));
        rest = left;
    }
    pieces
}

/// Prints how many bytes of each kind some answers hold on the average.
pub fn kinds(what: &str, answers: &[Vec<u8>]) {
    let pieces: Vec<_> = answers.iter().flat_map(|sent| pieces(sent)).collect();
    let each = KINDS.map(|(kind, name)| {
        let these = pieces.iter().filter(|(other, _)| *other == kind);
        let (count, bytes) = these.fold((0, 0), |(count, bytes), (_, piece)| {
            (count + 1, bytes + piece.len())
        });
        let answers = answers.len().max(1);
        format!("{name} {} in {}", bytes / answers, count / answers)
    });
    line(what, &each.join(", "));
}

/// Prints a stream, one line of the screen a line.
pub fn print(sent: &[u8]) {
    let mut text = String::new();
    for (kind, piece) in pieces(sent) {
        let piece = String::from_utf8_lossy(piece).replace('\u{1b}', "^");
        if kind == Kind::Moves && piece.ends_with('H') {
            text.push('\n');
        }
        text.push_str(&piece);
    }
    println!("{text}");
}
