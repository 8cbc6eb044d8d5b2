//! The ranking of open questions by the groups as they are.

use super::Engine;
use crate::domain::matching::identity::Account;
use crate::domain::matching::suggest::{self, Groups, Suggestion};

impl Engine {
    /// Ranks open questions by the groups as they are now.
    pub(super) fn rank(&self, open: Vec<Suggestion>) -> Vec<Suggestion> {
        let groups = Grouping::of(self, &open);
        suggest::rank(open, &groups)
    }
}

/// What the queue needs to know of the groups that it is about.
struct Grouping<'a> {
    engine: &'a Engine,
    sizes: Vec<u32>,
    apart: Vec<(Account, Account)>,
    /// Group and service, sorted, each once; without services that mean nothing.
    services: Vec<(Account, u32)>,
}

impl<'a> Grouping<'a> {
    fn of(engine: &'a Engine, open: &[Suggestion]) -> Self {
        let mut grouping = Self {
            engine,
            sizes: vec![0; engine.groups.len()],
            apart: Vec::new(),
            services: Vec::new(),
        };
        let mut asked = vec![false; engine.groups.len()];
        for account in open.iter().flat_map(|one| [one.a, one.b]) {
            if let Some(slot) = asked.get_mut(grouping.group(account) as usize) {
                *slot = true;
            }
        }
        for (group, features) in engine.groups.iter().zip(&engine.features) {
            if asked.get(*group as usize) != Some(&true) {
                continue;
            }
            if let Some(size) = grouping.sizes.get_mut(*group as usize) {
                *size += 1;
            }
            let service = features.as_ref().map(|one| one.service);
            let service = service.filter(|service| !engine.is_open(*service));
            grouping
                .services
                .extend(service.map(|service| (*group, service)));
        }
        grouping.services.sort_unstable();
        grouping.services.dedup();
        let separations = engine.decisions.separations();
        let apart = separations.map(|(a, b)| (grouping.group(a), grouping.group(b)));
        grouping.apart = apart.map(|(a, b)| (a.min(b), a.max(b))).collect();
        grouping.apart.sort_unstable();
        grouping
    }

    fn services(&self, group: Account) -> &[(Account, u32)] {
        let from = self.services.partition_point(|(other, _)| *other < group);
        let to = self.services.partition_point(|(other, _)| *other <= group);
        self.services.get(from..to).unwrap_or_default()
    }
}

impl Groups for Grouping<'_> {
    fn group(&self, account: Account) -> Account {
        self.engine.group(account).unwrap_or(account)
    }

    fn size(&self, group: Account) -> u32 {
        self.sizes.get(group as usize).copied().unwrap_or(1)
    }

    fn apart(&self, one: Account, other: Account) -> bool {
        self.apart.binary_search(&(one, other)).is_ok()
    }

    fn overlap(&self, one: Account, other: Account) -> bool {
        let others = self.services(other);
        self.services(one)
            .iter()
            .any(|(_, service)| others.iter().any(|(_, other)| other == service))
    }
}
