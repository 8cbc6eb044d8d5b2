//! What the embedded database refuses, in the store's words.

use std::io::ErrorKind;

use crate::store::error::{DatabaseError, Fault, StoreError};

macro_rules! from_redb {
    ($($error:ty),*) => {$(
        impl From<$error> for StoreError {
            fn from(error: $error) -> Self {
                translated(error.into())
            }
        }
    )*};
}
from_redb!(
    redb::StorageError,
    redb::TableError,
    redb::TransactionError,
    redb::CommitError,
    redb::CompactionError,
    redb::DatabaseError
);

fn translated(error: redb::Error) -> StoreError {
    let fault = match &error {
        redb::Error::Io(source) if source.kind() == ErrorKind::StorageFull => Fault::Full,
        redb::Error::PreviousIo => Fault::FailedBefore,
        _ => Fault::Other,
    };
    StoreError::Database(DatabaseError {
        fault,
        source: Box::new(error),
    })
}
