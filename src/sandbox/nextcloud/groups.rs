//! Reads of groups.

use serde_json::{Value, json};

use super::call::Call;
use super::ocs::Reply;
use super::state::{Group, Nextcloud};
use super::users::php_key;

impl Nextcloud {
    pub(super) fn read_groups(&self, call: &Call<'_>, rest: &[&str]) -> Option<Reply> {
        Some(match rest {
            [] => {
                let names: Vec<&str> = self
                    .found(call)
                    .into_iter()
                    .map(|(_, group)| group.id.as_str())
                    .collect();
                Reply::ok(json!({"groups": names}))
            }
            ["details"] => {
                let shown: Vec<Value> = self
                    .found(call)
                    .into_iter()
                    .map(|(_, group)| {
                        let disabled = group
                            .members
                            .iter()
                            .filter(|&&row| !self.is_enabled(row))
                            .count();
                        json!({
                            "id": group.id, "displayname": group.display,
                            "usercount": group.members.len(), "disabled": disabled,
                            "canAdd": true, "canRemove": true,
                        })
                    })
                    .collect();
                Reply::ok(json!({"groups": shown}))
            }
            // The old name of `groups/{gid}/users`.
            [gid] | [gid, "users"] => match self.group_rank(gid) {
                Some(rank) => {
                    let rows = self.members(call, rank);
                    let uids: Vec<Value> = rows.iter().map(|&row| php_key(self.uid(row))).collect();
                    Reply::ok(json!({"users": uids}))
                }
                None => Reply::fail(404, "The requested group could not be found"),
            },
            [gid, "users", "details"] => match self.group_rank(gid) {
                Some(rank) => self.details(call, &self.members(call, rank)),
                None => Reply::fail(404, "The requested group could not be found"),
            },
            [gid, "subadmins"] => match self.group_rank(gid) {
                Some(rank) => {
                    let holders = self
                        .subadmins
                        .iter()
                        .filter(|(_, ranks)| ranks.contains(&rank));
                    let uids: Vec<&str> = holders.map(|(&row, _)| self.uid(row)).collect();
                    Reply::ok(json!(uids))
                }
                None => Reply::fail(101, "Group does not exist"),
            },
            _ => self.unknown_route(),
        })
    }

    fn found(&self, call: &Call<'_>) -> Vec<(usize, &Group)> {
        if call.request.empty {
            return Vec::new();
        }
        let search = call
            .request
            .param("search")
            .unwrap_or_default()
            .to_lowercase();
        let offset = call.request.number("offset").unwrap_or(0);
        let limit = call.request.number("limit").unwrap_or(usize::MAX);
        let mut groups: Vec<(usize, &Group)> = self
            .groups
            .iter()
            .enumerate()
            .filter(|(_, group)| {
                group.id.to_lowercase().contains(&search)
                    || group.display.to_lowercase().contains(&search)
            })
            .collect();
        groups.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
        groups.into_iter().skip(offset).take(limit).collect()
    }
}
