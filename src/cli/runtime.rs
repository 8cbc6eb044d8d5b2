//! The asynchronous part of a subcommand: a runtime, and an interruption that is heard.

use std::future::Future;

use tokio_util::sync::CancellationToken;

use super::error::CliError;

/// Runs a job to its end. The first Ctrl-C or SIGTERM asks it to stop, a second one ends the
/// process; the second value says whether it was asked.
pub fn run<T, F: Future<Output = T>>(
    job: impl FnOnce(CancellationToken) -> F,
) -> Result<(T, bool), CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let cancel = CancellationToken::new();
    let ended = runtime.block_on(async {
        let asked = cancel.clone();
        let listening = tokio::spawn(listen(asked));
        let ended = job(cancel.clone()).await;
        listening.abort();
        ended
    });
    runtime.shutdown_background();
    Ok((ended, cancel.is_cancelled()))
}

async fn listen(cancel: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        heard = tokio::signal::ctrl_c() => if heard.is_err() { return },
        _ = terminate.recv() => {}
    }
    cancel.cancel();
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(i32::from(super::exit::Exit::Interrupted.code()));
    }
}
