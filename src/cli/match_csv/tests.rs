//! Tables of accounts and what they are answered.

use std::collections::BTreeMap;

use super::answers::{Summary, run};
use super::error::{MatchCsvError, Problem};
use crate::domain::matching::rules::Rule;

const HEADER: &str = "cluster_id,account_id,service,login,display_name,email\n";

fn answers(table: &str, ignore_service: bool) -> Result<(Summary, String, String), MatchCsvError> {
    let (mut pred, mut sug) = (Vec::new(), Vec::new());
    let summary = run(table.as_bytes(), ignore_service, &mut pred, &mut sug)?;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ok((summary, text(pred), text(sug)))
}

#[test]
fn accounts_of_one_mailbox_become_one_cluster() {
    let table = format!(
        "{HEADER}x,1,a,,Jane Doe,jane@a.example\nx,2,b,jane,Jane Doe,JANE@a.example;j@b.example\ny,3,c,,Paul Roe,paul@a.example\n"
    );
    let (summary, pred, sug) = answers(&table, false).unwrap();
    assert_eq!(pred, "account_id,cluster_id\n1,1\n2,1\n3,3\n");
    assert_eq!(sug, "account_a,account_b,score,reason\n");
    assert_eq!((summary.accounts, summary.users), (3, 2));
    assert_eq!(summary.links, BTreeMap::from([(Rule::SameAddress, 1)]));
}

#[test]
fn two_accounts_of_one_service_are_a_question_unless_services_mean_nothing() {
    let table = format!("{HEADER},1,a,,Jane Doe,jane@a.example\n,2,a,,Jane Doe,jane@a.example\n");
    let (summary, pred, sug) = answers(&table, false).unwrap();
    assert_eq!(pred, "account_id,cluster_id\n1,1\n2,2\n");
    assert!(
        sug.starts_with("account_a,account_b,score,reason\n1,2,15,"),
        "{sug}"
    );
    assert_eq!((summary.suggestions, summary.same_service), (1, 1));
    let (_, pred, _) = answers(&table, true).unwrap();
    assert_eq!(pred, "account_id,cluster_id\n1,1\n2,1\n");
}

#[test]
fn a_service_that_holds_several_accounts_of_one_person_is_named() {
    let line = |n: u8, id, name| {
        let family = char::from(b'a' + n).to_string().repeat(5);
        format!(",{n}{id},log,,{name} {family},{family}@a.example\n")
    };
    let lines = (0..20).map(|n| line(n, 'x', "Jane") + &line(n, 'y', "J."));
    let table = HEADER.to_owned() + &lines.collect::<String>();
    let (summary, _, _) = answers(&table, false).unwrap();
    assert_eq!((summary.accounts, summary.users), (40, 20));
    assert_eq!(summary.open_services, ["log"]);
}

#[test]
fn a_table_without_services_is_read_when_they_are_ignored() {
    let table = "account_id,login,display_name,email\n1,jd,,\n";
    assert!(answers(table, true).is_ok());
    let error = answers(table, false).unwrap_err();
    assert!(
        matches!(error, MatchCsvError::NoColumn { name: "service" }),
        "{error:?}"
    );
}

#[test]
fn a_byte_order_mark_and_capitals_in_the_header_do_no_harm() {
    let table = "\u{feff}Account_ID,Service,Login,Display_Name,Email\n1,a,,,\n";
    assert!(answers(table, false).is_ok());
}

#[test]
fn a_wrong_cell_is_named_by_line_and_column() {
    let twice = format!("{HEADER},7,a,,,\n,7,b,,,\n");
    let error = answers(&twice, false).unwrap_err();
    let MatchCsvError::Cell {
        line,
        column,
        name,
        problem,
    } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!((*line, *column, *name), (3, 2, "account_id"));
    assert_eq!(*problem, Problem::Twice("7".to_owned()));

    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b",1,a,,J\xe9r\xf4me,\n");
    let error = run(&bytes[..], false, Vec::new(), Vec::new()).unwrap_err();
    assert!(
        matches!(
            error,
            MatchCsvError::Cell {
                line: 2,
                column: 5,
                problem: Problem::NotUtf8,
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn a_broken_line_is_named() {
    let error = answers(&format!("{HEADER},1,a,,,\n,2,a\n"), false).unwrap_err();
    assert!(matches!(error, MatchCsvError::Read(_)), "{error:?}");
    let text = error.text();
    assert_eq!((text.id.as_ref(), text.args.len()), ("match-broken", 2));
    assert!(
        format!("{text:?}").contains("3 cells instead of 6"),
        "{text:?}"
    );
}
