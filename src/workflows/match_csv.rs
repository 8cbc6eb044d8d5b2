//! `match FILE.csv`: the matcher on a table of accounts, for those who want to try it on their
//! own data before they connect a service. Runs exactly the engine that a sync runs.
//!
//! Owns the reading of the table and the writing of the two answers. What is matched and why is
//! `domain::matching`.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use csv::{ByteRecord, ReaderBuilder, Writer};

use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::engine::{Engine, Services, Settings};
use crate::domain::matching::identity::{Account, Email, Identity, StableId};
use crate::domain::matching::intern::Interner;
use crate::domain::matching::rules::Rule;
use crate::domain::text::Text;

/// Columns that must be there; `service` only where it carries a meaning. Others are ignored.
const COLUMNS: [&str; 5] = ["account_id", "service", "login", "display_name", "email"];

/// Threads of a run: it is a command of its own, and may take what a small machine has.
const THREADS: usize = 2;

/// What a run found, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Accounts read.
    pub accounts: usize,
    /// Users that they are.
    pub users: usize,
    /// Automatic links by rule.
    pub links: BTreeMap<Rule, usize>,
    /// Questions for the operator.
    pub suggestions: usize,
    /// Questions only because both accounts are of one service. Many of them mean that the
    /// `service` column carries no meaning, and had better be ignored.
    pub same_service: usize,
    /// Services that the data show to hold several accounts of one user as a matter of course:
    /// two of their accounts may be one user's.
    pub open_services: Vec<String>,
}

/// Why a table was not matched. Lines and columns count from 1.
#[derive(Debug)]
pub enum MatchCsvError {
    /// A column is not in the header.
    NoColumn {
        /// Its name.
        name: &'static str,
    },
    /// The table cannot be read.
    Broken {
        /// Where.
        line: u64,
        /// The reader's reason.
        why: String,
    },
    /// A cell cannot be used.
    Cell {
        /// Where.
        line: u64,
        /// Where in the line.
        column: usize,
        /// The column's name.
        name: &'static str,
        /// What is wrong.
        problem: Problem,
    },
    /// An answer cannot be written.
    Write(std::io::Error),
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is not UTF-8.
    NotUtf8,
    /// It is empty and may not be.
    Empty,
    /// Another line has the same value and may not.
    Twice(String),
}

impl MatchCsvError {
    /// The error as a message.
    pub fn text(&self) -> Text {
        match self {
            Self::NoColumn { name } => Text::new("match-no-column").with("name", *name),
            Self::Broken { line, why } => Text::new("match-broken")
                .with("line", *line)
                .with("why", why.as_str()),
            Self::Cell {
                line,
                column,
                name,
                problem,
            } => {
                let text = match problem {
                    Problem::NotUtf8 => Text::new("match-not-utf8"),
                    Problem::Empty => Text::new("match-empty"),
                    Problem::Twice(value) => Text::new("match-twice").with("value", value.as_str()),
                };
                text.with("line", *line)
                    .with("column", *column)
                    .with("name", *name)
            }
            Self::Write(error) => Text::new("match-write").with("why", error.to_string()),
        }
    }
}

impl From<csv::Error> for MatchCsvError {
    fn from(error: csv::Error) -> Self {
        let line = error.position().map_or(1, csv::Position::line);
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Self::Write(error),
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => Self::Broken {
                line,
                why: format!("{len} cells instead of {expected_len}"),
            },
            kind => Self::Broken {
                line,
                why: format!("{kind:?}"),
            },
        }
    }
}

/// Matches the accounts of a table. `pred` gets `account_id,cluster_id` for every account, a
/// cluster being named after its first account; `sug` gets `account_a,account_b,score,reason`,
/// best first.
pub fn run(
    reader: impl Read,
    ignore_service: bool,
    pred: impl Write,
    sug: impl Write,
) -> Result<Summary, MatchCsvError> {
    let mut table = Table::open(reader, ignore_service)?;
    let settings = Settings {
        services: if ignore_service {
            Services::Ignored
        } else {
            Services::Tested
        },
        threads: THREADS,
    };
    let engine = Engine::build(&mut table, Decisions::default(), settings);
    let ids = table.finish()?;
    write_answers(&engine, &ids, pred, sug)
}

/// The table as a stream of identities: a million accounts are never held twice.
struct Table<R> {
    csv: csv::Reader<R>,
    places: [Option<usize>; COLUMNS.len()],
    ignore_service: bool,
    ids: Interner,
    record: ByteRecord,
    error: Option<MatchCsvError>,
}

impl<R: Read> Table<R> {
    fn open(reader: R, ignore_service: bool) -> Result<Self, MatchCsvError> {
        let mut csv = ReaderBuilder::new().from_reader(reader);
        let header = csv.byte_headers()?.clone();
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
        let more = self.csv.read_byte_record(&mut record)?;
        self.record = record;
        if !more {
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
    fn finish(self) -> Result<Interner, MatchCsvError> {
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

fn write_answers(
    engine: &Engine,
    ids: &Interner,
    pred: impl Write,
    sug: impl Write,
) -> Result<Summary, MatchCsvError> {
    let mut summary = Summary {
        accounts: ids.len(),
        open_services: engine.open_services().map(str::to_owned).collect(),
        ..Summary::default()
    };
    let mut out = Writer::from_writer(pred);
    out.write_record(["account_id", "cluster_id"])?;
    for account in engine.accounts() {
        let group = engine.group(account).unwrap_or(account);
        summary.users += usize::from(group == account);
        out.write_record([ids.text(account), ids.text(group)])?;
    }
    out.flush().map_err(MatchCsvError::Write)?;
    for link in engine.links() {
        *summary.links.entry(link.rule).or_default() += 1;
    }
    let mut out = Writer::from_writer(sug);
    out.write_record(["account_a", "account_b", "score", "reason"])?;
    for one in engine.suggestions() {
        let reason = engine
            .explain(one.a, one.b)
            .map_or_else(String::new, |why| why.brief());
        summary.suggestions += 1;
        summary.same_service +=
            usize::from(one.stopped.is_some() && same_service(engine, one.a, one.b));
        let score = one.score().to_string();
        out.write_record([ids.text(one.a), ids.text(one.b), &score, &reason])?;
    }
    out.flush().map_err(MatchCsvError::Write)?;
    Ok(summary)
}

fn same_service(engine: &Engine, a: Account, b: Account) -> bool {
    let service = |account| engine.features(account).map(|features| features.service);
    service(a) == service(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "cluster_id,account_id,service,login,display_name,email\n";

    fn answers(
        table: &str,
        ignore_service: bool,
    ) -> Result<(Summary, String, String), MatchCsvError> {
        let (mut pred, mut sug) = (Vec::new(), Vec::new());
        let summary = run(table.as_bytes(), ignore_service, &mut pred, &mut sug)?;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ok((summary, text(pred), text(sug)))
    }

    #[test]
    fn accounts_of_one_mailbox_become_one_cluster() {
        let table = format!(
            "{HEADER}x,1,a,,Jane Doe,jane@a.example\nx,2,b,jane,Jane Doe,JANE@a.example;j@b.example\ny,3,c,,Paul Roe,paul@a.example\n"
        );
        let (summary, pred, sug) = answers(&table, false).unwrap();
        assert_eq!(pred, "account_id,cluster_id\n1,1\n2,1\n3,3\n");
        assert_eq!(sug, "account_a,account_b,score,reason\n");
        assert_eq!((summary.accounts, summary.users), (3, 2));
        assert_eq!(summary.links, BTreeMap::from([(Rule::SameAddress, 1)]));
    }

    #[test]
    fn two_accounts_of_one_service_are_a_question_unless_services_mean_nothing() {
        let table =
            format!("{HEADER},1,a,,Jane Doe,jane@a.example\n,2,a,,Jane Doe,jane@a.example\n");
        let (summary, pred, sug) = answers(&table, false).unwrap();
        assert_eq!(pred, "account_id,cluster_id\n1,1\n2,2\n");
        assert!(
            sug.starts_with("account_a,account_b,score,reason\n1,2,15,"),
            "{sug}"
        );
        assert_eq!((summary.suggestions, summary.same_service), (1, 1));
        let (_, pred, _) = answers(&table, true).unwrap();
        assert_eq!(pred, "account_id,cluster_id\n1,1\n2,1\n");
    }

    #[test]
    fn a_service_that_holds_several_accounts_of_one_person_is_named() {
        let line = |n: u8, id, name| {
            let family = char::from(b'a' + n).to_string().repeat(5);
            format!(",{n}{id},log,,{name} {family},{family}@a.example\n")
        };
        let lines = (0..20).map(|n| line(n, 'x', "Jane") + &line(n, 'y', "J."));
        let table = HEADER.to_owned() + &lines.collect::<String>();
        let (summary, _, _) = answers(&table, false).unwrap();
        assert_eq!((summary.accounts, summary.users), (40, 20));
        assert_eq!(summary.open_services, ["log"]);
    }

    #[test]
    fn a_table_without_services_is_read_when_they_are_ignored() {
        let table = "account_id,login,display_name,email\n1,jd,,\n";
        assert!(answers(table, true).is_ok());
        let error = answers(table, false).unwrap_err();
        assert!(
            matches!(error, MatchCsvError::NoColumn { name: "service" }),
            "{error:?}"
        );
    }

    #[test]
    fn a_byte_order_mark_and_capitals_in_the_header_do_no_harm() {
        let table = "\u{feff}Account_ID,Service,Login,Display_Name,Email\n1,a,,,\n";
        assert!(answers(table, false).is_ok());
    }

    #[test]
    fn a_wrong_cell_is_named_by_line_and_column() {
        let twice = format!("{HEADER},7,a,,,\n,7,b,,,\n");
        let error = answers(&twice, false).unwrap_err();
        let MatchCsvError::Cell {
            line,
            column,
            name,
            problem,
        } = &error
        else {
            panic!("{error:?}")
        };
        assert_eq!((*line, *column, *name), (3, 2, "account_id"));
        assert_eq!(*problem, Problem::Twice("7".to_owned()));

        let mut bytes = HEADER.as_bytes().to_vec();
        bytes.extend(b",1,a,,J\xe9r\xf4me,\n");
        let error = run(&bytes[..], false, Vec::new(), Vec::new()).unwrap_err();
        assert!(
            matches!(
                error,
                MatchCsvError::Cell {
                    line: 2,
                    column: 5,
                    problem: Problem::NotUtf8,
                    ..
                }
            ),
            "{error:?}"
        );
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = answers(&format!("{HEADER},1,a,,,\n,2,a\n"), false).unwrap_err();
        assert!(
            matches!(error, MatchCsvError::Broken { line: 3, .. }),
            "{error:?}"
        );
    }
}
