//! People who come and go, for scripts: lines of a list, newcomers, departures.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use super::user::{date, departure};
use crate::domain::departures::Leaver;
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::import::{Line, Outcome, Said, Target};
use crate::domain::plan::Reversibility;
use crate::domain::request::Request;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::domain::user::User;
use crate::words::Words;

/// A user by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedJson {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// One value of a list beside the one that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidJson {
    /// The column.
    pub field: &'static str,
    /// What stands; empty when nothing does.
    pub old: String,
    /// What the list says.
    pub new: String,
    /// The earlier line of the same list that says `old`.
    pub line: Option<u64>,
}

impl From<&Said> for SaidJson {
    fn from(said: &Said) -> SaidJson {
        SaidJson {
            field: said.field,
            old: said.old.clone(),
            new: said.new.clone(),
            line: said.line,
        }
    }
}

/// What becomes of one line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportJson {
    /// Its number in the file.
    pub line: u64,
    /// What it calls somebody.
    pub name: String,
    /// `unchanged`, `changed`, `conflict`, `requested`, `awaited`, `left` or `not-sure`.
    pub outcome: &'static str,
    /// Why it is not sure: `several`, `several-requests`, `name-only`, `unproven`, `nameless`,
    /// `dates`.
    pub doubt: Option<&'static str>,
    /// The user whom it is about.
    pub user: Option<NamedJson>,
    /// The number of the newcomer whom it is about; 0 for one who gets a number.
    pub request: Option<u64>,
    /// What is written.
    pub changes: Vec<SaidJson>,
    /// What is not.
    pub conflicts: Vec<SaidJson>,
    /// Whom it may be about.
    pub candidates: Vec<NamedJson>,
    /// A sentence for humans, where there is something to do.
    pub message: Option<String>,
}

impl ImportJson {
    /// The users that a line names.
    pub fn users(line: &Line) -> impl Iterator<Item = UserId> + '_ {
        let target = match line.target {
            Some(Target::User(id)) => Some(id),
            Some(Target::Request(_)) | None => None,
        };
        target.into_iter().chain(line.candidates.iter().copied())
    }

    /// A line, with the plan's newcomers and the names of its users.
    pub fn new(
        line: &Line,
        requests: &[Request],
        names: &BTreeMap<UserId, String>,
        words: &Words,
    ) -> ImportJson {
        let named = |id: &UserId| NamedJson {
            id: id.to_string(),
            name: names.get(id).cloned().unwrap_or_default(),
        };
        let doubt = match line.outcome {
            Outcome::NotSure(doubt) => Some(doubt.as_str()),
            _ => None,
        };
        let message = match line.outcome {
            Outcome::NotSure(doubt) => Some(
                words.text(
                    &Text::new(match doubt.as_str() {
                        "several" => "import-doubt-several",
                        "several-requests" => "import-doubt-several-requests",
                        "name-only" => "import-doubt-name-only",
                        "unproven" => "import-doubt-unproven",
                        "nameless" => "import-doubt-nameless",
                        _ => "import-doubt-dates",
                    })
                    .with("line", line.line),
                ),
            ),
            _ if !line.conflicts.is_empty() => {
                let within = line.conflicts.iter().find_map(|one| one.line);
                Some(match within {
                    Some(other) => {
                        words.text(&Text::new("import-conflict-line").with("line", other))
                    }
                    None => words.get("import-stands"),
                })
            }
            Outcome::Left => Some(words.get("import-gone")),
            _ => None,
        };
        ImportJson {
            line: line.line,
            name: line.title.clone(),
            outcome: line.outcome.as_str(),
            doubt,
            user: match &line.target {
                Some(Target::User(id)) => Some(named(id)),
                _ => None,
            },
            request: match line.target {
                Some(Target::Request(at)) => requests.get(at).map(|request| request.id),
                _ => None,
            },
            changes: line.changes.iter().map(SaidJson::from).collect(),
            conflicts: line.conflicts.iter().map(SaidJson::from).collect(),
            candidates: line.candidates.iter().map(named).collect(),
            message,
        }
    }
}

impl Row for ImportJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("line"),
        Column::new("name"),
        Column::new("user"),
        Column::new("result"),
        Column::csv("doubt"),
        Column::new("changes"),
        Column::new("conflicts"),
        Column::new("candidates"),
        Column::csv("request"),
        Column::new("remark"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let said = |all: &[SaidJson]| {
            let one = |said: &SaidJson| match said.old.as_str() {
                "" => format!("{} {}", said.field, said.new),
                old => format!("{} {old} → {}", said.field, said.new),
            };
            Cell::List(all.iter().map(one).collect())
        };
        let candidates = self.candidates.iter();
        vec![
            Cell::Number(self.line),
            Cell::Text(self.name.clone()),
            self.user.as_ref().map_or(Cell::Empty, |user| {
                Cell::Said(user.id.clone(), user.name.clone())
            }),
            Cell::Word("import", self.outcome),
            Cell::text(self.doubt),
            said(&self.changes),
            said(&self.conflicts),
            Cell::List(
                candidates
                    .map(|one| format!("{} ({})", one.name, one.id))
                    .collect(),
            ),
            self.request.map_or(Cell::Empty, Cell::Number),
            Cell::text(self.message.as_deref()),
        ]
    }
}

/// A newcomer who is awaited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestJson {
    /// The number, as `requests drop` takes it.
    pub id: u64,
    /// The name.
    pub name: String,
    /// The addresses.
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
    /// The list.
    pub file: String,
    /// The line there.
    pub line: u64,
    /// The operator who read the list.
    pub by: String,
    /// When.
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
    /// The service.
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
    /// The user.
    pub user: String,
    /// The name.
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
            Cell::Said(i64::from(self.days).to_string(), self.when.clone()),
            Cell::Said(handles.join(" | "), self.said.join(", ")),
            Cell::List(disable.collect()),
            Cell::Number(self.closed as u64),
            Cell::Word("kind", self.kind),
            Cell::Text(self.user.clone()),
        ]
    }
}
