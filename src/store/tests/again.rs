//! Every write may be run again: the tests of the store and of what writes to it hold as well when
//! each transaction is done once in vain.

use std::process::Command;

use super::super::engine::rehearsal::VARIABLE;

/// The tests that write to stores.
const ROOMS: [&str; 2] = ["store::", "workflows::"];

#[test]
fn all_tests_hold_when_every_write_is_done_once_in_vain() {
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let run = Command::new(std::env::current_exe().unwrap())
        .args(ROOMS)
        .env(VARIABLE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}");
    assert!(said.contains("each_transaction_that_logs_tells_the_head_once ... ok"));
}
