//! What the environment and `doublet.toml` set.
//!
//! A setting is an option that was not typed: `threshold = 0.5` at the top of the file is `--threshold 0.5` for every command that has
//! the option, in the table `[dedup]` for that command only, in `[index.expire]` for that command of an index; the variable
//! `DOUBLET_THRESHOLD` is the same for one process. Names are checked here against the definitions of the command line, all
//! of them whatever command runs, since a slip in a file would otherwise be a default that nobody notices. Values are checked by
//! [`resolve`](super::resolve), by the parsers of the options.
//!
//! A file that happens to lie in a folder must not decide what is overwritten there: what names a file that is written, and what
//! is done to single headlines, has to be typed ([`TYPED_ONLY`]). The one exception is `index`, the memory of a pipeline, which is a
//! setting of it as the window is: `doublet config dedup` shows where it comes from. A variable that is no option may be meant for another
//! program, or for another version of this one, so it is a warning where a key in the file is an error.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Arg, Command};
use memchr::memchr_iter;
use toml::de::{DeTable, DeValue};

/// The file that is read where none is named.
const FILE: &str = "doublet.toml";

/// How the variables begin that set options.
const PREFIX: &str = "DOUBLET_";

/// The variable that names the file, as `--config` does.
const FILE_VARIABLE: &str = "DOUBLET_CONFIG";

/// The variable that holds the token of the service, which no option does: what is typed can be read by whoever lists processes.
pub(crate) const TOKEN_VARIABLE: &str = "DOUBLET_TOKEN";

/// A file that is larger is none of options: all of them, with a paragraph of comments each, take a hundredth of it.
const LARGEST: u64 = 1 << 20;

/// How alike a name must be to be what was meant, as clap has it for options that are typed.
const ALIKE: f64 = 0.7;

/// The options that have to be typed, by their fields in [`args`](super::args).
const TYPED_ONLY: [&str; 7] = ["output", "dropped", "ids", "config", "force", "help", "version"];

/// The commands that do the same wherever they are called, and read no settings.
const UNSETTABLE: [&str; 4] = ["completions", "man", "config", "help"];

/// Whether a command reads no settings.
pub(crate) fn is_unsettable(command: &str) -> bool {
    UNSETTABLE.contains(&command)
}

/// Whether an option can be set.
pub(crate) fn can_be_set(arg: &Arg) -> bool {
    arg.get_long().is_some() && !TYPED_ONLY.contains(&arg.get_id().as_str())
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Flag(bool),
}

/// Where a setting stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// In the file, in the table of a command: of none at the top.
    File { path: PathBuf, line: usize, table: Vec<String> },
    /// In a variable of the environment.
    Variable(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::File { path, line, .. } => write!(f, "{}:{line}", path.display()),
            Source::Variable(name) => f.write_str(name),
        }
    }
}

/// An option that is set, by its long name.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) option: String,
    pub(crate) value: Value,
    pub(crate) source: Source,
}

/// All that is set.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// The file that was read.
    pub(crate) file: Option<PathBuf>,
    /// What is to be said of variables that set nothing.
    pub(crate) warnings: Vec<String>,
    all: Vec<Setting>,
}

impl Settings {
    /// Reads the environment, and the file that was `typed`, that the environment names, or that is here.
    pub(crate) fn read(root: &Command, typed: Option<&Path>) -> Result<Self> {
        let mut settings = Settings::default();
        let mut named = typed.map(Path::to_owned);
        let mut variables: Vec<(OsString, OsString)> = std::env::vars_os()
            .filter(|(name, value)| name.to_string_lossy().starts_with(PREFIX) && !value.is_empty())
            .collect();
        variables.sort();
        for (name, value) in variables {
            let name = name.to_string_lossy().into_owned();
            if name == FILE_VARIABLE {
                named = named.or(Some(PathBuf::from(value)));
            } else if name != TOKEN_VARIABLE {
                settings.take_variable(root, name, value)?;
            }
        }
        match named {
            Some(path) => settings.take_file(root, path)?,
            None if Path::new(FILE).exists() => settings.take_file(root, PathBuf::from(FILE))?,
            None => {}
        }
        Ok(settings)
    }

    /// What is set for an option of a command: by the environment, by the innermost table, by the top of the file.
    pub(crate) fn of(&self, command: &[String], option: &str) -> Option<&Setting> {
        let named = self.all.iter().filter(|setting| setting.option == option);
        let applying = named.filter(|setting| match &setting.source {
            Source::File { table, .. } => command.starts_with(table),
            Source::Variable(_) => true,
        });
        applying.max_by_key(|setting| match &setting.source {
            Source::File { table, .. } => table.len(),
            Source::Variable(_) => usize::MAX,
        })
    }

    fn take_variable(&mut self, root: &Command, name: String, value: OsString) -> Result<()> {
        let option = name[PREFIX.len()..].to_ascii_lowercase().replace('_', "-");
        let is_flag = match kind(root, root, &option) {
            Kind::Flag => true,
            Kind::Value => false,
            Kind::TypedOnly => {
                self.warnings.push(format!("{name} sets nothing: --{option} has to be typed"));
                return Ok(());
            }
            Kind::None => {
                let known = suggestion(root, root, &option).into_iter().chain(["token", "config"]);
                let meant = most_alike(known, &option)
                    .map(|meant| format!("; {PREFIX}{}?", meant.to_ascii_uppercase().replace('-', "_")));
                self.warnings.push(format!(
                    "{name} sets nothing: there is no option --{option}{}",
                    meant.unwrap_or_default()
                ));
                return Ok(());
            }
        };
        let Ok(text) = value.into_string() else { bail!("{name}: its value is no UTF-8") };
        let value = match (is_flag, text.to_ascii_lowercase().as_str()) {
            (false, _) => Value::Text(text),
            (true, "1" | "true" | "yes" | "on") => Value::Flag(true),
            (true, "0" | "false" | "no" | "off") => Value::Flag(false),
            (true, _) => bail!("{name}: {text:?} is neither true nor false"),
        };
        self.all.push(Setting { option, value, source: Source::Variable(name) });
        Ok(())
    }

    fn take_file(&mut self, root: &Command, path: PathBuf) -> Result<()> {
        let text = text_of(&path)?;
        let line = |at: usize| memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() + 1;
        let table = DeTable::parse(&text).map_err(|error| {
            let line = line(error.span().map_or(0, |span| span.start));
            anyhow!("{}:{line}: {}", path.display(), error.message().trim())
        })?;
        let mut entries = Vec::new();
        walk(table.get_ref(), root, &[], &mut entries)
            .map_err(|(at, what)| anyhow!("{}:{}: {what}", path.display(), line(at)))?;
        self.all.extend(entries.into_iter().map(|entry| {
            let Entry { option, value, at, table } = entry;
            let source = Source::File { path: path.clone(), line: line(at), table };
            Setting { option, value, source }
        }));
        self.file = Some(path);
        Ok(())
    }
}

/// What a file holds.
fn text_of(path: &Path) -> Result<String> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("{name}: cannot open"))?;
    let mut text = String::new();
    match file.take(LARGEST + 1).read_to_string(&mut text) {
        Ok(length) if length as u64 > LARGEST => bail!("{name}: over {LARGEST} bytes are no file of options"),
        Ok(_) => Ok(text),
        Err(error) if error.kind() == ErrorKind::InvalidData => bail!("{name}: it is no UTF-8"),
        Err(error) => Err(error).with_context(|| format!("{name}: cannot read")),
    }
}

/// A line of a file.
struct Entry {
    option: String,
    value: Value,
    /// The byte at which its key begins.
    at: usize,
    table: Vec<String>,
}

/// Gathers the entries of `table`, which is that of the command at the end of `path`; else where it goes wrong, and what.
fn walk(
    table: &DeTable<'_>,
    root: &Command,
    path: &[String],
    entries: &mut Vec<Entry>,
) -> Result<(), (usize, String)> {
    let command = find(root, path).expect("each table on the way was found to be a command's");
    for (key, value) in table {
        let (at, name) = (key.span().start, key.get_ref().as_ref());
        if let DeValue::Table(below) = value.get_ref() {
            if command.find_subcommand(name).is_none() {
                return Err((
                    at,
                    format!("there is no command {name:?} for a table{}", command_hint(command, name)),
                ));
            }
            walk(below, root, &[path, &[name.to_owned()]].concat(), entries)?;
            continue;
        }
        let value = value_of(value.get_ref());
        let value = match (kind(root, command, name), value) {
            (Kind::None, _) => {
                let hint = suggestion(root, command, name).map_or_else(
                    || "`doublet config COMMAND` lists those that there are".to_owned(),
                    |meant| format!("{meant:?}?"),
                );
                return Err((at, format!("there is no option {name:?}; {hint}")));
            }
            (Kind::TypedOnly, _) => return Err((at, format!("{name:?} has to be typed, as --{name}"))),
            (Kind::Flag, Some(Value::Text(_)) | None) => {
                return Err((at, format!("{name:?} is either true or false, without quotes")));
            }
            (Kind::Value, Some(Value::Flag(_)) | None) => {
                return Err((at, format!("{name:?} takes one text or number")));
            }
            (_, Some(value)) => value,
        };
        entries.push(Entry { option: name.to_owned(), value, at, table: path.to_owned() });
    }
    Ok(())
}

fn value_of(value: &DeValue<'_>) -> Option<Value> {
    match value {
        DeValue::String(text) => Some(Value::Text(text.clone().into_owned())),
        DeValue::Float(number) => Some(Value::Text(number.as_str().to_owned())),
        DeValue::Integer(number) => {
            let number = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
            Some(Value::Text(number.to_string()))
        }
        DeValue::Boolean(flag) => Some(Value::Flag(*flag)),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// The command at the end of `path`.
pub(crate) fn find<'c>(root: &'c Command, path: &[String]) -> Option<&'c Command> {
    path.iter().try_fold(root, |command, name| command.find_subcommand(name))
}

/// What a name is to a command and those below it.
enum Kind {
    Flag,
    Value,
    TypedOnly,
    None,
}

fn kind(root: &Command, command: &Command, option: &str) -> Kind {
    let mut found = Kind::None;
    for arg in options(root, command).into_iter().filter(|arg| arg.get_long() == Some(option)) {
        if can_be_set(arg) {
            return if arg.get_action().takes_values() { Kind::Value } else { Kind::Flag };
        }
        found = Kind::TypedOnly;
    }
    found
}

/// The options of `command` and those below it, and those that every command has.
fn options<'c>(root: &'c Command, command: &'c Command) -> Vec<&'c Arg> {
    let mut options: Vec<&Arg> = root.get_arguments().filter(|arg| arg.is_global_set()).collect();
    let mut commands = vec![command];
    while let Some(command) = commands.pop() {
        options.extend(command.get_arguments());
        commands.extend(command.get_subcommands());
    }
    options
}

/// The option that was meant.
fn suggestion<'c>(root: &'c Command, command: &'c Command, name: &str) -> Option<&'c str> {
    let options = options(root, command).into_iter().filter(|arg| can_be_set(arg));
    most_alike(options.filter_map(Arg::get_long), name)
}

/// What to say of a command that there is not.
pub(crate) fn command_hint(command: &Command, name: &str) -> String {
    let names = command.get_subcommands().map(Command::get_name);
    most_alike(names, name).map_or_else(String::new, |meant| format!("; {meant:?}?"))
}

fn most_alike<'n>(names: impl Iterator<Item = &'n str>, name: &str) -> Option<&'n str> {
    let alike =
        names.map(|known| (strsim::jaro(known, name), known)).filter(|(likeness, _)| *likeness > ALIKE);
    alike.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, known)| known)
}
