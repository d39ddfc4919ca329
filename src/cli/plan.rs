//! What the typed arguments come to.
//!
//! Every default is resolved here and every look at the surroundings is taken here: which of the
//! standard streams are terminals, how wide, `NO_COLOR`, and which files a pattern names. The
//! subcommands receive values and ask nothing more.

use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anyhow::{Result, anyhow, bail};
use clap_complete::Shell;
use doublet::Config;
use doublet::config::{Method, Updates, Window};
use doublet::read::{Batch, Fields, Input, Options};
use doublet::report::csv::{Columns, CsvStyle, Mark};
use doublet::report::html::About;
#[cfg(feature = "parquet")]
use doublet::report::parquet;
use doublet::report::table::TableStyle;
use doublet::report::{Report, csv, html, json, jsonl, table};

pub(crate) use super::args::OnUpdate;
use super::args::{
    Args, BoilerplateArgs, CalibrateArgs, ClusterArgs, Color, Command, CompareArgs, DedupArgs, Durability,
    EXTENSIONS, EvaluateArgs, FORM, FolderArgs, Form, IndexCommand, JoiningArgs, JudgingArgs, KEEP,
    LikenessArgs, METHOD, NUMBERS, QueryArgs, ReadingArgs, TalkArgs, UPDATES,
};
use super::config::ConfigTask;
use super::messages::{LogFormat, Talk};
use super::output::Target;
use super::resume::path_of;
use super::sample::{Existing, SampleTask};

/// A table's width where no terminal tells one: fits a printed page in landscape and most editors.
const WIDTH_WITHOUT_TERMINAL: usize = 100;

/// Pairs that a person is asked about: ten minutes at ten seconds each, and three times what a verdict needs at least.
const ASKED: usize = 60;

/// A run, resolved.
pub(crate) struct Plan {
    pub(crate) talk: Talk,
    pub(crate) task: Task,
}

/// What the run is to do.
pub(crate) enum Task {
    Cluster(ClusterTask),
    Dedup(DedupTask),
    Query(QueryTask),
    Index(IndexTask),
    Compare(CompareTask),
    Evaluate(EvaluateTask),
    Calibrate(CalibrateTask),
    Boilerplate(BoilerplateTask),
    Sample(SampleTask),
    Config(ConfigTask),
    /// For this shell.
    Completions(Shell),
    /// Into this folder; none where one page goes to standard output.
    Man(Option<PathBuf>),
}

/// `doublet cluster`, resolved.
pub(crate) struct ClusterTask {
    pub(crate) inputs: Vec<Input>,
    pub(crate) reading: Options,
    pub(crate) config: Config,
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) view: View,
    pub(crate) target: Target,
}

/// `doublet dedup`, resolved.
pub(crate) struct DedupTask {
    pub(crate) inputs: Vec<Input>,
    pub(crate) reading: Options,
    pub(crate) config: Config,
    /// None where nothing is ever forgotten.
    pub(crate) window: Option<Duration>,
    pub(crate) index: Option<PathBuf>,
    /// Whether the index may learn later of what was written.
    pub(crate) is_fast: bool,
    pub(crate) is_annotated: bool,
    pub(crate) on_update: OnUpdate,
    pub(crate) dropped: Option<Target>,
    pub(crate) target: Target,
    pub(crate) threads: Option<NonZeroUsize>,
}

/// `doublet query`, resolved.
pub(crate) struct QueryTask {
    pub(crate) index: PathBuf,
    /// None where they come from standard input.
    pub(crate) headlines: Option<Vec<String>>,
    pub(crate) limit: usize,
    pub(crate) is_json: bool,
    pub(crate) config: Config,
}

/// `doublet index`, resolved.
pub(crate) struct IndexTask {
    pub(crate) folder: PathBuf,
    pub(crate) config: Config,
    pub(crate) work: IndexWork,
}

/// What is done to an index.
pub(crate) enum IndexWork {
    Stats {
        is_json: bool,
    },
    Verify,
    Expire {
        window: Option<Duration>,
    },
    Export {
        target: Target,
    },
    Import {
        inputs: Vec<Input>,
    },
    /// These ids; none where they come from standard input.
    Forget {
        ids: Option<Vec<String>>,
    },
}

/// `doublet compare`, resolved.
pub(crate) struct CompareTask {
    pub(crate) first: String,
    pub(crate) second: String,
    pub(crate) config: Config,
    pub(crate) view: CompareView,
}

/// `doublet evaluate`, resolved.
pub(crate) struct EvaluateTask {
    pub(crate) pairs: PathBuf,
    pub(crate) inputs: Vec<Input>,
    pub(crate) reading: Options,
    pub(crate) config: Config,
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) is_swept: bool,
    pub(crate) is_json: bool,
}

/// `doublet calibrate`, resolved.
pub(crate) struct CalibrateTask {
    pub(crate) labels: Labels,
    pub(crate) inputs: Vec<Input>,
    pub(crate) reading: Options,
    pub(crate) config: Config,
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) is_json: bool,
}

/// Where labels come from.
pub(crate) enum Labels {
    /// A file that has them.
    File(PathBuf),
    /// A person, who is asked.
    Asked(Asking),
}

/// How a person is asked.
pub(crate) struct Asking {
    /// The file of the answers.
    pub(crate) file: PathBuf,
    /// How many pairs are to be labelled in all.
    pub(crate) count: usize,
    /// Whether the questions are coloured.
    pub(crate) is_colored: bool,
}

/// `doublet boilerplate`, resolved.
pub(crate) struct BoilerplateTask {
    pub(crate) inputs: Vec<Input>,
    pub(crate) reading: Options,
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) is_json: bool,
    pub(crate) target: Target,
}

/// How a comparison is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompareView {
    Json,
    Plain,
    Colored,
}

/// How a report is shown.
pub(crate) enum View {
    Table(TableStyle),
    Jsonl,
    Json,
    Csv(CsvStyle),
    /// With what the page tells of the run; the bad lines are counted when it is written.
    Html(About),
    #[cfg(feature = "parquet")]
    Parquet,
}

impl View {
    /// Writes `report`, of what was read, in this form.
    pub(crate) fn write(&self, report: &Report, read: &Batch, out: &mut dyn Write) -> io::Result<()> {
        let headlines = &read.headlines;
        match self {
            View::Table(style) => table::write(report, headlines, *style, out),
            View::Jsonl => jsonl::write(report, headlines, out),
            View::Json => json::write(report, headlines, out),
            View::Csv(style) => csv::write_styled(report, headlines, *style, out),
            View::Html(about) => {
                let about = About { bad_lines: read.bad_lines, ..about.clone() };
                html::write(report, headlines, &about, out)
            }
            #[cfg(feature = "parquet")]
            View::Parquet => parquet::write(report, headlines, out),
        }
    }
}

impl Plan {
    /// Resolves `args`; an error is one of usage.
    pub(crate) fn new(args: Args) -> Result<Plan> {
        let color = args.talk.color;
        let task = match args.command {
            Command::Cluster(cluster) => Task::Cluster(cluster_task(*cluster, color)?),
            Command::Dedup(dedup) => Task::Dedup(dedup_task(*dedup)?),
            Command::Query(query) => Task::Query(query_task(query)?),
            Command::Index(index) => Task::Index(index_task(index.command)?),
            Command::Compare(compare) => Task::Compare(compare_task(compare, color)),
            Command::Evaluate(evaluate) => Task::Evaluate(evaluate_task(*evaluate)?),
            Command::Calibrate(calibrate) => Task::Calibrate(calibrate_task(*calibrate, &args.talk)?),
            Command::Boilerplate(boilerplate) => Task::Boilerplate(boilerplate_task(*boilerplate)?),
            Command::Sample(sample) => Task::Sample(SampleTask {
                folder: sample.folder,
                existing: if sample.force { Existing::Overwritten } else { Existing::Kept },
            }),
            Command::Config(config) => Task::Config(ConfigTask::new(&config)?),
            Command::Completions(completions) => Task::Completions(completions.shell),
            Command::Man(man) => Task::Man(man.output),
        };
        Ok(Plan { talk: talk(&args.talk), task })
    }
}

fn talk(args: &TalkArgs) -> Talk {
    match args {
        TalkArgs { quiet: true, .. } => Talk::Quiet,
        TalkArgs { verbose: true, .. } => Talk::Verbose,
        _ => Talk::Normal,
    }
}

fn cluster_task(args: ClusterArgs, color: Color) -> Result<ClusterTask> {
    let target = args.writing.output.map_or(Target::Stdout, Target::named);
    let form = form(args.writing.to, &target)?;
    let config = Config {
        keep: args.keep,
        // The page shows what lies beside a cluster where the cluster is opened, in nobody's way.
        relations: args.relations || form == Form::Html,
        singletons: args.writing.singletons,
        ..joining(&args.judging, &args.joining)
    };
    let style = CsvStyle {
        columns: if args.relations { Columns::Beside } else { Columns::Members },
        mark: if args.writing.bom { Mark::Utf8 } else { Mark::None },
    };
    if args.writing.bom && form != Form::Csv {
        bail!("--bom is for CSV, and the form is {}; add --to csv, or leave it out", FORM.name(form));
    }
    let inputs = inputs(&args.input.inputs)?;
    refuse_input_as(&target, "-o", &inputs)?;
    Ok(ClusterTask {
        view: match form {
            Form::Table => {
                View::Table(TableStyle { width: width(&target), colored: is_colored(color, &target) })
            }
            Form::Jsonl => View::Jsonl,
            Form::Json => View::Json,
            Form::Csv => View::Csv(style),
            Form::Html => View::Html(about(&inputs, &config)),
            Form::Parquet => parquet_view(&target)?,
        },
        inputs,
        reading: reading(args.input.reading),
        config,
        threads: args.threads,
        target,
    })
}

fn dedup_task(args: DedupArgs) -> Result<DedupTask> {
    let default = if args.index.is_some() { Window::default() } else { Window::All };
    let config = stream_judging(&args.judging);
    let updates = if args.updates == OnUpdate::Drop { Updates::Join } else { Updates::Apart };
    let (target, dropped) =
        (args.output.map_or(Target::Stdout, Target::named), args.dropped.map(Target::named));
    if dropped.as_ref().is_some_and(|dropped| path_of(dropped) == path_of(&target)) {
        bail!("-o and --dropped both name {}; name two files", target.name());
    }
    let inputs = inputs(&args.input.inputs)?;
    refuse_input_as(&target, "-o", &inputs)?;
    if let Some(dropped) = &dropped {
        refuse_input_as(dropped, "--dropped", &inputs)?;
    }
    Ok(DedupTask {
        inputs,
        reading: reading(args.input.reading),
        config: Config { updates, ..config },
        window: args.window.unwrap_or(default).duration(),
        index: args.index,
        is_fast: args.durability == Durability::Fast,
        is_annotated: args.annotate,
        on_update: args.updates,
        dropped,
        target,
        threads: args.threads,
    })
}

fn stream_judging(args: &LikenessArgs) -> Config {
    judging(&JudgingArgs { method: Method::Minhash, likeness: *args })
}

fn query_task(args: QueryArgs) -> Result<QueryTask> {
    if args.headlines.is_empty() && io::stdin().is_terminal() {
        bail!("no HEADLINE, and standard input is a terminal; write one, or pipe lines in");
    }
    Ok(QueryTask {
        config: stream_judging(&args.judging),
        index: args.index,
        headlines: Some(args.headlines).filter(|headlines| !headlines.is_empty()),
        limit: args.limit.get(),
        is_json: args.json,
    })
}

fn index_task(command: IndexCommand) -> Result<IndexTask> {
    let task = |folder: FolderArgs, work| {
        let default = Config::default();
        let config = Config { shingle: folder.shingle.unwrap_or(default.shingle), ..default };
        Ok(IndexTask { folder: folder.index, config, work })
    };
    match command {
        IndexCommand::Stats { folder, json } => task(folder, IndexWork::Stats { is_json: json }),
        IndexCommand::Verify { folder } => task(folder, IndexWork::Verify),
        IndexCommand::Expire { folder, window } => {
            task(folder, IndexWork::Expire { window: window.duration() })
        }
        IndexCommand::Export { folder, output } => {
            task(folder, IndexWork::Export { target: output.map_or(Target::Stdout, Target::named) })
        }
        IndexCommand::Import { folder, inputs: typed } => {
            task(folder, IndexWork::Import { inputs: inputs(&typed)? })
        }
        IndexCommand::Forget { folder, ids } => {
            if ids.is_empty() && io::stdin().is_terminal() {
                bail!("no --id, and standard input is a terminal; name one, or pipe lines in");
            }
            task(folder, IndexWork::Forget { ids: Some(ids).filter(|ids| !ids.is_empty()) })
        }
    }
}

fn compare_task(args: CompareArgs, color: Color) -> CompareTask {
    let view = match (args.json, is_colored(color, &Target::Stdout)) {
        (true, _) => CompareView::Json,
        (false, true) => CompareView::Colored,
        (false, false) => CompareView::Plain,
    };
    CompareTask { config: judging(&args.judging), first: args.first, second: args.second, view }
}

fn judging(args: &JudgingArgs) -> Config {
    let default = Config::default();
    let LikenessArgs { threshold, numbers, shingle } = args.likeness;
    let default = match threshold {
        Some(threshold) => default.with_threshold(threshold),
        None => default,
    };
    Config { method: args.method, numbers, shingle: shingle.unwrap_or(default.shingle), ..default }
}

fn joining(args: &JudgingArgs, joining: &JoiningArgs) -> Config {
    let config = judging(args);
    Config { updates: joining.updates, recall: joining.recall.unwrap_or(config.recall), ..config }
}

fn evaluate_task(args: EvaluateArgs) -> Result<EvaluateTask> {
    Ok(EvaluateTask {
        pairs: args.pairs,
        inputs: inputs(&args.input.inputs)?,
        reading: reading(args.input.reading),
        config: joining(&args.judging, &args.joining),
        threads: args.threads,
        is_swept: args.sweep,
        is_json: args.json,
    })
}

fn boilerplate_task(args: BoilerplateArgs) -> Result<BoilerplateTask> {
    Ok(BoilerplateTask {
        inputs: inputs(&args.input.inputs)?,
        reading: reading(args.input.reading),
        threads: args.threads,
        is_json: args.json,
        target: args.output.map_or(Target::Stdout, Target::named),
    })
}

fn calibrate_task(args: CalibrateArgs, talk: &TalkArgs) -> Result<CalibrateTask> {
    let labels = match (args.labels.pairs, args.labels.output) {
        (Some(pairs), _) => Labels::File(pairs),
        (None, Some(_)) if talk.log_format == LogFormat::Json => {
            bail!("questions to a person are no log; leave --log-format json out, or name labelled --pairs")
        }
        (None, Some(file)) => Labels::Asked(Asking {
            file,
            count: args.ask.map_or(ASKED, NonZeroUsize::get),
            // Questions go to standard error; what is asked for on a terminal is never asked into a file.
            is_colored: match talk.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => AutoStream::choice(&io::stderr()) != ColorChoice::Never,
            },
        }),
        (None, None) => bail!("no --pairs FILE of labelled pairs, and no -o FILE to write answers to"),
    };
    Ok(CalibrateTask {
        labels,
        inputs: inputs(&args.input.inputs)?,
        reading: reading(args.input.reading),
        config: joining(&args.judging, &args.joining),
        threads: args.threads,
        is_json: args.json,
    })
}

fn reading(args: ReadingArgs) -> Options {
    Options {
        format: args.from,
        fields: Fields { title: args.title, id: args.id, source: args.source, published: args.published },
        encoding: args.encoding,
        strict: args.strict,
    }
}

/// An error where what is to be written is what is read: whoever writes a report over his feed has lost it.
fn refuse_input_as(target: &Target, option: &str, inputs: &[Input]) -> Result<()> {
    let Target::File(path) = target else { return Ok(()) };
    // What is not there yet is no input, and a device may well be both.
    let written = path.canonicalize().ok().filter(|path| path.is_file());
    let is_written =
        |input: &Input| matches!(input, Input::File(path) if path.canonicalize().ok() == written);
    if written.is_some() && inputs.iter().any(is_written) {
        bail!("{option} names {}, which is an input; name another file", path.display());
    }
    Ok(())
}

/// The inputs that were named, or standard input where none was.
fn inputs(typed: &[impl AsRef<OsStr>]) -> Result<Vec<Input>> {
    if !typed.is_empty() {
        return Ok(typed.iter().flat_map(|name| expand(name.as_ref())).collect());
    }
    if io::stdin().is_terminal() {
        bail!(
            "no INPUT, and standard input is a terminal; name a file, as in `doublet cluster feed.jsonl`, \
             or pipe one in, as in `zcat feed.gz | doublet cluster`"
        );
    }
    Ok(vec![Input::Stdin])
}

/// The inputs behind one name.
///
/// Shells expand patterns, but not those in quotes, in a service file or on Windows; so a name
/// that is no file and reads as a pattern is one. What a pattern that matches nothing comes
/// to is its own name, which then fails to open and is reported as every missing file is.
fn expand(name: &OsStr) -> Vec<Input> {
    if name == "-" {
        return vec![Input::Stdin];
    }
    let path = PathBuf::from(name);
    match name.to_str() {
        Some(pattern) if pattern.contains(['*', '?', '[']) && !path.exists() => {
            let files = matching_files(pattern);
            if files.is_empty() { vec![Input::File(path)] } else { files }
        }
        _ => vec![Input::File(path)],
    }
}

/// The files that match `pattern`, sorted; none where it is no valid pattern.
fn matching_files(pattern: &str) -> Vec<Input> {
    let Ok(paths) = glob::glob(pattern) else { return Vec::new() };
    // A folder that cannot be listed hides what is in it, for the shell's patterns as for ours.
    paths.filter_map(Result::ok).filter(|path| !path.is_dir()).map(Input::File).collect()
}

/// What the page tells of a run.
fn about(inputs: &[Input], config: &Config) -> About {
    let threshold = match config.containment {
        Some(_) => format!("{} (the default)", config.threshold.get()),
        None => config.threshold.get().to_string(),
    };
    let settings = [
        ("threshold", threshold),
        ("method", METHOD.name(config.method).to_owned()),
        ("shingle", config.shingle.to_string()),
        ("recall", config.recall.get().to_string()),
        ("numbers", NUMBERS.name(config.numbers).to_owned()),
        ("updates", UPDATES.name(config.updates).to_owned()),
        ("keep", KEEP.name(config.keep).to_owned()),
    ];
    About {
        inputs: inputs
            .iter()
            .map(|input| if *input == Input::Stdin { "standard input".to_owned() } else { input.name() })
            .collect(),
        settings: settings.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        bad_lines: 0,
    }
}

#[cfg(feature = "parquet")]
fn parquet_view(target: &Target) -> Result<View> {
    if *target == Target::Stdout && io::stdout().is_terminal() {
        bail!(
            "Parquet is no text, and standard output is a terminal; name a file, as in -o clusters.parquet"
        );
    }
    Ok(View::Parquet)
}

#[cfg(not(feature = "parquet"))]
fn parquet_view(_: &Target) -> Result<View> {
    bail!(
        "this doublet was built without its feature \"parquet\"; build it with --features parquet, or write csv"
    )
}

/// The form that was asked for, else the one that fits the target.
fn form(typed: Option<Form>, target: &Target) -> Result<Form> {
    match (typed, target) {
        (Some(form), _) => Ok(form),
        (None, Target::Stdout) => Ok(Form::Table),
        (None, Target::File(path)) => form_by_extension(path),
    }
}

/// The form that the extension of a file names, JSON lines where it has none. Another one is refused: whoever asks for
/// a spreadsheet is not to open lines of JSON.
fn form_by_extension(path: &Path) -> Result<Form> {
    let Some(extension) = path.extension() else { return Ok(Form::Jsonl) };
    let known = EXTENSIONS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known));
    known.map(|&(_, form)| form).ok_or_else(|| {
        let known: Vec<String> = EXTENSIONS.iter().map(|(known, _)| format!(".{known}")).collect();
        anyhow!(
            "-o {}: no form has the extension .{}; the extensions are {}; choose one of them, or the form with --to",
            path.display(),
            extension.display(),
            known.join(", ")
        )
    })
}

/// The columns that a table may fill: those of the terminal, else COLUMNS, else a fixed width.
fn width(target: &Target) -> usize {
    let terminal = match target {
        Target::Stdout => terminal_size::terminal_size_of(io::stdout()),
        Target::File(_) => None,
    };
    terminal
        .map(|(width, _)| usize::from(width.0))
        .or_else(|| std::env::var("COLUMNS").ok()?.parse().ok())
        // A terminal that has not been sized yet says 0.
        .filter(|&width| width > 0)
        .unwrap_or(WIDTH_WITHOUT_TERMINAL)
}

/// Whether what goes to `target` is coloured.
fn is_colored(color: Color, target: &Target) -> bool {
    match (color, target) {
        (Color::Always, _) => true,
        (Color::Never, _) | (Color::Auto, Target::File(_)) => false,
        (Color::Auto, Target::Stdout) => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::path::Path;

    use doublet::read::Input;

    use super::{Form, expand, form_by_extension};

    #[test]
    fn the_extension_of_the_output_tells_the_form() {
        for (name, form) in [
            ("a.json", Form::Json),
            ("a.csv", Form::Csv),
            ("a.html", Form::Html),
            ("a.parquet", Form::Parquet),
            ("a.jsonl", Form::Jsonl),
            ("a.ndjson", Form::Jsonl),
            ("a.txt", Form::Table),
            ("a.CSV", Form::Csv),
            ("a", Form::Jsonl),
            (".report", Form::Jsonl),
        ] {
            let found = form_by_extension(Path::new(name)).expect("the extension is known");
            assert_eq!(found, form, "{name}");
        }
        for name in ["a.xlsx", "a.xml", "a.jsonl.gz", "a."] {
            assert!(form_by_extension(Path::new(name)).is_err(), "{name}");
        }
    }

    #[test]
    fn a_pattern_comes_to_its_files_in_order_and_a_file_with_a_star_to_itself() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for name in ["b.txt", "a.txt", "a*.txt"] {
            std::fs::write(folder.path().join(name), "").expect("a file can be written in it");
        }
        let named = |name: &str| Input::File(folder.path().join(name));
        let expanded = |pattern: &str| expand(folder.path().join(pattern).as_os_str());
        assert_eq!(expanded("?.txt"), [named("a.txt"), named("b.txt")]);
        assert_eq!(expanded("a*.txt"), [named("a*.txt")]);
        assert_eq!(expanded("c*"), [named("c*")]);
        assert_eq!(expand(OsStr::new("-")), [Input::Stdin]);
    }
}
