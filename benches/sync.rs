//! A sync beside a bare downloader: the real program against simulated services that answer after
//! a delay, then threads that send the very same requests, as many at once and at the same rate,
//! and know every address beforehand.
//!
//! `cargo bench --bench sync` does all cases; `-- nextcloud` those of one service. GitHub's
//! requests carry bodies that are not kept, and IMAP has no addresses: neither is here.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that cannot be set up is no bench"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use secretariat::sandbox::{Sandbox, SandboxOptions};
use serde_json::Value;

/// Requests under way together, as both providers allow.
const TOGETHER: usize = 4;
/// Requests a second, as both providers allow.
const PER_SECOND: f64 = 10.0;
/// Each is taken so often, and the median told.
const TIMES: usize = 3;

/// One service, of an organisation with so many accounts, that answers after so many milliseconds.
struct Case {
    service: &'static str,
    /// Requests that may be sent before the rate begins, as the provider allows.
    burst: f64,
    accounts: usize,
    latency: u64,
}

const fn case(service: &'static str, burst: f64, accounts: usize, latency: u64) -> Case {
    Case {
        service,
        burst,
        accounts,
        latency,
    }
}

const CASES: [Case; 4] = [
    case("mattermost", 50.0, 5_000, 500),
    case("mattermost", 50.0, 20_000, 200),
    case("nextcloud", 20.0, 5_000, 500),
    case("nextcloud", 20.0, 20_000, 200),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |case: &&Case| {
        let named = |service: &str| words.iter().any(|word| word == service);
        named(case.service) || !CASES.iter().any(|case| named(case.service))
    };
    println!("service, accounts, requests, delay: sync, bare, over");
    CASES.iter().filter(wanted).for_each(measure);
}

fn measure(case: &Case) {
    let sandbox = Sandbox::start(SandboxOptions {
        accounts: case.accounts,
        latency: Duration::from_millis(case.latency),
        ..SandboxOptions::new(jiff::Timestamp::now())
    })
    .unwrap();
    let place = tempfile::tempdir().unwrap();
    let config = sandbox.write_config(place.path()).unwrap();
    let (mut syncs, mut bares) = (Vec::new(), Vec::new());
    let (mut accounts, mut requests) = (0, Vec::new());
    for time in 0..TIMES {
        let output = Command::new(env!("CARGO_BIN_EXE_secretariat"))
            .args(["sync", case.service, "--json", "--config"])
            .arg(&config)
            .arg("--store")
            .arg(place.path().join(format!("store-{time}")))
            .env("HOME", place.path())
            .output()
            .unwrap();
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let run = &told["runs"][0];
        assert_eq!(run["outcome"], "complete", "{run}");
        accounts = run["fetched"].as_u64().unwrap();
        syncs.push(run["duration_ms"].as_u64().unwrap());
        if requests.is_empty() {
            requests = asked(&sandbox, case.service);
        }
        let took = download(&sandbox, case, &requests);
        bares.push(u64::try_from(took.as_millis()).unwrap());
    }
    let (sync, bare) = (median(syncs), median(bares));
    println!(
        "{}, {accounts}, {}, {} ms: {:.2} s, {:.2} s, {:+.0} %",
        case.service,
        requests.len(),
        case.latency,
        sync / 1e3,
        bare / 1e3,
        (sync / bare - 1.0) * 100.0
    );
}

fn median(mut times: Vec<u64>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2] as f64
}

/// What was asked of a service so far, as paths below its address.
fn asked(sandbox: &Sandbox, service: &str) -> Vec<String> {
    let mut connection = Connection::open(sandbox);
    let body = connection.get("/_sandbox/requests", "");
    let log: Value = serde_json::from_slice(&body).unwrap();
    let requests = log[service]["requests"].as_array().unwrap();
    let paths = requests.iter().map(|request| {
        assert_eq!(request["method"], "GET", "{request} cannot be repeated");
        format!("/{service}{}", request["path"].as_str().unwrap())
    });
    paths.collect()
}

/// Sends all of them; how long that took.
fn download(sandbox: &Sandbox, case: &Case, requests: &[String]) -> Duration {
    let credential = credential(sandbox, case.service);
    let begin = Instant::now();
    let next = AtomicUsize::new(0);
    let bucket = Mutex::new((case.burst, begin));
    thread::scope(|scope| {
        for _ in 0..TOGETHER {
            scope.spawn(|| {
                let mut connection = Connection::open(sandbox);
                while let Some(path) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    thread::sleep(turn(&bucket, case.burst));
                    connection.get(path, &credential);
                }
            });
        }
    });
    begin.elapsed()
}

/// Takes a place in the bucket: how long to wait.
fn turn(bucket: &Mutex<(f64, Instant)>, burst: f64) -> Duration {
    let mut bucket = bucket.lock().unwrap();
    let now = Instant::now();
    let gained = now.duration_since(bucket.1).as_secs_f64() * PER_SECOND;
    *bucket = ((bucket.0 + gained).min(burst) - 1.0, now);
    Duration::from_secs_f64((-bucket.0 / PER_SECOND).max(0.0))
}

fn credential(sandbox: &Sandbox, service: &str) -> String {
    let services = sandbox.services();
    let service = services.iter().find(|one| one.id == service).unwrap();
    let secret = service.secrets[0].1.expose_secret();
    let login = service.settings.iter().find(|(name, _)| *name == "login");
    match login {
        Some((_, login)) => {
            let pair = format!("{}:{secret}", login.as_str().unwrap());
            format!("Basic {}", STANDARD.encode(pair))
        }
        None => format!("Bearer {secret}"),
    }
}

/// One connection, kept open.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(sandbox: &Sandbox) -> Connection {
        let base = sandbox.base_url();
        let stream = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
        stream.set_nodelay(true).unwrap();
        Connection(BufReader::new(stream))
    }

    fn get(&mut self, path: &str, credential: &str) -> Vec<u8> {
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {credential}\r\n\
             OCS-APIRequest: true\r\nAccept: application/json\r\n\r\n"
        );
        self.0.get_mut().write_all(head.as_bytes()).unwrap();
        let mut length = 0;
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        assert!(line.contains(" 200 "), "{path}: {line}");
        while line.trim() != "" {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            let header = line.split_once(':');
            if let Some((name, value)) = header
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        body
    }
}
