//! Keys while a sync runs: another process's, or the program's own.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use portable_pty::CommandBuilder;
use secretariat::domain::account::Account;
use secretariat::domain::change::{Field, FieldChange};
use secretariat::domain::diff::{Staged, StagedKind};
use secretariat::domain::ids::{RunId, ServiceId};
use secretariat::domain::seen::Seen;
use secretariat::store::{Access, LockWait, Store};
use uuid::Uuid;

use crate::figures::{keys, line};
use crate::made_up::{EACH, SERVICES, account, end, open, user};
use crate::terminal::{Answer, Program};
use crate::{DOWN, HOME, MOVES, REST};

/// Moves on the screen while the store is written by syncs that change every account of a service.
pub fn beside(program: &mut Program, dir: &Path, size: u32) {
    let ended = AtomicBool::new(false);
    let (syncs, answers) = thread::scope(|scope| {
        let other = scope.spawn(|| {
            let store = open(dir, Access::ReadWrite);
            let mut syncs = 0_u32;
            while !ended.load(Ordering::Relaxed) {
                change_all(&store, syncs, size, &ended);
                syncs += 1;
            }
            syncs
        });
        // Not beyond the last user.
        let moves = MOVES.min((size / EACH) as usize - 2);
        let answers = travel(program, moves);
        ended.store(true, Ordering::Relaxed);
        (other.join().unwrap(), answers)
    });
    keys("move during syncs beside, until shown", &answers);
    line("syncs beside that were begun", &syncs.to_string());
    program.settle(REST);
}

/// One sync in which every account of one service has another role.
fn change_all(store: &Store, sync: u32, size: u32, ended: &AtomicBool) {
    let first = sync % 4;
    let id = ServiceId::new(SERVICES[first as usize]).unwrap();
    let run = RunId(Uuid::now_v7());
    let mut session = store.begin_sync(&id, run, LockWait::No).unwrap();
    let numbers: Vec<u32> = (first..size).step_by(4).collect();
    for batch in numbers.chunks(1_000) {
        if ended.load(Ordering::Relaxed) {
            return;
        }
        let rows = batch.iter().map(|number| changed(*number, sync, size));
        session.stage(rows.collect()).unwrap();
    }
    session.commit(end(&id, run)).unwrap();
}

fn changed(number: u32, sync: u32, size: u32) -> Staged {
    let mut account: Account = account(number);
    account.user = Some(user(number / EACH, size).id);
    let old = "member".to_owned();
    let new = format!("role {sync}");
    if let Seen::Value(role) = &mut account.profile.role {
        role.name.clone_from(&new);
    }
    Staged {
        account,
        kind: StagedKind::Update,
        changes: vec![FieldChange {
            field: Field::Role,
            old,
            new,
        }],
    }
}

/// Moves down; each move ends when the title shows the new place.
fn travel(program: &mut Program, moves: usize) -> Vec<Answer> {
    program.key(HOME, REST);
    let mut answers = Vec::new();
    let mut at = 1;
    while answers.len() < moves {
        at += 1;
        answers.push(program.key_until(DOWN, &format!(" {at}/")));
        // As fast as a key that is held down.
        program.rest(Duration::from_millis(20));
    }
    answers
}

/// The demo of that many accounts, which syncs with its own simulated services meanwhile.
pub fn demo(accounts: u32) {
    println!("\ndemo of {accounts} accounts, services simulated in the same process");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_secretariat"));
    command.args(["demo", "--accounts", &accounts.to_string()]);
    let mut program = Program::start(command);
    let open = program.until("quit");
    // A large one syncs by itself, and writes down dates behind.
    let synced = program.until("Synchronised: ");
    line(
        "screen open, and first sync ended, after",
        &format!("{:.1} s, {:.1} s", open.as_secs_f64(), synced.as_secs_f64()),
    );
    program.settle(Duration::from_secs(5));
    program.key("s", Duration::from_millis(100));
    let answers = travel(&mut program, MOVES);
    keys("move during its own sync, until shown", &answers);
    program.settle(Duration::from_secs(5));
    let (now, most) = program.memory();
    line(
        "memory then, and at most, services included",
        &format!("{now} MiB, {most} MiB"),
    );
    program.end();
}
