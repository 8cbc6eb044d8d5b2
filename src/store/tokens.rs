//! The register of tokens: digests and what was said of them, never a token.

use redb::ReadableTable;

use super::Store;
use super::codec::{self, encode};
use super::error::Result;
use super::tables::{META_NEXT_TOKEN, Rows, TOKENS, number};
use super::write::Write;
use crate::domain::audit::AuditBody;
use crate::domain::ids::{Digest16, Revision};
use crate::domain::token::TokenRecord;

impl Store {
    /// Every token, oldest first.
    pub fn tokens(&self) -> Result<Vec<TokenRecord>> {
        let table = self.read_table(TOKENS)?;
        table
            .iter()?
            .map(|row| codec::decode(row?.1.value()))
            .collect()
    }

    /// The token of this digest.
    pub fn token(&self, digest: Digest16) -> Result<Option<TokenRecord>> {
        Ok(self.tokens()?.into_iter().find(|row| row.digest == digest))
    }

    /// Writes a token down. The row is `new` with a number of its own, or what `again` makes of the
    /// one that has this digest. The log names the row and its user.
    pub fn record_token(
        &self,
        new: &TokenRecord,
        again: &mut dyn FnMut(&mut TokenRecord),
        audit: &AuditBody,
    ) -> Result<(TokenRecord, Revision)> {
        self.change(|write| {
            let mut row = match write.token_of(new.digest)? {
                Some(mut known) => {
                    again(&mut known);
                    known
                }
                None => new.clone(),
            };
            if row.id == 0 {
                row.id = number(&write.meta, META_NEXT_TOKEN)?.max(1);
                let next = (row.id + 1).to_be_bytes();
                write.meta.insert(META_NEXT_TOKEN, next.as_slice())?;
            }
            write.put_token(&row, audit)?;
            Ok(row)
        })
    }

    /// Changes one row as it is at that moment; `None` when there is none of this number.
    pub fn edit_token(
        &self,
        id: u64,
        edit: &mut dyn FnMut(&mut TokenRecord),
        audit: &AuditBody,
    ) -> Result<Option<TokenRecord>> {
        let (row, _) = self.change(|write| {
            let row: Option<TokenRecord> = write.tokens.record(&id.to_be_bytes())?;
            let Some(mut row) = row else {
                return Ok(None);
            };
            edit(&mut row);
            write.put_token(&row, audit)?;
            Ok(Some(row))
        })?;
        Ok(row)
    }

    /// Takes one row out; `None` when there is none of this number.
    pub fn drop_token(&self, id: u64, audit: &AuditBody) -> Result<Option<TokenRecord>> {
        let (row, _) = self.change(|write| {
            let row: Option<TokenRecord> = write.tokens.record(&id.to_be_bytes())?;
            if let Some(row) = &row {
                write.tokens.remove(id.to_be_bytes().as_slice())?;
                write.change();
                write.log(&named(audit, row))?;
            }
            Ok(row)
        })?;
        Ok(row)
    }
}

impl Write<'_> {
    fn token_of(&self, digest: Digest16) -> Result<Option<TokenRecord>> {
        for row in self.tokens.iter()? {
            let row: TokenRecord = codec::decode(row?.1.value())?;
            if row.digest == digest {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn put_token(&mut self, row: &TokenRecord, audit: &AuditBody) -> Result<()> {
        self.tokens
            .insert(row.id.to_be_bytes().as_slice(), encode(row)?.as_slice())?;
        self.change();
        self.log(&named(audit, row))
    }
}

/// The entry with the row and its user as targets: forgetting the user erases it too.
fn named(audit: &AuditBody, row: &TokenRecord) -> AuditBody {
    let user = row.user.map(|user| user.to_string());
    AuditBody {
        targets: std::iter::once(row.target()).chain(user).collect(),
        ..audit.clone()
    }
}
