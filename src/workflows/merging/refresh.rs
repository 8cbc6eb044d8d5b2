//! After a sync or a merge: the lines and totals that the first frame shows.

use std::ops::ControlFlow;

use crate::domain::account::State;
use crate::domain::findings::Rule;
use crate::domain::snapshot::{Snapshot, Summary};
use crate::store::{Result, Store, UserWrite};
use crate::workflows::report::View;

/// Writes the findings and totals that changed, and nothing when nothing did; blocks.
pub fn refresh(store: &Store, view: &View) -> Result<Snapshot> {
    let snapshot = view.snapshot(store)?;
    let mut rows = snapshot.rows();
    let mut lines = Vec::new();
    store.each_line(&mut |mut line| {
        let Some((_, _, row)) = rows.next() else {
            return ControlFlow::Break(());
        };
        if line.id == row.id && line.findings != row.findings {
            line.findings = row.findings;
            lines.push(line);
        }
        ControlFlow::Continue(())
    })?;
    drop(rows);
    if !lines.is_empty() {
        store.write_users(UserWrite {
            lines,
            ..UserWrite::default()
        })?;
    }
    let summary = summarise(&snapshot);
    if store.summary()?.as_ref() != Some(&summary) {
        store.write_summary(&summary)?;
    }
    Ok(snapshot)
}

/// Totals of a snapshot.
pub fn summarise(snapshot: &Snapshot) -> Summary {
    let mut summary = Summary {
        users: snapshot.users() as u64,
        accounts: snapshot.accounts() as u64 + snapshot.unlinked,
        by_service: snapshot
            .services
            .iter()
            .map(|id| (id.clone(), [0; 5]))
            .collect(),
        findings: vec![0; Rule::ALL.len()],
    };
    for chunk in snapshot.chunks.iter() {
        for account in &chunk.accounts {
            let of_service = summary.by_service.get_mut(usize::from(account.service));
            let at = State::ALL.iter().position(|state| *state == account.state);
            if let (Some((_, counts)), Some(at)) = (of_service, at)
                && let Some(count) = counts.get_mut(at)
            {
                *count += 1;
            }
        }
        for user in &chunk.users {
            for (rule, count) in Rule::ALL.iter().zip(&mut summary.findings) {
                *count += u64::from(user.findings & rule.bit() != 0);
            }
        }
    }
    summary
}
