//! A server process with all its children: ended when dropped, and also when the test dies.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// How long a server may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(3);

/// A running process group.
pub struct Group {
    leader: Child,
    /// Waits for the end of our process, which closes its input, and kills the group then: nothing
    /// else does when a test is killed.
    leash: Child,
}

impl Group {
    /// Starts a program as the leader of a new group, with nothing to read.
    pub fn spawn(command: &mut Command) -> Group {
        let leader = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let leash = Command::new("sh")
            .args(["-c", "read -r _; kill -KILL -- \"-$0\""])
            .arg(leader.id().to_string())
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        Group { leader, leash }
    }

    /// The id of the group.
    pub fn id(&self) -> Pid {
        Pid::from_child(&self.leader)
    }

    /// Whether the leader ended already.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.leader.try_wait(), Ok(Some(_)))
    }

    /// Ends all processes of a group at once, as a power cut would.
    pub fn kill(id: Pid) {
        // It may be gone already.
        let _ = kill_process_group(id, Signal::KILL);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = kill_process(self.id(), Signal::TERM);
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && !self.has_ended() {
            std::thread::sleep(Duration::from_millis(10));
        }
        Group::kill(self.id());
        let _ = self.leader.wait();
        let _ = self.leash.kill();
        let _ = self.leash.wait();
    }
}
