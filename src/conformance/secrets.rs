//! A service that repeats what it was sent: none of it may be in an error, a reason, a field or a
//! log line.

use std::io;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tracing_subscriber::fmt::MakeWriter;

use super::Complaints;
use super::damage::{Damage, What};
use super::stage::{Stage, cx, fetch};
use crate::providers::ProviderKind;

/// Everything that is logged by this thread.
#[derive(Clone, Default)]
pub struct Logged(Arc<Mutex<Vec<u8>>>);

impl Logged {
    /// Listens until the guard goes.
    pub fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logged {
    type Writer = Logged;

    fn make_writer(&'a self) -> Logged {
        self.clone()
    }
}

/// The forms in which a secret is looked for.
pub fn forms(secret: &str) -> [String; 2] {
    [secret.to_owned(), STANDARD.encode(secret)]
}

pub async fn echoes(kind: &'static ProviderKind) -> Complaints {
    let Some(stage) = Stage::new(kind, 60).await else {
        return Vec::new();
    };
    let logged = Logged::default();
    let listening = logged.listen();
    stage.fetch().await;
    let usual = stage.relay.asked().len();
    // What stands in a header as one word is as good as the secret itself.
    let asked = stage.relay.asked();
    let words = asked
        .iter()
        .filter_map(|asked| asked.header("authorization"));
    let words: Vec<String> = words
        .filter_map(|w| w.rsplit(' ').next().map(str::to_owned))
        .collect();
    let mut hidden: Vec<String> = words;
    for (_, secret) in &stage.secrets {
        hidden.extend(forms(secret));
    }
    hidden.sort_unstable();
    hidden.dedup();
    let mut wrong = Vec::new();
    for status in [200, 302, 400, 401, 403, 404, 422, 429, 500, 503] {
        for nth in [0, 1, 2, 3, usual] {
            let what = What::Echo(status);
            let damage = match nth {
                0 => Damage::Always(what),
                nth => Damage::Nth(nth, what),
            };
            stage.relay.damage(damage);
            let provider = stage.provider();
            let fetched = fetch(&*provider, &cx()).await;
            let mut said = format!("{fetched:?}");
            if nth < 2 {
                let who = stage.provider().whoami(&cx()).await;
                let checks = stage.provider().probe(&cx()).await;
                let credentials = stage.provider().credentials(&cx()).await;
                said.push_str(&format!("{who:?} {checks:?} {credentials:?}"));
            }
            if let Some(leak) = hidden.iter().find(|hidden| said.contains(hidden.as_str())) {
                let place = said.find(leak.as_str()).unwrap_or(0);
                let start = said[..place]
                    .char_indices()
                    .rev()
                    .nth(80)
                    .map_or(0, |(at, _)| at);
                wrong.push(format!("{damage:?} leaks after `{}`", &said[start..place]));
            }
        }
    }
    drop(listening);
    let log = logged.text();
    if hidden.iter().any(|hidden| log.contains(hidden.as_str())) {
        wrong.push("a log line holds a secret".to_owned());
    }
    wrong.truncate(8);
    wrong
}
