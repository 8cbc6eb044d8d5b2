//! The real loop with a test backend, made-up data and paused time.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use super::effects::Executor;
use super::events::Input;
use super::looper::{self, Host};
use super::sample_source::SampleSource;
use super::source::Source;
use crate::config::UiSettings;
use crate::domain::clock::Clock;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::panes::registry::{VIEWS, openers};
use crate::tui::sample;
use crate::tui::shell::action::ViewId;
use crate::tui::shell::data::Act;
use crate::tui::shell::effect::{Effect, Exit};
use crate::tui::shell::face::Face;
use crate::tui::shell::key::keys;
use crate::tui::shell::message::Event;
use crate::tui::shell::model::Model;
use crate::tui::shell::opaque::Opaque;
use crate::words::{Lang, Words};

/// A clock that follows tokio's paused time.
struct PausedClock(Instant);

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        let millis = i64::try_from(self.0.elapsed().as_millis()).unwrap();
        sample::NOW.plus(millis)
    }
}

#[derive(Debug, Default, Clone)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn say(&self, what: &str) {
        self.0.lock().unwrap().push(what.to_owned());
    }
}

impl Host for Seen {
    fn suspend(&mut self) -> io::Result<()> {
        self.say("suspend");
        Ok(())
    }
    fn resume(&mut self) -> io::Result<()> {
        self.say("resume");
        Ok(())
    }
    fn copy(&mut self, text: &str) -> io::Result<bool> {
        self.say(&format!("copy {text}"));
        Ok(true)
    }
    fn size(&self) -> io::Result<(u16, u16)> {
        Ok((100, 30))
    }
}

struct Session {
    input: UnboundedSender<Input>,
    seen: Seen,
    source: Arc<SampleSource>,
    ended: tokio::task::JoinHandle<io::Result<Exit>>,
}

fn session(users: usize) -> Session {
    let pace = Duration::from_millis(100);
    let snapshot = sample::snapshot_in_chunks(users, 1_000);
    let source = Arc::new(SampleSource::new(sample::facts(), snapshot, pace));
    let clock = Arc::new(PausedClock(Instant::now()));
    let face = Face::new(
        &UiSettings::default(),
        Words::new(Lang::En, &[]),
        &openers(VIEWS),
    );
    let first = source.first_frame(30).unwrap();
    let size = (100, 30);
    let model = Model::new(
        Arc::new(face),
        source.facts(),
        &first,
        (size, clock.now()),
        VIEWS,
    );
    let (input, mut inputs) = unbounded_channel();
    let seen = Seen::default();
    let mut host = seen.clone();
    let given = Arc::clone(&source);
    let ended = tokio::spawn(async move {
        let terminal = Terminal::new(TestBackend::new(100, 30)).unwrap();
        let stream = futures_util::stream::poll_fn(move |cx| inputs.poll_recv(cx));
        looper::run(terminal, stream, &mut host, model, given, clock).await
    });
    Session {
        input,
        seen,
        source,
        ended,
    }
}

impl Session {
    fn press(&self, text: &str) {
        for key in keys(text) {
            self.input.send(Input::Event(Event::Key(key))).unwrap();
        }
    }

    /// Lets everything that is under way come to rest.
    async fn pass(&self, millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    fn seen(&self) -> Vec<String> {
        self.seen.0.lock().unwrap().clone()
    }
}

#[tokio::test(start_paused = true)]
async fn quit_leaves_the_loop() {
    let session = session(10);
    session.press("q");
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_input_leaves_the_loop() {
    let session = session(10);
    drop(session.input);
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
}

#[tokio::test(start_paused = true)]
async fn a_sync_runs_to_its_end_and_then_quitting_asks_no_more() {
    let session = session(10);
    session.press("s");
    session.pass(5_000).await;
    session.press("q");
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
}

#[tokio::test(start_paused = true)]
async fn leaving_during_a_sync_stops_it_first() {
    let session = session(10);
    session.press("s");
    session.pass(150).await;
    session.press("q enter");
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
    let runs = session
        .source
        .ask(&crate::tui::shell::data::Query::Runs)
        .unwrap();
    let crate::tui::shell::data::Answer::Runs(runs) = runs else {
        panic!("not runs");
    };
    let newest = runs.first().unwrap();
    assert_eq!(
        newest.outcome,
        crate::domain::run::Outcome::Failed,
        "stopped, and recorded"
    );
}

#[tokio::test(start_paused = true)]
async fn the_host_suspends_resumes_and_copies() {
    let session = session(10);
    session.pass(100).await;
    session.press("y ctrl-z");
    session.input.send(Input::Continued).unwrap();
    session.pass(100).await;
    let id = sample::user_id(0);
    assert_eq!(session.seen(), [&format!("copy {id}"), "suspend", "resume"]);
    session.press("q");
    session.ended.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_act_reaches_the_source_whole() {
    let session = session(10);
    session.pass(100).await;
    session.press("left down p m o v e enter");
    session.pass(100).await;
    session.press("q");
    session.ended.await.unwrap().unwrap();
    assert_eq!(session.source.acts().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_note_is_still_in_its_form_and_can_be_sent_again() {
    let session = session(10);
    session.pass(100).await;
    session.source.refuse(Text::new("act-moved-too-often"));
    session.press("left down p m o v e enter");
    session.pass(100).await;
    // Still a form: a letter is typed, not an action.
    session.press("q enter");
    session.pass(100).await;
    let reasons: Vec<String> = session
        .source
        .acts()
        .into_iter()
        .map(|act| match act {
            Act::Pause { reason, .. } => reason,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(reasons, ["move", "moveq"]);
    session.press("q");
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
}

#[tokio::test]
async fn every_answer_of_the_worker_is_waited_for_until_it_is_here() {
    let snapshot = sample::small_snapshot();
    let source = SampleSource::new(sample::facts(), snapshot, Duration::ZERO);
    let (sender, mut news) = unbounded_channel();
    let mut executor = Executor::start(Arc::new(source), false, sender).unwrap();
    let find = |view, wish| Effect::Find { view, wish };
    for effect in [
        Effect::Refresh,
        find(ViewId("groups"), Opaque::of(String::new())),
        find(
            ViewId("departures"),
            Opaque::of(sample::NOW.date(&sample::facts().zone)),
        ),
    ] {
        assert!(executor.run(effect.clone()).is_none());
        assert_eq!(executor.pending, 1, "{effect:?}");
        let heard = news.recv().await.unwrap();
        executor.accept(heard);
        assert_eq!(executor.pending, 0, "{effect:?}");
    }
}

mod plain {
    use super::*;
    use crate::tui::runtime::plain::talk;

    async fn said(lines: &[&str]) -> String {
        let pace = Duration::from_millis(1);
        let source = SampleSource::new(sample::facts(), sample::small_snapshot(), pace);
        let source = Arc::new(source);
        let clock = Arc::new(PausedClock(Instant::now()));
        let face = Face::new(
            &UiSettings::default(),
            Words::new(Lang::En, &[]),
            &openers(VIEWS),
        );
        let first = source.first_frame(30).unwrap();
        let model = Model::new(
            Arc::new(face),
            source.facts(),
            &first,
            ((80, 24), clock.now()),
            VIEWS,
        );
        let (sender, mut input) = unbounded_channel();
        for line in lines {
            sender.send((*line).to_owned()).unwrap();
        }
        drop(sender);
        let mut out = Vec::new();
        talk(model, source, clock, &mut input, &mut out)
            .await
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[tokio::test]
    async fn users_are_said_in_sentences_and_opened_by_number() {
        insta::assert_snapshot!(said(&["9", "back", "/martin", "findings", "1", "quit"]).await);
    }

    #[tokio::test]
    async fn a_form_is_asked_line_by_line() {
        insta::assert_snapshot!(said(&["services", "1", "back", "pause", "moving", "?"]).await);
    }
}
