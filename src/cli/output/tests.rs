//! The three forms, with hostile data in them.

use std::sync::Mutex;

use rstest::rstest;
use serde::Serialize;

use super::csv::defuse;
use super::*;
use crate::domain::text::is_safe;
use crate::words::Lang;

#[derive(Serialize)]
struct Line {
    name: &'static str,
    count: u64,
}

impl Row for Line {
    const COLUMNS: &'static [Column] = &[
        Column::new("name"),
        Column::new("accounts"),
        Column::csv("id"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.name.to_owned()),
            Cell::Number(self.count),
            Cell::Text(format!("id-{}", self.count)),
        ]
    }
}

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn written(lang: Lang, form: Form, lines: &[Line]) -> String {
    let paper = Paper::default();
    let words = Arc::new(Words::new(lang, &[]));
    let mut output = Output::to(paper.clone(), io::sink(), words, Timestamp(0));
    let mut list = output
        .list::<Line>(form, "lines")
        .head("as_of", &"now")
        .unwrap();
    for line in lines {
        list.push(line).unwrap();
    }
    assert_eq!(list.finish().unwrap(), lines.len() as u64);
    String::from_utf8(paper.0.lock().unwrap().clone()).unwrap()
}

const LINES: &[Line] = &[
    Line {
        name: "山田",
        count: 1_234,
    },
    Line {
        name: "=HYPERLINK(\"x\")\u{1b}[2J",
        count: 7,
    },
];

#[test]
fn a_table_is_aligned_by_width_and_harmless() {
    assert_eq!(
        written(Lang::En, Form::Table, LINES),
        "NAME                 ACCOUNTS\n\
         山田                    1,234\n\
         =HYPERLINK(\"x\")\u{fffd}[2J         7\n"
    );
}

#[test]
fn csv_is_defused_and_harmless() {
    assert_eq!(
        written(Lang::Fr, Form::Csv { separator: b';' }, LINES),
        "name;accounts;id\n\
         山田;1234;id-1234\n\
         \"'=HYPERLINK(\"\"x\"\")\u{fffd}[2J\";7;id-7\n"
    );
}

#[test]
fn json_is_one_object_with_a_schema() {
    for lines in [LINES, &[]] {
        let text = written(Lang::En, Form::Json, lines);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], 1);
        assert_eq!(value["as_of"], "now");
        assert_eq!(value["lines"].as_array().unwrap().len(), lines.len());
    }
}

#[test]
fn an_empty_listing_keeps_its_csv_titles_and_prints_no_table() {
    let csv = written(Lang::En, Form::Csv { separator: b',' }, &[]);
    assert_eq!(csv, "name,accounts,id\n");
    assert_eq!(written(Lang::En, Form::Table, &[]), "");
}

#[rstest]
#[case("=1+1", "'=1+1")]
#[case("+33", "'+33")]
#[case("-1", "'-1")]
#[case("@x", "'@x")]
#[case("\tx", "'\tx")]
#[case("\rx", "'\rx")]
#[case("a=b", "a=b")]
#[case("", "")]
fn formulas_are_defused(#[case] value: &str, #[case] safe: &str) {
    assert_eq!(defuse(value), safe);
}

#[rstest]
#[case(Cell::Flag(None), "", "unknown")]
#[case(Cell::Flag(Some(true)), "true", "yes")]
#[case(Cell::Empty, "", "-")]
#[case(Cell::Word("state", "gone"), "gone", "gone")]
#[case(Cell::Age(Some(Timestamp(0))), "1970-01-01T00:00:00Z", "3 min")]
#[case(Cell::At(Timestamp(0)), "1970-01-01T00:00:00Z", "1970-01-01 00:00")]
#[case(Cell::List(vec!["a".into(), "b".into()]), "a | b", "a, b")]
fn a_cell_is_exact_for_programs_and_readable_for_humans(
    #[case] cell: Cell,
    #[case] exact: &str,
    #[case] readable: &str,
) {
    assert_eq!(cell.exact(), exact);
    let words = Words::new(Lang::En, &[]);
    assert_eq!(cell.readable(&words, Timestamp(180_000)), readable);
}

#[test]
fn json_is_exact_and_no_terminal_obeys_it() {
    let name = "a\u{1b}[2J\u{9b}1m\u{202e}b\u{7f}\u{e0001}é山";
    let lines = [Line { name, count: 1 }];
    let text = written(Lang::En, Form::Json, &lines);
    assert!(text.chars().all(|c| c == '\n' || is_safe(c)), "{text:?}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["lines"][0]["name"], name);
    let paper = Paper::default();
    let words = Arc::new(Words::new(Lang::En, &[]));
    let mut output = Output::to(paper.clone(), io::sink(), words, Timestamp(0));
    output.object(&lines[0]).unwrap();
    let bytes = paper.0.lock().unwrap().clone();
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["name"], name);
    assert!(
        str::from_utf8(&bytes)
            .unwrap()
            .chars()
            .all(|c| c == '\n' || is_safe(c))
    );
}

#[test]
fn a_single_object_carries_the_schema_too() {
    let paper = Paper::default();
    let words = Arc::new(Words::new(Lang::En, &[]));
    let mut output = Output::to(paper.clone(), io::sink(), words, Timestamp(0));
    output.object(&LINES[0]).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&paper.0.lock().unwrap()).unwrap();
    assert_eq!(
        value,
        serde_json::json!({"schema": 1, "name": "山田", "count": 1234})
    );
}
