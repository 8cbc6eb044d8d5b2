//! Trouble that nobody looks at: told once, by every way that the settings name.

use std::fs;
use std::process::Command;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::json;

use super::home::{Home, Said, said};
use crate::peers::hook::Hook;
use crate::peers::smtp::Smtp;

const TOMORROW: &str = "2026-11-23T13:00:00Z";

/// A home that tells trouble to a webhook and to a program.
fn told_by_hook_and_program() -> (Home, Hook) {
    let home = Home::with_sandbox(60, "");
    let hook = Hook::start();
    let url = home.path("webhook");
    home.write(
        &url,
        &format!("http://127.0.0.1:{}/hooks/s3cret", hook.port),
    );
    let told = home.path("told");
    home.add_settings(&format!(
        "[notify]\ncommand = [\"/bin/sh\", \"-c\", \"cat >> {}\"]\n\
         [notify.mattermost]\nurl = {{ file = {:?} }}\n",
        told.display(),
        url.display().to_string(),
    ));
    (home, hook)
}

/// What the program was told so far.
fn lines(home: &Home) -> Vec<String> {
    let text = fs::read_to_string(home.path("told")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn run(mut command: Command) -> Said {
    said(&command.output().unwrap())
}

fn empty(home: &Home) {
    home.make("fault", json!({"spec": "github:empty"}));
}

#[test]
fn each_new_trouble_is_told_once_by_webhook_and_program() {
    let (home, hook) = told_by_hook_and_program();
    home.sync("", 0);
    assert_eq!(hook.kept(), [], "there is no trouble");
    empty(&home);
    home.sync("", 4);
    let [(request, body)] = hook.kept().try_into().unwrap();
    assert_eq!(request, "POST /hooks/s3cret HTTP/1.1");
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let [line] = lines(&home).try_into().unwrap();
    assert_eq!(body, json!({"text": line}));
    assert!(line.starts_with("github is held: "), "{line}");

    home.sync("", 4);
    assert_eq!(
        (hook.kept().len(), lines(&home).len()),
        (1, 1),
        "the same trouble"
    );

    // Another trouble of the same service.
    home.write(&home.path("github.token"), "wrong");
    home.sync("github", 3);
    home.sync("github", 3);
    let told = lines(&home);
    assert_eq!((hook.kept().len(), told.len()), (2, 2));
    assert!(told[1].starts_with("github cannot be synced: "), "{told:?}");
}

#[test]
fn a_trouble_that_comes_back_is_told_again() {
    let (home, hook) = told_by_hook_and_program();
    home.sync("", 0);
    for round in 1..=2 {
        empty(&home);
        home.sync("", 4);
        assert_eq!((hook.kept().len(), lines(&home).len()), (round, round));
        home.make("fault", json!({"spec": ""}));
        // Whoever mends it may well sit at a terminal.
        assert!(attended(&home, "sync").contains("complete"));
        assert_eq!((hook.kept().len(), lines(&home).len()), (round, round));
    }
}

/// Runs a line in a terminal, and returns what that showed.
fn attended(home: &Home, line: &str) -> String {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let plain = home.command(line);
    let mut command = CommandBuilder::new(plain.get_program());
    command.args(plain.get_args());
    command.env_clear();
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap());
    }
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut shown = Vec::new();
    // At the end of the program, reading its terminal is an error.
    let _ = std::io::Read::read_to_end(&mut pair.master.try_clone_reader().unwrap(), &mut shown);
    child.wait().unwrap();
    String::from_utf8_lossy(&shown).into_owned()
}

#[test]
fn nothing_is_told_while_somebody_looks() {
    let (home, hook) = told_by_hook_and_program();
    home.sync("", 0);
    empty(&home);
    assert!(attended(&home, "sync").contains("held"));
    assert_eq!((hook.kept().len(), lines(&home).len()), (0, 0));
    home.sync("", 4);
    assert_eq!(
        (hook.kept().len(), lines(&home).len()),
        (1, 1),
        "then it is new"
    );
}

#[test]
fn a_picture_that_grows_old_is_told_once() {
    let (home, _hook) = told_by_hook_and_program();
    home.sync("", 0);
    home.make("fault", json!({"spec": "github:partial"}));
    home.sync("github", 3);
    assert_eq!(lines(&home), [""; 0], "a partial sync alone is no trouble");
    for _ in 0..2 {
        run(home.command_at(TOMORROW, "sync github")).ends(3);
    }
    let told = lines(&home);
    assert_eq!(told.len(), 4, "every service is old by then: {told:?}");
    assert!(
        told[0].starts_with("the data of github are out of date"),
        "{told:?}"
    );
}

#[test]
fn a_way_that_fails_is_reported_and_fails_no_sync() {
    let (home, hook) = told_by_hook_and_program();
    hook.answer(500);
    home.sync("", 0);
    empty(&home);
    let said = home.run("sync --json").ends(4);
    assert!(
        said.err.contains("mattermost did not accept the message"),
        "{said:?}"
    );
    assert!(!said.err.contains("s3cret"), "{said:?}");
    assert_eq!(lines(&home).len(), 1, "the other way took it");
    let said = home.run("sync --json").ends(4);
    assert!(
        !said.err.contains("did not accept"),
        "it was told: {said:?}"
    );
}

#[test]
fn trouble_that_no_way_took_is_told_at_the_next_run() {
    let home = Home::with_sandbox(60, "");
    let gate = home.path("gate");
    home.add_settings(&format!(
        "[notify]\ncommand = [\"/bin/sh\", \"-c\", \"test -e {} && cat >> {}\"]\n",
        gate.display(),
        home.path("told").display(),
    ));
    home.sync("", 0);
    empty(&home);
    let said = home.run("sync --json").ends(4);
    assert!(
        said.err.contains("command did not accept the message"),
        "{said:?}"
    );
    home.write(&gate, "");
    home.sync("", 4);
    home.sync("", 4);
    assert_eq!(lines(&home).len(), 1);
}

#[test]
fn a_letter_reaches_every_reader_over_starttls_with_a_login() {
    let Some(smtp) = Smtp::start() else { return };
    let home = Home::with_sandbox(60, "");
    let password = home.path("mail.password.txt");
    home.write(&password, "mailerpw");
    home.add_settings(&format!(
        "[notify.mail]\nhost = \"localhost\"\nport = {}\nlogin = \"mailer\"\n\
         password = {{ file = {:?} }}\nfrom = \"Secretariat <bot@communs.example>\"\n\
         to = [\"ada@communs.example\", \"bob@communs.example\"]\n",
        smtp.port,
        password.display().to_string(),
    ));
    let sync = |code| {
        let mut command = home.command("sync --json");
        command.env("SSL_CERT_FILE", &smtp.authority);
        run(command).ends(code)
    };
    sync(0);
    empty(&home);
    sync(4);
    sync(4);
    let [letter] = smtp.letters().try_into().unwrap();
    for part in [
        "X-Reader: ada@communs.example",
        "X-Reader: bob@communs.example",
        "Subject: Secretariat: Test",
        "github is held: ",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }

    home.make("fault", json!({"spec": ""}));
    sync(0);
    home.write(&password, "wrong");
    empty(&home);
    let said = sync(4);
    assert!(
        said.err.contains("mail did not accept the message"),
        "{said:?}"
    );
    assert!(!said.err.contains("wrong\""), "{said:?}");
    // A server that the machine does not trust gets nothing, not even the password.
    home.write(&password, "mailerpw");
    let said = home.run("sync --json").ends(4);
    assert!(
        said.err.contains("mail did not accept the message"),
        "{said:?}"
    );
    assert_eq!(smtp.letters().len(), 1);
    sync(4);
    assert_eq!(smtp.letters().len(), 2);
}
