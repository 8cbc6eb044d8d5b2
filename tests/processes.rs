//! What only shows with several processes: this test program starts itself again as a child that
//! works on a store, and kills it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests: what goes wrong outside fails the test"
)]

#[path = "processes/store.rs"]
mod store;
