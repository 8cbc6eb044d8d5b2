//! Programs: started without a shell, bounded, and ended as a whole process group.
//!
//! Owns the starting and the quoting for ssh. What a program means belongs to the callers, who put
//! `--` before operands.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

/// How long a program may run and how much it may print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From start to end.
    pub timeout: Duration,
    /// Bytes of standard output, and of standard error.
    pub output_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            output_max: 16 * 1024 * 1024,
        }
    }
}

/// What a program printed, and how it ended.
#[derive(Clone, PartialEq, Eq)]
pub struct Output {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// The exit status; `None` when a signal ended it.
    pub status: Option<i32>,
}

/// Lengths only: the output may hold a secret.
impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output")
            .field("stdout", &self.stdout.len())
            .field("stderr", &self.stderr.len())
            .field("status", &self.status)
            .finish()
    }
}

/// Why a program gave no output; never holds its arguments.
#[derive(Debug, Error)]
pub enum ExecError {
    /// No program is named.
    #[error("no program is named")]
    Empty,
    /// An operand or ssh target that a program would take for an option, or that holds controls.
    #[error("`{}` is refused as an operand", crate::domain::text::escape(.0))]
    Operand(String),
    /// It could not be started, or its pipes failed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It ran too long and was ended.
    #[error("still running after {} s, ended", .0.as_secs())]
    Timeout(Duration),
    /// Its output exceeded the limit.
    #[error("output exceeded the limit of {0} bytes, ended")]
    TooMuch(usize),
}

/// Runs a program to its end; `stdin` is written to it and closed.
///
/// The program gets a process group of its own, which is killed when time runs out, when its output
/// exceeds the limit, or when the caller drops the future.
pub async fn run<S: AsRef<str>>(
    argv: &[S],
    stdin: Option<&SecretString>,
    limits: Limits,
) -> Result<Output, ExecError> {
    let (program, arguments) = argv.split_first().ok_or(ExecError::Empty)?;
    let mut command = Command::new(program.as_ref());
    command
        .args(arguments.iter().map(AsRef::as_ref))
        .stdin(stdin.map_or_else(Stdio::null, |_| Stdio::piped()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let mut child = command.spawn()?;
    let group = Group::of(child.id());
    let input = child.stdin.take().zip(stdin);
    let feed = async move {
        if let Some((mut pipe, secret)) = input {
            // A program that does not read its input is no error of ours.
            let _ = pipe.write_all(secret.expose_secret().as_bytes()).await;
        }
    };
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let work = async {
        let max = limits.output_max;
        let (stdout, stderr, ()) = tokio::try_join!(bounded(out, max), bounded(err, max), async {
            feed.await;
            Ok(())
        })?;
        let status = child.wait().await?;
        Ok(Output {
            stdout,
            stderr,
            status: status.code(),
        })
    };
    let output = tokio::time::timeout(limits.timeout, work)
        .await
        .unwrap_or(Err(ExecError::Timeout(limits.timeout)))?;
    group.disarm();
    Ok(output)
}

/// The command line that runs `argv` on another host: every argument quoted for its shell, no
/// question asked, and a host that looks like an option refused.
pub fn ssh<S: AsRef<str>>(host: &str, argv: &[S]) -> Result<Vec<String>, ExecError> {
    operand(host)?;
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(ExecError::Operand(host.to_owned()));
    }
    let quoted: Result<Vec<String>, ExecError> = argv
        .iter()
        .map(|argument| quote(argument.as_ref()))
        .collect();
    let quoted = quoted?.join(" ");
    if quoted.is_empty() {
        return Err(ExecError::Empty);
    }
    let options = ["ssh", "-oBatchMode=yes", "-oConnectTimeout=10", "--"];
    let mut line: Vec<String> = options.map(str::to_owned).to_vec();
    line.extend([host.to_owned(), quoted]);
    Ok(line)
}

/// Passes an operand that no program can take for an option.
pub fn operand(text: &str) -> Result<&str, ExecError> {
    if text.starts_with('-') || text.contains(char::is_control) {
        return Err(ExecError::Operand(text.to_owned()));
    }
    Ok(text)
}

/// One argument in single quotes, for a POSIX shell.
fn quote(argument: &str) -> Result<String, ExecError> {
    if argument.contains(char::is_control) {
        return Err(ExecError::Operand(argument.to_owned()));
    }
    Ok(format!("'{}'", argument.replace('\'', r"'\''")))
}

/// Reads a pipe to its end, at most `max` bytes.
async fn bounded(pipe: Option<impl AsyncRead + Unpin>, max: usize) -> Result<Vec<u8>, ExecError> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
        pipe.take(limit).read_to_end(&mut bytes).await?;
    }
    if bytes.len() > max {
        return Err(ExecError::TooMuch(max));
    }
    Ok(bytes)
}

/// A running process group; killed when dropped before its leader was waited for.
struct Group(Option<Pid>);

impl Group {
    fn of(leader: Option<u32>) -> Self {
        Self(leader.and_then(|id| Pid::from_raw(id.cast_signed())))
    }

    /// Its leader is gone and its number may be another's: nothing to kill any more.
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // Already gone is as good.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn arguments_reach_the_program_as_they_are() {
        let odd = ["printf", "%s|", "a b", "$HOME", "'\"", "*"];
        let output = run(&odd, None, Limits::default()).await.unwrap();
        assert_eq!(output.stdout, b"a b|$HOME|'\"|*|");
        assert_eq!(output.status, Some(0));
    }

    #[tokio::test]
    async fn a_secret_goes_through_standard_input() {
        let secret = SecretString::from("s3cret");
        let output = run(&["cat"], Some(&secret), Limits::default())
            .await
            .unwrap();
        assert_eq!(output.stdout, b"s3cret");
    }

    #[tokio::test]
    async fn a_program_that_ignores_its_input_is_no_error() {
        let secret = SecretString::from("x".repeat(1_000_000));
        let output = run(&["true"], Some(&secret), Limits::default()).await;
        assert_eq!(output.unwrap().status, Some(0));
    }

    #[tokio::test]
    async fn status_and_error_output_are_kept_apart() {
        let argv = ["sh", "-c", "echo out; echo err >&2; exit 3"];
        let output = run(&argv, None, Limits::default()).await.unwrap();
        assert_eq!(
            (output.stdout, output.stderr),
            (b"out\n".to_vec(), b"err\n".to_vec())
        );
        assert_eq!(output.status, Some(3));
    }

    #[tokio::test]
    async fn too_much_output_ends_the_program() {
        let little = Limits {
            output_max: 1_000,
            ..Limits::default()
        };
        let result = run(&["yes"], None, little).await;
        assert!(
            matches!(result, Err(ExecError::TooMuch(1_000))),
            "{result:?}"
        );
    }

    #[tokio::test]
    async fn a_late_program_is_ended_with_its_children() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let script = format!("sleep 600 & echo $! > {}; wait", file.path().display());
        let short = Limits {
            timeout: Duration::from_millis(300),
            ..Limits::default()
        };
        let result = run(&["sh", "-c", &script], None, short).await;
        assert!(matches!(result, Err(ExecError::Timeout(_))), "{result:?}");
        let child = std::fs::read_to_string(file.path()).unwrap();
        let stat = format!("/proc/{}/stat", child.trim());
        // Killed: away, or a zombie until whoever inherits it collects it.
        loop {
            match std::fs::read_to_string(&stat) {
                Ok(facts) if !facts.contains(") Z ") => tokio::task::yield_now().await,
                _ => break,
            }
        }
    }

    #[test]
    fn every_ssh_argument_is_quoted() {
        let line = ssh("ops@mail", &["occ", "user:info", "--", "l'été; rm -rf"]).unwrap();
        assert_eq!(line[3..5], ["--", "ops@mail"]);
        assert_eq!(line[5], r"'occ' 'user:info' '--' 'l'\''été; rm -rf'");
    }

    #[test]
    fn targets_that_look_like_options_or_hold_controls_are_refused() {
        for host in ["-oProxyCommand=x", "", "a b", "a\nb"] {
            assert!(ssh(host, &["true"]).is_err(), "{host:?}");
        }
        assert!(ssh("host", &["a\nb"]).is_err());
        assert!(ssh::<&str>("host", &[]).is_err());
        assert!(operand("-x").is_err());
        assert!(operand("x-").is_ok());
    }
}
