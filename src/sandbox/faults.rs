//! Faults on demand: `github:429@3,nextcloud:cut@page2,mattermost:slow`. This room reads the
//! specification and says when a fault is due; the servers carry it out.

use std::fmt;

use super::simulated::Kind;
use super::trouble::Trouble;

/// On which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// The nth request since the fault was set, from 1.
    Nth(usize),
    /// The nth and every later one.
    From(usize),
    /// A request for the nth page of a list, from 1.
    Page(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    service: &'static str,
    trouble: Trouble,
    when: When,
    /// Requests seen since it was set.
    seen: usize,
}

/// Why a specification was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultError {
    word: String,
    /// The service that it names, with the troubles which that service can have.
    can: Option<(&'static str, String)>,
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a fault: write SERVICE:TROUBLE[@N|@N+|@pageN], for example github:429@3",
            self.word
        )?;
        match &self.can {
            Some((service, troubles)) => write!(f, "; the troubles of {service} are{troubles}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FaultError {}

/// The faults that are set.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// Reads a comma-separated specification; empty means no fault.
    pub(super) fn parse(spec: &str, kinds: &[&'static Kind]) -> Result<Self, FaultError> {
        let words = spec
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        words
            .map(|word| one(word, kinds))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Sets more faults; an empty set ends them all.
    pub(super) fn set(&mut self, more: Self) {
        if more.0.is_empty() {
            self.0.clear();
        }
        self.0.extend(more.0);
    }

    /// Counts one request and says what goes wrong with it.
    pub(super) fn due(&mut self, service: &str, page: usize) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        for fault in self.0.iter_mut().filter(|fault| fault.service == service) {
            fault.seen += 1;
            let due = match fault.when {
                When::Always => true,
                When::Nth(n) => fault.seen == n,
                When::From(n) => fault.seen >= n,
                When::Page(n) => page == n,
            };
            if due {
                troubles.push(fault.trouble);
            }
        }
        troubles
    }
}

fn one(word: &str, kinds: &[&'static Kind]) -> Result<Fault, FaultError> {
    let (service, rest) = word.split_once(':').unwrap_or((word, ""));
    let kind = kinds.iter().find(|kind| kind.id() == service);
    let bad = || FaultError {
        word: word.to_owned(),
        can: kind.map(|kind| {
            let troubles = kind.troubles().map(|trouble| format!(" {trouble}"));
            (kind.id(), troubles.collect())
        }),
    };
    let kind = kind.ok_or_else(bad)?;
    let (trouble, when) = rest.split_once('@').unwrap_or((rest, ""));
    let trouble = kind
        .troubles()
        .find(|known| known.to_string() == trouble)
        .ok_or_else(bad)?;
    let count = |text: &str| {
        text.parse::<usize>()
            .ok()
            .filter(|&n| n > 0)
            .ok_or_else(bad)
    };
    let when = match when {
        "" => When::Always,
        _ => match (when.strip_prefix("page"), when.strip_suffix('+')) {
            (Some(page), _) => When::Page(count(page)?),
            (None, Some(from)) => When::From(count(from)?),
            (None, None) => When::Nth(count(when)?),
        },
    };
    Ok(Fault {
        service: kind.id(),
        trouble,
        when,
        seen: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::registry::KINDS;

    #[test]
    fn a_fault_strikes_when_its_specification_says() {
        let spec = "github:429@3, nextcloud:cut@page2,mattermost:slow,github:500@5+";
        let mut faults = Faults::parse(spec, KINDS).unwrap();
        let github: Vec<_> = (0..6).map(|_| faults.due("github", 1)).collect();
        assert_eq!(github[1], []);
        assert_eq!(github[2], [Trouble::Status(429)]);
        assert_eq!(github[3], []);
        assert_eq!(github[4], [Trouble::Status(500)]);
        assert_eq!(github[5], [Trouble::Status(500)]);
        assert_eq!(faults.due("nextcloud", 1), []);
        assert_eq!(faults.due("nextcloud", 2), [Trouble::Cut]);
        assert_eq!(faults.due("mattermost", 1), [Trouble::Slow]);
        assert_eq!(faults.due("mattermost", 1), [Trouble::Slow]);
    }

    #[test]
    fn a_refusal_tells_what_the_service_can_suffer() {
        let error = Faults::parse("github:nope", KINDS).unwrap_err().to_string();
        assert!(error.starts_with("`github:nope` is not a fault"), "{error}");
        assert!(
            error.contains("of github are 401 ") && error.ends_with(" partial"),
            "{error}"
        );
        let error = Faults::parse("gitlab:cut", KINDS).unwrap_err().to_string();
        assert!(!error.contains("troubles of"), "{error}");
    }

    #[test]
    fn what_is_not_a_fault_is_refused() {
        for bad in [
            "github",
            "github:418",
            "mattermost:partial",
            "gitlab:cut",
            "github:cut@0",
            "github:cut@page",
            ":cut",
        ] {
            assert!(Faults::parse(bad, KINDS).is_err(), "{bad}");
        }
        assert!(Faults::parse("", KINDS).is_ok());
    }
}
