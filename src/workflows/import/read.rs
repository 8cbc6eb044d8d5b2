//! Reading a list of people: the file, its columns, its cells.
//!
//! A list comes from anywhere: it is bounded, and what it says is cleaned as what services say is.
//! Every mistake is told with its place; a list with one is not used at all.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};
use jiff::civil::Date;

use crate::domain::filter::DateValue;
use crate::domain::ids::ServiceId;
use crate::domain::import::{Login, Row};
use crate::domain::service::ServiceInfo;
use crate::domain::text::{Text, fold};
use crate::domain::time::Departure;
use crate::domain::user::{UserKind, is_address};

/// Columns that a list may have, in any order.
pub const COLUMNS: [&str; 8] = [
    "name",
    "email",
    "login",
    "kind",
    "arrival",
    "departure",
    "note",
    "services",
];

/// Largest list, in bytes.
pub const MAX_BYTES: u64 = 10 << 20;

/// Most lines of people.
const MAX_LINES: usize = 100_000;

/// Longest cell, in bytes.
const MAX_CELL: usize = 4_096;

/// Most addresses, logins or services of one person.
const MAX_VALUES: usize = 20;

/// Most mistakes that are told at once.
const MAX_PROBLEMS: usize = 20;

/// Separators that are looked for in the header.
const SEPARATORS: [u8; 3] = *b",;\t";

/// One mistake, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1, where it is about one.
    pub column: Option<usize>,
    /// What is wrong, and what to do.
    pub what: Text,
}

/// Reads a whole list; `services` are those that may be named.
///
/// # Errors
/// Every mistake, at most [`MAX_PROBLEMS`].
pub fn read(from: impl Read, services: &[ServiceInfo]) -> Result<Vec<Row>, Vec<Problem>> {
    let mut bytes = Vec::new();
    let whole = |what: Text| Problem {
        line: 1,
        column: None,
        what,
    };
    if let Err(error) = from.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        let what = Text::new("import-unreadable").with("why", error.to_string());
        return Err(vec![whole(what)]);
    }
    if bytes.len() as u64 > MAX_BYTES {
        let what = Text::new("import-too-large").with("mib", MAX_BYTES >> 20);
        return Err(vec![whole(what)]);
    }
    let text = utf8(&bytes).map_err(|problem| vec![problem])?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut list = List::open(text, services).map_err(|problem| vec![problem])?;
    list.rows()
}

/// The text, or where it stops being UTF-8.
fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let breaks = good.iter().filter(|byte| **byte == b'\n').count();
        Problem {
            line: breaks as u64 + 1,
            column: None,
            what: Text::new("import-not-utf8"),
        }
    })
}

struct List<'a> {
    csv: csv::Reader<&'a [u8]>,
    text: &'a str,
    /// Where each of [`COLUMNS`] stands.
    places: [Option<usize>; COLUMNS.len()],
    services: &'a [ServiceInfo],
    problems: Vec<Problem>,
}

impl<'a> List<'a> {
    fn open(text: &'a str, services: &'a [ServiceInfo]) -> Result<Self, Problem> {
        let header_line = text.lines().next().unwrap_or_default();
        let known = |separator: u8| {
            let cells = header_line.split(char::from(separator));
            cells.filter(|cell| place_of(cell).is_some()).count()
        };
        // The last of several equals wins: the comma, which stands last here.
        let separator = SEPARATORS
            .into_iter()
            .rev()
            .max_by_key(|separator| known(*separator))
            .unwrap_or(b',');
        let mut csv = ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .from_reader(text.as_bytes());
        let wrong = |column: Option<usize>, what: Text| Problem {
            line: 1,
            column,
            what,
        };
        let header = csv
            .headers()
            .map_err(|error| {
                wrong(
                    None,
                    Text::new("import-broken").with("why", error.to_string()),
                )
            })?
            .clone();
        let columns = || COLUMNS.join(", ");
        let mut places = [None; COLUMNS.len()];
        for (at, title) in header.iter().enumerate() {
            let known = place_of(title).and_then(|known| places.get_mut(known));
            match known {
                Some(place @ None) => *place = Some(at),
                Some(Some(_)) => {
                    let what = Text::new("import-column-twice").with("name", title.trim());
                    return Err(wrong(Some(at + 1), what));
                }
                // Spreadsheets leave empty columns at the end.
                None if title.trim().is_empty() => {}
                None => {
                    let what = Text::new("import-unknown-column")
                        .with("name", title.trim())
                        .with("columns", columns());
                    return Err(wrong(Some(at + 1), what));
                }
            }
        }
        if places.iter().take(3).all(Option::is_none) {
            let what = Text::new("import-nobody-named").with("columns", columns());
            return Err(wrong(None, what));
        }
        Ok(List {
            csv,
            text,
            places,
            services,
            problems: Vec::new(),
        })
    }

    fn rows(&mut self) -> Result<Vec<Row>, Vec<Problem>> {
        let width = self.csv.byte_headers().map_or(0, ByteRecord::len);
        let mut rows = Vec::new();
        let mut record = ByteRecord::new();
        while self.problems.len() < MAX_PROBLEMS {
            match self.csv.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let what = Text::new("import-broken").with("why", error.to_string());
                    let line = error.position().map_or(1, csv::Position::line);
                    self.wrong(line, None, what);
                    break;
                }
            }
            let line = self.line(&record);
            let blank = |cell: &[u8]| cell.trim_ascii().is_empty();
            if record.iter().all(blank) {
                continue;
            }
            if rows.len() == MAX_LINES {
                let what = Text::new("import-too-long").with("lines", MAX_LINES);
                self.wrong(line, None, what);
                break;
            }
            let cells = record.len();
            // Empty cells at the end mean nothing.
            let extra = record.iter().skip(width).any(|cell| !blank(cell));
            if cells < width || extra {
                let what = Text::new("import-cells")
                    .with("n", cells)
                    .with("width", width);
                self.wrong(line, None, what);
                continue;
            }
            let row = self.row(line, &record);
            rows.push(row);
        }
        if self.problems.is_empty() {
            Ok(rows)
        } else {
            Err(std::mem::take(&mut self.problems))
        }
    }

    /// The line that a record begins on; the reader counts the blank ones before it to the record.
    fn line(&self, record: &ByteRecord) -> u64 {
        let Some(position) = record.position() else {
            return 1;
        };
        let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let blank = rest
            .iter()
            .take_while(|byte| matches!(byte, b'\n' | b'\r'))
            .filter(|byte| **byte == b'\n')
            .count();
        position.line() + blank as u64
    }

    fn row(&mut self, line: u64, record: &ByteRecord) -> Row {
        let [name, email, login, kind, arrival, departure, note, services] =
            std::array::from_fn(|column| self.cell(line, column, record));
        if name.is_empty() && email.is_empty() && login.is_empty() {
            self.wrong(line, None, Text::new("import-nameless-line"));
        }
        let row = Row {
            line,
            name,
            emails: self.values(line, 1, &email, |_, one| {
                is_address(one)
                    .then(|| one.to_owned())
                    .ok_or_else(|| Text::new("import-bad-email"))
            }),
            logins: self.values(line, 2, &login, Self::login),
            kind: self.one(line, 3, &kind, |_, one| {
                let kinds = UserKind::ALL.map(UserKind::as_str).join(", ");
                UserKind::parse(&fold(one))
                    .ok_or_else(|| Text::new("import-bad-kind").with("known", kinds))
            }),
            arrival: self.one(line, 4, &arrival, |_, one| date(one)),
            departure: self
                .one(line, 5, &departure, |_, one| match one {
                    "open-ended" | "open" => Ok(Departure::OpenEnded),
                    one => date(one).map(Departure::On),
                })
                .unwrap_or_default(),
            note,
            services: self.values(line, 7, &services, Self::service),
        };
        if let (Some(first), Departure::On(last)) = (row.arrival, row.departure)
            && first > last
        {
            self.wrong(line, Some(5), Text::new("import-backwards"));
        }
        row
    }

    /// A cell without what could harm a terminal, without blanks around it.
    fn cell(&mut self, line: u64, column: usize, record: &ByteRecord) -> String {
        let place = self.places.get(column).copied().flatten();
        let bytes = place.and_then(|place| record.get(place));
        let Ok(text) = str::from_utf8(bytes.unwrap_or_default()) else {
            self.wrong(line, Some(column), Text::new("import-not-utf8"));
            return String::new();
        };
        if text.len() > MAX_CELL {
            let what = Text::new("import-long-cell").with("bytes", MAX_CELL);
            self.wrong(line, Some(column), what);
        }
        clean(text)
    }

    fn one<T>(
        &mut self,
        line: u64,
        column: usize,
        cell: &str,
        read: impl Fn(&Self, &str) -> Result<T, Text>,
    ) -> Option<T> {
        if cell.is_empty() {
            return None;
        }
        match read(self, cell) {
            Ok(value) => Some(value),
            Err(what) => {
                self.wrong(line, Some(column), what.with("value", cell));
                None
            }
        }
    }

    /// Several values of one cell, separated by `|` or `;`, each once.
    fn values<T: PartialEq>(
        &mut self,
        line: u64,
        column: usize,
        cell: &str,
        read: impl Fn(&Self, &str) -> Result<T, Text>,
    ) -> Vec<T> {
        let mut values: Vec<T> = Vec::new();
        for one in cell.split(['|', ';']).map(str::trim) {
            let value = self.one(line, column, one, &read);
            values.extend(value.filter(|value| !values.contains(value)));
        }
        if values.len() > MAX_VALUES {
            let what = Text::new("import-many-values").with("most", MAX_VALUES);
            self.wrong(line, Some(column), what);
        }
        values
    }

    fn login(&self, text: &str) -> Result<Login, Text> {
        match text.split_once(':') {
            Some((service, login)) => {
                let login = login.trim();
                if login.is_empty() {
                    return Err(Text::new("import-bad-login"));
                }
                Ok(Login {
                    service: Some(self.service(service.trim())?),
                    login: login.to_owned(),
                })
            }
            None => Ok(Login {
                service: None,
                login: text.to_owned(),
            }),
        }
    }

    fn service(&self, text: &str) -> Result<ServiceId, Text> {
        let wanted = fold(text);
        let is_it = |info: &&ServiceInfo| info.id.as_str() == wanted || fold(&info.label) == wanted;
        let found = self.services.iter().find(is_it);
        found.map(|info| info.id.clone()).ok_or_else(|| {
            let ids: Vec<&str> = self.services.iter().map(|info| info.id.as_str()).collect();
            Text::new("import-bad-service")
                .with("service", text)
                .with("known", ids.join(", "))
        })
    }

    /// `column` is one of [`COLUMNS`]; told is its place in the file.
    fn wrong(&mut self, line: u64, column: Option<usize>, what: Text) {
        let place = column.and_then(|column| self.places.get(column).copied().flatten());
        let name = column.and_then(|column| COLUMNS.get(column)).copied();
        self.problems.push(Problem {
            line,
            column: place.map(|place| place + 1),
            what: match name {
                Some(name) => Text::new("import-in-column")
                    .with("name", name)
                    .with("what", what),
                None => what,
            },
        });
    }
}

fn place_of(title: &str) -> Option<usize> {
    let title = title.trim().trim_matches('"').trim().to_lowercase();
    COLUMNS.iter().position(|name| *name == title)
}

/// A date of the calendar: a list that says `+3m` would say something else every day.
fn date(text: &str) -> Result<Date, Text> {
    match DateValue::parse(text) {
        Some(DateValue::On(date)) => Ok(date),
        Some(DateValue::FromToday(..)) | None => Err(Text::new("import-bad-date")),
    }
}

/// One line without control characters, without blanks around it.
fn clean(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Trust;
    use crate::domain::service::Environment;
    use jiff::civil::date;
    use rstest::rstest;

    fn services() -> Vec<ServiceInfo> {
        ["chat", "code"]
            .map(|id| ServiceInfo {
                id: ServiceId::new(id).unwrap(),
                kind: "manual".to_owned(),
                label: format!("The {id}"),
                url: String::new(),
                environment: Environment::default(),
                email_trust: Trust::Verified,
                sign_in: None,
                max_removals: None,
            })
            .to_vec()
    }

    fn rows(text: &str) -> Vec<Row> {
        read(text.as_bytes(), &services()).unwrap()
    }

    fn problems(text: impl AsRef<[u8]>) -> Vec<(u64, Option<usize>, String)> {
        let problems = read(text.as_ref(), &services()).unwrap_err();
        let id = |what: &Text| match what.args.iter().find(|(name, _)| name == "what") {
            Some((_, crate::domain::text::Arg::Text(inner))) => inner.id.to_string(),
            _ => what.id.to_string(),
        };
        problems
            .iter()
            .map(|one| (one.line, one.column, id(&one.what)))
            .collect()
    }

    #[test]
    fn every_column_is_read_in_any_order() {
        let text = "departure,Name ,email,login,kind,arrival,note,services\n\
            31/12/2026,\"Roe, Jane\",jane@x.example|j@home.example,code:jroe|jr,Team,2026-02-28,\
            \" two\nlines\u{1b}[2J \",chat;The code\n";
        assert_eq!(
            rows(text),
            [Row {
                line: 2,
                name: "Roe, Jane".to_owned(),
                emails: vec!["jane@x.example".to_owned(), "j@home.example".to_owned()],
                logins: vec![
                    Login {
                        service: Some(ServiceId::new("code").unwrap()),
                        login: "jroe".to_owned()
                    },
                    Login {
                        service: None,
                        login: "jr".to_owned()
                    },
                ],
                kind: Some(UserKind::Team),
                arrival: Some(date(2026, 2, 28)),
                departure: Departure::On(date(2026, 12, 31)),
                note: "two lines [2J".to_owned(),
                services: vec![
                    ServiceId::new("chat").unwrap(),
                    ServiceId::new("code").unwrap()
                ],
            }]
        );
    }

    #[rstest]
    #[case("name;email\nJane;j@x.example\n")]
    #[case("name\temail\r\nJane\tj@x.example\r\n")]
    #[case("\u{feff}name,email\nJane,j@x.example")]
    #[case("\"name\";\"email\"\n\"Jane\";\"j@x.example\"\n;\n\n")]
    #[case("name,email,,\nJane,j@x.example,,\n")]
    fn the_separator_is_found_in_the_header(#[case] text: &str) {
        let rows = rows(text);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].name, "Jane");
        assert_eq!(rows[0].emails, ["j@x.example"]);
    }

    #[test]
    fn a_departure_may_be_open_ended() {
        let rows = rows("name,departure\nJane,open-ended\nPaul,\n");
        assert_eq!(rows[0].departure, Departure::OpenEnded);
        assert_eq!(rows[1].departure, Departure::Unset);
    }

    #[rstest]
    #[case("name,colour\nJane,red\n", 1, Some(2), "import-unknown-column")]
    #[case("name,name\nJane,Jane\n", 1, Some(2), "import-column-twice")]
    #[case("kind,note\nteam,x\n", 1, None, "import-nobody-named")]
    #[case("", 1, None, "import-nobody-named")]
    #[case("name,email\nJane,jane\n", 2, Some(2), "import-bad-email")]
    #[case("name,kind\nJane,human\n", 2, Some(2), "import-bad-kind")]
    #[case("arrival,name\n31/02/2026,Jane\n", 2, Some(1), "import-bad-date")]
    #[case("arrival,name\n+3m,Jane\n", 2, Some(1), "import-bad-date")]
    #[case("name,login\nJane,nowhere:jane\n", 2, Some(2), "import-bad-service")]
    #[case("name,login\nJane,chat:\n", 2, Some(2), "import-bad-login")]
    #[case("name,services\nJane,fax\n", 2, Some(2), "import-bad-service")]
    #[case("name,email,note\n,,x\n", 2, None, "import-nameless-line")]
    #[case("name,email\nJane\n", 2, None, "import-cells")]
    #[case("name,email\nJane,j@x.example,more\n", 2, None, "import-cells")]
    #[case(
        "name,arrival,departure\nJane,2026-02-01,2026-01-01\n",
        2,
        Some(3),
        "import-backwards"
    )]
    fn a_mistake_is_told_with_its_place(
        #[case] text: &str,
        #[case] line: u64,
        #[case] column: Option<usize>,
        #[case] id: &str,
    ) {
        assert_eq!(problems(text), [(line, column, id.to_owned())]);
    }

    #[test]
    fn blank_lines_and_lines_within_cells_are_counted() {
        let text = "name,kind\n\n\"Jane\nRoe\",person\n\nPaul,x\n";
        assert_eq!(problems(text), [(6, Some(2), "import-bad-kind".to_owned())]);
    }

    #[test]
    fn every_mistake_is_told_up_to_a_bound() {
        let text = "name,kind\n".to_owned() + &"Jane,x\n".repeat(50);
        assert_eq!(problems(text).len(), MAX_PROBLEMS);
    }

    #[test]
    fn latin_1_is_refused_at_its_line() {
        let found = problems(b"name\nJane\nJ\xe9r\xf4me\n");
        assert_eq!(found, [(3, None, "import-not-utf8".to_owned())]);
    }

    #[test]
    fn a_list_that_is_too_large_is_not_read() {
        let text = "name\n".to_owned() + &"x\n".repeat(MAX_LINES + 1);
        let found = problems(text);
        assert_eq!(found[0].2, "import-too-long");
        let found = problems(vec![b'x'; (MAX_BYTES + 1) as usize]);
        assert_eq!(found, [(1, None, "import-too-large".to_owned())]);
        let found = problems("name\n".to_owned() + &"x".repeat(MAX_CELL + 1));
        assert_eq!(found, [(2, Some(1), "import-long-cell".to_owned())]);
    }
}
