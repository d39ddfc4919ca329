//! What the typed arguments come to.
//!
//! Every default is resolved here and every look at the surroundings is taken here: which of the
//! standard streams are terminals, how wide, `NO_COLOR`, and which files a pattern names. The
//! subcommands receive values and ask nothing more.

mod inputs;
mod view;

use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};
use anyhow::{Result, bail};
use bytesize::ByteSize;
use clap_complete::Shell;
use doublet::Config;
use doublet::config::{Method, Updates, Window};
use doublet::read::{Input, Options};
use doublet::report::csv::{Columns, CsvStyle, Mark};
use doublet::report::table::TableStyle;

pub(crate) use super::args::OnUpdate;
use super::args::{
    Args, BoilerplateArgs, CalibrateArgs, ClusterArgs, Color, Command, CompareArgs, DedupArgs, Durability,
    EvaluateArgs, FORM, FolderArgs, Form, IndexCommand, JoiningArgs, JudgingArgs, LikenessArgs, QueryArgs,
    TalkArgs,
};
use super::config::ConfigTask;
use super::messages::{LogFormat, Talk};
use super::output::Target;
use super::resume::path_of;
use super::sample::{Existing, SampleTask};
#[cfg(feature = "serve")]
pub(crate) use super::serve::ServeTask;
#[cfg(feature = "serve")]
use super::serve::serve_task;
#[cfg(feature = "serve")]
pub(super) use inputs::fields;
use inputs::{inputs, reading, refuse_index_as, refuse_input_as};
pub(crate) use view::names_another;
use view::{View, about, form, is_colored, parquet_view, width};

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
    #[cfg(feature = "serve")]
    Serve(ServeTask),
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
    pub(crate) memory: Option<ByteSize>,
    pub(crate) view: View,
    pub(crate) target: Target,
}

/// `doublet dedup`, resolved.
pub(crate) struct DedupTask {
    pub(crate) inputs: Vec<Input>,
    pub(crate) reading: Options,
    pub(crate) config: Config,
    /// Where there is none, as before in an index, and for ever without one.
    pub(crate) window: Option<Window>,
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
        /// As before where there is none.
        window: Option<Window>,
    },
    Export {
        target: Target,
    },
    Import {
        window: Window,
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

impl Plan {
    /// Resolves `args`; an error is one of usage.
    pub(crate) fn new(args: Args) -> Result<Plan> {
        let color = args.talk.color;
        let task = match args.command {
            Command::Cluster(cluster) => Task::Cluster(cluster_task(*cluster, color)?),
            Command::Dedup(dedup) => Task::Dedup(dedup_task(*dedup)?),
            #[cfg(feature = "serve")]
            Command::Serve(serve) => Task::Serve(serve_task(*serve)?),
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
        threads: args.running.threads,
        memory: args.memory,
        target,
    })
}

fn dedup_task(args: DedupArgs) -> Result<DedupTask> {
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
    if let Some(index) = &args.index {
        refuse_index_as(&target, "-o", index)?;
        dropped.as_ref().map_or(Ok(()), |dropped| refuse_index_as(dropped, "--dropped", index))?;
    }
    Ok(DedupTask {
        inputs,
        reading: reading(args.input.reading),
        config: Config { updates, ..config },
        window: args.window,
        index: args.index,
        is_fast: args.durability == Durability::Fast,
        is_annotated: args.annotate,
        on_update: args.updates,
        dropped,
        target,
        threads: args.running.threads,
    })
}

pub(super) fn stream_judging(args: &LikenessArgs) -> Config {
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
        IndexCommand::Expire { folder, window } => task(folder, IndexWork::Expire { window }),
        IndexCommand::Export { folder, output } => {
            let target = output.map_or(Target::Stdout, Target::named);
            refuse_index_as(&target, "-o", &folder.index)?;
            task(folder, IndexWork::Export { target })
        }
        IndexCommand::Import { folder, window, inputs: typed } => {
            task(folder, IndexWork::Import { window, inputs: inputs(&typed)? })
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
        threads: args.running.threads,
        is_swept: args.sweep,
        is_json: args.json,
    })
}

fn boilerplate_task(args: BoilerplateArgs) -> Result<BoilerplateTask> {
    let inputs = inputs(&args.input.inputs)?;
    let target = args.output.map_or(Target::Stdout, Target::named);
    refuse_input_as(&target, "-o", &inputs)?;
    Ok(BoilerplateTask {
        inputs,
        reading: reading(args.input.reading),
        threads: args.running.threads,
        is_json: args.json,
        target,
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
        threads: args.running.threads,
        is_json: args.json,
    })
}
