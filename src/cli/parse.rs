//! From the words that were typed to the arguments.
//!
//! Where these end the run (help, version, wrong usage) it is said here.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command, CommandFactory, FromArgMatches};
use doublet::report::sanitize::sanitize;

use super::args::{Args, LOG_FORMAT};
use super::exit::Exit;
use super::messages::{LogFormat, Messages};
use super::resolve::{Remark, choices, lenient, one_line, typed_path, with_defaults};
use super::settings::{Settings, is_unsettable};

/// Parses the command line, with what the environment and the file set.
pub(crate) fn parse() -> Result<(Args, Vec<Remark>), Exit> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let root = Args::command();
    let mut format = format_asked_for(&words);
    let (root, remarks) = match lenient(root.clone()).try_get_matches_from(&words) {
        Ok(typed) => set(root, &typed, &mut format).map_err(|error| {
            Messages::plain(format).error(&error);
            Exit::Usage
        })?,
        // The same is wrong with it below, where the usage that is shown names what is required.
        Err(_) => (root, Vec::new()),
    };
    let parsed = root.try_get_matches_from(&words).and_then(|typed| Args::from_arg_matches(&typed));
    match parsed {
        Ok(args) => Ok((args, remarks)),
        Err(answer) if answer.use_stderr() => Err(refuse(&answer, format)),
        Err(answer) => Err(inform(&answer, format)),
    }
}

/// The form of messages as far as it can be told from a command line that may be wrong, and from the environment.
fn format_asked_for(words: &[OsString]) -> LogFormat {
    let words = words.iter().map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    let words = words.collect::<Vec<_>>().join(" ");
    let is_json = |name: &str| words.contains(&format!("--log-format{name}json"));
    let is_typed = words.contains("--log-format");
    let is_set = std::env::var("DOUBLET_LOG_FORMAT").is_ok_and(|value| value == "json");
    if is_json(" ") || is_json("=") || is_set && !is_typed { LogFormat::Json } else { LogFormat::Text }
}

/// The command line with the settings as defaults, and what is to be said of them.
fn set(root: Command, typed: &ArgMatches, format: &mut LogFormat) -> anyhow::Result<(Command, Vec<Remark>)> {
    let (path, options) = typed_path(typed);
    if path.first().is_some_and(|command| is_unsettable(command)) {
        return Ok((root, Vec::new()));
    }
    let file = options.get_one::<PathBuf>("config");
    let settings = Settings::read(&root, file.map(PathBuf::as_path))?;
    let (choices, mut remarks) = choices(&root, &path, typed, &settings)?;
    let json = Some(LOG_FORMAT.name(LogFormat::Json));
    let is_json =
        choices.iter().any(|choice| choice.name() == "log-format" && choice.value.as_deref() == json);
    *format = if is_json { LogFormat::Json } else { LogFormat::Text };
    if let Some(file) = &settings.file {
        remarks.insert(0, Remark::Note(format!("options are taken from {}", file.display())));
    }
    Ok((with_defaults(root.clone(), &path, &choices), remarks))
}

/// Writes the help or the version that was asked for.
fn inform(answer: &clap::Error, format: LogFormat) -> Exit {
    let written =
        write!(anstream::stdout(), "{}", answer.render().ansi()).and_then(|()| io::stdout().flush());
    match written {
        // A pager that closes early has seen the help that it wanted.
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            Messages::plain(format).error_text(&format!("cannot write standard output: {error}"));
            Exit::Failed
        }
    }
}

/// Says what was wrong with what was typed.
fn refuse(answer: &clap::Error, format: LogFormat) -> Exit {
    if format == LogFormat::Json {
        let is_help = answer.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
        let said =
            if is_help { "no command; `doublet --help` lists them".to_owned() } else { one_line(answer) };
        Messages::plain(format).error_text(&said);
        return Exit::Usage;
    }
    let is_clean = |word: OsString| word.to_str().is_some_and(|word| sanitize(word) == word);
    // What was typed is quoted, and may hold what would command a terminal; then it goes there without colours.
    let said = if std::env::args_os().all(is_clean) {
        answer.render().ansi().to_string()
    } else {
        answer.render().to_string().lines().map(|line| sanitize(line) + "\n").collect()
    };
    // Every message of this program begins with its name; clap's would begin with "error".
    let _ = write!(anstream::stderr(), "{}", said.replacen("error:", "doublet:", 1));
    Exit::Usage
}
