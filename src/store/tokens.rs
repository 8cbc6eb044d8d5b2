//! The register of tokens: digests and what was said of them, never a token.

use super::Store;
use super::error::Result;
use super::tables::{META, META_NEXT_TOKEN, Rows, TOKENS};
use super::write::Write;
use crate::domain::audit::AuditBody;
use crate::domain::ids::{Digest16, Revision};
use crate::domain::token::TokenRecord;

impl Store {
    /// Every token, oldest first.
    pub fn tokens(&self) -> Result<Vec<TokenRecord>> {
        self.read()?.all(TOKENS)
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
        again: &dyn Fn(&mut TokenRecord),
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
                row.id = write.number(META_NEXT_TOKEN)?.max(1);
                let next = (row.id + 1).to_be_bytes();
                write.put(META, META_NEXT_TOKEN, &next)?;
            }
            write.put_token(&row, audit)?;
            Ok(row)
        })
    }

    /// Changes one row as it is at that moment; `None` when there is none of this number.
    pub fn edit_token(
        &self,
        id: u64,
        edit: &dyn Fn(&mut TokenRecord),
        audit: &AuditBody,
    ) -> Result<Option<TokenRecord>> {
        let (row, _) = self.change(|write| {
            let row: Option<TokenRecord> = write.record(TOKENS, &id.to_be_bytes())?;
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
            let row: Option<TokenRecord> = write.record(TOKENS, &id.to_be_bytes())?;
            if let Some(row) = &row {
                write.delete(TOKENS, &id.to_be_bytes())?;
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
        let tokens: Vec<TokenRecord> = self.all(TOKENS)?;
        Ok(tokens.into_iter().find(|row| row.digest == digest))
    }

    fn put_token(&mut self, row: &TokenRecord, audit: &AuditBody) -> Result<()> {
        self.put_record(TOKENS, &row.id.to_be_bytes(), row)?;
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
