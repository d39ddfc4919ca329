//! `doublet completions`: commands, options and values at the touch of a key.
//!
//! The script is made of the same definitions that the command line is parsed by, so that it knows each option there is, and
//! it asks the program nothing when it completes.

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::args::Args;
use super::exit::Exit;
use super::output::{self, Target};

/// Writes the script for `shell`.
pub(crate) fn run(shell: Shell) -> Result<Exit> {
    // The generator panics where it cannot write, as into a closed pipe; into memory it always can.
    let mut script = Vec::new();
    generate(shell, &mut Args::command(), "doublet", &mut script);
    output::write(&Target::Stdout, |out| out.write_all(&script))?;
    Ok(Exit::Done)
}
