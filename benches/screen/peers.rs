//! Other full-screen programs on the same machine, in the same terminal, where they are installed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use portable_pty::CommandBuilder;

use crate::figures::{keys, line, ms, part};
use crate::terminal::Program;
use crate::{MOVES, QUIET, REST};

/// Lines that each of them shows.
const LINES: u32 = 100_000;
/// Messages of the mailbox.
const MESSAGES: u32 = 10_000;

/// Measures each.
pub fn measure() {
    let place = tempfile::tempdir().unwrap();
    let at = place.path();
    let arrow = "\x1bOB";
    peer("tig, 100,000 commits", at, ("Change 99999", arrow), commits);
    peer(
        "neomutt, 10,000 messages",
        at,
        // It begins at the last one.
        ("Message 9999", "k"),
        mailbox,
    );
    peer("mc, 100,000 files", at, ("file 0", arrow), files);
    peer("fzf, 100,000 lines", at, ("line 0", "\x1b[A"), list);
}

/// Starts it until it shows a text, then presses a key again and again.
fn peer(
    what: &str,
    home: &Path,
    (text, key): (&str, &str),
    prepare: impl FnOnce(&Path) -> CommandBuilder,
) {
    let name = what.split(',').next().unwrap_or(what);
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|dir| dir.join(name).is_file());
    if !found {
        println!("\n{name} is not installed");
        return;
    }
    println!("\n{what}");
    let mut command = prepare(home);
    command.env("HOME", home);
    let start = || {
        let mut program = Program::start(command.clone());
        let took = program.until(text);
        (program, took)
    };
    let mut starts: Vec<f64> = (0..5)
        .map(|_| {
            let (program, took) = start();
            program.end();
            ms(took)
        })
        .collect();
    let value = format!("p50 {:.1} ms", part(&mut starts, 0.5));
    line("start until the first lines are shown", &value);
    let (mut program, _) = start();
    line("bytes until then", &program.taken.to_string());
    program.settle(REST);
    let all: Vec<_> = (0..MOVES).map(|_| program.key(key, QUIET)).collect();
    keys("move while travelling, to the last byte", &all);
    program.settle(REST);
    let (busy, taken) = (program.cpu(), program.taken);
    program.rest(Duration::from_secs(10));
    let (busy, taken) = (program.cpu() - busy, program.taken - taken);
    let value = format!("{busy} ms of processor, {taken} bytes");
    line("idle for 10 s", &value);
    let (now, most) = program.memory();
    line(
        "memory then, and at most",
        &format!("{now} MiB, {most} MiB"),
    );
    program.end();
}

fn command(words: &[&str], place: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(words[0]);
    command.args(&words[1..]);
    command.cwd(place);
    command
}

fn commits(at: &Path) -> CommandBuilder {
    let place = at.join("commits");
    fs::create_dir(&place).unwrap();
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.args(words).current_dir(&place).stdout(Stdio::null());
        git
    };
    assert!(
        git(&["init", "-q", "-b", "main"])
            .status()
            .unwrap()
            .success()
    );
    let mut import = git(&["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut text = String::new();
    for number in 0..LINES {
        let said = format!("Change {number}");
        text.push_str(&format!(
            "commit refs/heads/main\ncommitter Zoe <zoe@example.org> {} +0000\ndata {}\n{said}\n",
            1_700_000_000 + number,
            said.len()
        ));
    }
    let mut input = import.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    assert!(import.wait().unwrap().success());
    command(&["tig"], &place)
}

fn mailbox(at: &Path) -> CommandBuilder {
    let mut text = String::new();
    for number in 0..MESSAGES {
        text.push_str(&format!(
            "From zoe@example.org Mon Nov  2 10:00:00 2026\nFrom: Zoe <zoe@example.org>\n\
             To: all@example.org\nSubject: Message {number}\nMessage-ID: <{number}@example.org>\n\
             Date: Mon, 02 Nov 2026 10:00:00 +0000\nStatus: RO\n\nWords.\n\n"
        ));
    }
    fs::write(at.join("mailbox"), text).unwrap();
    // It would ask whether to make one.
    fs::create_dir(at.join("Mail")).unwrap();
    command(
        &["neomutt", "-n", "-F", "/dev/null", "-R", "-f", "mailbox"],
        at,
    )
}

fn files(at: &Path) -> CommandBuilder {
    let place = at.join("files");
    fs::create_dir(&place).unwrap();
    for number in 0..LINES {
        fs::write(place.join(format!("file {number}")), "").unwrap();
    }
    command(&["mc", "-u"], &place)
}

fn list(at: &Path) -> CommandBuilder {
    let lines: String = (0..LINES)
        .map(|number| format!("line {number}\n"))
        .collect();
    fs::write(at.join("list"), lines).unwrap();
    command(&["sh", "-c", "exec fzf < list"], at)
}
