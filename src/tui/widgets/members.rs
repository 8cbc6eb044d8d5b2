//! Groups of a snapshot with their members counted, sorted and found by words; runs on the worker.

use std::sync::Arc;

use crate::domain::snapshot::Snapshot;
use crate::domain::text::fold;

/// One group with its members counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `service/kind/name`, as the snapshot has it.
    pub key: Arc<str>,
    /// How many accounts are in it.
    pub members: u32,
}

impl Group {
    /// The service, the kind and the name.
    pub fn parts(&self) -> (&str, &str, &str) {
        let mut parts = self.key.splitn(3, '/');
        let mut part = || parts.next().unwrap_or("");
        (part(), part(), part())
    }
}

/// All groups that have members, by service, kind and name, with their folded names.
pub fn count(snapshot: &Snapshot) -> Vec<(String, Group)> {
    let mut counts = vec![0_u32; snapshot.groups.len()];
    for group in snapshot.chunks.iter().flat_map(|chunk| &chunk.groups) {
        if let Some(count) = counts.get_mut(*group as usize) {
            *count = count.saturating_add(1);
        }
    }
    let counted = snapshot.groups.iter().zip(counts);
    let mut groups: Vec<(String, Group)> = counted
        .filter(|(_, members)| *members > 0)
        .map(|(key, members)| {
            let key = Arc::clone(key);
            (fold(&key), Group { key, members })
        })
        .collect();
    groups.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    groups
}

/// Those whose names have all the words.
pub fn find(groups: &[(String, Group)], words: &str) -> Arc<[Group]> {
    let words: Vec<String> = words.split_whitespace().map(fold).collect();
    let found = groups
        .iter()
        .filter(|(folded, _)| words.iter().all(|word| folded.contains(word.as_str())));
    found.map(|(_, group)| group.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::sample;

    #[test]
    fn groups_are_counted_sorted_and_found_without_case() {
        let groups = count(&sample::small_snapshot());
        let all: Vec<_> = find(&groups, "")
            .iter()
            .map(|g| (g.parts().2.to_owned(), g.members))
            .collect();
        let expected = [("communs", 6), ("bureau", 6), ("core", 7)];
        assert_eq!(
            all,
            expected.map(|(name, members)| (name.to_owned(), members))
        );
        assert_eq!(find(&groups, "GITHUB co").len(), 1);
        assert!(find(&groups, "nothing").is_empty());
    }
}
