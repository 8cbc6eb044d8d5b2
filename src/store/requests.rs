//! Newcomers who are awaited.

use redb::ReadableTable;

use super::Store;
use super::codec::{self, encode};
use super::error::Result;
use super::tables::{META, META_LAST_REQUEST, REQUESTS, number};
use super::write::Write;
use crate::domain::audit::AuditBody;
use crate::domain::request::Request;

impl Store {
    /// Every newcomer who is awaited, by number.
    pub fn requests(&self) -> Result<Vec<Request>> {
        let table = self.read_table(REQUESTS)?;
        table
            .iter()?
            .map(|row| codec::decode(row?.1.value()))
            .collect()
    }

    /// The number that the next newcomer gets; none is given twice.
    pub fn next_request(&self) -> Result<u64> {
        Ok(number(&self.read_table(META)?, META_LAST_REQUEST)? + 1)
    }

    /// Lets go of newcomers, each told by its entry of the audit log; those that are not there
    /// are left out, with their entries. Says how many there were.
    pub fn drop_requests(&self, dropped: &[(u64, AuditBody)]) -> Result<usize> {
        let (count, _) = self.change(|write| {
            let mut count = 0;
            for (id, told) in dropped {
                let key = id.to_be_bytes();
                if write.requests.remove(key.as_slice())?.is_some() {
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
        self.requests
            .insert(key.as_slice(), encode(request)?.as_slice())?;
        if number(&self.meta, META_LAST_REQUEST)? < request.id {
            self.meta.insert(META_LAST_REQUEST, key.as_slice())?;
        }
        self.change();
        Ok(2)
    }
}
