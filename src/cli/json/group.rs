//! A group with its members for scripts: the reverse view.

use serde::Serialize;

use super::super::output::{Cell, Column, Row};

/// A group, team, repository or mailbox, with who can reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupJson {
    pub service: String,
    /// `team`, `group`, `repository`, `mailbox`, `role`, ...
    pub kind: String,
    /// The service's id of it.
    pub id: String,
    pub name: String,
    /// Who is in it, sorted by handle.
    pub members: Vec<MemberJson>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MemberJson {
    pub account: String,
    /// The account's display name or login.
    pub name: String,
    /// The state of the account.
    pub state: &'static str,
    /// The role inside the group.
    pub role: Option<String>,
    /// Id of the account's user.
    pub user: Option<String>,
}

impl Row for GroupJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("service"),
        Column::new("kind"),
        Column::new("group"),
        Column::new("members"),
        Column::csv("id"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.service.clone()),
            Cell::Text(self.kind.clone()),
            Cell::Text(self.name.clone()),
            Cell::Number(self.members.len() as u64),
            Cell::Text(self.id.clone()),
        ]
    }
}

/// One line of `groups --members`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberRow {
    pub service: String,
    pub kind: String,
    pub group: String,
    #[serde(flatten)]
    pub member: MemberJson,
}

impl Row for MemberRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("service"),
        Column::new("kind"),
        Column::new("group"),
        Column::new("role"),
        Column::new("name"),
        Column::new("state"),
        Column::csv("user"),
        Column::new("handle"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.service.clone()),
            Cell::Text(self.kind.clone()),
            Cell::Text(self.group.clone()),
            Cell::text(self.member.role.as_deref()),
            Cell::Text(self.member.name.clone()),
            Cell::Word("state", self.member.state),
            Cell::text(self.member.user.as_deref()),
            Cell::Text(self.member.account.clone()),
        ]
    }
}
