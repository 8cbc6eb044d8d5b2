//! Prism between a provider and a service: it checks each request and each answer against the
//! service's own description.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::{free_port, skip};

/// A running prism; ends when dropped.
pub struct Prism {
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Prism {
    /// Puts itself before a service; `None` where it or the description is missing.
    pub fn before(service: &str, kind: &str) -> Option<Prism> {
        let from = |name| std::env::var_os(name).map(PathBuf::from);
        let (Some(program), Some(folder)) =
            (from("SECRETARIAT_PRISM"), from("SECRETARIAT_CONTRACTS"))
        else {
            skip(
                &format!("prism before {kind}"),
                "tests/run --install brings prism; SECRETARIAT_CONTRACTS names the descriptions",
            );
            return None;
        };
        let port = free_port();
        let mut child = Command::new(program)
            .arg("proxy")
            .arg(folder.join(format!("{kind}.openapi.json")))
            .arg(service)
            .args(["--errors", "--port", &port.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.any(|line| line.is_ok_and(|line| line.contains("Prism is listening")));
        assert!(ready, "prism does not start for {kind}");
        // It must not stop because nobody reads what it says.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Prism {
            child,
            url: format!("http://127.0.0.1:{port}"),
        })
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
