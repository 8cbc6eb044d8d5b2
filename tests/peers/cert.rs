//! A certificate authority of our own and a certificate for this machine, made by `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::run;

/// Files in PEM.
#[derive(Debug)]
pub struct Certificates {
    /// The authority that signed the server's certificate.
    pub authority: PathBuf,
    /// The server's certificate, for `localhost` and `127.0.0.1`.
    pub server: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Makes them in a folder.
pub fn make(folder: &Path) -> Certificates {
    let file = |name: &str| folder.join(name);
    let made = Certificates {
        authority: file("ca.pem"),
        server: file("server.pem"),
        key: file("server.key"),
    };
    let new_key = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ];
    run(Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-days",
            "2",
            "-subj",
            "/CN=Authority of the tests",
        ])
        .args(new_key)
        .args(["-addext", "keyUsage=critical,keyCertSign", "-keyout"])
        .arg(file("ca.key"))
        .arg("-out")
        .arg(&made.authority));
    run(Command::new("openssl")
        .args(["req", "-subj", "/CN=localhost"])
        .args(new_key)
        .arg("-keyout")
        .arg(&made.key)
        .arg("-out")
        .arg(file("server.csr")));
    std::fs::write(file("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n").unwrap();
    run(Command::new("openssl")
        .args(["x509", "-req", "-days", "2", "-CAcreateserial", "-in"])
        .arg(file("server.csr"))
        .arg("-CA")
        .arg(&made.authority)
        .arg("-CAkey")
        .arg(file("ca.key"))
        .arg("-extfile")
        .arg(file("names"))
        .arg("-out")
        .arg(&made.server));
    made
}
