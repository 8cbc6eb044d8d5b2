//! Newcomers who are awaited.

use super::Store;
use super::error::Result;
use super::tables::{META, META_LAST_REQUEST, REQUESTS, Rows};
use super::write::Write;
use crate::domain::audit::AuditBody;
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

    /// Lets go of newcomers, each told by its entry of the audit log; those that are not there
    /// are left out, with their entries. Says how many there were.
    pub fn drop_requests(&self, dropped: &[(u64, AuditBody)]) -> Result<usize> {
        let (count, _) = self.change(|write| {
            let mut count = 0;
            let keys = dropped.iter().map(|(id, _)| id.to_be_bytes());
            let found = write.many(REQUESTS, keys, |_| Ok(()))?;
            for ((id, told), found) in dropped.iter().zip(found) {
                if found.is_some() {
                    write.delete(REQUESTS, &id.to_be_bytes())?;
                    write.log(told)?;
                    write.change();
                    count += 1;
                }
            }
            Ok(count)
        })?;
        Ok(count)
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
