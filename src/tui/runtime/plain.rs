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
use crate::tui::forms::{FieldInput, FormEnd};
use crate::tui::panes::{history, preview, services, suggestions};
use crate::tui::shell::data::Job;
use crate::tui::shell::effect::{Effect, Exit};
use crate::tui::shell::key::Key;
use crate::tui::shell::keymap::{self, ACTIONS, Action};
use crate::tui::shell::layers::{Focus, Layer, body_focus};
use crate::tui::shell::message::{Event, Message};
use crate::tui::shell::model::Model;
use crate::tui::shell::plain::speak;
use crate::tui::shell::update::update;

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
    model.size = SIZE;
    let (sender, news) = unbounded_channel();
    let executor = Executor::start(source, model.facts.configured, sender)?;
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
        if self.model.face.letters {
            writeln!(self.out, "{line}")
        } else {
            writeln!(self.out, "{}", deunicode::deunicode_with_tofu(&line, "?"))
        }
    }

    fn word(&self, id: &str) -> String {
        self.model.face.words.get(id)
    }

    fn greet(&mut self) -> io::Result<()> {
        let organisation = self.model.facts.organisation.clone();
        self.say(&format!("Secretariat {organisation}"))?;
        if self.model.facts.read_only {
            let said = self.word("tui-read-only");
            self.say(&said)?;
        }
        let said = self.word("tui-plain-hint");
        self.say(&said)?;
        self.say_body()
    }

    /// Asks for the next line: a form's field, or a command.
    fn prompt(&mut self) -> io::Result<()> {
        if let Some(notice) = self.model.notice.take() {
            let said = self.model.face.words.text(&notice.text);
            self.say(&said)?;
        }
        let asked = match self.model.layers.last() {
            Some(Layer::Form(form)) => form.fields.get(form.at).map(|field| {
                let words = &self.model.face.words;
                let mut asked = format!("{} ({})", words.get(field.label), words.get(field.hint));
                if let FieldInput::Choice(options, _) = &field.input {
                    for (number, option) in (1..).zip(options) {
                        asked.push_str(&format!(" {number}. {option}"));
                    }
                }
                asked
            }),
            _ => None,
        };
        write!(self.out, "{}> ", escape(&asked.unwrap_or_default()))?;
        self.out.flush()
    }

    fn command(&mut self, line: &str) -> io::Result<()> {
        if matches!(self.model.layers.last(), Some(Layer::Form(_))) {
            return self.answer_field(line);
        }
        if let Some(Layer::Preview(_)) = self.model.layers.last() {
            return self.answer_preview(line);
        }
        if let Some(Layer::History(_)) = self.model.layers.last() {
            self.model.layers.pop();
        }
        if let Some(Layer::AskQuit) = self.model.layers.last() {
            self.model.layers.clear();
        }
        let event = if let Some(text) = line.strip_prefix('/') {
            Event::FilterBy(text.trim().to_owned())
        } else if let Ok(number) = line.parse() {
            Event::Choose(number)
        } else {
            match line {
                "" => return Ok(()),
                "?" | "help" => return self.help(),
                // Where it answers a question, it does not turn a page.
                "n" if body_focus(&self.model) != Focus::Suggestions => Event::Do(Action::PageDown),
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
        match self.model.layers.last() {
            Some(Layer::AskQuit) => {
                let count = self.model.running.len();
                let text = Text::new("tui-quit-running").with("n", count);
                let said = self.model.face.words.text(&text);
                self.say(&said)?;
                self.exit = Some(Exit::Quit);
            }
            Some(Layer::Filter { .. } | Layer::Palette(_) | Layer::Help(_)) => {
                self.model.layers.pop();
            }
            // What these say comes once their answers are here.
            Some(Layer::Preview(_) | Layer::History(_)) => {}
            Some(Layer::Form(form)) => {
                let first = form.fields.first().map(|field| &field.input);
                let only =
                    matches!(first, Some(FieldInput::Choice(options, _)) if options.len() < 2);
                let title = self.model.face.words.text(&form.title);
                self.say(&title)?;
                if let Some(Layer::Form(form)) = self.model.layers.last_mut() {
                    form.at = usize::from(only);
                }
            }
            None => {}
        }
        Ok(())
    }

    /// The action that a word, a translated name or a key stands for.
    fn action(&self, line: &str) -> Option<Action> {
        let focus = body_focus(&self.model);
        let by_name = || {
            let named = ACTIONS.iter().find(|spec| self.word(spec.name) == line);
            named.map(|spec| spec.action)
        };
        let by_key = || {
            let key = Key::parse(line)?;
            self.model.face.keymap.action(key, focus)
        };
        keymap::by_word(line).or_else(by_name).or_else(by_key)
    }

    fn answer_field(&mut self, line: &str) -> io::Result<()> {
        let today = self.model.today();
        let Some(Layer::Form(form)) = self.model.layers.last_mut() else {
            return Ok(());
        };
        let at = form.at;
        form.fill(at, line);
        if at + 1 < form.fields.len() {
            form.at += 1;
            return Ok(());
        }
        match form.submit(today) {
            FormEnd::Open => {
                let wrong = form.wrong.clone();
                if let Some(wrong) = wrong {
                    let said = self.model.face.words.text(&wrong);
                    self.say(&said)?;
                }
                // An answer that was refused is asked for once more, then given up.
                self.model.layers.pop();
            }
            FormEnd::Abandoned => {
                self.model.layers.pop();
            }
            FormEnd::Done(act) => {
                self.model.layers.pop();
                let mut effects = Vec::new();
                self.model.start(Job::Act(act), &mut effects);
                self.carry_out(effects);
            }
        }
        Ok(())
    }

    fn help(&mut self) -> io::Result<()> {
        let said = self.word("tui-plain-help");
        self.say(&said)?;
        let focus = body_focus(&self.model);
        for spec in ACTIONS
            .iter()
            .filter(|spec| spec.listed && keymap::offered(spec, focus))
        {
            let line = format!("{}: {}", spec.word, self.word(spec.name));
            self.say(&line)?;
        }
        Ok(())
    }

    fn answer_preview(&mut self, line: &str) -> io::Result<()> {
        let Some(Layer::Preview(mut state)) = self.model.layers.pop() else {
            return Ok(());
        };
        let mut effects = Vec::new();
        match preview::line(&self.model, &mut state, line) {
            preview::End::Open => self.model.layers.push(Layer::Preview(state)),
            preview::End::Abandoned => {
                let said = self.word("tui-plain-abandoned");
                self.say(&said)?;
            }
            preview::End::Confirmed => {
                preview::confirm(&mut self.model, state.purpose, &mut effects);
            }
        }
        self.carry_out(effects);
        Ok(())
    }

    fn say_body(&mut self) -> io::Result<()> {
        let lines = match self.model.layers.last() {
            Some(Layer::Form(_)) => Vec::new(),
            Some(Layer::Preview(state)) => preview::speak(&self.model, state),
            Some(Layer::History(state)) => history::speak(&self.model, state),
            _ => speak(&self.model),
        };
        for line in lines {
            self.say(&line)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event) -> io::Result<()> {
        let at = self.clock.now();
        if let Event::RunEnded(_, run) = &event {
            let word = self.word(services::outcome_word(run.outcome));
            let label = self.model.facts.label(&run.service).to_owned();
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

    /// Takes answers until none is outstanding; jobs go on by themselves.
    async fn settle(&mut self) -> io::Result<()> {
        let limit = tokio::time::Instant::now() + ANSWERS;
        // What waits for the cursor to rest is wanted now.
        let mut effects = Vec::new();
        if self.model.accounts.due.is_some() {
            crate::tui::panes::accounts::ask(&mut self.model, &mut effects);
        }
        suggestions::find_now(&mut self.model, &mut effects);
        if self.model.suggestions.rest.is_some() {
            suggestions::compare_now(&mut self.model, &mut effects);
        }
        self.carry_out(effects);
        while self.executor.pending > 0 {
            match tokio::time::timeout_at(limit, self.news.recv()).await {
                Ok(Some(news)) => self.take_news(news)?,
                Ok(None) | Err(_) => break,
            }
        }
        Ok(())
    }
}
