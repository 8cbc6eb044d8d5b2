//! Every write may be run again: the tests of the store and of what writes to it hold as well when
//! each transaction is done once in vain.

use std::time::Duration;

use crate::net::exec;
use crate::store::REHEARSE;

/// The tests that write to stores.
const ROOMS: [&str; 2] = ["store::", "workflows::"];

/// One of them, which would not pass if it had not run.
const ONE: &str = "each_transaction_that_logs_tells_the_head_once ... ok";

const LIMITS: exec::Limits = exec::Limits {
    timeout: Duration::from_secs(1_200),
    output_max: 16 << 20,
};

#[tokio::test]
async fn all_tests_hold_when_every_write_is_done_once_in_vain() {
    if std::env::var_os(REHEARSE).is_some() {
        return;
    }
    let tests = std::env::current_exe().unwrap();
    let rehearse = format!("{REHEARSE}=1");
    let mut argv = vec!["/usr/bin/env", &rehearse, tests.to_str().unwrap()];
    argv.extend(ROOMS);
    let output = exec::run(&argv, None, LIMITS).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status, Some(0), "{said}");
    assert!(said.contains(ONE), "{said}");
}
