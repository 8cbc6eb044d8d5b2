//! The same program line by line: for screen readers, dumb terminals and pipes.
//!
//! A line is a command's word or key, `/` and a filter, or the number of a row; after each one
//! the body is said again. The model, the actions and the words are those of the screen.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::effects::{Executor, News};
use super::source::Source;
use crate::domain::clock::Clock;
use crate::domain::text::{Text, escape};
use crate::tui::panes::standing;
use crate::tui::shell::action::Action;
use crate::tui::shell::data::Job;
use crate::tui::shell::effect::{Effect, Exit};
use crate::tui::shell::key::Key;
use crate::tui::shell::keymap;
use crate::tui::shell::message::{Event, Message};
use crate::tui::shell::model::Model;
use crate::tui::shell::plain::speak;
use crate::tui::shell::scene::Plain;
use crate::tui::shell::update::{answer_line, update};

/// How long a command's answers are waited for.
const ANSWERS: Duration = Duration::from_secs(10);
/// Lines and columns of the imagined screen: what decides how many rows a page has.
const SIZE: (u16, u16) = (200, 24);

/// Runs until it is left or the input ends.
pub async fn run(model: Model, source: Arc<dyn Source>, clock: Arc<dyn Clock>) -> io::Result<Exit> {
    let (lines, mut input) = unbounded_channel();
    std::thread::Builder::new()
        .name("input".to_owned())
        .spawn(move || {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    break;
                }
            }
        })?;
    let mut out = io::stdout();
    talk(model, source, clock, &mut input, &mut out).await
}

/// The conversation, generic over where it is written, so that tests can hold it.
pub async fn talk(
    mut model: Model,
    source: Arc<dyn Source>,
    clock: Arc<dyn Clock>,
    input: &mut UnboundedReceiver<String>,
    out: &mut (impl Write + Send),
) -> io::Result<Exit> {
    model.session.size = SIZE;
    let (sender, news) = unbounded_channel();
    let executor = Executor::start(source, model.session.facts.configured, sender)?;
    let mut talk = Talk {
        model,
        executor,
        news,
        clock,
        out,
        exit: None,
    };
    talk.take(Event::Started)?;
    talk.settle().await?;
    talk.greet()?;
    loop {
        if let Some(exit) = talk.exit {
            talk.executor.finish(Duration::from_secs(30)).await;
            return Ok(exit);
        }
        talk.prompt()?;
        let line = loop {
            tokio::select! {
                biased;
                Some(news) = talk.news.recv() => talk.take_news(news)?,
                line = input.recv() => break line,
            }
        };
        let Some(line) = line else {
            return Ok(Exit::Quit);
        };
        talk.command(line.trim())?;
        talk.settle().await?;
        if talk.exit.is_none() {
            talk.say_body()?;
        }
    }
}

struct Talk<'a, W> {
    model: Model,
    executor: Executor,
    news: UnboundedReceiver<News>,
    clock: Arc<dyn Clock>,
    out: &'a mut W,
    exit: Option<Exit>,
}

impl<W: Write> Talk<'_, W> {
    fn say(&mut self, line: &str) -> io::Result<()> {
        let line = escape(line);
        if self.model.session.face.letters {
            writeln!(self.out, "{line}")
        } else {
            writeln!(self.out, "{}", deunicode::deunicode_with_tofu(&line, "?"))
        }
    }

    fn word(&self, id: &str) -> String {
        self.model.session.face.words.get(id)
    }

    fn greet(&mut self) -> io::Result<()> {
        let organisation = self.model.session.facts.organisation.clone();
        self.say(&format!("Secretariat {organisation}"))?;
        if self.model.session.facts.read_only {
            let said = self.word("tui-read-only");
            self.say(&said)?;
        }
        let said = self.word("tui-plain-hint");
        self.say(&said)?;
        self.say_body()
    }

    /// Asks for the next line: what the layer on top wants to know, or a command.
    fn prompt(&mut self) -> io::Result<()> {
        if let Some(notice) = self.model.session.notice.take() {
            let said = self.model.session.face.words.text(&notice.text);
            self.say(&said)?;
        }
        let top = self.model.layers.last();
        let asked = top.and_then(|layer| layer.prompt(&self.model.session));
        write!(self.out, "{}> ", escape(&asked.unwrap_or_default()))?;
        self.out.flush()
    }

    fn command(&mut self, line: &str) -> io::Result<()> {
        let mut effects = Vec::new();
        let answered = answer_line(&mut self.model, line, &mut effects);
        self.carry_out(effects);
        if let Some(said) = answered {
            return said.map_or(Ok(()), |said| self.say(&said));
        }
        let event = if let Some(text) = line.strip_prefix('/') {
            Event::FilterBy(text.trim().to_owned())
        } else if let Ok(number) = line.parse() {
            Event::Choose(number)
        } else {
            match line {
                "" => return Ok(()),
                "?" | "help" => return self.help(),
                // Where it means something in particular, it does not turn a page.
                "n" if !self.is_particular(line) => Event::Do(Action::PageDown),
                "b" => Event::Do(Action::PageUp),
                "services" => Event::Do(Action::Left),
                _ => match self.action(line) {
                    Some(action) => Event::Do(action),
                    None => {
                        let said = self.word("tui-palette-none");
                        return self.say(&said);
                    }
                },
            }
        };
        self.take(event)?;
        self.model.session.typing = None;
        let session = &self.model.session;
        let opened = self.model.layers.last_mut();
        match opened.map(|layer| layer.opened_plain(session)) {
            None => {}
            Some(Plain::Close) => {
                self.model.layers.pop();
            }
            Some(Plain::Keep(lines)) => {
                for line in lines {
                    self.say(&line)?;
                }
            }
            Some(Plain::Leave(line)) => {
                self.say(&line)?;
                self.exit = Some(Exit::Quit);
            }
        }
        Ok(())
    }

    /// Whether a line is the key of an action that only this place offers.
    fn is_particular(&self, line: &str) -> bool {
        let focus = self.model.body_focus();
        let action =
            Key::parse(line).and_then(|key| self.model.session.face.keymap.action(key, focus));
        action.is_some_and(|action| focus.offers.contains(&action))
    }

    /// The action that a word, a translated name or a key stands for.
    fn action(&self, line: &str) -> Option<Action> {
        let keymap = &self.model.session.face.keymap;
        let by_name = || {
            let named = keymap.actions().find(|spec| self.word(spec.name) == line);
            named.map(|spec| spec.action)
        };
        let by_key = || keymap.action(Key::parse(line)?, self.model.body_focus());
        keymap.by_word(line).or_else(by_name).or_else(by_key)
    }

    fn help(&mut self) -> io::Result<()> {
        let said = self.word("tui-plain-help");
        self.say(&said)?;
        let focus = self.model.body_focus();
        let actions = self.model.session.face.keymap.actions();
        let offered = actions.filter(|spec| spec.listed && keymap::offered(spec, focus));
        let lines: Vec<String> = offered
            .map(|spec| format!("{}: {}", spec.word, self.word(spec.name)))
            .collect();
        lines.iter().try_for_each(|line| self.say(line))
    }

    fn say_body(&mut self) -> io::Result<()> {
        let lines = match self.model.layers.last() {
            Some(layer) => layer.speak(&self.model.session),
            None => speak(&self.model),
        };
        for line in lines {
            self.say(&line)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event) -> io::Result<()> {
        let at = self.clock.now();
        if let Event::RunEnded(_, run) = &event {
            let word = self.word(standing::outcome_word(run.outcome));
            let label = self.model.session.facts.label(&run.service).to_owned();
            self.say(&format!("{label}: {word}"))?;
        }
        let effects = update(&mut self.model, Message { at, event });
        self.carry_out(effects);
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match self.executor.run(effect) {
                Some(Effect::Leave(exit)) => self.exit = Some(exit),
                Some(Effect::Copy(text)) => {
                    // There is no clipboard to send to: the text itself is said.
                    let said = Text::new("tui-plain-copy").with("text", text);
                    self.model
                        .session
                        .tell(crate::domain::findings::Severity::Info, said);
                }
                _ => {}
            }
        }
    }

    fn take_news(&mut self, news: News) -> io::Result<()> {
        match self.executor.accept(news) {
            Some(event) => self.take(event),
            None => Ok(()),
        }
    }

    /// Whether our own store is being changed.
    fn is_acting(&self) -> bool {
        let mut running = self.model.session.running.iter();
        running.any(|running| !matches!(running.job, Job::Sync { .. }))
    }

    /// Takes answers until none is outstanding; a sync goes on by itself.
    async fn settle(&mut self) -> io::Result<()> {
        let limit = tokio::time::Instant::now() + ANSWERS;
        // What waits for the cursor to rest is wanted now.
        self.take(Event::Rested)?;
        // An act too: what it is refused is told before the next line is read.
        while self.executor.pending > 0 || self.is_acting() {
            match tokio::time::timeout_at(limit, self.news.recv()).await {
                Ok(Some(news)) => self.take_news(news)?,
                Ok(None) | Err(_) => break,
            }
        }
        Ok(())
    }
}
