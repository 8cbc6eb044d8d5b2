//! From query text to a document tree. Nesting and size are bounded.

use super::lex::{Token, tokens};
use super::{At, Failure};

const DEEPEST: usize = 40;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) struct Document {
    pub operations: Vec<Operation>,
    pub fragments: Vec<Fragment>,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) struct Operation {
    /// `query`, `mutation` or `subscription`.
    pub kind: String,
    pub name: Option<String>,
    pub variables: Vec<Variable>,
    pub selections: Vec<Selection>,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) struct Variable {
    pub name: String,
    pub wanted: Type,
    pub default: Option<Literal>,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) struct Fragment {
    pub name: String,
    pub on: String,
    pub selections: Vec<Selection>,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) enum Selection {
    Field(Field),
    Spread {
        name: String,
        directives: Vec<Directive>,
        at: At,
    },
    Inline {
        on: Option<String>,
        directives: Vec<Directive>,
        selections: Vec<Selection>,
        at: At,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) struct Field {
    pub alias: Option<String>,
    pub name: String,
    pub arguments: Vec<(String, Literal)>,
    pub directives: Vec<Directive>,
    pub selections: Vec<Selection>,
    pub at: At,
}

impl Field {
    /// The name under which the answer carries it.
    pub(in crate::sandbox) fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) struct Directive {
    pub name: String,
    pub arguments: Vec<(String, Literal)>,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) enum Literal {
    Variable(String),
    Int(i64),
    Float(f64),
    Text(String),
    Bool(bool),
    Null,
    Enum(String),
    List(Vec<Literal>),
    Object(Vec<(String, Literal)>),
}

/// A type as written: `[String!]!`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) enum Type {
    Named(String),
    List(Box<Type>),
    NonNull(Box<Type>),
}

impl Type {
    /// The name at the core.
    pub(in crate::sandbox) fn core(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::NonNull(inner) => inner.core(),
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::NonNull(inner) => write!(f, "{inner}!"),
        }
    }
}

/// Reads a whole document.
pub(in crate::sandbox) fn document(text: &str) -> Result<Document, Failure> {
    let mut reader = Reader {
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
    };
    let mut document = Document {
        operations: Vec::new(),
        fragments: Vec::new(),
    };
    while reader.peek() != &Token::End {
        match reader.peek().clone() {
            Token::Mark('{') => {
                let at = reader.at();
                let selections = reader.selections()?;
                let kind = "query".to_owned();
                let operation = Operation {
                    kind,
                    name: None,
                    variables: Vec::new(),
                    selections,
                    at,
                };
                document.operations.push(operation);
            }
            Token::Name(word) if word == "fragment" => document.fragments.push(reader.fragment()?),
            Token::Name(word) if ["query", "mutation", "subscription"].contains(&&*word) => {
                document.operations.push(reader.operation()?);
            }
            _ => return Err(reader.unexpected()),
        }
    }
    if document.operations.is_empty() {
        return Err(reader.unexpected());
    }
    Ok(document)
}

/// Reads one type, for schemas.
pub(in crate::sandbox) fn type_of(text: &str) -> Result<Type, Failure> {
    Reader {
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
    }
    .type_ref()
}

struct Reader {
    tokens: Vec<(Token, At)>,
    next: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> &Token {
        self.tokens
            .get(self.next)
            .map_or(&Token::End, |(token, _)| token)
    }

    fn at(&self) -> At {
        self.tokens
            .get(self.next)
            .or(self.tokens.last())
            .map_or(At::default(), |&(_, at)| at)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn unexpected(&self) -> Failure {
        let at = self.at();
        let shown = match self.peek() {
            Token::End => "end of data".to_owned(),
            Token::Name(word) => format!("\"{word}\" (IDENTIFIER)"),
            Token::Mark(mark) => format!("\"{mark}\""),
            other => format!("{other:?}"),
        };
        Failure::new(
            format!("Parse error on {shown} at [{}, {}]", at.line, at.column),
            at,
        )
    }

    fn mark(&mut self, mark: char) -> Result<(), Failure> {
        if self.peek() == &Token::Mark(mark) {
            self.next += 1;
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn has(&mut self, mark: char) -> bool {
        self.mark(mark).is_ok()
    }

    fn name(&mut self) -> Result<String, Failure> {
        match self.peek().clone() {
            Token::Name(name) => {
                self.next += 1;
                Ok(name)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn deeper(&mut self) -> Result<(), Failure> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Failure::new("Query is nested too deeply", self.at()));
        }
        Ok(())
    }

    fn operation(&mut self) -> Result<Operation, Failure> {
        let at = self.at();
        let kind = self.name()?;
        let name = matches!(self.peek(), Token::Name(_))
            .then(|| self.name())
            .transpose()?;
        let mut variables = Vec::new();
        if self.has('(') {
            while !self.has(')') {
                let at = self.at();
                self.mark('$')?;
                let name = self.name()?;
                self.mark(':')?;
                let wanted = self.type_ref()?;
                let default = self.has('=').then(|| self.literal()).transpose()?;
                variables.push(Variable {
                    name,
                    wanted,
                    default,
                    at,
                });
            }
        }
        let selections = self.selections()?;
        Ok(Operation {
            kind,
            name,
            variables,
            selections,
            at,
        })
    }

    fn fragment(&mut self) -> Result<Fragment, Failure> {
        self.next += 1;
        let at = self.at();
        let name = self.name()?;
        if self.name()? != "on" {
            return Err(self.unexpected());
        }
        let on = self.name()?;
        let selections = self.selections()?;
        Ok(Fragment {
            name,
            on,
            selections,
            at,
        })
    }

    fn type_ref(&mut self) -> Result<Type, Failure> {
        self.deeper()?;
        let base = if self.has('[') {
            let inner = self.type_ref()?;
            self.mark(']')?;
            Type::List(Box::new(inner))
        } else {
            Type::Named(self.name()?)
        };
        self.depth -= 1;
        Ok(if self.has('!') {
            Type::NonNull(Box::new(base))
        } else {
            base
        })
    }

    fn selections(&mut self) -> Result<Vec<Selection>, Failure> {
        self.deeper()?;
        self.mark('{')?;
        let mut selections = Vec::new();
        while !self.has('}') {
            selections.push(self.selection()?);
        }
        self.depth -= 1;
        if selections.is_empty() {
            Err(self.unexpected())
        } else {
            Ok(selections)
        }
    }

    fn selection(&mut self) -> Result<Selection, Failure> {
        let at = self.at();
        if self.peek() == &Token::Dots {
            self.next += 1;
            return match self.peek().clone() {
                Token::Name(word) if word == "on" => {
                    self.next += 1;
                    let on = Some(self.name()?);
                    let directives = self.directives()?;
                    Ok(Selection::Inline {
                        on,
                        directives,
                        selections: self.selections()?,
                        at,
                    })
                }
                Token::Name(name) => {
                    self.next += 1;
                    Ok(Selection::Spread {
                        name,
                        directives: self.directives()?,
                        at,
                    })
                }
                _ => {
                    let directives = self.directives()?;
                    let selections = self.selections()?;
                    Ok(Selection::Inline {
                        on: None,
                        directives,
                        selections,
                        at,
                    })
                }
            };
        }
        let first = self.name()?;
        let (alias, name) = if self.has(':') {
            (Some(first), self.name()?)
        } else {
            (None, first)
        };
        let arguments = self.arguments()?;
        let directives = self.directives()?;
        let selections = if self.peek() == &Token::Mark('{') {
            self.selections()?
        } else {
            Vec::new()
        };
        Ok(Selection::Field(Field {
            alias,
            name,
            arguments,
            directives,
            selections,
            at,
        }))
    }

    fn arguments(&mut self) -> Result<Vec<(String, Literal)>, Failure> {
        let mut arguments = Vec::new();
        if self.has('(') {
            while !self.has(')') {
                let name = self.name()?;
                self.mark(':')?;
                arguments.push((name, self.literal()?));
            }
        }
        Ok(arguments)
    }

    fn directives(&mut self) -> Result<Vec<Directive>, Failure> {
        let mut directives = Vec::new();
        while self.peek() == &Token::Mark('@') {
            let at = self.at();
            self.next += 1;
            directives.push(Directive {
                name: self.name()?,
                arguments: self.arguments()?,
                at,
            });
        }
        Ok(directives)
    }

    fn literal(&mut self) -> Result<Literal, Failure> {
        self.deeper()?;
        let wrong = self.unexpected();
        let literal = match self.take() {
            Token::Mark('$') => Literal::Variable(self.name()?),
            Token::Int(number) => Literal::Int(number),
            Token::Float(number) => Literal::Float(number),
            Token::Text(text) => Literal::Text(text),
            Token::Name(word) => match word.as_str() {
                "true" => Literal::Bool(true),
                "false" => Literal::Bool(false),
                "null" => Literal::Null,
                _ => Literal::Enum(word),
            },
            Token::Mark('[') => {
                let mut items = Vec::new();
                while !self.has(']') {
                    items.push(self.literal()?);
                }
                Literal::List(items)
            }
            Token::Mark('{') => {
                let mut fields = Vec::new();
                while !self.has('}') {
                    let name = self.name()?;
                    self.mark(':')?;
                    fields.push((name, self.literal()?));
                }
                Literal::Object(fields)
            }
            _ => return Err(wrong),
        };
        self.depth -= 1;
        Ok(literal)
    }
}
