//! A provider's data for tests that only keep it.

use serde::{Deserialize, Serialize};

use super::data::{ProviderData, ProviderRecord};

#[derive(Debug, Serialize, Deserialize)]
struct Sample {
    teams: Vec<u32>,
}

impl ProviderRecord for Sample {
    const NAME: &'static str = "sample";
    const VERSION: u16 = 1;
}

/// Data of a made-up provider: its one team.
pub fn sample_data(team: u32) -> ProviderData {
    ProviderData::of(&Sample { teams: vec![team] }).unwrap()
}
