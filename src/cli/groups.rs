//! `groups`: the reverse views. Who is in team X, admin of Y, reader of box Z?

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::args::Groups;
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::{GroupJson, MemberJson, MemberRow};
use super::output::Form;
use crate::domain::account::{Account, Membership, State};
use crate::domain::text::fold;

/// The order of a listing: service, kind, name, id.
type GroupKey = (String, String, String, String);

/// One word of the filter.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// In the group's name or id.
    Group(String),
    Service(String),
    Kind(String),
    Role(String),
    /// In the member's name, login or handle.
    User(String),
}

impl Word {
    fn parse(text: &str) -> Word {
        let text = fold(text);
        let Some((key, value)) = text.split_once(':') else {
            return Word::Group(text);
        };
        let value = value.to_owned();
        match key {
            "service" => Word::Service(value),
            "kind" => Word::Kind(value),
            "role" => Word::Role(value),
            "user" => Word::User(value),
            _ => Word::Group(text),
        }
    }

    fn holds(&self, account: &Account, group: &Membership) -> bool {
        let profile = &account.profile;
        match self {
            Word::Group(word) => fold(&group.name).contains(word) || fold(&group.id).contains(word),
            Word::Service(word) => account.key.service.as_str() == word,
            Word::Kind(word) => fold(&group.kind) == *word,
            Word::Role(word) => group
                .role
                .as_deref()
                .is_some_and(|role| fold(role) == *word),
            Word::User(word) => [profile.name.value(), profile.login.value()]
                .into_iter()
                .flatten()
                .chain([&account.key.handle()])
                .any(|text| fold(text).contains(word)),
        }
    }
}

/// Lists groups with their members; an account that is gone is no member.
pub fn run(context: &mut Context, arguments: &Groups) -> Result<Exit, CliError> {
    let store = context.store()?;
    let view = context.view(&store)?;
    let filter: Vec<Word> = arguments
        .filter
        .iter()
        .map(|word| Word::parse(word))
        .collect();
    let mut groups = BTreeMap::new();
    store.each_account(None, &mut |account| {
        collect(&account, &filter, &mut groups);
        ControlFlow::Continue(())
    })?;
    let services = coverage::services(&view, &store, &context.words)?;
    let form = Form::from(&arguments.listing);
    coverage::header(context, form, &services)?;
    let groups = groups
        .into_iter()
        .map(|((service, kind, name, id), mut members)| {
            members.sort();
            GroupJson {
                service,
                kind,
                id,
                name,
                members,
            }
        });
    if arguments.members && form != Form::Json {
        let mut list = context.output.list::<MemberRow>(form, "members");
        for group in groups {
            for member in group.members {
                list.push(&MemberRow {
                    service: group.service.clone(),
                    kind: group.kind.clone(),
                    group: group.name.clone(),
                    member,
                })?;
            }
        }
        list.finish()?;
    } else {
        let list = context.output.list::<GroupJson>(form, "groups");
        let mut list = list.head("services", &services)?;
        for group in groups {
            list.push(&group)?;
        }
        list.finish()?;
    }
    Ok(Exit::Done)
}

fn collect(account: &Account, filter: &[Word], groups: &mut BTreeMap<GroupKey, Vec<MemberJson>>) {
    if account.state == State::Gone {
        return;
    }
    for group in account.profile.groups.value().into_iter().flatten() {
        if !filter.iter().all(|word| word.holds(account, group)) {
            continue;
        }
        let service = account.key.service.to_string();
        let key = (
            service,
            group.kind.clone(),
            group.name.clone(),
            group.id.clone(),
        );
        groups.entry(key).or_default().push(MemberJson {
            account: account.key.handle(),
            name: account.profile.title().unwrap_or_default().to_owned(),
            state: account.state.as_str(),
            role: group.role.clone(),
            user: account.user.map(|user| user.to_string()),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::json::tests::full_account;

    fn found(filter: &[&str]) -> Vec<String> {
        let filter: Vec<Word> = filter.iter().map(|word| Word::parse(word)).collect();
        let mut groups = BTreeMap::new();
        collect(&full_account(), &filter, &mut groups);
        groups
            .into_values()
            .flatten()
            .map(|member| member.account)
            .collect()
    }

    #[test]
    fn every_word_must_hold_and_accents_and_case_do_not_matter() {
        for filter in [
            &[][..],
            &["INFRA"],
            &["service:github", "kind:team", "role:maintainer", "user:zoe"],
            &["user:github/user:17"],
        ] {
            assert_eq!(found(filter), ["github/user:17"], "{filter:?}");
        }
        for filter in [&["sales"][..], &["infra", "role:member"], &["service:git"]] {
            assert!(found(filter).is_empty(), "{filter:?}");
        }
    }

    #[test]
    fn who_is_gone_is_no_member() {
        let account = Account {
            state: State::Gone,
            ..full_account()
        };
        let mut groups = BTreeMap::new();
        collect(&account, &[], &mut groups);
        assert!(groups.is_empty());
    }
}
