//! The `doublet` command: what was typed, what it comes to, and how it ended.
//!
//! [`cli`] holds one file for each concern; everything that finds a headline told twice is
//! in the library, of which only public items are used here.

mod cli;
#[cfg(feature = "serve")]
mod service;

use std::process::ExitCode;
use std::sync::Arc;

use cli::args::Args;
use cli::exit::Exit;
use cli::messages::{LogFormat, Messages, log_panics};
use cli::parse::parse;
use cli::plan::{Plan, Task};
use cli::resolve::Remark;
#[cfg(feature = "serve")]
use cli::serve;
use cli::{
    boilerplate, calibrate, cluster, compare, completions, config, dedup, evaluate, index, man, output,
    query, sample, signals,
};

fn main() -> ExitCode {
    give_memory_back();
    doublet::error::hide_contained_panics();
    match parse() {
        Ok((args, remarks)) => run(args, &remarks).into(),
        Err(exit) => exit.into(),
    }
}

/// Has what is freed go back to the system at once, from a quarter of a MiB on: what the stages make of a chunk of texts is as
/// large.
///
/// The allocator of the GNU C library moves the bound, which is half as much at first, up to 32 MiB by itself, and then keeps what
/// many chunks have left: with 3.2 million headlines 150 MB of the most that the program holds. It costs a third
/// more page faults.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn give_memory_back() {
    use std::ffi::c_int;

    const M_MMAP_THRESHOLD: c_int = -3;
    const LEAST: c_int = 256 << 10;
    #[expect(unsafe_code, reason = "functions of the C library can only be called so")]
    // SAFETY: the declaration is that of malloc.h; the function may be called at any time and sets a number.
    unsafe {
        unsafe extern "C" {
            fn mallopt(parameter: c_int, value: c_int) -> c_int;
        }
        mallopt(M_MMAP_THRESHOLD, LEAST);
    }
}

/// Other allocators know best.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_memory_back() {}

/// Runs what was asked for, and tells how it ended.
fn run(args: Args, remarks: &[Remark]) -> Exit {
    let format = args.talk.log_format;
    if format == LogFormat::Json {
        log_panics();
    }
    let plan = match Plan::new(args) {
        Ok(plan) => plan,
        Err(wrong_usage) => {
            Messages::plain(format).error(&wrong_usage);
            return Exit::Usage;
        }
    };
    let messages = Arc::new(Messages::new(plan.talk, format));
    for remark in remarks {
        remark.tell(&messages);
    }
    let outcome = do_it(plan.task, &messages);
    outcome.unwrap_or_else(|error| {
        if output::is_closed_pipe(&error) {
            return Exit::Done;
        }
        messages.error(&error);
        Exit::Failed
    })
}

/// Runs the subcommand.
fn do_it(task: Task, messages: &Arc<Messages>) -> anyhow::Result<Exit> {
    // A signal ends the service in peace, and all else at once.
    #[cfg(feature = "serve")]
    let task = match task {
        Task::Serve(task) => return serve::run(task, messages),
        task => task,
    };
    signals::watch()?;
    match &task {
        Task::Cluster(task) => cluster::run(task, messages),
        Task::Dedup(task) => dedup::run(task, messages),
        #[cfg(feature = "serve")]
        Task::Serve(_) => unreachable!("it was run above"),
        Task::Query(task) => query::run(task),
        Task::Index(task) => index::run(task, messages),
        Task::Compare(task) => compare::run(task),
        Task::Evaluate(task) => evaluate::run(task, messages),
        Task::Calibrate(task) => calibrate::run(task, messages),
        Task::Boilerplate(task) => boilerplate::run(task, messages),
        Task::Sample(task) => sample::run(task),
        Task::Config(task) => config::run(task, messages),
        Task::Completions(shell) => completions::run(*shell),
        Task::Man(folder) => man::run(folder.as_deref()),
    }
}
