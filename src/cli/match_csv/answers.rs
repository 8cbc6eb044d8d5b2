//! Matching a table, and the two files that answer it.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use csv::Writer;

use super::error::MatchCsvError;
use super::table::Table;
use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::engine::{Engine, Services, Settings};
use crate::domain::matching::identity::Account;
use crate::domain::matching::intern::Interner;
use crate::domain::matching::rules::Rule;

/// Threads of a run: it is a command of its own, and may take what a small machine has.
const THREADS: usize = 2;

/// What a run found, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    pub accounts: usize,
    /// Users that they are.
    pub users: usize,
    /// Automatic links by rule.
    pub links: BTreeMap<Rule, usize>,
    /// Questions for the operator.
    pub suggestions: usize,
    /// Questions only because both accounts are of one service. Many of them mean that the
    /// `service` column has no meaning and should be ignored.
    pub same_service: usize,
    /// Services that the data show to hold several accounts of one user as a matter of course:
    /// two of their accounts may be one user's.
    pub open_services: Vec<String>,
}

/// Matches the accounts of a table. `pred` gets `account_id,cluster_id` for every account, a
/// cluster being named after its first account; `sug` gets `account_a,account_b,score,reason`,
/// best first.
pub fn run(
    reader: impl Read,
    ignore_service: bool,
    pred: impl Write,
    sug: impl Write,
) -> Result<Summary, MatchCsvError> {
    let mut table = Table::open(reader, ignore_service)?;
    let settings = Settings {
        services: if ignore_service {
            Services::Ignored
        } else {
            Services::Tested
        },
        threads: THREADS,
    };
    let engine = Engine::build(&mut table, Decisions::default(), settings);
    let ids = table.finish()?;
    write_answers(&engine, &ids, pred, sug)
}

fn write_answers(
    engine: &Engine,
    ids: &Interner,
    pred: impl Write,
    sug: impl Write,
) -> Result<Summary, MatchCsvError> {
    let mut summary = Summary {
        accounts: ids.len(),
        open_services: engine.open_services().map(str::to_owned).collect(),
        ..Summary::default()
    };
    let mut out = Writer::from_writer(pred);
    out.write_record(["account_id", "cluster_id"])
        .map_err(MatchCsvError::Write)?;
    for account in engine.accounts() {
        let group = engine.group(account).unwrap_or(account);
        summary.users += usize::from(group == account);
        out.write_record([ids.text(account), ids.text(group)])
            .map_err(MatchCsvError::Write)?;
    }
    flush(&mut out)?;
    for link in engine.links() {
        *summary.links.entry(link.rule).or_default() += 1;
    }
    let mut out = Writer::from_writer(sug);
    out.write_record(["account_a", "account_b", "score", "reason"])
        .map_err(MatchCsvError::Write)?;
    for one in engine.suggestions() {
        let reason = engine
            .explain(one.a, one.b)
            .map_or_else(String::new, |why| why.brief());
        summary.suggestions += 1;
        summary.same_service +=
            usize::from(one.stopped.is_some() && same_service(engine, one.a, one.b));
        let score = one.score().to_string();
        out.write_record([ids.text(one.a), ids.text(one.b), &score, &reason])
            .map_err(MatchCsvError::Write)?;
    }
    flush(&mut out)?;
    Ok(summary)
}

fn same_service(engine: &Engine, a: Account, b: Account) -> bool {
    let service = |account| engine.features(account).map(|features| features.service);
    service(a) == service(b)
}

fn flush(out: &mut Writer<impl Write>) -> Result<(), MatchCsvError> {
    let flushed = out.flush().map_err(csv::Error::from);
    flushed.map_err(MatchCsvError::Write)
}
