//! The table of accounts, read line by line.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use super::error::{MatchCsvError, Problem};
use crate::domain::matching::identity::{Account, Email, Identity, StableId};
use crate::domain::matching::intern::Interner;

/// Columns that must be there; `service` only where it carries a meaning. Others are ignored.
const COLUMNS: [&str; 5] = ["account_id", "service", "login", "display_name", "email"];

/// The table as a stream of identities: a million accounts are never held twice.
pub struct Table<R> {
    csv: csv::Reader<R>,
    places: [Option<usize>; COLUMNS.len()],
    ignore_service: bool,
    ids: Interner,
    record: ByteRecord,
    error: Option<MatchCsvError>,
}

impl<R: Read> Table<R> {
    pub fn open(reader: R, ignore_service: bool) -> Result<Self, MatchCsvError> {
        let mut csv = ReaderBuilder::new().from_reader(reader);
        let header = csv.byte_headers().map_err(MatchCsvError::Read)?.clone();
        let mut places = [None; COLUMNS.len()];
        for (place, name) in places.iter_mut().zip(COLUMNS) {
            let is_it = |cell: &[u8]| {
                let cell = cell.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cell);
                cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes())
            };
            *place = header.iter().position(is_it);
            if place.is_none() && !(ignore_service && name == "service") {
                return Err(MatchCsvError::NoColumn { name });
            }
        }
        let (ids, record) = (Interner::default(), ByteRecord::new());
        Ok(Self {
            csv,
            places,
            ignore_service,
            ids,
            record,
            error: None,
        })
    }

    fn read(&mut self) -> Result<Option<Identity>, MatchCsvError> {
        let mut record = std::mem::take(&mut self.record);
        let more = self.csv.read_byte_record(&mut record);
        self.record = record;
        if !more.map_err(MatchCsvError::Read)? {
            return Ok(None);
        }
        let [id, service, login, display_name, emails] = [
            self.cell(0)?,
            self.cell(1)?,
            self.cell(2)?,
            self.cell(3)?,
            self.cell(4)?,
        ];
        let identity = Identity {
            account: self.ids.len() as Account,
            service: if self.ignore_service {
                String::new()
            } else {
                service.to_owned()
            },
            login: login.to_owned(),
            display_name: display_name.to_owned(),
            emails: emails
                .split(';')
                .filter(|one| !one.is_empty())
                .map(Email::asserted)
                .collect(),
            stable_ids: if self.ignore_service {
                Vec::new()
            } else {
                forge_id(service, login)
            },
            ..Identity::default()
        };
        let id = id.to_owned();
        if id.is_empty() {
            return Err(self.wrong(0, Problem::Empty));
        }
        if self.ids.intern(&id) != identity.account {
            return Err(self.wrong(0, Problem::Twice(id)));
        }
        Ok(Some(identity))
    }

    fn cell(&self, column: usize) -> Result<&str, MatchCsvError> {
        let place = self.places.get(column).copied().flatten();
        let bytes = place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| self.wrong(column, Problem::NotUtf8))?;
        Ok(text.trim())
    }

    fn wrong(&self, column: usize, problem: Problem) -> MatchCsvError {
        MatchCsvError::Cell {
            line: self.record.position().map_or(0, csv::Position::line),
            column: self
                .places
                .get(column)
                .copied()
                .flatten()
                .map_or(0, |place| place + 1),
            name: COLUMNS.get(column).copied().unwrap_or_default(),
            problem,
        }
    }

    /// The account ids by number, once everything was read.
    pub fn finish(self) -> Result<Interner, MatchCsvError> {
        self.error.map_or(Ok(self.ids), Err)
    }
}

impl<R: Read> Iterator for Table<R> {
    type Item = Identity;

    fn next(&mut self) -> Option<Identity> {
        if self.error.is_some() {
            return None;
        }
        self.read().unwrap_or_else(|error| {
            self.error = Some(error);
            None
        })
    }
}

/// A login on a public forge is that forge's id of a person, as its no-reply addresses are.
fn forge_id(service: &str, login: &str) -> Vec<StableId> {
    let issuer = service.to_ascii_lowercase();
    let known = matches!(issuer.as_str(), "github" | "gitlab") && !login.is_empty();
    let subject = format!("login:{}", login.to_lowercase());
    known
        .then_some(StableId { issuer, subject })
        .into_iter()
        .collect()
}
