//! Every kind of simulated service, in the order in which they are shown and get their ports. This
//! is the only list of them.

use super::simulated::Kind;
use super::{cyrus, github, mattermost, nextcloud};

/// The kinds.
pub(super) const KINDS: &[&Kind] = &[
    &github::KIND,
    &mattermost::KIND,
    &nextcloud::KIND,
    &cyrus::KIND,
    #[cfg(test)]
    &super::dummy::KIND,
];
