//! The matcher's thread: compares everybody, at low priority, beside the worker that filters and
//! orders; it lives only while there is something to compare, and its memory goes with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use super::source::Source;
use super::worker::said;
use crate::domain::text::Text;
use crate::tui::shell::message::Event;

/// How much lower than the screen's the thread's priority is.
const NICE: i32 = 15;

/// Compares everybody; ends in exactly one call of `tell`.
pub fn find(source: Arc<dyn Source>, reading: u64, tell: impl Fn(Event) + Send + Clone + 'static) {
    let own = tell.clone();
    let work = move || {
        // Only a courtesy to the screen's thread: without it the work is the same.
        let _ = rustix::process::setpriority_process(None, NICE);
        let found = catch_unwind(AssertUnwindSafe(|| source.questions()));
        let found = found
            .unwrap_or_else(|panic| Err(Text::new("tui-task-died").with("what", said(&*panic))));
        own(Event::Questions(reading, found));
    };
    let started = thread::Builder::new()
        .name("matcher".to_owned())
        .spawn(work);
    if let Err(error) = started {
        let text = Text::new("tui-task-died").with("what", error.to_string());
        tell(Event::Questions(reading, Err(text)));
    }
}
