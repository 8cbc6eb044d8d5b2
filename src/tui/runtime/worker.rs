//! The worker: one thread of low priority that reads snapshots, filters, orders and counts.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::source::Source;
use crate::domain::ids::UserId;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::tui::panes::registry;
use crate::tui::shell::action::ViewId;
use crate::tui::shell::message::{Arranged, Event};
use crate::tui::shell::model::Held;
use crate::tui::shell::opaque::Opaque;
use crate::tui::widgets::arrange::{Arranged as Piece, Wanted, arrange};
use crate::workflows::merging::refresh::summarise;

/// How much lower than the screen's the worker's priority is.
const NICE: i32 = 10;

/// One piece of work.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Read the newest snapshot.
    Refresh,
    Arrange {
        view: ViewId,
        /// Comes back with the answer; a newer one of the same view makes this one void.
        seq: u64,
        wanted: Wanted,
        /// The row to find again.
        keep: Option<UserId>,
    },
    /// Work something out as the view's row says.
    Find { view: ViewId, wish: Opaque },
    /// Let go of what the screen no longer shows: taking a large snapshot apart takes time.
    Forget(Held),
}

/// The newest request of each view.
type Newest = Arc<Mutex<HashMap<ViewId, u64>>>;

fn newest(all: &Newest) -> MutexGuard<'_, HashMap<ViewId, u64>> {
    // Whoever holds it only reads or writes a number.
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A handle on the worker; dropping it ends the thread once it is idle.
#[derive(Debug)]
pub struct Worker {
    queue: Sender<Work>,
    newest: Newest,
}

impl Worker {
    /// Starts the thread; every piece of work ends in at least one call of `tell`.
    pub fn start(
        source: Arc<dyn Source>,
        tell: impl Fn(Event) + Send + 'static,
    ) -> std::io::Result<Worker> {
        let (queue, jobs) = channel();
        let newest = Newest::default();
        let mut bench = Bench {
            source,
            newest: Arc::clone(&newest),
            snapshot: Arc::default(),
            read: false,
            kept: HashMap::new(),
            tell,
        };
        thread::Builder::new()
            .name("worker".to_owned())
            .spawn(move || {
                // Only a courtesy to the screen's thread: without it the worker does the same work.
                let _ = rustix::process::setpriority_process(None, NICE);
                bench.run(&jobs);
            })?;
        Ok(Worker { queue, newest })
    }

    pub fn give(&self, work: Work) {
        if let Work::Arrange { view, seq, .. } = &work {
            let mut newest = newest(&self.newest);
            let known = newest.entry(*view).or_default();
            *known = (*known).max(*seq);
        }
        // A worker that is gone has told so already.
        let _ = self.queue.send(work);
    }
}

struct Bench<T> {
    source: Arc<dyn Source>,
    newest: Newest,
    snapshot: Arc<Snapshot>,
    /// A snapshot was read.
    read: bool,
    /// What a view's row keeps of the snapshot.
    kept: HashMap<ViewId, Option<Opaque>>,
    tell: T,
}

impl<T: Fn(Event)> Bench<T> {
    fn run(&mut self, jobs: &Receiver<Work>) {
        while let Ok(first) = jobs.recv() {
            let mut queue = VecDeque::from([first]);
            queue.extend(jobs.try_iter());
            // Reading comes last, once: somebody waits for the others, and rows of the present
            // snapshot let go of the one before. Only without any it comes first.
            if queue.contains(&Work::Refresh) {
                queue.retain(|work| *work != Work::Refresh);
                match self.read {
                    true => queue.push_back(Work::Refresh),
                    false => queue.push_front(Work::Refresh),
                }
            }
            for work in queue {
                let done = catch_unwind(AssertUnwindSafe(|| self.work(&work)));
                if let Err(panic) = done {
                    let text = Text::new("tui-task-died").with("what", said(&panic));
                    (self.tell)(Event::Trouble(text));
                }
            }
        }
    }

    fn work(&mut self, work: &Work) {
        match work {
            Work::Refresh => match self.source.snapshot(Some(&self.snapshot)) {
                Ok(snapshot) => {
                    self.snapshot = Arc::clone(&snapshot);
                    self.read = true;
                    self.kept.clear();
                    let totals = summarise(&snapshot);
                    (self.tell)(Event::Snapshot(snapshot, totals));
                }
                Err(text) => (self.tell)(Event::Trouble(text)),
            },
            Work::Arrange {
                view,
                seq,
                wanted,
                keep,
            } => self.arrange(*view, *seq, wanted, *keep),
            Work::Find { view, wish } => {
                let kept = self.kept.entry(*view).or_default();
                if let Some(find) = registry::spec(*view).and_then(|spec| spec.find) {
                    let found = find(&self.snapshot, wish, kept);
                    let (view, wish) = (*view, wish.clone());
                    (self.tell)(Event::Found { view, wish, found });
                }
            }
            // The queue's own is the last one.
            Work::Forget(_) => {}
        }
    }

    fn arrange(&self, view: ViewId, seq: u64, wanted: &Wanted, keep: Option<UserId>) {
        let current = || {
            newest(&self.newest)
                .get(&view)
                .is_none_or(|newest| *newest <= seq)
        };
        if !current() {
            return;
        }
        let tell = |piece: Piece, wrong: Option<Text>| {
            let arranged = Arranged {
                seq,
                rows: piece.rows,
                keep_at: piece.keep_at,
                partial: piece.partial,
                wrong,
            };
            (self.tell)(Event::Arranged(view, arranged));
        };
        let arranged = arrange(&self.snapshot, wanted, keep, |piece| {
            if let Some(piece) = piece {
                tell(piece, None);
            }
            current()
        });
        if let Err(wrong) = arranged {
            tell(Piece::default(), Some(wrong));
        }
    }
}

/// What a panic said, if it said something.
pub fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::tui::runtime::sample_source::SampleSource;
    use crate::tui::sample;
    use crate::tui::shell::testing::{Driver, Setup};

    #[test]
    fn what_the_screen_forgets_is_let_go_by_the_worker() {
        let snapshot = sample::small_snapshot();
        let source = SampleSource::new(sample::facts(), snapshot, Duration::ZERO);
        let (sender, events) = channel();
        let worker = Worker::start(Arc::new(source), move |event| {
            let _ = sender.send(event);
        });
        let worker = worker.unwrap();
        let driver = Driver::start(Setup::default());
        let (held, alive) = (driver.model.held(), Arc::downgrade(&driver.snapshot));
        drop(driver);
        assert!(alive.upgrade().is_some());
        worker.give(Work::Forget(held));
        worker.give(Work::Find {
            view: ViewId("groups"),
            wish: Opaque::of(String::new()),
        });
        // Work is done in order.
        assert!(matches!(events.recv(), Ok(Event::Found { .. })));
        assert!(alive.upgrade().is_none());
    }
}
