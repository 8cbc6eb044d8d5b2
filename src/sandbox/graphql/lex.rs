//! From query text to words and marks, each with its place.

use super::{At, Failure};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    Int(i64),
    Float(f64),
    Text(String),
    Mark(char),
    Dots,
    End,
}

/// Splits a text; the last token is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, At)>, Failure> {
    let mut tokens = Vec::new();
    let mut at = At { line: 1, column: 1 };
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let here = at;
        at.column += 1;
        match letter {
            '\n' => {
                at = At {
                    line: at.line + 1,
                    column: 1,
                }
            }
            ' ' | '\t' | '\r' | ',' | '\u{feff}' => {}
            '#' => {
                while rest.peek().is_some_and(|&c| c != '\n') {
                    rest.next();
                }
            }
            '.' => {
                if rest.next() != Some('.') || rest.next() != Some('.') {
                    return Err(Failure::new("Parse error on \".\"", here));
                }
                at.column += 2;
                tokens.push((Token::Dots, here));
            }
            '"' => {
                let mut value = String::new();
                loop {
                    at.column += 1;
                    match rest.next() {
                        Some('"') => break,
                        Some('\\') => match rest.next() {
                            Some('n') => value.push('\n'),
                            Some('t') => value.push('\t'),
                            Some(c @ ('"' | '\\' | '/')) => value.push(c),
                            _ => return Err(Failure::new("Parse error: unknown escape", here)),
                        },
                        Some('\n') | None => {
                            return Err(Failure::new("Parse error: unterminated string", here));
                        }
                        Some(c) => value.push(c),
                    }
                }
                tokens.push((Token::Text(value), here));
            }
            'A'..='Z' | 'a'..='z' | '_' => {
                let mut word = String::from(letter);
                while let Some(&c) = rest
                    .peek()
                    .filter(|c| c.is_ascii_alphanumeric() || **c == '_')
                {
                    word.push(c);
                    rest.next();
                    at.column += 1;
                }
                tokens.push((Token::Name(word), here));
            }
            '0'..='9' | '-' => {
                let mut word = String::from(letter);
                while let Some(&c) = rest
                    .peek()
                    .filter(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+'))
                {
                    word.push(c);
                    rest.next();
                    at.column += 1;
                }
                let token = match (word.parse(), word.parse()) {
                    (Ok(int), _) => Token::Int(int),
                    (_, Ok(float)) => Token::Float(float),
                    _ => return Err(Failure::new(format!("Parse error on \"{word}\""), here)),
                };
                tokens.push((token, here));
            }
            '{' | '}' | '(' | ')' | '[' | ']' | ':' | '$' | '!' | '=' | '@' | '|' | '&' => {
                tokens.push((Token::Mark(letter), here));
            }
            other => {
                let message = format!(
                    "Parse error on {other:?} at [{}, {}]",
                    here.line, here.column
                );
                return Err(Failure::new(message, here));
            }
        }
    }
    tokens.push((Token::End, at));
    Ok(tokens)
}
