//! `doublet man`: the help as manual pages.
//!
//! One page to standard output, to be read at once; or a page for the program and one for each of its commands, under the
//! names by which `man doublet-cluster` finds them.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};
use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::args::Args;
use super::exit::Exit;
use super::output::{self, Target};

/// Writes the page of the program, or all pages into `folder`.
pub(crate) fn run(folder: Option<&Path>) -> Result<Exit> {
    // The command `help` repeats what each page says.
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    match folder {
        None => output::write(&Target::Stdout, |out| Man::new(command).render(out))?,
        Some(folder) => {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            for (name, page) in pages(&command)? {
                output::write(&Target::File(folder.join(name)), |out| out.write_all(&page))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// The names and contents of the pages of `command` and all below it.
fn pages(command: &Command) -> io::Result<Vec<(String, Vec<u8>)>> {
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render(&mut page)?;
    let mut pages = vec![(man.get_filename(), page)];
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        pages.extend(self::pages(below)?);
    }
    Ok(pages)
}
