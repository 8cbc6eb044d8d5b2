//! The ports of services that have one of their own: connections as dialogues of messages, and the
//! carrying out of faults on them. What a message is and means is the service's.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::simulated::{Message, Socket, Then, Turn};
use super::trouble::{HANG, SLOW, Trouble};
use super::world::Shared;

/// Largest message.
const LARGEST: usize = 1024 * 1024;
/// Bytes read at once.
const CHUNK: usize = 8 * 1024;

/// Serves one service until the runtime ends.
pub(super) async fn serve(listener: TcpListener, service: &'static str, shared: Shared) {
    static CONNECTIONS: AtomicU64 = AtomicU64::new(0);
    while let Ok((stream, _)) = listener.accept().await {
        let connection = Connection {
            service,
            number: CONNECTIONS.fetch_add(1, Ordering::Relaxed),
            shared: shared.clone(),
        };
        tokio::spawn(talk(stream, connection));
    }
}

/// One connection's way to its service.
struct Connection {
    service: &'static str,
    number: u64,
    shared: Shared,
}

impl Connection {
    /// What the service does with it; `T::default()` should there be no such service.
    fn with<T: Default>(&self, act: impl FnOnce(&mut dyn Socket, u64) -> T) -> T {
        let world = &mut *self.shared.world();
        let found = world.socket(self.service);
        found.map_or_else(T::default, |(socket, _)| act(socket, self.number))
    }

    fn turn(&self, message: &[u8], troubles: &[Trouble]) -> Turn {
        let world = &mut *self.shared.world();
        let found = world.socket(self.service);
        found.map_or_else(Turn::default, |(socket, clock)| {
            socket.turn(clock, self.number, message, troubles)
        })
    }

    /// Remembers a message and says what goes wrong with it.
    fn troubles(&self, message: &[u8]) -> Vec<Trouble> {
        let world = &mut *self.shared.world();
        let found = world.socket(self.service);
        let Some(subject) = found.map(|(socket, _)| socket.subject(self.number, message)) else {
            return Vec::new();
        };
        let (method, path) = (&subject.method, &subject.path);
        world
            .log
            .record(self.service, method, path, subject.credential);
        world.faults.due(self.service, 1)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.with(|socket, number| socket.close(number));
    }
}

/// Messages in, replies out. Replies gather while further messages are there already, as a real
/// server sends them.
struct Wire {
    from: OwnedReadHalf,
    to: BufWriter<OwnedWriteHalf>,
    /// What came and is not yet a message.
    input: Vec<u8>,
}

/// One connection; an error just ends it.
async fn talk(stream: TcpStream, connection: Connection) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (from, to) = stream.into_split();
    let mut wire = Wire {
        from,
        to: BufWriter::new(to),
        input: Vec::new(),
    };
    let greeting = connection.with(|socket, number| socket.greet(number));
    wire.to.write_all(&greeting).await?;
    while let Some((message, pipelined)) = wire.next(&connection).await? {
        // What was sent ahead travels together.
        if !pipelined {
            connection.shared.delay().await;
        }
        let troubles = connection.troubles(&message);
        if !troubles.is_empty() {
            wire.to.flush().await?;
        }
        let mut left = Vec::new();
        let mut refusal = None;
        for trouble in troubles {
            match trouble {
                Trouble::Slow => tokio::time::sleep(SLOW).await,
                Trouble::Hang => tokio::time::sleep(HANG).await,
                Trouble::Cut => {
                    let cut = connection.with(|socket, _| socket.cut());
                    wire.to.write_all(&cut).await?;
                    return wire.to.flush().await;
                }
                Trouble::Empty | Trouble::Own(_) => left.push(trouble),
                Trouble::Garbage => {
                    refusal = Some(connection.with(|socket, _| socket.garbage()));
                }
                Trouble::Status(status) => {
                    refusal = connection.with(|socket, _| socket.trouble(status, &message));
                }
            }
        }
        if let Some(refusal) = refusal {
            wire.to.write_all(&refusal).await?;
            continue;
        }
        let mut turn = connection.turn(&message, &left);
        loop {
            wire.to.write_all(&turn.bytes).await?;
            match turn.then {
                Then::More => turn = connection.with(|socket, number| socket.more(number)),
                Then::Close => return wire.to.shutdown().await,
                Then::Wait => break,
            }
        }
    }
    Ok(())
}

impl Wire {
    /// The next message, and whether it was there already; `None` at the end of the connection.
    async fn next(&mut self, connection: &Connection) -> io::Result<Option<(Vec<u8>, bool)>> {
        let mut pipelined = true;
        loop {
            let input = &self.input;
            let read =
                connection.with(|socket, number| Some(socket.message(number, input, LARGEST)));
            match read {
                Some(Message::Whole { message, length }) => {
                    self.input.drain(..length.min(self.input.len()));
                    return Ok(Some((message, pipelined)));
                }
                Some(Message::Prompt(prompt)) => {
                    self.to.write_all(prompt).await?;
                    self.to.flush().await?;
                }
                Some(Message::Part) => {
                    self.to.flush().await?;
                    pipelined = false;
                    let mut chunk = [0; CHUNK];
                    let count = self.from.read(&mut chunk).await?;
                    if count == 0 {
                        return Ok(None);
                    }
                    self.input
                        .extend_from_slice(chunk.get(..count).unwrap_or_default());
                }
                Some(Message::End) | None => return Ok(None),
            }
        }
    }
}
