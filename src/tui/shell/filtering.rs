//! Keys while a filter is typed.

use super::key::{Code, Key};
use super::model::Model;

/// What a key led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Nothing,
    /// This filter is in force from now on.
    Filter(String),
    /// The key means what it means without a filter.
    Key(Key),
}

/// Takes a key; the filter is being typed.
pub fn key(model: &mut Model, key: Key) -> End {
    let typing = &mut model.session.typing;
    match key.code {
        Code::Enter | Code::Tab => {
            *typing = None;
            End::Nothing
        }
        Code::Esc => match typing.take() {
            Some(typing) => End::Filter(typing.before),
            None => End::Nothing,
        },
        Code::Up | Code::Down | Code::PageUp | Code::PageDown => {
            *typing = None;
            End::Key(key)
        }
        _ => {
            let Some(typing) = typing else {
                return End::Nothing;
            };
            let before = typing.line.text().to_owned();
            typing.line.key(key);
            let text = typing.line.text();
            if text == before {
                End::Nothing
            } else {
                End::Filter(text.to_owned())
            }
        }
    }
}
