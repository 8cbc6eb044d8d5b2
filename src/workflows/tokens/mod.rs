//! Tokens that somebody shows us: checking their signature, and the register of what is known.
//!
//! Decoding is `domain::token`. Nothing here calls a service: that a signature is good says who
//! made a token, not that anybody still takes it.

pub mod key;
mod public;
#[cfg(test)]
mod tests;
pub mod verify;
