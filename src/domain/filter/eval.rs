//! Deciding: a filter made ready for one snapshot and one instant.
//!
//! Cheap questions come first: about the user, then about its accounts, then the words. Nothing is
//! allocated per row; the buffers live in [`Scratch`].

use std::ops::ControlFlow;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::account::{Account, State};
use crate::domain::ids::ServiceId;
use crate::domain::snapshot::{Chunk, Snapshot, UserRow};
use crate::domain::time::{DAY, Departure, Timestamp};
use crate::domain::user::UserKind;

use super::fuzzy::{Fuzzy, Word};
use super::pattern::fold_into;
use super::view::{
    AccountInChunk, AccountView, Alone, LastUse, Named, Owner, UserInChunk, UserView, group_fits,
};
use super::{Clause, Compare, Filter, Pattern, Test, When};

/// The present, as filters need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The day in the organisation's zone.
    pub today: Date,
    pub instant: Timestamp,
}

/// A filter made ready; valid for the snapshot it was compiled for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// Clauses about the user, without words.
    users: Vec<Vec<Check>>,
    /// Clauses with at least one test about an account.
    accounts: Vec<Vec<Check>>,
    /// Clauses about the user, with words.
    wordy: Vec<Vec<Check>>,
    words: Vec<Word>,
    now: Now,
}

/// Buffers that are used again from row to row and from search to search.
#[derive(Default)]
pub struct Scratch {
    fuzzy: Fuzzy,
    folded: String,
    /// What is known of each word on the present row.
    words: Vec<Known>,
}

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scratch").finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    NotYet,
    Absent,
    Found(u32),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Check {
    negated: bool,
    ask: Ask,
}

/// A [`Test`] with its names and dates resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ask {
    /// The number of a word.
    Word(usize),
    Name(Pattern),
    Login(Pattern),
    Email(Pattern),
    Service(Named),
    Group(Named),
    Role(Pattern),
    State(State),
    Mfa(Option<bool>),
    Admin(bool),
    Bot(bool),
    Shared(bool),
    /// Milliseconds.
    Age(Compare, i64),
    /// Days since 1970.
    Created(Compare, i64),
    NeverUsed,
    Kind(UserKind),
    Departed(bool),
    Departure(Asked),
    Arrival(Asked),
    /// Bits, one of which must be set.
    Finding(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Unset,
    Open,
    Compared(Compare, Date),
}

impl Compare {
    fn holds<T: Ord>(self, left: T, right: T) -> bool {
        match self {
            Compare::Equal => left == right,
            Compare::Less => left < right,
            Compare::LessOrEqual => left <= right,
            Compare::Greater => left > right,
            Compare::GreaterOrEqual => left >= right,
        }
    }
}

impl Filter {
    /// Makes it ready for the rows of a snapshot.
    pub fn compile(&self, snapshot: &Snapshot, now: Now) -> Compiled {
        self.ready(&snapshot.services, &snapshot.groups, now)
    }

    /// Makes it ready for stored accounts.
    pub fn compile_for_accounts(&self, now: Now) -> Compiled {
        self.ready(&[], &[], now)
    }

    fn ready(&self, services: &[ServiceId], groups: &[std::sync::Arc<str>], now: Now) -> Compiled {
        let mut compiled = Compiled {
            users: Vec::new(),
            accounts: Vec::new(),
            wordy: Vec::new(),
            words: Vec::new(),
            now,
        };
        for Clause { terms } in &self.clauses {
            let about_account = terms.iter().any(|term| term.test.is_about_account());
            let has_word = terms.iter().any(|term| matches!(term.test, Test::Word(_)));
            let checks = terms
                .iter()
                .map(|term| Check {
                    negated: term.negated,
                    ask: ask(&term.test, services, groups, now, &mut compiled.words),
                })
                .collect();
            if about_account {
                compiled.accounts.push(checks);
            } else if has_word {
                compiled.wordy.push(checks);
            } else {
                compiled.users.push(checks);
            }
        }
        compiled
    }
}

fn ask(
    test: &Test,
    services: &[ServiceId],
    groups: &[std::sync::Arc<str>],
    now: Now,
    words: &mut Vec<Word>,
) -> Ask {
    let mut buffer = String::new();
    let when = |when: &When| match when {
        When::Unset => Asked::Unset,
        When::Open => Asked::Open,
        When::Compared(compare, date) => Asked::Compared(*compare, date.resolve(now.today)),
    };
    match test {
        Test::Word(word) => {
            words.push(Word::new(word));
            Ask::Word(words.len() - 1)
        }
        Test::Name(pattern) => Ask::Name(pattern.clone()),
        Test::Login(pattern) => Ask::Login(pattern.clone()),
        Test::Email(pattern) => Ask::Email(pattern.clone()),
        Test::Role(pattern) => Ask::Role(pattern.clone()),
        Test::Service(pattern) => Ask::Service(Named {
            rows: services
                .iter()
                .map(|id| pattern.fits(fold_into(id.as_str(), &mut buffer)))
                .collect(),
            pattern: pattern.clone(),
        }),
        Test::Group(pattern) => Ask::Group(Named {
            rows: groups
                .iter()
                .map(|group| {
                    let mut parts = group.splitn(3, '/');
                    let mut part = || parts.next().unwrap_or("");
                    let (service, kind, name) = (part(), part(), part());
                    group_fits(pattern, service, kind, name, &mut buffer)
                })
                .collect(),
            pattern: pattern.clone(),
        }),
        Test::State(state) => Ask::State(*state),
        Test::Mfa(known) => Ask::Mfa(*known),
        Test::Admin(yes) => Ask::Admin(*yes),
        Test::Bot(yes) => Ask::Bot(*yes),
        Test::Shared(yes) => Ask::Shared(*yes),
        Test::Age(compare, age) => Ask::Age(*compare, age.millis()),
        Test::Created(compare, date) => Ask::Created(*compare, day(date.resolve(now.today))),
        Test::NeverUsed => Ask::NeverUsed,
        Test::Kind(kind) => Ask::Kind(*kind),
        Test::Departed(yes) => Ask::Departed(*yes),
        Test::Departure(asked) => Ask::Departure(when(asked)),
        Test::Arrival(asked) => Ask::Arrival(when(asked)),
        Test::Finding(rule) => Ask::Finding(rule.map_or(u32::MAX, |rule| rule.bit())),
    }
}

/// Days since 1970.
fn day(date: Date) -> i64 {
    date.to_zoned(TimeZone::UTC)
        .map_or(0, |start| start.timestamp().as_millisecond())
        .div_euclid(DAY)
}

impl Compiled {
    /// Whether a row matches, and how well: the sum of its words' scores, 0 without words.
    pub fn row(&self, scratch: &mut Scratch, chunk: &Chunk, user: &UserRow) -> Option<u32> {
        let view = UserInChunk { chunk, row: user };
        scratch.start(self.words.len());
        let mut ask = Asking {
            compiled: self,
            scratch,
            user: &view,
        };
        if !ask.all(&self.users, None::<&AccountInChunk<'_>>) {
            return None;
        }
        if !self.accounts.is_empty() {
            let accounts = chunk.accounts_of(user);
            let fits = if accounts.is_empty() {
                ask.all(&self.accounts, None::<&AccountInChunk<'_>>)
            } else {
                accounts
                    .iter()
                    .any(|row| ask.all(&self.accounts, Some(&AccountInChunk { chunk, row })))
            };
            if !fits {
                return None;
            }
        }
        if !ask.all(&self.wordy, None::<&AccountInChunk<'_>>) {
            return None;
        }
        Some(ask.score())
    }

    /// Whether one account matches by itself; what the filter says of users is asked of its owner.
    pub fn account(
        &self,
        scratch: &mut Scratch,
        account: &Account,
        owner: Option<Owner<'_>>,
    ) -> bool {
        let view = Alone { account, owner };
        scratch.start(self.words.len());
        let mut ask = Asking {
            compiled: self,
            scratch,
            user: &view,
        };
        ask.all(&self.users, Some(account))
            && ask.all(&self.accounts, Some(account))
            && ask.all(&self.wordy, Some(account))
    }
}

impl Scratch {
    fn start(&mut self, words: usize) {
        self.words.clear();
        self.words.resize(words, Known::NotYet);
    }
}

/// The questions about one row.
struct Asking<'a, U> {
    compiled: &'a Compiled,
    scratch: &'a mut Scratch,
    user: &'a U,
}

impl<U: UserView> Asking<'_, U> {
    fn all<A: AccountView>(&mut self, clauses: &[Vec<Check>], account: Option<&A>) -> bool {
        clauses.iter().all(|checks| {
            checks
                .iter()
                .any(|check| self.holds(&check.ask, account) != check.negated)
        })
    }

    fn holds<A: AccountView>(&mut self, ask: &Ask, account: Option<&A>) -> bool {
        let user = self.user;
        let buffer = &mut self.scratch.folded;
        let some = |f: &dyn Fn(&A) -> bool| account.is_some_and(f);
        match ask {
            Ask::Word(number) => matches!(self.word(*number), Known::Found(_)),
            Ask::Name(pattern) => {
                let own = match user.folded_name() {
                    Some(folded) => pattern.fits(folded),
                    None => pattern.fits(fold_into(user.name(), buffer)),
                };
                own || account.is_some_and(|a| {
                    a.name() != user.name() && pattern.fits(fold_into(a.name(), buffer))
                })
            }
            Ask::Login(pattern) => {
                account.is_some_and(|a| pattern.fits(fold_into(a.login(), buffer)))
            }
            Ask::Email(pattern) => {
                let own = user.email();
                (!own.is_empty() && pattern.fits(fold_into(own, buffer)))
                    || account.is_some_and(|a| a.any_email(|e| pattern.fits(fold_into(e, buffer))))
            }
            Ask::Role(pattern) => account
                .is_some_and(|a| !a.role().is_empty() && pattern.fits(fold_into(a.role(), buffer))),
            Ask::Service(named) => account.is_some_and(|a| a.on_service(named, buffer)),
            Ask::Group(named) => account.is_some_and(|a| a.in_group(named, buffer)),
            Ask::State(state) => some(&|a| a.state() == *state),
            Ask::Mfa(known) => some(&|a| a.mfa() == *known),
            Ask::Admin(yes) => some(&|a| a.admin() == *yes),
            Ask::Bot(yes) => some(&|a| a.bot() == *yes),
            Ask::Shared(yes) => some(&|a| a.shared() == *yes),
            Ask::NeverUsed => some(&|a| matches!(a.last_use(), LastUse::Never(_))),
            Ask::Age(compare, limit) => some(&|a| self.compiled.age(*compare, *limit, a)),
            Ask::Created(compare, limit) => some(&|a| {
                a.created()
                    .is_some_and(|at| compare.holds(at.0.div_euclid(DAY), *limit))
            }),
            Ask::Kind(kind) => user.kind() == Some(*kind),
            Ask::Departed(yes) => {
                user.kind().is_some() && user.departure().is_past(self.compiled.now.today) == *yes
            }
            Ask::Departure(asked) => match (user.departure(), asked) {
                (Departure::Unset, Asked::Unset) => user.kind().is_some(),
                (Departure::OpenEnded, Asked::Open) => true,
                (Departure::On(date), Asked::Compared(compare, limit)) => {
                    compare.holds(date, *limit)
                }
                _ => false,
            },
            Ask::Arrival(asked) => match (user.arrival(), asked) {
                (None, Asked::Unset) => user.kind().is_some(),
                (Some(date), Asked::Compared(compare, limit)) => compare.holds(date, *limit),
                _ => false,
            },
            Ask::Finding(bits) => user.findings() & bits != 0,
        }
    }

    fn word(&mut self, number: usize) -> Known {
        match self.scratch.words.get(number) {
            Some(Known::NotYet) => {}
            Some(known) => return *known,
            None => return Known::Absent,
        }
        let Some(word) = self.compiled.words.get(number) else {
            return Known::Absent;
        };
        let mut best = None;
        let fuzzy = &mut self.scratch.fuzzy;
        // A word that was found well is not looked for in the rest.
        let _ = self.user.haystacks(|kind, text| {
            best = best.max(fuzzy.score(word, kind, text));
            match best {
                Some(score) if word.is_good(score) => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        });
        let known = best.map_or(Known::Absent, Known::Found);
        if let Some(slot) = self.scratch.words.get_mut(number) {
            *slot = known;
        }
        known
    }

    /// The sum of the scores of the words that were asked for.
    fn score(&mut self) -> u32 {
        let mut sum = 0u32;
        for checks in self.compiled.wordy.iter().chain(&self.compiled.accounts) {
            let mut best = 0;
            for check in checks.iter().filter(|check| !check.negated) {
                if let Ask::Word(number) = check.ask
                    && let Known::Found(score) = self.word(number)
                {
                    best = best.max(score);
                }
            }
            sum = sum.saturating_add(best);
        }
        sum
    }
}

impl Compiled {
    /// A never used account is as old as its creation, and older than anything if that is unknown.
    fn age(&self, compare: Compare, limit: i64, account: &impl AccountView) -> bool {
        let since = match account.last_use() {
            LastUse::At(at) | LastUse::Never(Some(at)) => at,
            LastUse::Never(None) => Timestamp(i64::MIN),
            LastUse::Unknown => return false,
        };
        compare.holds(self.now.instant.since(since), limit)
    }
}
