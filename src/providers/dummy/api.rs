//! What the dummy service sends.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Me {
    pub login: String,
    pub rights: Vec<String>,
    pub version: String,
}

#[derive(Debug, Deserialize)]
pub struct Users {
    pub total: u64,
    pub users: Vec<User>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct User {
    pub id: u64,
    pub login: String,
    pub email: String,
    pub name: String,
    pub active: bool,
    pub boss: bool,
    pub teams: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Teams {
    pub teams: Vec<Team>,
}

#[derive(Debug, Deserialize)]
pub struct Team {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub struct Keys {
    pub keys: Vec<Key>,
}

#[derive(Debug, Deserialize)]
pub struct Key {
    pub id: String,
    pub user: u64,
    pub label: String,
    pub scopes: Vec<String>,
}

/// Work that the service took on.
#[derive(Debug, Deserialize)]
pub struct Accepted {
    pub task: String,
}

#[derive(Debug, Deserialize)]
pub struct Work {
    pub state: String,
}
