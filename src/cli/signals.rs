//! Ctrl-C, SIGTERM and SIGHUP.
//!
//! They end the process at once, from whatever it is doing; what is written aside is removed first, and the exit status tells the
//! signal as shells count it, 128 and its number. An index needs no farewell: it knows what was checkpointed, and a run
//! after it goes on there, as after a crash.
//!
//! A service is another matter: the first signal has it answer what was begun and end in peace, with status 0.
//!
//! A signal that was ignored when the process began stays so: `nohup` asks for that, and a shell without job control does for
//! what it starts in the background.

use std::sync::Once;

use anyhow::{Context, Result};

use super::output;

/// What a shell adds to the number of the signal that ended a process.
const SIGNALLED: i32 = 128;

/// From now on a signal removes the files aside and ends the process.
pub(crate) fn watch() -> Result<()> {
    static WATCHED: Once = Once::new();
    let mut outcome = Ok(());
    WATCHED.call_once(|| outcome = watch_once());
    outcome
}

/// From now on the first signal asks for the end, and a second one, from somebody who cannot wait, ends the process.
#[cfg(feature = "serve")]
pub(crate) fn watch_for_end() -> Result<tokio::sync::oneshot::Receiver<()>> {
    let (ask, asked) = tokio::sync::oneshot::channel();
    let mut ask = Some(ask);
    each_signal(move |status| match ask.take() {
        // Where nobody waits for it any more the process is ending.
        Some(ask) => drop(ask.send(())),
        None => output::remove_aside_and_exit(status),
    })?;
    Ok(asked)
}

fn watch_once() -> Result<()> {
    each_signal(|status| output::remove_aside_and_exit(status))
}

/// From now on calls `act` for each signal, with the exit status that tells it.
#[cfg(unix)]
fn each_signal(mut act: impl FnMut(i32) + Send + 'static) -> Result<()> {
    use std::sync::Arc;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;

    // A file that grows beyond `ulimit -f` is an error and not the end.
    signal_hook::flag::register(SIGXFSZ, Arc::default())?;
    let ignored = ignored();
    let watched = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
    let mut signals = Signals::new(watched).context("cannot watch for signals")?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || signals.forever().for_each(|signal| act(SIGNALLED + signal)))
        .context("cannot watch for signals")?;
    Ok(())
}

/// The signals that are ignored, a bit each from that of signal 1 on, where the system tells (Linux).
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    bits.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or_default()
}

#[cfg(not(unix))]
fn each_signal(mut act: impl FnMut(i32) + Send + 'static) -> Result<()> {
    /// The number that SIGINT has elsewhere: Ctrl-C is the one thing that ends a process from outside here.
    const INTERRUPT: i32 = 2;
    ctrlc::set_handler(move || act(SIGNALLED + INTERRUPT)).context("cannot watch for Ctrl-C")
}
