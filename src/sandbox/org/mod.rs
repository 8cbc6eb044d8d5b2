//! An invented organisation: people, teams, product accounts, bots and shared mailboxes, with the
//! accounts that they have in four circles, and the truth of who is who. It knows no service: a
//! service says by a [`Population`] what it takes of a circle, and gets it by
//! [`Org::accounts_for`]. The same seed, size and instant give the same organisation, whatever
//! services there are; nothing here reads a clock.

mod cast;
pub(super) mod dice;
pub(super) mod logins;
mod model;
mod names;
mod people;
mod population;
mod stays;
mod truth;

pub use model::{Account, Circle, NEVER, Org, Standing, Team};
pub use population::{Logins, Population, Share};
pub use stays::Stay;

/// Display name of the organisation.
pub const NAME: &str = "Atelier des Communs";

#[cfg(test)]
mod tests;
