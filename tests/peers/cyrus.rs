//! A private Cyrus IMAP: the Debian packages, in a temporary folder, on free ports.
//!
//! Users `admin` (its administrator), `alice`, `bob`, `carol` and `dave`; each password is the name
//! followed by `pw`. The daemons drop to the user `cyrus`, so only root can start them.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, geteuid};

use super::cert::{self, Certificates};
use super::group::Group;
use super::{free_port, missing, run, skip};

/// What must be installed, as `apt-get` knows it.
const PACKAGES: &str = "cyrus-imapd cyrus-admin cyrus-clients sasl2-bin libsasl2-modules \
                        libsasl2-modules-db openssl";
const MASTER: &str = "/usr/sbin/cyrmaster";
/// How long the server may take to greet on a loaded machine.
const START: Duration = Duration::from_secs(30);

/// How a server is set up.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// `/` between folders instead of `.`.
    pub slashes: bool,
    /// Owners are `name@domain`.
    pub virtual_domains: bool,
    /// Everybody's folders stand beside INBOX (for users, not for administrators).
    pub alternative_namespace: bool,
    /// Offer STARTTLS, and TLS on a port of its own.
    pub tls: bool,
}

/// A plain server with slashes, as Debian sets one up.
pub const PLAIN: Setup = Setup {
    slashes: true,
    virtual_domains: false,
    alternative_namespace: false,
    tls: false,
};

/// A running server; stopped when dropped.
pub struct Cyrus {
    /// Plain IMAP, with STARTTLS if set up.
    pub port: u16,
    /// IMAP over TLS, if set up.
    pub tls_port: u16,
    /// The certificates, if set up.
    pub certificates: Option<Certificates>,
    // Fields are dropped in this order: the processes before their folder.
    group: Group,
    folder: tempfile::TempDir,
}

impl Cyrus {
    /// Starts a server; `None` where that is not possible, which is counted as skipped.
    pub fn start(setup: Setup) -> Option<Cyrus> {
        if !can_run() {
            return None;
        }
        // Another process may take the ports between the choice and the start.
        (0..3)
            .find_map(|_| Cyrus::try_start(setup))
            .or_else(|| panic!("Cyrus does not start, three times"))
    }

    fn try_start(setup: Setup) -> Option<Cyrus> {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        std::fs::set_permissions(at, std::fs::Permissions::from_mode(0o755)).unwrap();
        for name in [
            "conf/db",
            "conf/socket",
            "conf/msg",
            "spool",
            "run/proc",
            "run/lock",
        ] {
            std::fs::create_dir_all(at.join(name)).unwrap();
        }
        let (port, tls_port) = (free_port(), free_port());
        let certificates = setup.tls.then(|| cert::make(at));
        // A name of its own: should somebody else get the port, their greeting tells.
        let name = format!("n{port}-{}.cyrus.test", std::process::id());
        let settings = settings(at, &name, setup, certificates.as_ref());
        std::fs::write(at.join("imapd.conf"), settings).unwrap();
        std::fs::write(at.join("cyrus.conf"), services(at, setup, port, tls_port)).unwrap();
        for user in ["admin", "alice", "bob", "carol", "dave"] {
            add_user(at, &name, user);
        }
        run(Command::new("chown").args(["-R", "cyrus:mail"]).arg(at));
        let log = std::fs::File::create(at.join("stdout.log")).unwrap();
        let group = Group::spawn(
            Command::new(MASTER)
                .arg("-C")
                .arg(at.join("imapd.conf"))
                .arg("-M")
                .arg(at.join("cyrus.conf"))
                .arg("-p")
                .arg(at.join("master.pid"))
                .arg("-D")
                .stdout(log.try_clone().unwrap())
                .stderr(log),
        );
        let mut server = Cyrus {
            port,
            tls_port,
            certificates,
            group,
            folder,
        };
        server.greets(&name).then_some(server)
    }

    /// Waits for the greeting; `false` when the server ended instead.
    fn greets(&mut self, name: &str) -> bool {
        let deadline = Instant::now() + START;
        while Instant::now() < deadline && !self.group.has_ended() {
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                stream.set_read_timeout(Some(START)).unwrap();
                let mut line = String::new();
                let read = BufReader::new(stream).read_line(&mut line);
                if read.is_ok() && line.starts_with("* OK") && line.contains(name) {
                    return true;
                }
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let log = std::fs::read_to_string(self.folder.path().join("stdout.log"));
        let _ = writeln!(std::io::stderr(), "Cyrus does not greet: {log:?}");
        false
    }

    /// Logs in as the administrator.
    pub fn admin(&self) -> Admin {
        Admin::login(self.port, "admin")
    }

    /// The process group of the master and its children.
    pub fn group(&self) -> Pid {
        self.group.id()
    }
}

fn can_run() -> bool {
    let install = format!("apt-get install --no-install-recommends {PACKAGES}");
    if let Some(program) = missing(&[MASTER, "saslpasswd2", "openssl"]) {
        skip("Cyrus", &format!("{program} is missing: {install}"));
        return false;
    }
    if !geteuid().is_root() {
        skip("Cyrus", "only root can start it");
        return false;
    }
    true
}

fn settings(at: &Path, name: &str, setup: Setup, certificates: Option<&Certificates>) -> String {
    let at = at.display();
    let yes = |on| if on { "yes" } else { "no" };
    let mut text = format!(
        "configdirectory: {at}/conf\n\
         defaultpartition: default\n\
         partition-default: {at}/spool\n\
         proc_path: {at}/run/proc\n\
         mboxname_lockpath: {at}/run/lock\n\
         servername: {name}\n\
         admins: admin\n\
         allowplaintext: yes\n\
         sasl_pwcheck_method: auxprop\n\
         sasl_auxprop_plugin: sasldb\n\
         sasl_sasldb_path: {at}/sasldb2\n\
         sasl_mech_list: PLAIN LOGIN\n\
         unixhierarchysep: {}\n\
         altnamespace: {}\n",
        yes(setup.slashes),
        yes(setup.alternative_namespace),
    );
    if setup.virtual_domains {
        let _ = writeln!(text, "virtdomains: userid\ndefaultdomain: {name}");
    }
    if let Some(files) = certificates {
        let _ = writeln!(
            text,
            "tls_server_cert: {}\ntls_server_key: {}",
            files.server.display(),
            files.key.display()
        );
    }
    text
}

fn services(at: &Path, setup: Setup, port: u16, tls_port: u16) -> String {
    let conf = format!("-C {}/imapd.conf", at.display());
    let mut text = format!("START {{\n  recover cmd=\"ctl_cyrusdb {conf} -r\"\n}}\nSERVICES {{\n");
    let mut service = |name: &str, option: &str, port: u16| {
        let _ = writeln!(
            text,
            "  {name} cmd=\"imapd {option}{conf}\" listen=\"127.0.0.1:{port}\" prefork=0"
        );
    };
    service("imap", "", port);
    if setup.tls {
        service("imaps", "-s ", tls_port);
    }
    text.push_str("}\nEVENTS {\n}\n");
    text
}

fn add_user(at: &Path, realm: &str, user: &str) {
    let mut child = Command::new("saslpasswd2")
        .args(["-p", "-c", "-u", realm, "-f"])
        .arg(at.join("sasldb2"))
        .arg(user)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // In one piece: what comes after the first read is not taken.
    stdin.write_all(format!("{user}pw").as_bytes()).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

/// A bare client, written apart from the one under test.
pub struct Admin {
    stream: BufReader<TcpStream>,
}

impl Admin {
    /// Logs in over the plain port.
    pub fn login(port: u16, user: &str) -> Admin {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(START)).unwrap();
        let mut admin = Admin {
            stream: BufReader::new(stream),
        };
        admin.line();
        admin.ask(&[&format!("LOGIN {user} {user}pw")]);
        admin
    }

    /// Sends commands, all ahead of their answers; every one must be accepted.
    pub fn ask<T: AsRef<str>>(&mut self, commands: &[T]) {
        // A few at a time: neither side may fill the other's buffer.
        for some in commands.chunks(50) {
            let text: String = some
                .iter()
                .map(|c| format!("t {}\r\n", c.as_ref()))
                .collect();
            self.stream.get_mut().write_all(text.as_bytes()).unwrap();
            for command in some {
                let end = loop {
                    let line = self.line();
                    if line.starts_with("t ") {
                        break line;
                    }
                };
                assert!(end.starts_with("t OK"), "{}: {end}", command.as_ref());
            }
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let length = self.stream.read_line(&mut line).unwrap();
        assert_ne!(length, 0, "the server closed the connection");
        line
    }
}
