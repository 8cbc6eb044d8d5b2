//! Cyrus as a kind of simulated service.

use std::collections::HashMap;

use super::boxes::{ADMIN, Mail};
use super::framing::Framing;
use super::session::{self, Listing, Session};
use super::wire::{self, to_utf7};
use crate::sandbox::clock::Clock;
use crate::sandbox::org::logins::DOMAIN;
use crate::sandbox::org::{Account, Circle, Population, Share, Standing};
use crate::sandbox::secrets::SecretShape;
use crate::sandbox::simulated::{
    Address, Command, Kind, Message, Setup, Simulated, Socket, Subject, Then, Transport, Turn,
};
use crate::sandbox::trouble::Trouble;

/// The kind.
pub(in crate::sandbox) const KIND: Kind = Kind {
    kind: "cyrus",
    label: "Messagerie",
    population: POPULATION,
    transport: Transport::Socket {
        scheme: "imap",
        start,
    },
    versions: &["3.6.1"],
    secrets: &[SecretShape {
        option: "password",
        prefix: "",
        letters: 20,
    }],
    settings,
    email_trust: None,
    statuses: &[401, 403, 404, 500, 503],
    own_troubles: &[],
    commands: &["disable", "empty", "enable", "remove"],
};

pub(super) const POPULATION: Population = Population {
    service: "mail",
    circle: Circle::Mail,
    share: Share::Whole,
    remote,
    role: |_| "",
    in_teams: |_| false,
    email,
};

fn remote(_seed: u64, _row: usize, account: &Account) -> String {
    match account.standing {
        // The name as IMAP writes it.
        Standing::Shared => format!("shared:{}", to_utf7(&account.login)),
        _ => format!("user:{}", account.login),
    }
}

fn email(account: &Account) -> String {
    match account.standing {
        Standing::Shared => account.email.to_string(),
        _ => format!("{}@{DOMAIN}", account.login),
    }
}

fn settings(address: &Address) -> Vec<(&'static str, toml::Value)> {
    vec![
        ("host", "127.0.0.1".into()),
        ("port", i64::from(address.port).into()),
        ("tls", "none".into()),
        ("mail_domain", DOMAIN.into()),
        ("login", ADMIN.into()),
    ]
}

fn start(setup: Setup<'_>) -> Box<dyn Socket> {
    let password = setup.secret("password");
    Box::new(Cyrus {
        mail: Mail::new(setup.accounts, password),
        dialogues: HashMap::new(),
    })
}

/// The server: its mailboxes and who is talking to it.
#[derive(Debug)]
struct Cyrus {
    mail: Mail,
    dialogues: HashMap<u64, Dialogue>,
}

#[derive(Debug, Default)]
struct Dialogue {
    session: Session,
    framing: Framing,
    /// A listing that is not over.
    listing: Option<Listing>,
}

impl Dialogue {
    fn turn(&mut self, reply: session::Reply) -> Turn {
        let then = match reply.then {
            session::Then::Wait | session::Then::Credentials => Then::Wait,
            session::Then::Close => Then::Close,
            session::Then::Continue(listing) => {
                self.listing = Some(listing);
                Then::More
            }
        };
        Turn {
            bytes: reply.text.into_bytes(),
            then,
        }
    }
}

impl Simulated for Cyrus {
    fn command(&mut self, _clock: &Clock, command: &Command<'_>) -> bool {
        let account = command.account();
        if command.name == "empty" {
            self.mail.clear();
            return true;
        }
        let Some(row) = self.mail.row_of(account) else {
            return command.name == "remove" && self.mail.remove_shared(account);
        };
        match command.name {
            "disable" => self.mail.set_disabled(row, true),
            "enable" => self.mail.set_disabled(row, false),
            "remove" => self.mail.remove(row),
            _ => return false,
        }
        true
    }
}

impl Socket for Cyrus {
    fn greet(&mut self, connection: u64) -> Vec<u8> {
        self.dialogues.insert(connection, Dialogue::default());
        Session::greeting().into_bytes()
    }

    fn message(&mut self, connection: u64, input: &[u8], most: usize) -> Message {
        match self.dialogues.get_mut(&connection) {
            Some(dialogue) => dialogue.framing.message(input, most),
            None => Message::End,
        }
    }

    fn subject(&self, connection: u64, message: &[u8]) -> Subject {
        let (method, path) = wire::subject(message);
        let dialogue = self.dialogues.get(&connection);
        Subject {
            method,
            path,
            credential: dialogue.is_some_and(|dialogue| dialogue.session.is_signed_in()),
        }
    }

    fn turn(
        &mut self,
        clock: &Clock,
        connection: u64,
        message: &[u8],
        troubles: &[Trouble],
    ) -> Turn {
        let empty = troubles.contains(&Trouble::Empty);
        let Some(dialogue) = self.dialogues.get_mut(&connection) else {
            return Turn::closing();
        };
        let reply = dialogue.session.line(&mut self.mail, clock, message, empty);
        dialogue.turn(reply)
    }

    fn more(&mut self, connection: u64) -> Turn {
        let Some(dialogue) = self.dialogues.get_mut(&connection) else {
            return Turn::closing();
        };
        match dialogue.listing.take() {
            Some(listing) => dialogue.turn(Session::more(&self.mail, listing)),
            None => Turn::default(),
        }
    }

    fn trouble(&self, status: u16, message: &[u8]) -> Option<Vec<u8>> {
        session::trouble(status, message).map(String::into_bytes)
    }

    fn cut(&self) -> Vec<u8> {
        b"* LIST (\\HasNo".to_vec()
    }

    fn garbage(&self) -> Vec<u8> {
        b"220 ceci n'est pas de l'IMAP\r\n".to_vec()
    }

    fn close(&mut self, connection: u64) {
        self.dialogues.remove(&connection);
    }
}
