//! A TCP relay that remembers what clients say and can cut the line in the middle of an answer.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// A relay to one port of this machine.
pub struct Proxy {
    /// Where it listens.
    pub port: u16,
    heard: Arc<Mutex<Vec<u8>>>,
    answered: Arc<AtomicUsize>,
}

impl Proxy {
    /// Relays to `target`; each connection is cut after `limit` bytes from the server.
    pub fn start(target: u16, limit: Option<usize>) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let into = heard.clone();
        let answered = Arc::new(AtomicUsize::new(0));
        let count = answered.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else {
                    continue;
                };
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let (into, count) = (into.clone(), count.clone());
                let hear = move |bytes: &[u8]| into.lock().unwrap().extend_from_slice(bytes);
                let add = move |bytes: &[u8]| {
                    count.fetch_add(bytes.len(), Ordering::Relaxed);
                };
                thread::spawn(move || relay(from, to, None, hear));
                thread::spawn(move || relay(server, client, limit, add));
            }
        });
        Proxy {
            port,
            heard,
            answered,
        }
    }

    /// What clients said so far.
    pub fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }

    /// How many bytes the server answered so far.
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }
}

fn relay(mut from: TcpStream, mut to: TcpStream, limit: Option<usize>, passing: impl Fn(&[u8])) {
    let mut left = limit.unwrap_or(usize::MAX);
    let mut buffer = [0; 4096];
    while left > 0
        && let Ok(length) = from.read(&mut buffer)
    {
        let length = length.min(left);
        if length == 0 {
            break;
        }
        passing(&buffer[..length]);
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
        left -= length;
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
