//! `doublet config`: which options are in force, and where each comes from.
//!
//! With a command all of its options are listed; without one, for every command, those that the environment or the file set.

use std::io::{self, Write};

use anyhow::{Result, bail};
use clap::{ArgMatches, Command, CommandFactory};
use doublet::report::sanitize::sanitize;
use serde::Serialize;

use super::args::{Args, ConfigArgs};
use super::exit::Exit;
use super::messages::Messages;
use super::output::{self, Target};
use super::resolve::{Choice, Origin, choices, lenient, typed_path};
use super::settings::{Settings, Source, command_hint, find, is_unsettable};

/// What stands where a default depends on other options, or is nothing.
const NOTHING: &str = "-";

/// `doublet config`, resolved.
#[derive(Serialize)]
pub(crate) struct ConfigTask {
    /// The file that is read.
    file: Option<String>,
    options: Vec<Row>,
    /// What is to be said of variables that set nothing.
    #[serde(skip)]
    warnings: Vec<String>,
    #[serde(skip)]
    is_json: bool,
}

/// An option of a command.
#[derive(Serialize)]
struct Row {
    command: String,
    option: String,
    value: Option<String>,
    from: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variable: Option<String>,
    /// The same for people.
    #[serde(skip)]
    origin: String,
}

impl ConfigTask {
    /// Looks at the command line, the environment and the file; an error is one of usage.
    pub(crate) fn new(args: &ConfigArgs) -> Result<Self> {
        let root = Args::command();
        // A table of the file is named with a dot.
        let named: Vec<String> =
            args.command.iter().flat_map(|name| name.split('.')).map(str::to_owned).collect();
        let Some(command) = find(&root, &named) else {
            let name = named.join(" ");
            let hint = named.last().map_or_else(String::new, |last| command_hint(&root, last));
            bail!("there is no command {name:?}{hint}");
        };
        let typed = lenient(root.clone()).try_get_matches()?;
        let path = typed_path(&typed).1.get_one::<std::path::PathBuf>("config").cloned();
        let settings = Settings::read(&root, path.as_deref())?;
        let mut options = Vec::new();
        for path in leaves(command, &named) {
            options.extend(rows(&root, &path, &typed, &settings)?);
        }
        if named.is_empty() {
            options.retain(|row| row.from != "default");
        }
        let file = settings.file.map(|file| file.display().to_string());
        Ok(ConfigTask { file, options, warnings: settings.warnings, is_json: args.json })
    }
}

/// The commands that do something, `command` itself or those below it.
fn leaves(command: &Command, path: &[String]) -> Vec<Vec<String>> {
    if !command.has_subcommands() {
        return vec![path.to_owned()];
    }
    let below = command.get_subcommands().filter(|below| !is_unsettable(below.get_name()));
    below.flat_map(|below| leaves(below, &[path, &[below.get_name().to_owned()]].concat())).collect()
}

fn rows(root: &Command, path: &[String], typed: &ArgMatches, settings: &Settings) -> Result<Vec<Row>> {
    let (choices, _) = choices(root, path, typed, settings)?;
    Ok(choices
        .iter()
        .filter(|choice| choice.can_be_set())
        .map(|choice| row(choice, path.join(" ")))
        .collect())
}

fn row(choice: &Choice<'_>, command: String) -> Row {
    let (from, path, line, variable) = match &choice.origin {
        Origin::Default => ("default", None, None, None),
        Origin::Typed => ("command line", None, None, None),
        Origin::Set(Source::File { path, line, .. }) => {
            ("file", Some(path.display().to_string()), Some(*line), None)
        }
        Origin::Set(Source::Variable(name)) => ("environment", None, None, Some(name.clone())),
    };
    let (option, value, origin) = (choice.name().to_owned(), choice.value.clone(), choice.origin.to_string());
    Row { command, option, value, from, path, line, variable, origin }
}

/// Writes the options.
pub(crate) fn run(task: &ConfigTask, messages: &Messages) -> Result<Exit> {
    task.warnings.iter().for_each(|warning| messages.warn(warning, &[]));
    output::write(&Target::Stdout, |out| {
        if task.is_json {
            serde_json::to_writer(&mut *out, task)?;
            return writeln!(out);
        }
        write_text(task, out)
    })?;
    Ok(Exit::Done)
}

/// A row an option, in columns.
fn write_text(task: &ConfigTask, out: &mut dyn Write) -> io::Result<()> {
    let file = task.file.as_deref().map_or("none".into(), sanitize);
    writeln!(out, "file: {file}")?;
    if task.options.is_empty() {
        return writeln!(out, "nothing is set: every option of every command has its default");
    }
    let heading = ["command", "option", "value", "from"].map(str::to_owned);
    let rows = task.options.iter().map(|row| {
        let value = row.value.as_deref().unwrap_or(NOTHING);
        let option = format!("--{}", row.option);
        [row.command.clone(), option, sanitize(value).into_owned(), sanitize(&row.origin).into_owned()]
    });
    let rows: Vec<[String; 4]> = [heading].into_iter().chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let [commands, options, values] = [0, 1, 2].map(width);
    for [command, option, value, from] in &rows {
        writeln!(out, "{command:<commands$}  {option:<options$}  {value:<values$}  {from}")?;
    }
    Ok(())
}
