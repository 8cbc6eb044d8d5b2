//! Tests against real servers and strict stand-ins: one binary, one module per service.
//!
//! Where a server's packages are missing the test is skipped loudly (`tests/run --install` brings
//! them); with `CI` set that is a failure.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod peers;

mod services {
    mod cli;
    #[cfg(feature = "imap")]
    mod cyrus;
    mod simulated;
    mod web;
}
