//! GitHub's REST writes.

use super::Github;
use super::route::{Call, not_found};
use crate::sandbox::http::Answer;

impl Github {
    pub(super) fn write(&mut self, _call: &Call<'_>) -> Answer {
        not_found()
    }
}
