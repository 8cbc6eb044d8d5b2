//! Relink.
use super::{Book, IdentityError, Result};
use crate::domain::decision::Decision;
use crate::domain::text::Text;
use crate::workflows::Env;

pub(super) fn undo(_env: &Env, _book: &Book, decision: &Decision) -> Result<Decision> {
    Err(IdentityError::Refused(
        Text::new("identity-undone").with("seq", decision.seq),
    ))
}
