//! Newcomers who are awaited.

use super::Store;
use super::error::Result;
use super::tables::{META, META_LAST_REQUEST, REQUESTS, Rows};
use super::write::Write;
use crate::domain::request::Request;

impl Store {
    /// Every newcomer who is awaited, by number.
    pub fn requests(&self) -> Result<Vec<Request>> {
        self.read()?.all(REQUESTS)
    }

    /// The number that the next newcomer gets; none is given twice.
    pub fn next_request(&self) -> Result<u64> {
        Ok(self.read()?.number(META_LAST_REQUEST)? + 1)
    }
}

impl Write<'_> {
    /// Writes a newcomer; returns the number of rows.
    pub(super) fn put_request(&mut self, request: &Request) -> Result<usize> {
        let key = request.id.to_be_bytes();
        self.put_record(REQUESTS, &key, request)?;
        if self.number(META_LAST_REQUEST)? < request.id {
            self.put(META, META_LAST_REQUEST, &key)?;
        }
        self.change();
        Ok(2)
    }
}
