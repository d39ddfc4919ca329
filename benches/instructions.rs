//! The gate on instructions: what each stage costs a headline, counted under valgrind, against the figures committed.
//!
//! ```text
//! make gate                                          # part of `make test`
//! cargo bench --bench instructions -- --save         # after a change that is to cost more, or less
//! ```
//!
//! Times on a shared machine differ by a third from run to run; instructions by less than one in a hundred. So the whole
//! run is done once under callgrind, on one thread and some thousand headlines made of the samples, and what is counted
//! between a stage's two announcements is compared with `benches/instructions.tsv`: over 5 % more fails. Figures
//! hold for one compiler, which the file names; with another nothing is compared, and that is said.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, fs, hint};

use doublet::read::{self, Input, Options};
use doublet::report::jsonl;
use doublet::{Config, Observer, Stage};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// How much more a stage may cost than the figure committed.
const MARGIN: f64 = 0.05;

/// The variable by which the bench tells itself that it is counted.
const COUNTED: &str = "DOUBLET_COUNTED";

/// How often each headline of the samples is told, every time with other words at its end.
const COPIES: usize = 8;

fn main() -> ExitCode {
    let outcome = if env::var_os(COUNTED).is_some() {
        run(&Announce)
    } else if env::args().any(|argument| argument == "--bench") {
        gate(env::args().any(|argument| argument == "--save"))
    } else {
        // As a test: the run that is counted runs.
        run(&())
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Counting begins anew where this is called, which callgrind sees by its name.
#[inline(never)]
fn stage_begins() {
    // Another constant than below: two functions that do the same would be made one.
    hint::black_box(0);
}

/// What was counted is written where this is called.
#[inline(never)]
fn stage_ends() {
    hint::black_box(1);
}

/// Makes the tables of words, which are made once: counted as a stage of its own, they are no part of the first that needs them.
fn list_words() {
    stage_begins();
    hint::black_box(doublet::compare("5 hurt in Oslo", "6 hurt in Oslo", &Config::default()));
    stage_ends();
    if env::var_os(COUNTED).is_some() {
        println!("listing words");
    }
}

/// Has each stage counted, and names them in the order in which they end.
struct Announce;

impl Observer for Announce {
    fn begin(&self, _stage: Stage, _total: Option<u64>) {
        stage_begins();
    }

    fn end(&self, stage: Stage, _took: Duration, _note: &str) {
        stage_ends();
        println!("{}", stage.verb());
    }
}

/// The headlines of the samples as lines of JSON, each several times with the end of another.
fn lines() -> Outcome<Vec<String>> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/feed.jsonl");
    let headlines = read::read(&[Input::File(sample)], &Options::default(), &())?.headlines;
    let titles: Vec<&str> = headlines.iter().map(|headline| headline.title).collect();
    let half = |title: &str| title.char_indices().nth(title.chars().count() / 2).map_or(0, |(at, _)| at);
    let line = |number: usize| {
        let (place, copy) = (number % titles.len(), number / titles.len());
        let (title, other) = (titles[place], titles[(place + 7 * copy) % titles.len()]);
        let title = format!("{}{}", &title[..half(title)], &other[half(other)..]);
        format!("{}\n", serde_json::json!({ "id": number, "title": title, "source": "Example Post" }))
    };
    Ok((0..COPIES * titles.len()).map(line).collect())
}

/// The whole run on one thread, so that what a stage has done is counted where it is called.
fn run(observer: &(dyn Observer + Send)) -> Outcome {
    let input = Input::Memory("lines.jsonl".to_owned(), lines()?.concat().into_bytes());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    list_words();
    pool.install(|| {
        let batch = read::read(&[input], &Options::default(), observer).map_err(|error| error.to_string())?;
        let report = doublet::cluster(&batch.headlines, &Config::default(), observer)
            .map_err(|error| error.to_string())?;
        let mut out = Vec::new();
        jsonl::write(&report, &batch.headlines, &mut out).map_err(|error| error.to_string())?;
        if report.clusters.is_empty() { Err("nothing was clustered".to_owned()) } else { Ok(()) }
    })?;
    Ok(())
}

/// Counts, and compares with the figures committed or writes them.
fn gate(is_saved: bool) -> Outcome {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.tsv");
    let compiler = compiler()?;
    let Some(counts) = counted()? else {
        println!("instructions are not compared: there is no valgrind");
        return Ok(());
    };
    if is_saved {
        let mut file = format!("compiler\t{compiler}\n");
        for (stage, count) in &counts {
            writeln!(file, "{stage}\t{count:.0}")?;
        }
        return Ok(fs::write(path, file)?);
    }
    let file = fs::read_to_string(path)?;
    let mut committed: BTreeMap<&str, &str> = file.lines().filter_map(|line| line.split_once('\t')).collect();
    if committed.remove("compiler") != Some(compiler.as_str()) {
        println!(
            "instructions are not compared: the figures committed are those of another compiler than {compiler}"
        );
        return Ok(());
    }
    let mut dearer = Vec::new();
    println!("{:<20} {:>10} {:>10}", "instructions", "a headline", "committed");
    for (stage, &count) in &counts {
        let before =
            committed.remove(stage.as_str()).ok_or_else(|| format!("no figure is committed for {stage}"))?;
        println!("{stage:<20} {count:>10.0} {before:>10}");
        if count > before.parse::<f64>()? * (1.0 + MARGIN) {
            dearer.push(format!("{stage} takes {count:.0} instructions a headline, {before} are committed"));
        }
    }
    if dearer.is_empty() {
        return Ok(());
    }
    let remedy = "make it cheaper, or commit the new figures: cargo bench --bench instructions -- --save";
    Err(format!("{}\n{remedy}", dearer.join("\n")).into())
}

/// The compiler's name and version.
fn compiler() -> Outcome<String> {
    let compiler =
        Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("--version").output()?;
    Ok(String::from_utf8(compiler.stdout)?.trim().to_owned())
}

/// The instructions a headline of each stage; none where there is no valgrind.
fn counted() -> Outcome<Option<BTreeMap<String, f64>>> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Ok(None);
    }
    let folder = tempfile::tempdir()?;
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--zero-before=*stage_begins*", "--dump-before=*stage_ends*"])
        .arg(format!("--callgrind-out-file={}", folder.path().join("counts").display()))
        .arg(env::current_exe()?)
        .env(COUNTED, "1")
        .output()?;
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).into_owned().into());
    }
    let headlines = lines()?.len() as f64;
    let mut counts = BTreeMap::new();
    for (number, stage) in (1..).zip(String::from_utf8(run.stdout)?.lines()) {
        let part: PathBuf = folder.path().join(format!("counts.{number}"));
        let part = fs::read_to_string(part)?;
        let total =
            part.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
        let total: f64 = total.ok_or("callgrind wrote no total")?.trim().parse()?;
        *counts.entry(stage.to_owned()).or_insert(0.0) += total / headlines;
    }
    Ok(Some(counts))
}
