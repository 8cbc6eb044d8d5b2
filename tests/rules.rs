//! Rules of the house, checked on the sources: who may import whom, how long a file may be, which
//! words must exist. Beside them the matcher on a made-up organisation, to spare a binary.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests: what cannot be read fails the test"
)]

#[path = "rules/architecture.rs"]
mod architecture;
#[path = "rules/blocking.rs"]
mod blocking;
#[path = "rules/circles/mod.rs"]
mod circles;
#[path = "rules/environment.rs"]
mod environment;
#[path = "rules/example.rs"]
mod example;
#[path = "matching/mod.rs"]
mod matching;
#[path = "rules/sources.rs"]
mod sources;
#[path = "rules/words.rs"]
mod words;
