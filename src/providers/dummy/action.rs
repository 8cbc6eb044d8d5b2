//! What one step of the dummy provider does, and what it keeps to take a disable back.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::User;
use crate::domain::form::SecretPolicy;
use crate::domain::plan::ProviderRecord;
use crate::net::http::Request;

/// One action. A password stands in none: it is made when the action is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    Create(Newcomer),
    Disable { id: u64 },
    Enable { id: u64, access: Access },
    Reset { id: u64, policy: SecretPolicy },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomer {
    pub login: String,
    pub email: String,
    pub name: String,
    pub note: String,
    pub until: Option<Date>,
    pub role: String,
    pub home: Option<String>,
    pub tools: Vec<String>,
    pub teams: Vec<String>,
    pub policy: SecretPolicy,
}

/// What a disable takes away and an enable gives back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Access {
    pub teams: Vec<String>,
    pub boss: bool,
}

impl Access {
    pub fn of(user: &User) -> Self {
        Self {
            teams: user.teams.clone(),
            boss: user.boss,
        }
    }
}

impl ProviderRecord for Action {
    const NAME: &'static str = "dummy-action";
    const VERSION: u16 = 1;
}

impl ProviderRecord for Access {
    const NAME: &'static str = "dummy-access";
    const VERSION: u16 = 1;
}

impl Newcomer {
    /// The body of the request that creates it.
    pub fn body(&self, password: &str) -> Value {
        json!({
            "login": self.login,
            "email": self.email,
            "name": self.name,
            "note": self.note,
            "until": self.until.map(|until| until.to_string()),
            "role": self.role,
            "home": self.home,
            "tools": self.tools,
            "teams": self.teams,
            "password": password,
        })
    }
}

impl Action {
    /// The requests that it sends, in order, with this password where one is needed.
    pub fn requests(&self, password: &str) -> Vec<Request> {
        match self {
            Action::Create(newcomer) => {
                vec![Request::post(&["users"]).json(newcomer.body(password))]
            }
            Action::Disable { id } => vec![active(*id, false)],
            Action::Enable { id, access } => vec![
                active(*id, true),
                Request::put(&["users", &id.to_string(), "access"])
                    .json(json!({"teams": access.teams, "boss": access.boss})),
            ],
            Action::Reset { id, .. } => vec![
                Request::post(&["users", &id.to_string(), "password"])
                    .json(json!({"password": password})),
            ],
        }
    }
}

fn active(id: u64, active: bool) -> Request {
    let mut request = Request::put(&["users", &id.to_string()]).json(json!({"active": active}));
    request.method = crate::net::http::Method::PATCH;
    request
}
