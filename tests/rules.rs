//! Rules of the house, checked on the sources: who may import whom, how long a file may be, which
//! words must exist.

#[path = "rules/architecture.rs"]
mod architecture;
#[path = "rules/sources.rs"]
mod sources;
#[path = "rules/words.rs"]
mod words;
