//! Leaving a service alone.

use jiff::civil::Date;

use super::{Form, Purpose, Refused, named, reason_field, reason_of};
use crate::domain::form::{self, Answers};
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::tui::shell::data::Act;

#[derive(Debug)]
struct Pause(ServiceId);

/// Asks why a service is to be left alone.
pub fn pause(service: ServiceId, label: &str) -> Form {
    let title = Text::new("tui-pause-title").with("service", label);
    let form = form::Form {
        fields: vec![reason_field()],
    };
    Form::new(title, form, Pause(service))
}

impl Purpose for Pause {
    fn act(&self, answers: &Answers, _today: Date) -> Result<Option<Act>, Refused> {
        Ok(Some(Act::Pause {
            service: self.0.clone(),
            reason: reason_of(answers)?,
        }))
    }

    fn given(&self, title: &Text, _answers: &Answers) -> Text {
        named("tui-given-paused", title)
    }
}
