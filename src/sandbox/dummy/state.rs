//! The accounts of the dummy service: who disables somebody takes the teams away too, and nobody
//! but the caller remembers them.

use serde::Serialize;
use serde_json::Value;

use crate::sandbox::org::{Account, NEVER, Standing, Team as OrgTeam};

#[derive(Debug)]
pub(super) struct State {
    pub people: Vec<Person>,
    pub teams: Vec<Team>,
    pub keys: Vec<Key>,
    tasks: Vec<Task>,
    next: u64,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Person {
    pub id: u64,
    pub login: String,
    pub email: String,
    pub name: String,
    pub note: String,
    pub until: Option<String>,
    pub home: Option<String>,
    pub tools: Vec<String>,
    pub active: bool,
    pub boss: bool,
    /// Whether it was ever used.
    pub seen: bool,
    pub teams: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Team {
    pub id: String,
    pub name: String,
}

/// A key that somebody made; it outlives the password.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Key {
    pub id: String,
    pub user: u64,
    pub label: String,
    pub scopes: Vec<String>,
}

/// A password that will be changed.
#[derive(Debug)]
struct Task {
    user: u64,
    asked: bool,
}

impl Person {
    pub(super) fn set_active(&mut self, active: bool) {
        self.active = active;
        if !active {
            self.teams.clear();
            self.boss = false;
        }
    }
}

impl State {
    pub(super) fn new(teams: &[OrgTeam], accounts: &[Account]) -> Self {
        let teams: Vec<Team> = teams
            .iter()
            .map(|team| Team {
                id: team.slug.clone(),
                name: team.name.clone(),
            })
            .collect();
        let person = |(id, account): (u64, &Account)| {
            let team = |rank: &u16| teams.get(usize::from(*rank)).map(|team| team.id.clone());
            let mut person = Person {
                id,
                login: account.login.to_string(),
                email: account.email.to_string(),
                name: account.name.to_string(),
                note: String::new(),
                until: None,
                home: None,
                tools: Vec::new(),
                active: true,
                boss: account.standing == Standing::Admin,
                seen: account.active != NEVER,
                teams: account.teams.iter().filter_map(team).collect(),
            };
            person.set_active(account.standing != Standing::Disabled);
            person
        };
        let people: Vec<Person> = (0..).zip(accounts).map(person).collect();
        let keys = people.iter().step_by(3).map(|person| Key {
            id: format!("k{}", person.id),
            user: person.id,
            label: format!("laptop of {}", person.login),
            scopes: vec!["read".to_owned()],
        });
        Self {
            keys: keys.collect(),
            next: people.len() as u64,
            people,
            teams,
            tasks: Vec::new(),
        }
    }

    pub(super) fn by_login(&mut self, login: &str) -> Option<&mut Person> {
        self.people.iter_mut().find(|person| person.login == login)
    }

    pub(super) fn person(&mut self, id: &str) -> Option<&mut Person> {
        let id: u64 = id.parse().ok()?;
        self.people.iter_mut().find(|person| person.id == id)
    }

    fn known_teams(&self, wanted: &Value) -> Option<Vec<String>> {
        let teams = texts(wanted, "teams");
        let known = |id: &String| self.teams.iter().any(|team| team.id == *id);
        teams.iter().all(known).then_some(teams)
    }

    /// A new account; `None` where a team does not exist.
    pub(super) fn create(&mut self, wanted: &Value) -> Option<Person> {
        let optional = |name: &str| wanted.get(name).and_then(Value::as_str).map(str::to_owned);
        let person = Person {
            id: self.next,
            login: text(wanted, "login").to_owned(),
            email: text(wanted, "email").to_owned(),
            name: text(wanted, "name").to_owned(),
            note: text(wanted, "note").to_owned(),
            until: optional("until"),
            home: optional("home"),
            tools: texts(wanted, "tools"),
            active: true,
            boss: text(wanted, "role") == "boss",
            seen: false,
            teams: self.known_teams(wanted)?,
        };
        self.next += 1;
        self.people.push(person.clone());
        Some(person)
    }

    /// Sets teams and role; `None` where a team does not exist.
    pub(super) fn give(&mut self, id: &str, wanted: &Value, boss: bool) -> Option<Person> {
        let teams = self.known_teams(wanted)?;
        let person = self.person(id)?;
        (person.teams, person.boss) = (teams, boss);
        Some(person.clone())
    }

    /// Takes a change of password on; it is done when somebody asks for it the second time.
    pub(super) fn take_on(&mut self, id: &str) -> String {
        let user = id.parse().unwrap_or_default();
        self.tasks.push(Task { user, asked: false });
        format!("t{}", self.tasks.len() - 1)
    }

    /// How far a task is; the account's keys end with it.
    pub(super) fn work(&mut self, id: &str) -> Option<&'static str> {
        let place: usize = id.strip_prefix('t')?.parse().ok()?;
        let task = self.tasks.get_mut(place)?;
        if !std::mem::replace(&mut task.asked, true) {
            return Some("running");
        }
        let user = task.user;
        self.keys.retain(|key| key.user != user);
        Some("done")
    }
}

fn texts(body: &Value, name: &str) -> Vec<String> {
    let list = body.get(name).and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// A text of a body; empty where there is none.
pub(super) fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}
