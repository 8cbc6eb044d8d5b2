//! What only shows with several processes: this test program starts itself again as a child that
//! works on a store, and kills it.

#[path = "processes/store.rs"]
mod store;
