use proptest::prelude::*;

use super::*;

fn all(bytes: &[u8]) -> Result<Vec<Answer>, Malformed> {
    let mut decoder = Decoder::default();
    decoder.push(bytes);
    let mut answers = Vec::new();
    while let Some(answer) = decoder.next()? {
        answers.push(answer);
    }
    Ok(answers)
}

fn one(line: &str) -> Answer {
    all(line.as_bytes()).unwrap().remove(0)
}

fn text(text: &str) -> Value {
    Value::Text(text.as_bytes().to_vec())
}

fn values(line: &str) -> Vec<Value> {
    match one(line) {
        Answer::Data(data) => data.values,
        other => panic!("{other:?}"),
    }
}

#[test]
fn mailbox_names_come_as_atoms_strings_and_literals() {
    let flags = Value::List(vec![text("\\HasChildren")]);
    for name in [
        "user/alice/[x]",
        "\"user/alice/[x]\"",
        "{14}\r\nuser/alice/[x]",
    ] {
        let line = format!("* LIST (\\HasChildren) \"/\" {name}\r\n");
        assert_eq!(
            values(&line),
            [flags.clone(), text("/"), text("user/alice/[x]")],
            "{name}"
        );
    }
}

#[test]
fn a_literal_may_hold_line_ends_and_more_follows_it() {
    assert_eq!(
        values("* ACL {5}\r\na\r\nb) bob lr\r\n"),
        [text("a\r\nb)"), text("bob"), text("lr")]
    );
}

#[test]
fn quotes_are_undone_inside_strings() {
    assert_eq!(values("* ACL \"a\\\"b\\\\c\" x\r\n")[0], text("a\"b\\c"));
}

#[test]
fn a_mailbox_called_nil_is_a_word() {
    assert_eq!(
        values("* ACL nil Nil lr\r\n"),
        [text("nil"), text("Nil"), text("lr")]
    );
}

#[test]
fn namespaces_nest_and_nil_is_not_a_word() {
    assert_eq!(
        values("* NAMESPACE NIL ((\"user/\" \"/\")) \"NIL\"\r\n"),
        [
            Value::Nil,
            Value::List(vec![Value::List(vec![text("user/"), text("/")])]),
            text("NIL")
        ]
    );
}

#[test]
fn a_status_has_a_code_and_harmless_words() {
    let Answer::Done { tag, status } = one("S7 NO [AUTHENTICATIONFAILED] go \u{1b}[2J away\r\n")
    else {
        panic!("not an end");
    };
    assert_eq!(tag, 7);
    assert_eq!(status.code_word(), "AUTHENTICATIONFAILED");
    assert_eq!(status.text, "go \u{fffd}[2J away");
}

#[test]
fn another_tag_than_ours_is_no_answer() {
    assert!(all(b"x1 OK done\r\n").is_err());
    assert!(all(b"HTTP/1.1 400 Bad Request\r\n").is_err());
}

#[test]
fn limits_stop_an_endless_line_a_huge_literal_and_a_deep_nest() {
    assert!(all(&vec![b'a'; MAX_ANSWER + 2]).is_err());
    assert!(all(b"* X {999999999}\r\n").is_err());
    let chunk = format!("{{{MAX_LITERAL}}}\r\n{} ", "a".repeat(MAX_LITERAL));
    assert!(all(format!("* X {}\r\n", chunk.repeat(5)).as_bytes()).is_err());
    let deep = format!("* X {}{}\r\n", "(".repeat(40), ")".repeat(40));
    assert!(all(deep.as_bytes()).is_err());
}

#[test]
fn what_is_still_missing_is_waited_for() {
    let mut decoder = Decoder::default();
    for piece in ["* ACL {4}", "\r", "\nuse", "r bob", " lr\r"] {
        decoder.push(piece.as_bytes());
        assert_eq!(decoder.next(), Ok(None), "{piece:?}");
    }
    decoder.push(b"\n* OK x\r\n");
    assert!(matches!(decoder.next(), Ok(Some(Answer::Data(_)))));
    assert!(!decoder.is_empty());
    assert!(matches!(decoder.next(), Ok(Some(Answer::Status(_)))));
    assert!(decoder.is_empty());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = all(&bytes);
    }

    #[test]
    fn the_cut_of_the_stream_changes_nothing(
        words in prop::collection::vec("[ -~]{0,12}", 1..6),
        cut in 1usize..9,
    ) {
        let mut stream = Vec::new();
        for word in &words {
            stream.extend_from_slice(
                format!("* X {{{}}}\r\n{word} y\r\n", word.len()).as_bytes(),
            );
        }
        let mut decoder = Decoder::default();
        let mut answers = Vec::new();
        for piece in stream.chunks(cut) {
            decoder.push(piece);
            while let Some(answer) = decoder.next().unwrap() {
                answers.push(answer);
            }
        }
        prop_assert_eq!(answers, all(&stream).unwrap());
    }
}
