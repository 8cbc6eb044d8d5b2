//! A receiver of webhooks: keeps what it is sent and answers as told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What came: the first line of the request, and the body.
type Kept = Arc<Mutex<Vec<(String, String)>>>;

/// A receiver on a port of its own; it ends with the process.
pub struct Hook {
    /// Where it listens.
    pub port: u16,
    kept: Kept,
    status: Arc<Mutex<u16>>,
}

impl Hook {
    /// Starts one that answers 200.
    pub fn start() -> Hook {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (kept, status) = (Kept::default(), Arc::new(Mutex::new(200)));
        let (into, answer) = (kept.clone(), status.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                receive(stream.unwrap(), &into, *answer.lock().unwrap());
            }
        });
        Hook { port, kept, status }
    }

    /// Answers with another status from now on.
    pub fn answer(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    /// What came so far.
    pub fn kept(&self) -> Vec<(String, String)> {
        self.kept.lock().unwrap().clone()
    }
}

fn receive(stream: TcpStream, kept: &Kept, status: u16) {
    let mut lines = BufReader::new(stream);
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    kept.lock().unwrap().push((first.trim().to_owned(), body));
    let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    // Whoever asked may be gone.
    let _ = lines.get_mut().write_all(answer.as_bytes());
}
