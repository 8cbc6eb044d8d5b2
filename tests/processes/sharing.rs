//! The program itself, several times at once on one store: two screens, an auditor who never stops
//! reading, and a sync that is killed again and again.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use secretariat::domain::clock::FixedClock;
use secretariat::domain::time::Timestamp;
use secretariat::store::{Access, Store};
use serde_json::Value;

use crate::home::{Home, NOW};
use crate::terminal::harness::Program;

/// The two that are fetched in a moment.
const SERVICES: [&str; 2] = ["mattermost", "nextcloud"];

/// What is listed of an account: everything but when we saw it.
type Listing = BTreeMap<String, String>;

/// A number from the environment, to try more than a usual run does.
fn number(variable: &str, usual: usize) -> usize {
    env::var(variable).map_or(usual, |text| text.parse().unwrap())
}

/// The same organisation at two moments: every account of [`SERVICES`] was made at another instant,
/// so that one look tells which of the two a sync saw.
struct World {
    home: Home,
    configs: [PathBuf; 2],
    truth: [BTreeMap<&'static str, Listing>; 2],
    /// Whose services run.
    _others: [Home; 2],
}

impl World {
    fn new(accounts: usize) -> World {
        let home = Home::empty();
        let earlier = Timestamp::parse(NOW).unwrap().plus(-3_600_000);
        let others = [
            Home::with_sandbox_of(accounts, "", earlier),
            Home::with_sandbox(accounts, ""),
        ];
        let mut numbers = 1..;
        let configs = others.each_ref().map(|other| {
            let text = fs::read_to_string(other.config()).unwrap();
            let config = home.path(&format!("config-{}.toml", numbers.next().unwrap()));
            home.write(&config, &format!("{text}\n[sync]\nevery = \"never\"\n"));
            config
        });
        fs::copy(&configs[0], home.config()).unwrap();
        let truth = others.each_ref().map(|other| {
            other.run(&sync()).ends(0);
            SERVICES
                .map(|service| (service, listing(other, service)))
                .into()
        });
        let world = World {
            home,
            configs,
            truth,
            _others: others,
        };
        for service in SERVICES {
            let [a, b] = world.truth.each_ref().map(|truth| &truth[service]);
            assert!(a.keys().eq(b.keys()), "the same accounts");
            assert!(a.iter().all(|(id, row)| b[id] != *row), "each differs");
        }
        world
    }

    /// Which of the two moments the accounts of a service show; all must show the same.
    fn shown(&self, service: &str) -> Option<usize> {
        let listed = listing(&self.home, service);
        let found = self.truth.iter().position(|truth| truth[service] == listed);
        assert!(
            found.is_some(),
            "{service} is neither one run nor the other"
        );
        found
    }

    /// How many runs of each service the log knows.
    fn runs(&self) -> [usize; SERVICES.len()] {
        let line = "--read-only log --json --limit 100000";
        let log = self.home.run(line).ends(0).json();
        let entries = log["entries"].as_array().unwrap();
        SERVICES.map(|service| {
            let of = |entry: &&Value| entry["action"] == "sync" && entry["targets"][0] == service;
            entries.iter().filter(of).count()
        })
    }

    /// The line that syncs from one of the two.
    fn sync_from(&self, config: usize) -> String {
        format!("{} --config {}", sync(), self.configs[config].display())
    }
}

fn sync() -> String {
    format!("sync {}", SERVICES.join(" "))
}

fn listing(home: &Home, service: &str) -> Listing {
    let line = format!("--read-only accounts service:{service} --json");
    let json = home.run(&line).ends(0).json();
    let rows = json["accounts"].as_array().unwrap().iter().map(|account| {
        let mut row = account.as_object().unwrap().clone();
        // Ours, not the service's.
        for key in ["user", "first_seen", "last_seen"] {
            row.remove(key);
        }
        let handle = account["handle"].as_str().unwrap().to_owned();
        (handle, Value::from(row).to_string())
    });
    rows.collect()
}

/// Ends the auditor however the test ends.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Reads again and again until it is stopped; says how often.
fn audit_until(stopped: &AtomicBool, home: &Home) -> usize {
    let lines = ["audit", "users", "log verify"].into_iter().cycle();
    let read = |line| {
        let said = home.run(&format!("--read-only {line} --json")).ends(0);
        said.json();
        assert_eq!(said.err, "");
    };
    lines
        .take_while(|_| !stopped.load(Ordering::Relaxed))
        .map(read)
        .count()
}

#[test]
fn screens_and_an_auditor_live_through_every_kill_of_a_sync() {
    let kills = number("SECRETARIAT_TEST_KILLS", 50);
    let world = World::new(number("SECRETARIAT_TEST_ACCOUNTS", 1_500));
    let home = &world.home;
    home.run(&sync()).ends(0);
    let began = Instant::now();
    home.run(&world.sync_from(1)).ends(0);
    let whole_run = began.elapsed();

    let stopped = AtomicBool::new(false);
    thread::scope(|scope| {
        let stop = Stop(&stopped);
        let auditor = scope.spawn(|| audit_until(&stopped, home));
        let place = home.path("").display().to_string();
        let variables = [("SECRETARIAT_HOME", place.as_str())];
        let mut screens = [(); 2].map(|()| Program::start_with(&["--now", NOW], &variables));
        for screen in &mut screens {
            screen.wait_for("All services");
        }
        kill_again_and_again(&world, kills, whole_run, &mut screens);

        home.run(&world.sync_from(0)).ends(0);
        for service in SERVICES {
            assert_eq!(world.shown(service), Some(0));
        }
        for screen in &mut screens {
            assert_eq!(screen.leave(), 0);
            screen.is_restored();
        }
        drop(stop);
        assert!(auditor.join().unwrap() > 0);
    });
}

fn kill_again_and_again(world: &World, kills: usize, whole_run: Duration, screens: &mut [Program]) {
    let home = &world.home;
    let users = home.run("users --json").ends(0).json();
    let user = users["users"][0]["id"].as_str().unwrap();
    let mut shown = SERVICES.map(|service| world.shown(service));
    let mut known = world.runs();
    let mut cut = 0;
    for kill in 0..kills {
        let config = kill % 2;
        let mut syncing = home.command(&world.sync_from(config));
        let mut syncing = syncing
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The moment itself is what is tried out; nothing waits for it.
        thread::sleep(whole_run.mul_f64(rand::random_range(0.0..1.1)));
        syncing.kill().unwrap();
        cut += u32::from(!syncing.wait().unwrap().success());

        let verdict = home.run("--read-only log verify --json").ends(0).json();
        assert_eq!(verdict["ok"], true);
        let clock = Arc::new(FixedClock(Timestamp::parse(NOW).unwrap()));
        let store = Store::open(&home.path("store"), Access::ReadOnly, clock).unwrap();
        let report = store.check().unwrap();
        assert!(report.passes(), "{report:?}");
        drop(store);

        let runs = world.runs();
        let now = SERVICES.map(|service| world.shown(service));
        for (at, service) in SERVICES.into_iter().enumerate() {
            match runs[at] - known[at] {
                0 => assert_eq!(now[at], shown[at], "{service}: accounts without their run"),
                1 => assert_eq!(
                    now[at],
                    Some(config),
                    "{service}: a run without its accounts"
                ),
                more => panic!("{service}: {more} runs"),
            }
        }
        (shown, known) = (now, runs);

        // What another process writes now is on both screens.
        let name = format!("AAA-after-kill-{kill:03}");
        home.run(&format!("user set {user} name={name}")).ends(0);
        for screen in screens.iter_mut() {
            screen.wait_for(&name);
        }
    }
    assert!(cut > 0, "no kill hit a running sync");
}
