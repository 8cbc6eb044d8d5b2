//! Selectors and filters of the command line, answered from the store.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::error::CliError;
use super::exit::Exit;
use crate::domain::account::Account;
use crate::domain::filter::{Compiled, Filter, FilterError, Now, Scratch};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::{Text, fold};
use crate::domain::user::User;
use crate::store::Store;
use crate::workflows::report::View;

/// Most candidates that an ambiguous selector names.
const CANDIDATES: usize = 8;
