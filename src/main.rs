//! The `doublet` command: what was typed, what it comes to, and how it ended.
//!
//! [`cli`] holds one file for each concern; everything that finds a headline told twice is
//! in the library, of which only public items are used here.

mod cli;

use std::process::ExitCode;

use cli::args::{Args, parse};
use cli::exit::Exit;
use cli::messages::Messages;
use cli::plan::{Plan, Task};
use cli::{boilerplate, calibrate, cluster, compare, dedup, evaluate, index, output, query};

fn main() -> ExitCode {
    match parse() {
        Ok(args) => run(args).into(),
        Err(exit) => exit.into(),
    }
}

/// Runs what was asked for, and tells how it ended.
fn run(args: Args) -> Exit {
    let plan = match Plan::new(args) {
        Ok(plan) => plan,
        Err(wrong_usage) => {
            Messages::plain().error(&wrong_usage);
            return Exit::Usage;
        }
    };
    let messages = Messages::new(plan.talk);
    let outcome = match &plan.task {
        Task::Cluster(task) => cluster::run(task, &messages),
        Task::Dedup(task) => dedup::run(task, &messages),
        Task::Query(task) => query::run(task),
        Task::Index(task) => index::run(task, &messages),
        Task::Compare(task) => compare::run(task),
        Task::Evaluate(task) => evaluate::run(task, &messages),
        Task::Calibrate(task) => calibrate::run(task, &messages),
        Task::Boilerplate(task) => boilerplate::run(task, &messages),
    };
    outcome.unwrap_or_else(|error| {
        if output::is_closed_pipe(&error) {
            return Exit::Done;
        }
        messages.error(&error);
        Exit::Failed
    })
}
