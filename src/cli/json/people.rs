//! People who come and go, for scripts: newcomers and departures.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use super::user::{date, departure};
use crate::domain::departures::Leaver;
use crate::domain::ids::ServiceId;
use crate::domain::plan::Reversibility;
use crate::domain::request::Request;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::domain::user::User;
use crate::words::Words;

/// A user by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedJson {
    pub id: String,
    pub name: String,
}

/// A newcomer who is awaited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestJson {
    /// The number, as `requests drop` takes it.
    pub id: u64,
    pub name: String,
    pub emails: Vec<String>,
    /// The logins, as `service:login` or plain.
    pub logins: Vec<String>,
    /// `person`, `team`, `product`, `bot`, or `null` when it was not said.
    pub kind: Option<&'static str>,
    /// The first day.
    pub arrival: Option<String>,
    /// The last day, `open-ended`, or `null`.
    pub departure: Option<String>,
    /// The services wished.
    pub services: Vec<String>,
    /// Free words.
    pub note: String,
    pub file: String,
    pub line: u64,
    /// The operator who read the list.
    pub by: String,
    pub at: String,
    /// Who they seem to be by now.
    pub user: Option<NamedJson>,
}

impl RequestJson {
    /// A newcomer, and the user who has an address or login of theirs.
    pub fn new(request: &Request, user: Option<&User>) -> RequestJson {
        RequestJson {
            id: request.id,
            name: request.name.clone(),
            emails: request.emails.clone(),
            logins: request.logins.clone(),
            kind: request.kind.map(|kind| kind.as_str()),
            arrival: request.arrival.map(|date| date.to_string()),
            departure: departure(request.departure),
            services: request.services.iter().map(|one| one.to_string()).collect(),
            note: request.note.clone(),
            file: request.file.clone(),
            line: request.line,
            by: request.by.clone(),
            at: request.at.to_string(),
            user: user.map(|user| NamedJson {
                id: user.id.to_string(),
                name: user.name.clone(),
            }),
        }
    }
}

impl Row for RequestJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("id"),
        Column::new("name"),
        Column::new("email"),
        Column::csv("login"),
        Column::new("kind"),
        Column::new("arrival"),
        Column::new("departure"),
        Column::new("services"),
        Column::new("note"),
        Column::new("file"),
        Column::new("line"),
        Column::new("by"),
        Column::new("at"),
        Column::new("seems"),
        Column::csv("user"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let user = self.user.as_ref();
        vec![
            Cell::Number(self.id),
            Cell::Text(self.name.clone()),
            Cell::List(self.emails.clone()),
            Cell::List(self.logins.clone()),
            self.kind
                .map_or(Cell::Empty, |kind| Cell::Word("kind", kind)),
            date(self.arrival.as_deref()),
            leaving(self.departure.as_deref()),
            Cell::List(self.services.clone()),
            Cell::Text(self.note.clone()),
            Cell::Text(self.file.clone()),
            Cell::Number(self.line),
            Cell::Text(self.by.clone()),
            Timestamp::parse(&self.at).map_or(Cell::Empty, Cell::At),
            Cell::text(user.map(|user| user.name.as_str())),
            Cell::text(user.map(|user| user.id.as_str())),
        ]
    }
}

fn leaving(text: Option<&str>) -> Cell {
    match text {
        Some("open-ended") => Cell::Term("open-ended"),
        other => date(other),
    }
}

/// How a service gives an access back that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Giving {
    /// As it was.
    Exact,
    /// With the holder's help, and with losses.
    WithLosses,
    /// It takes it for good.
    Never,
    /// It cannot take it.
    NotPossible,
}

impl Giving {
    /// The message for humans.
    pub const fn message(self) -> &'static str {
        match self {
            Giving::Exact => "giving-exact",
            Giving::WithLosses => "giving-with-losses",
            Giving::Never => "giving-never",
            Giving::NotPossible => "giving-not-possible",
        }
    }
}

impl From<Option<Reversibility>> for Giving {
    fn from(disable: Option<Reversibility>) -> Giving {
        match disable {
            Some(Reversibility::Exact) => Giving::Exact,
            Some(Reversibility::WithHolder) => Giving::WithLosses,
            Some(Reversibility::Never) => Giving::Never,
            None => Giving::NotPossible,
        }
    }
}

/// One account that still lets somebody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenJson {
    /// `service/remote-id`, percent-encoded.
    pub handle: String,
    pub service: String,
    /// The login; empty when unknown.
    pub login: String,
    /// `active`, `invited` or `unknown`.
    pub state: &'static str,
    /// What becomes of an access that is taken; `null` for a service that is not configured.
    pub disable: Option<Giving>,
}

/// Somebody who leaves or has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DepartureJson {
    pub user: String,
    pub name: String,
    /// What it stands for.
    pub kind: &'static str,
    /// The last day with access.
    pub departure: String,
    /// Days until then; negative when it is past.
    pub days: i32,
    /// `still-active`, `week`, `month`, `later` or `closed`.
    pub group: &'static str,
    /// The accounts that still let somebody in.
    pub accounts: Vec<OpenJson>,
    /// How many others there are, disabled or gone.
    pub closed: usize,
    /// The same accounts in words, for tables.
    #[serde(skip)]
    said: Vec<String>,
    /// When, in words, for tables.
    #[serde(skip)]
    when: String,
}

impl DepartureJson {
    /// Somebody who leaves, with what each service allows.
    pub fn new(
        leaver: &Leaver,
        giving: &BTreeMap<ServiceId, Giving>,
        words: &Words,
    ) -> DepartureJson {
        let accounts: Vec<OpenJson> = leaver
            .open()
            .map(|account| OpenJson {
                handle: account.key.handle(),
                service: account.key.service.to_string(),
                login: account.login.clone(),
                state: account.state.as_str(),
                disable: giving.get(&account.key.service).copied(),
            })
            .collect();
        let said = accounts.iter().map(|one| {
            let title = match one.login.as_str() {
                "" => one.handle.clone(),
                login => format!("{} {login}", one.service),
            };
            match one.disable {
                Some(giving) => format!("{title} ({})", words.get(giving.message())),
                None => title,
            }
        });
        DepartureJson {
            user: leaver.user.to_string(),
            name: leaver.name.clone(),
            kind: leaver.kind.as_str(),
            departure: leaver.last_day.to_string(),
            days: leaver.days,
            group: leaver.band.as_str(),
            closed: leaver.accounts.len() - accounts.len(),
            said: said.collect(),
            when: words.text(&days(leaver.days)),
            accounts,
        }
    }
}

/// Days from today in words.
pub fn days(days: i32) -> Text {
    match days {
        0 => Text::new("days-today"),
        1.. => Text::new("days-in").with("n", i64::from(days)),
        _ => Text::new("days-ago").with("n", i64::from(days).abs()),
    }
}

impl Row for DepartureJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("name"),
        Column::new("group"),
        Column::new("departure"),
        Column::new("days"),
        Column::new("accounts"),
        Column::csv("disable"),
        Column::new("closed"),
        Column::csv("kind"),
        Column::new("user"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let disable = self.accounts.iter().map(|one| {
            one.disable.map_or_else(String::new, |giving| {
                giving.message().trim_start_matches("giving-").to_owned()
            })
        });
        let handles: Vec<&str> = self
            .accounts
            .iter()
            .map(|one| one.handle.as_str())
            .collect();
        vec![
            Cell::Text(self.name.clone()),
            Cell::Word("departing", self.group),
            date(Some(&self.departure)),
            Cell::Days(self.days, self.when.clone()),
            Cell::Said(handles.join(" | "), self.said.join(", ")),
            Cell::List(disable.collect()),
            Cell::Number(self.closed as u64),
            Cell::Word("kind", self.kind),
            Cell::Text(self.user.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines_up;
    use super::*;
    use crate::domain::account::State;
    use crate::domain::departures::{Access, Band};
    use crate::domain::ids::UserId;
    use crate::domain::time::Departure;
    use crate::domain::user::UserKind;
    use crate::words::Lang;
    use jiff::civil::date;
    use uuid::Uuid;

    fn access(handle: &str, state: State) -> Access {
        Access {
            key: handle.parse().unwrap(),
            login: "zoe".to_owned(),
            state,
        }
    }

    #[test]
    fn a_departure_lists_what_is_still_open() {
        let leaver = Leaver {
            user: UserId(Uuid::nil()),
            name: "Zoé".to_owned(),
            kind: UserKind::Person,
            last_day: date(2026, 11, 20),
            days: -2,
            band: Band::Overdue,
            accounts: vec![
                access("chat/u:1", State::Active),
                access("code/u:2", State::Disabled),
                access("mail/u:3", State::Unknown),
            ],
        };
        let chat = ServiceId::new("chat").unwrap();
        let giving = BTreeMap::from([(chat, Giving::WithLosses)]);
        let words = Words::new(Lang::En, &[]);
        let json = DepartureJson::new(&leaver, &giving, &words);
        lines_up(&json);
        let cells: Vec<String> = json
            .cells()
            .iter()
            .map(|cell| cell.readable(&words, Timestamp(0)))
            .collect();
        assert_eq!(cells[3], "2 days ago");
        assert_eq!(json.cells()[3].exact(), "-2");
        assert_eq!(cells[4], "chat zoe (with losses), mail zoe");
        let value = serde_json::to_value(&json).unwrap();
        assert_eq!(
            (&value["group"], &value["days"], &value["closed"]),
            (&"still-active".into(), &(-2).into(), &1.into())
        );
        assert_eq!(value["accounts"][0]["disable"], "with-losses");
        assert_eq!(value["accounts"][1]["disable"], serde_json::Value::Null);
    }

    #[test]
    fn a_newcomer_as_documented() {
        let request = Request {
            id: 3,
            name: "Nora".to_owned(),
            emails: vec!["nora@home.example".to_owned()],
            logins: Vec::new(),
            kind: None,
            arrival: Some(date(2027, 1, 4)),
            departure: Departure::OpenEnded,
            services: vec![ServiceId::new("chat").unwrap()],
            note: String::new(),
            file: "people.csv".to_owned(),
            line: 7,
            by: "ada".to_owned(),
            at: Timestamp(0),
        };
        let json = RequestJson::new(&request, None);
        lines_up(&json);
        let value = serde_json::to_value(&json).unwrap();
        assert_eq!(value["departure"], "open-ended");
        assert_eq!(value["services"], serde_json::json!(["chat"]));
        assert_eq!(value["user"], serde_json::Value::Null);
    }

    #[test]
    fn every_word_of_a_row_is_said_in_both_languages() {
        let bands = [
            Band::Overdue,
            Band::Week,
            Band::Month,
            Band::Later,
            Band::Closed,
        ];
        let giving = [
            Giving::Exact,
            Giving::WithLosses,
            Giving::Never,
            Giving::NotPossible,
        ];
        for lang in [Lang::En, Lang::Fr] {
            let words = Words::new(lang, &[]);
            for band in bands {
                assert!(
                    words.has(&format!("departing-{}", band.as_str())),
                    "{band:?}"
                );
            }
            for one in giving {
                assert!(words.has(one.message()), "{one:?}");
            }
        }
    }
}
