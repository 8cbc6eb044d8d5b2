//! A form as a layer: keys and lines go to its fields, and what they make is done. It stays until its
//! job has ended, so that what is refused is not lost.

use super::deciding;
use crate::domain::text::Text;
use crate::tui::forms::sheet::Input;
use crate::tui::forms::{self, Form, FormEnd};
use crate::tui::shell::data::{Answer, Done, JobId, Query};
use crate::tui::shell::focus::Focus;
use crate::tui::shell::key::Key;
use crate::tui::shell::scene::{Layer, Plain, Scene, Stay};
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;

static FOCUS: Focus = Focus::text("form");

/// Opens a form, and asks for the choices that only its service knows: they arrive while it is
/// filled in.
pub fn open(form: Form, scene: &mut Scene<'_>) {
    if let Some(query) = form.query() {
        scene.ask(query);
    }
    scene.open(form);
}

fn end(form: &mut Form, end: FormEnd, scene: &mut Scene<'_>) -> Stay {
    match end {
        FormEnd::Open => Stay::Open,
        FormEnd::Abandoned => Stay::Closed,
        FormEnd::Done(act, given) => {
            form.sent = Some(deciding::decide(scene, act, given));
            Stay::Open
        }
    }
}

impl Layer for Form {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn key(&mut self, key: Key, scene: &mut Scene<'_>) -> Stay {
        let today = scene.today();
        let ended = Form::key(self, key, today);
        end(self, ended, scene)
    }

    fn paste(&mut self, text: &str) {
        Form::paste(self, text);
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        Form::answer(self, answer)
    }

    fn unanswered(&mut self, query: &Query, why: &Text) -> bool {
        Form::unanswered(self, query, why)
    }

    fn ended(&mut self, job: JobId, end: &Result<Done, Text>, _scene: &mut Scene<'_>) -> Stay {
        match Form::ended(self, job, end.as_ref().err()) {
            true => Stay::Closed,
            false => Stay::Open,
        }
    }

    fn draw(&self, session: &Session, canvas: &mut Canvas<'_>) {
        forms::draw(session.size, self, canvas);
    }

    fn opened_plain(&mut self, session: &Session) -> Plain {
        // One choice is none.
        let only = matches!(self.sheet.input(0), Some(Input::Pick(pick)) if pick.shown().len() < 2);
        self.sheet.focus(usize::from(only));
        Plain::Keep(vec![session.face.words.text(&self.title)])
    }

    fn prompt(&self, session: &Session) -> Option<String> {
        if self.sent.is_some() {
            return None;
        }
        let field = self.sheet.form().fields.get(self.sheet.at())?;
        let words = &session.face.words;
        let mut asked = words.text(&field.label);
        if let Some(help) = &field.help {
            asked.push_str(&format!(" ({})", words.text(help)));
        }
        if let Some(Input::Pick(pick)) = self.sheet.input(self.sheet.at()) {
            for (number, choice) in (1..).zip(pick.shown()) {
                asked.push_str(&format!(" {number}. {}", choice.label));
            }
        }
        Some(asked)
    }

    fn line(&mut self, line: &str, scene: &mut Scene<'_>) -> Option<(Stay, Option<String>)> {
        if self.sent.is_some() {
            return Some((Stay::Open, None));
        }
        let at = self.sheet.at();
        self.sheet.fill(at, line);
        if at + 1 < self.sheet.form().fields.len() {
            self.sheet.focus(at + 1);
            return Some((Stay::Open, None));
        }
        let today = scene.today();
        let said = match self.submit(today) {
            // An answer that was refused is told, then given up.
            FormEnd::Open => {
                let wrong = self.sheet.mistake(self.sheet.at());
                wrong.map(|wrong| scene.face.words.text(wrong))
            }
            done => return Some((end(self, done, scene), None)),
        };
        Some((Stay::Closed, said))
    }
}
