//! The relay for services that speak in lines: each tagged line ends the answer to one command.

use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::damage::{What, confidences, mix};
use super::relay::{Asked, Shared, drip};

/// A line longer than any session takes.
const LONG_LINE: usize = 3 * 1024 * 1024;

/// A command on its way, and what is to go wrong with its answer.
type Pending = (Asked, Option<What>);

/// One connection of a client.
pub async fn talk(client: TcpStream, shared: &Shared) -> io::Result<()> {
    let service = TcpStream::connect(("127.0.0.1", shared.behind)).await?;
    let (from_client, mut to_client) = client.into_split();
    let (from_service, mut to_service) = service.into_split();
    // Commands on their way, oldest first, each with what is to go wrong with its answer.
    let waiting: Arc<Mutex<Vec<Pending>>> = Arc::default();
    let asking = waiting.clone();
    let up = async {
        let mut lines = BufReader::new(from_client);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).await? > 0 {
            let text = String::from_utf8_lossy(&line).into_owned();
            let mut words = text.trim_end().splitn(3, ' ');
            let (_tag, command) = (words.next(), words.next().unwrap_or_default());
            let asked = Asked {
                method: command.to_uppercase(),
                target: words.next().unwrap_or_default().to_owned(),
                body: line.clone(),
                ..Asked::default()
            };
            asking.lock().unwrap().push(shared.note(asked));
            to_service.write_all(&line).await?;
            line.clear();
        }
        Ok::<(), io::Error>(())
    };
    let down = async {
        let mut lines = BufReader::new(from_service);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).await? > 0 {
            let is_end = line.first() == Some(&b'S');
            let current = waiting.lock().unwrap().first().cloned();
            if let Some((asked, Some(what))) = current {
                match what {
                    What::Cut => return Ok(()),
                    What::LoseWrites if asked.is_write() && is_end => return Ok(()),
                    What::Half => {
                        to_client.write_all(&line[..line.len() / 2]).await?;
                        to_client.flush().await?;
                        return Ok(());
                    }
                    What::Drip => {
                        to_client.write_all(b"* OK ").await?;
                        shared.dripping.notify_one();
                        return drip(&mut to_client).await;
                    }
                    what => line = damaged(what, &asked, line, is_end, &shared.secrets),
                }
            }
            to_client.write_all(&line).await?;
            if is_end {
                let mut waiting = waiting.lock().unwrap();
                if !waiting.is_empty() {
                    waiting.remove(0);
                }
            }
            line.clear();
        }
        Ok::<(), io::Error>(())
    };
    tokio::select! {
        ended = up => ended,
        ended = down => ended,
    }
}

fn damaged(what: What, asked: &Asked, line: Vec<u8>, is_end: bool, secrets: &[String]) -> Vec<u8> {
    let tag = line.split(|byte| *byte == b' ').next().unwrap_or_default();
    let tag = String::from_utf8_lossy(tag).into_owned();
    let sent = String::from_utf8_lossy(&asked.body).trim_end().to_owned();
    match what {
        What::Status(status) if is_end => format!("{tag} NO status {status}\r\n").into_bytes(),
        What::Html(_) => b"<!DOCTYPE html><html><body>Une page</body></html>\r\n".to_vec(),
        What::NotUtf8 => {
            let middle = line.len() / 2;
            let mut line = line;
            line.splice(middle..middle, [0xff, 0xfe, 0xc3]);
            line
        }
        What::HugeBody => vec![b'x'; LONG_LINE],
        What::LongField if !is_end => b"* LIST () \".\" {400000}\r\n".to_vec(),
        What::Unknown if is_end => {
            let mut more = b"* XUNKNOWN (a (b NIL)) \"c\"\r\n* OK [XNEW 7] hello\r\n".to_vec();
            more.extend(line);
            more
        }
        What::Field(seed) if !is_end => other_word(&line, seed),
        What::Again | What::Endless if !is_end => [line.as_slice(), line.as_slice()].concat(),
        What::Echo(_) if is_end => {
            let said = confidences(&sent, secrets).replace(['\r', '\n'], " ");
            format!("{tag} BAD syntax: {said}\r\n").into_bytes()
        }
        _ => line,
    }
}

/// One word of an untagged line becomes something else, or is left out.
fn other_word(line: &[u8], seed: u64) -> Vec<u8> {
    let text = String::from_utf8_lossy(line).trim_end().to_owned();
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let count = u64::try_from(words.len()).unwrap_or(2).max(3);
    // The star and the name stay: a line of another name is one that everybody may ignore.
    let at = usize::try_from(2 + mix(seed) % (count - 2)).unwrap_or(2);
    // Words have no types: another word, or part of a quoted one, would be another name.
    let quotes = words
        .iter()
        .take(at)
        .flat_map(|word| word.matches('"'))
        .count();
    if let Some(word) = words.get_mut(at).filter(|_| quotes % 2 == 0) {
        match mix(seed ^ 0x77) % 4 {
            0 => drop(words.remove(at)),
            1 => "NIL".clone_into(word),
            2 => *word = format!("({word})"),
            _ => "\"".clone_into(word),
        }
    }
    format!("{}\r\n", words.join(" ")).into_bytes()
}
