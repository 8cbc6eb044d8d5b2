//! Effects carried out: questions newest-wins, jobs never dropped, a dying task still answers.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::matcher;
use super::source::{Source, SyncNews};
use super::worker::{Work, Worker};
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::tui::shell::data::{Act, Answer, Done, Job, JobId, Query, Undoing};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::message::Event;
use crate::tui::shell::model::Held;

/// Least time between two looks at a store that moves.
const CALM: std::time::Duration = std::time::Duration::from_millis(300);

/// What comes back from tasks.
#[derive(Debug)]
pub enum News {
    Event(Event),
    /// For the model, if no newer question of the same kind was asked.
    Reply {
        /// What kind of question.
        key: Discriminant<Query>,
        number: u64,
        event: Event,
    },
}

/// A change of our own store that waits for those before it.
#[derive(Debug)]
enum Queued {
    /// An act.
    Act(Act),
    /// Taking back what that job will have done by then.
    UndoOf(JobId),
}

pub struct Executor {
    source: Arc<dyn Source>,
    news: UnboundedSender<News>,
    worker: Worker,
    asked: HashMap<Discriminant<Query>, u64>,
    tokens: HashMap<JobId, CancellationToken>,
    jobs: Vec<JoinHandle<()>>,
    /// Changes of our own store, done one after the other.
    acts: UnboundedSender<(JobId, Queued)>,
    last: u64,
    /// Questions and work whose answer has not come yet, for the plain mode.
    pub pending: usize,
}

impl std::fmt::Debug for Executor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Executor")
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

impl Executor {
    /// Starts the worker and listens to the store.
    pub fn start(
        source: Arc<dyn Source>,
        configured: bool,
        news: UnboundedSender<News>,
    ) -> std::io::Result<Executor> {
        let tell = news.clone();
        let worker = Worker::start(Arc::clone(&source), move |event| {
            let _ = tell.send(News::Event(event));
        })?;
        if configured {
            let (source, tell) = (Arc::clone(&source), news.clone());
            tokio::spawn(async move {
                loop {
                    let revision = source.moved().await;
                    if tell.send(News::Event(Event::Revision(revision))).is_err() {
                        break;
                    }
                    // A large sync commits many times a second; one look at a time is enough.
                    tokio::time::sleep(CALM).await;
                }
            });
        }
        let (acts, queue) = unbounded_channel();
        let act_queue = tokio::spawn(in_order(Arc::clone(&source), queue, news.clone()));
        Ok(Executor {
            source,
            news,
            worker,
            asked: HashMap::new(),
            tokens: HashMap::new(),
            jobs: vec![act_queue],
            acts,
            last: 0,
            pending: 0,
        })
    }

    /// Carries one effect out; those of the terminal are given back.
    pub fn run(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Ask(query) => self.ask(query),
            Effect::Refresh => self.work(Work::Refresh),
            Effect::Find { view, wish } => self.work(Work::Find { view, wish }),
            Effect::Arrange {
                view,
                seq,
                wanted,
                keep,
            } => self.work(Work::Arrange {
                view,
                seq,
                wanted,
                keep,
            }),
            Effect::FindQuestions(reading) => {
                self.pending += 1;
                let tell = self.news.clone();
                matcher::find(Arc::clone(&self.source), reading, move |event| {
                    let _ = tell.send(News::Event(event));
                });
            }
            Effect::Start(id, Job::Act(act)) => self.queue(id, Queued::Act(act)),
            Effect::Start(id, Job::UndoOf(job)) => self.queue(id, Queued::UndoOf(job)),
            Effect::Start(id, Job::Sync { services, auto }) => self.start_sync(id, services, auto),
            Effect::Cancel(id) => {
                if let Some(token) = self.tokens.get(&id) {
                    token.cancel();
                }
            }
            other => return Some(other),
        }
        None
    }

    /// Lets go of what the screen held, off its thread.
    pub fn forget(&self, held: Held) {
        self.worker.give(Work::Forget(held));
    }

    fn queue(&self, id: JobId, queued: Queued) {
        // The queue is gone only when the program leaves.
        let _ = self.acts.send((id, queued));
    }

    fn work(&mut self, work: Work) {
        self.pending += 1;
        self.worker.give(work);
    }

    fn ask(&mut self, query: Query) {
        self.last += 1;
        self.pending += 1;
        let (key, number) = (discriminant(&query), self.last);
        self.asked.insert(key, number);
        let (source, news) = (Arc::clone(&self.source), self.news.clone());
        tokio::spawn(async move {
            let task = match query {
                Query::Doctor => {
                    tokio::spawn(async move { Ok(Answer::Doctor(source.doctor().await)) })
                }
                Query::Options(ref service, ref sources) => {
                    let (service, sources) = (service.clone(), sources.clone());
                    tokio::spawn(async move {
                        let offered = source.options(&service, sources).await;
                        Ok(Answer::Options(service, offered))
                    })
                }
                ref query => {
                    let query = query.clone();
                    tokio::task::spawn_blocking(move || source.ask(&query))
                }
            };
            let event = match task.await {
                Ok(Ok(answer)) => Event::Answer(answer),
                Ok(Err(text)) => Event::Unanswered(query, text),
                Err(_) => {
                    let text = Text::new("tui-task-died").with("what", format!("{query:?}"));
                    Event::Unanswered(query, text)
                }
            };
            let _ = news.send(News::Reply { key, number, event });
        });
    }

    fn start_sync(&mut self, id: JobId, services: Vec<ServiceId>, auto: bool) {
        let token = CancellationToken::new();
        self.tokens.insert(id, token.clone());
        let (source, news) = (Arc::clone(&self.source), self.news.clone());
        self.jobs.retain(|job| !job.is_finished());
        self.jobs.push(tokio::spawn(async move {
            let tell = news.clone();
            let tell = Arc::new(move |heard: SyncNews| {
                let event = match heard {
                    SyncNews::Progress(service, progress) => Event::Progress(id, service, progress),
                    SyncNews::Ended(run) => Event::RunEnded(id, run),
                    SyncNews::Skipped(service, why) => Event::RunSkipped(id, service, why),
                };
                let _ = tell.send(News::Event(event));
            });
            let task = tokio::spawn(async move { source.sync(services, auto, token, tell).await });
            let end = match task.await {
                Ok(end) => end.map(|()| Done::default()),
                Err(_) => Err(Text::new("tui-task-died").with("what", "sync")),
            };
            let _ = news.send(News::Event(Event::JobEnded(id, end)));
        }));
    }

    /// The event to hand to the model, unless a newer question made it void.
    pub fn accept(&mut self, news: News) -> Option<Event> {
        match news {
            News::Reply { key, number, event } => {
                self.pending = self.pending.saturating_sub(1);
                (self.asked.get(&key) == Some(&number)).then_some(event)
            }
            News::Event(event) => {
                let answers_work = matches!(
                    event,
                    Event::Snapshot(..)
                        | Event::Found { .. }
                        | Event::Questions(..)
                        | Event::Trouble(_)
                ) || matches!(&event, Event::Arranged(_, arranged) if !arranged.partial);
                if answers_work {
                    self.pending = self.pending.saturating_sub(1);
                }
                if let Event::JobEnded(id, _) = &event {
                    self.tokens.remove(id);
                }
                Some(event)
            }
        }
    }

    /// Waits until no write is open, off the screen's thread.
    pub async fn settle(&self) {
        let source = Arc::clone(&self.source);
        let _ = tokio::task::spawn_blocking(move || source.settle()).await;
    }

    /// Asks every job to stop and waits for them, for at most `limit`.
    pub async fn finish(self, limit: std::time::Duration) {
        for token in self.tokens.values() {
            token.cancel();
        }
        // Without a sender the act_queue ends once everything is written.
        drop(self.acts);
        let all = futures_util::future::join_all(self.jobs);
        let _ = tokio::time::timeout(limit, all).await;
    }
}

/// Changes our own store one act after the other: an answer may be about what the one before made.
async fn in_order(
    source: Arc<dyn Source>,
    mut queue: UnboundedReceiver<(JobId, Queued)>,
    news: UnboundedSender<News>,
) {
    let mut decisions: HashMap<JobId, u64> = HashMap::new();
    while let Some((id, act)) = queue.recv().await {
        let act = match act {
            Queued::UndoOf(job) => decisions
                .get(&job)
                .map(|seq| Act::Undo(Undoing::Decision(*seq))),
            Queued::Act(act) => Some(act),
        };
        let end = match act {
            Some(act) => {
                let source = Arc::clone(&source);
                let task = tokio::task::spawn_blocking(move || source.act(&act));
                task.await
                    .unwrap_or_else(|_| Err(Text::new("tui-task-died").with("what", "job")))
            }
            // What was refused needs no undoing.
            None => Ok(Done::default()),
        };
        if let Ok(Done {
            decision: Some(seq),
            ..
        }) = end
        {
            decisions.insert(id, seq);
        }
        let _ = news.send(News::Event(Event::JobEnded(id, end)));
        if queue.is_empty() {
            let source = Arc::clone(&source);
            let _ = tokio::task::spawn_blocking(move || source.tidy()).await;
        }
    }
}
