//! The loop: drain every message, then draw once; nothing ticks.
//!
//! Generic over the backend, the input and the host, so that tests run this very loop.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use super::effects::{Executor, News};
use super::events::Input;
use super::source::Source;
use crate::domain::clock::Clock;
use crate::domain::findings::Severity;
use crate::domain::text::Text;
use crate::tui::shell::effect::{Effect, Exit};
use crate::tui::shell::message::{Event, Message};
use crate::tui::shell::model::Model;
use crate::tui::shell::update::update;
use crate::tui::shell::view::view;
use crate::tui::shell::wake;

/// Least time between two frames that no input asked for.
const FRAME: Duration = Duration::from_millis(33);
/// How long leaving waits for jobs that were asked to stop.
const LEAVE: Duration = Duration::from_secs(30);
/// How long leaving by signal waits for them.
const TERMINATE: Duration = Duration::from_secs(2);
/// Most messages that are taken before a frame is drawn.
const DRAIN: usize = 10_000;

/// What the loop asks of the terminal beyond drawing.
pub trait Host {
    /// Gives the terminal back, stops, and takes it again once continued.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after somebody else stopped us.
    fn resume(&mut self) -> io::Result<()>;
    /// Sends a text to the terminal's clipboard; `false` when that is switched off.
    fn copy(&mut self, text: &str) -> io::Result<bool>;
    /// Columns and lines now.
    fn size(&self) -> io::Result<(u16, u16)>;
}

struct Loop<'a, B: Backend, H> {
    terminal: Terminal<B>,
    host: &'a mut H,
    model: Model,
    executor: Executor,
    news: UnboundedReceiver<News>,
    clock: Arc<dyn Clock>,
    /// Something changed since the last frame.
    dirty: bool,
    /// The next frame must not wait.
    urgent: bool,
    last_frame: Option<Instant>,
    exit: Option<(Exit, Duration)>,
}

/// Runs until the screen is left.
pub async fn run<B, I, H>(
    terminal: Terminal<B>,
    mut input: I,
    host: &mut H,
    model: Model,
    source: Arc<dyn Source>,
    clock: Arc<dyn Clock>,
) -> io::Result<Exit>
where
    B: Backend,
    I: Stream<Item = Input> + Unpin,
    H: Host,
{
    let (sender, news) = unbounded_channel();
    let executor = Executor::start(source, model.session.facts.configured, sender)?;
    let mut this = Loop {
        terminal,
        host,
        model,
        executor,
        news,
        clock,
        dirty: true,
        urgent: true,
        last_frame: None,
        exit: None,
    };
    // The first frame is on the screen before anything else is asked for.
    this.draw()?;
    this.take(Event::Started).await?;
    // The terminal may have changed between the first look and the first event that could tell.
    let (width, height) = this.host.size()?;
    if (width, height) != this.model.session.size {
        this.take(Event::Resize(width, height)).await?;
    }
    this.urgent = true;
    loop {
        this.draw_if_due()?;
        if let Some((exit, wait)) = this.exit {
            drop(input);
            this.executor.finish(wait).await;
            return Ok(exit);
        }
        this.wait(&mut input).await?;
    }
}

impl<B: Backend, H: Host> Loop<'_, B, H> {
    /// Waits for the next thing and takes it, with everything that came with it.
    async fn wait<I: Stream<Item = Input> + Unpin>(&mut self, input: &mut I) -> io::Result<()> {
        let frame = self
            .dirty
            .then(|| self.last_frame.map_or_else(Instant::now, |at| at + FRAME));
        let wake = wake::next(&self.model).map(|at| {
            let millis = at.since(self.clock.now()).max(0);
            Instant::now() + Duration::from_millis(millis.unsigned_abs())
        });
        let sleep = |at: Option<Instant>| async move {
            match at {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            event = input.next() => {
                let event = event.unwrap_or(Input::Event(Event::Terminate));
                self.take_input(event).await?;
            }
            Some(news) = self.news.recv() => self.take_news(news).await?,
            () = sleep(frame) => return Ok(()),
            () = sleep(wake) => self.take(Event::Tick).await?,
        }
        for _ in 0..DRAIN {
            if self.exit.is_some() {
                break;
            }
            if let Some(event) = next_if_there(input).await {
                self.take_input(event).await?;
            } else if let Ok(news) = self.news.try_recv() {
                self.take_news(news).await?;
            } else {
                break;
            }
        }
        Ok(())
    }

    async fn take_input(&mut self, input: Input) -> io::Result<()> {
        self.urgent = true;
        match input {
            Input::Event(event) => {
                let terminate = event == Event::Terminate;
                self.take(event).await?;
                if terminate && let Some((_, wait)) = &mut self.exit {
                    *wait = TERMINATE;
                }
                Ok(())
            }
            Input::Stop => self.suspend().await,
            Input::Continued => {
                self.host.resume()?;
                self.redraw().await
            }
        }
    }

    async fn take_news(&mut self, news: News) -> io::Result<()> {
        match self.executor.accept(news) {
            Some(event) => {
                // What somebody at the keyboard waits for does not wait for the next frame.
                self.urgent |= matches!(event, Event::Arranged(..) | Event::Answer(_));
                self.take(event).await
            }
            None => Ok(()),
        }
    }

    async fn take(&mut self, event: Event) -> io::Result<()> {
        let at = self.clock.now();
        self.dirty = true;
        let replaces = matches!(event, Event::Snapshot(..) | Event::Arranged(..));
        let before = replaces.then(|| self.model.held());
        for effect in update(&mut self.model, Message { at, event }) {
            let Some(effect) = self.executor.run(effect) else {
                continue;
            };
            match effect {
                Effect::Copy(text) => {
                    let sent = self.host.copy(&text)?;
                    let id = if sent {
                        "tui-sent-to-clipboard"
                    } else {
                        "tui-copy-off"
                    };
                    let said = Text::new(id).with("text", text);
                    self.model.session.tell(Severity::Info, said);
                }
                Effect::Suspend => Box::pin(self.suspend()).await?,
                Effect::Redraw => self.clear()?,
                Effect::Leave(exit) => self.exit = Some((exit, LEAVE)),
                _ => {}
            }
        }
        if let Some(before) = before {
            self.executor.forget(before);
        }
        Ok(())
    }

    async fn suspend(&mut self) -> io::Result<()> {
        self.executor.settle().await;
        self.host.suspend()?;
        self.redraw().await
    }

    /// The terminal may show anything and have any size.
    async fn redraw(&mut self) -> io::Result<()> {
        let (width, height) = self.host.size()?;
        Box::pin(self.take(Event::Resize(width, height))).await?;
        self.clear()
    }

    fn clear(&mut self) -> io::Result<()> {
        self.dirty = true;
        // Not `clear`: it asks the terminal where the cursor is, and waits for an answer that the
        // stream of keys has taken.
        let size = self.terminal.size().map_err(other)?;
        let whole = Rect::from((Position::ORIGIN, size));
        self.terminal.resize(whole).map_err(other)
    }

    fn draw_if_due(&mut self) -> io::Result<()> {
        let due = self
            .last_frame
            .is_none_or(|at| at + FRAME <= Instant::now());
        if self.dirty && (self.urgent || due) {
            self.draw()?;
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let model = &self.model;
        self.terminal
            .draw(|frame| view(model, frame))
            .map_err(other)?;
        self.dirty = false;
        self.urgent = false;
        self.last_frame = Some(Instant::now());
        Ok(())
    }
}

/// The next input if there is one now. Asked with the task's own waker: the terminal's stream keeps
/// the first one that it is given, and another would never wake us.
async fn next_if_there<I: Stream<Item = Input> + Unpin>(input: &mut I) -> Option<Input> {
    let ready = poll_fn(|cx| {
        Poll::Ready(match input.poll_next_unpin(cx) {
            Poll::Ready(input) => input,
            Poll::Pending => None,
        })
    });
    ready.await
}

fn other(error: impl std::error::Error) -> io::Error {
    io::Error::other(error.to_string())
}
