//! Which value of an option is in force.
//!
//! What was typed goes over the environment, that over the table of the command, that over the top of the file, that over the
//! default. The command line is parsed twice: once with nothing required, to learn which command it is and what was typed; then
//! with the settings as the defaults of their options, so that what follows cannot tell them from what was built in. Each setting is
//! first put to the parser as if it had been typed, by which it is checked by the same rules, and its error can name the line
//! where it stands.
//!
//! Options that exclude one another never meet: the weaker one is set aside, and of two with the same strength the user has to choose.

use std::fmt;

use anyhow::{Result, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::args::{FORM, Form};
use super::messages::Messages;
use super::plan::names_another;
use super::settings::{Setting, Settings, Source, Value, can_be_set, find};

/// Something to say of the settings once it is known how much is to be said.
pub(crate) enum Remark {
    /// To everybody.
    Warning(String),
    /// To those who asked for more.
    Note(String),
}

impl Remark {
    pub(crate) fn tell(&self, messages: &Messages) {
        match self {
            Remark::Warning(text) => messages.warn(text, &[]),
            Remark::Note(text) => messages.verbose(text),
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    Set(Source),
    Typed,
}

impl Origin {
    /// Of two values that of the greater strength is in force.
    fn strength(&self) -> usize {
        match self {
            Origin::Default => 0,
            Origin::Set(Source::File { table, .. }) => 1 + table.len(),
            Origin::Set(Source::Variable(_)) => usize::MAX - 1,
            Origin::Typed => usize::MAX,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::Set(source) => source.fmt(f),
            Origin::Typed => f.write_str("command line"),
        }
    }
}

/// An option of a command and what it comes to.
pub(crate) struct Choice<'c> {
    /// The command in which it is defined: the root for those that every command has.
    owner: &'c Command,
    arg: &'c Arg,
    /// None where the default depends on other options, or is nothing.
    pub(crate) value: Option<String>,
    pub(crate) origin: Origin,
}

impl Choice<'_> {
    /// How it is typed.
    pub(crate) fn name(&self) -> &str {
        self.arg.get_long().unwrap_or_default()
    }

    /// Whether the environment or the file may set it.
    pub(crate) fn can_be_set(&self) -> bool {
        can_be_set(self.arg)
    }

    fn is_flag(&self) -> bool {
        !self.arg.get_action().takes_values()
    }

    /// Whether anything is asked for that excludes something else.
    fn is_active(&self) -> bool {
        self.origin != Origin::Default && !(self.is_flag() && self.value.as_deref() == Some("false"))
    }

    /// Whether it and another one cannot be asked for together.
    fn excludes(&self, other: &Choice<'_>) -> bool {
        let lists = |one: &Choice<'_>, other: &Choice<'_>| {
            let conflicts = one.owner.get_arg_conflicts_with(one.arg);
            conflicts.iter().any(|arg| arg.get_id() == other.arg.get_id())
        };
        let ids = [self.arg.get_id(), other.arg.get_id()];
        let mut groups =
            self.owner.get_groups().cloned().filter_map(|mut group| (!group.is_multiple()).then_some(group));
        lists(self, other)
            || lists(other, self)
            || self.is_told_otherwise_by(other)
            || groups.any(|group| ids.iter().all(|id| group.get_args().any(|arg| arg == *id)))
    }

    /// Whether it asks for one form of a report, and the name of the file, or the form that is asked for, for another.
    fn is_told_otherwise_by(&self, other: &Choice<'_>) -> bool {
        let form = match self.name() {
            "to" => self.value.as_deref(),
            "bom" => Some(FORM.name(Form::Csv)),
            _ => None,
        };
        match (form, other.name(), other.value.as_deref()) {
            (Some(form), "output", Some(path)) => names_another(path, form),
            (Some(form), "to", Some(to)) => to != form,
            _ => false,
        }
    }

    fn set_to_default(&mut self) {
        (self.value, self.origin) = (default_of(self.arg), Origin::Default);
    }
}

/// The options of the command at the end of `path`, as they are with what was `typed`, which holds those of the command itself or
/// those of all commands only.
pub(crate) fn choices<'c>(
    root: &'c Command,
    path: &[String],
    typed: &ArgMatches,
    settings: &Settings,
) -> Result<(Vec<Choice<'c>>, Vec<Remark>)> {
    let command = find(root, path).expect("the path was parsed");
    let own = command.get_arguments().filter(|arg| !arg.is_global_set());
    let common = root.get_arguments().filter(|arg| arg.is_global_set());
    let all = own.map(|arg| (command, arg)).chain(common.map(|arg| (root, arg)));
    let is_own = typed_path(typed).0 == path;
    let mut choices = Vec::new();
    for (owner, arg) in all.filter(|(_, arg)| arg.get_long().is_some()) {
        let typed = Some(typed_path(typed).1).filter(|_| is_own || arg.is_global_set());
        let (value, origin) = match typed.and_then(|typed| typed_value(arg, typed)) {
            Some(value) => (Some(value), Origin::Typed),
            None => match settings.of(path, arg.get_long().unwrap_or_default()).filter(|_| can_be_set(arg)) {
                Some(setting) => (Some(checked(root, path, setting)?), Origin::Set(setting.source.clone())),
                None => (default_of(arg), Origin::Default),
            },
        };
        choices.push(Choice { owner, arg, value, origin });
    }
    let set_aside = set_aside(&mut choices)?;
    let mut remarks: Vec<Remark> = settings.warnings.iter().cloned().map(Remark::Warning).collect();
    let is_set = |choice: &&Choice<'_>| matches!(choice.origin, Origin::Set(_));
    remarks.extend(choices.iter().filter(is_set).map(|choice| {
        let value = choice.value.as_deref().unwrap_or_default();
        Remark::Note(format!("{} sets --{} to {value}", choice.origin, choice.name()))
    }));
    remarks.extend(set_aside);
    Ok((choices, remarks))
}

/// Gives the default to what is set and excluded by something stronger.
fn set_aside(choices: &mut [Choice<'_>]) -> Result<Vec<Remark>> {
    let mut remarks = Vec::new();
    for one in 0..choices.len() {
        let weaker = &choices[one];
        if !weaker.is_active() || weaker.origin == Origin::Typed {
            continue;
        }
        let stronger = choices.iter().enumerate().find(|(place, other)| {
            let is_stronger = other.origin.strength() >= weaker.origin.strength();
            *place != one && other.is_active() && is_stronger && weaker.excludes(other)
        });
        let Some((_, stronger)) = stronger else { continue };
        let [(name, origin), (other, by)] =
            [weaker, stronger].map(|choice| (choice.name(), choice.origin.to_string()));
        if weaker.origin.strength() == stronger.origin.strength() {
            bail!("{origin}: --{name} excludes --{other}, which {by} asks for; remove one of them");
        }
        remarks.push(Remark::Note(format!("{origin}: --{name} is set aside, for --{other} comes from {by}")));
        choices[one].set_to_default();
    }
    remarks.extend(set_mark_aside(choices));
    Ok(remarks)
}

/// Gives up the mark of CSV where it is set, and no CSV is written: typed it would be a mistake, and set for all runs it is none.
fn set_mark_aside(choices: &mut [Choice<'_>]) -> Option<Remark> {
    let is_csv = choices.iter().any(|choice| match (choice.name(), choice.value.as_deref()) {
        ("to", Some(to)) => to == FORM.name(Form::Csv),
        ("output", Some(path)) => !names_another(path, FORM.name(Form::Csv)),
        _ => false,
    });
    let is_set = |choice: &&mut Choice<'_>| choice.is_active() && choice.origin != Origin::Typed;
    let mark = choices.iter_mut().filter(|_| !is_csv).find(|choice| choice.name() == "bom").filter(is_set)?;
    let remark = format!("{}: --bom is set aside, for no CSV is written", mark.origin);
    mark.set_to_default();
    Some(Remark::Note(remark))
}

/// The value of a setting, if its option takes it.
fn checked(root: &Command, path: &[String], setting: &Setting) -> Result<String> {
    let text = match &setting.value {
        Value::Flag(flag) => return Ok(flag.to_string()),
        Value::Text(text) => text,
    };
    let words = [root.get_name().to_owned()].into_iter().chain(path.iter().cloned());
    let words = words.chain([format!("--{}={text}", setting.option)]);
    match lenient(root.clone()).try_get_matches_from(words) {
        Ok(_) => Ok(text.clone()),
        Err(error) => bail!("{}: {}", setting.source, one_line(&error)),
    }
}

/// What an error of usage says, on one line, without the usage and the advice to read the help.
pub(crate) fn one_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let lines = text.lines().map(str::trim);
    let is_advice = |line: &str| line.starts_with("For more information") || line.starts_with("Usage:");
    let told = lines.filter(|line| !line.is_empty() && !is_advice(line));
    let told: Vec<&str> = told.map(|line| line.trim_start_matches("error: ")).collect();
    told.join("; ")
}

/// The command line with `choices` as its defaults.
pub(crate) fn with_defaults(root: Command, path: &[String], choices: &[Choice<'_>]) -> Command {
    let set = choices.iter().filter(|choice| matches!(choice.origin, Origin::Set(_)));
    set.fold(root, |root, choice| {
        let depth = if choice.arg.is_global_set() { 0 } else { path.len() };
        with_default(root, &path[..depth], choice)
    })
}

fn with_default(command: Command, path: &[String], choice: &Choice<'_>) -> Command {
    if let [first, rest @ ..] = path {
        return command.mut_subcommand(first, |below| with_default(below, rest, choice));
    }
    let id = choice.arg.get_id();
    let groups = command.get_groups().filter(|group| group.get_args().any(|arg| arg == id));
    let groups: Vec<_> = groups.map(|group| group.get_id().clone()).collect();
    let value = choice.value.clone().unwrap_or_default();
    let command = command.mut_arg(id, |arg| arg.default_value(value).required(false));
    groups.into_iter().fold(command, |command, id| command.mut_group(id, |group| group.required(false)))
}

/// The command line with nothing required.
pub(crate) fn lenient(command: Command) -> Command {
    let groups: Vec<_> = command.get_groups().map(|group| group.get_id().clone()).collect();
    let command = command.mut_args(|arg| arg.required(false)).mut_subcommands(lenient);
    groups.into_iter().fold(command, |command, id| command.mut_group(id, |group| group.required(false)))
}

/// The command that was typed, and what was typed of its options.
pub(crate) fn typed_path(typed: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let (mut path, mut typed) = (Vec::new(), typed);
    while let Some((name, below)) = typed.subcommand() {
        path.push(name.to_owned());
        typed = below;
    }
    (path, typed)
}

/// The value that was typed, if any was.
fn typed_value(arg: &Arg, typed: &ArgMatches) -> Option<String> {
    let id = arg.get_id().as_str();
    // An id that is unknown to them must not be asked for.
    let is_typed = typed.ids().any(|known| known == arg.get_id())
        && typed.value_source(id) == Some(ValueSource::CommandLine);
    is_typed.then(|| {
        let values =
            typed.get_raw(id).into_iter().flatten().map(|value| value.to_string_lossy().into_owned());
        let values = values.collect::<Vec<_>>().join(" ");
        if values.is_empty() && !arg.get_action().takes_values() { "true".to_owned() } else { values }
    })
}

fn default_of(arg: &Arg) -> Option<String> {
    if !arg.get_action().takes_values() {
        return Some("false".to_owned());
    }
    let values = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let values: Vec<_> = values.collect();
    (!values.is_empty()).then(|| values.join(" "))
}
