//! Asking a person about borderline pairs.
//!
//! One pair at a time, on standard error, answered by a line with one key. The question shows neither the similarity
//! nor what the judge says: a person who sees them agrees with them, and then the labels say nothing. Each
//! answer is appended to the file before the next question, in one write, so that neither Ctrl-C nor a crash loses
//! any; a run with the same file goes on where it was left.
//!
//! Answers are read from standard input, unless that is an input: then from the terminal itself.
//!
//! The file is one of labelled pairs ([`doublet::evaluate::read_pairs`]). Its titles are for people: tabs and line ends
//! in them have become spaces, as on the terminal, because the format knows no quotes.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use doublet::calibrate::{Borderline, sample, shortfall};
use doublet::evaluate::{Label, LabelledPair, read_pairs};
use doublet::read::Input;
use doublet::report::sanitize::sanitize;
use doublet::{Config, Headline, Headlines, compare};

use super::compare::marked;
use super::messages::Messages;
use super::plan::{Asking, CalibrateTask};
use super::progress::Progress;

/// The first line of a file of answers.
const HEADER: &str = "id_a\tid_b\tlabel\ttitle_a\ttitle_b\n";

/// The terminal, whatever standard input is.
const TERMINAL: &str = if cfg!(windows) { "CONIN$" } else { "/dev/tty" };

/// The keys and what they mean; `None` stops.
const KEYS: [(&str, &str, Option<Label>); 5] = [
    ("y", "yes", Some(Label::Duplicate)),
    ("n", "no", Some(Label::Related)),
    ("u", "update", Some(Label::Update)),
    ("s", "skip", Some(Label::Unclear)),
    ("q", "quit", None),
];

const PROMPT: &str = "duplicate? y yes, n no, u update: a fact moved, s skip, q quit > ";

/// Asks about pairs of `headlines` until there are enough, and gives all that are labelled in the file.
pub(crate) fn ask(
    asking: &Asking,
    task: &CalibrateTask,
    headlines: &Headlines,
    messages: &Messages,
) -> Result<Vec<LabelledPair>> {
    let mut file = open(&asking.file)?;
    let answered = read_pairs(&asking.file)?;
    let answers = answers(&task.inputs)?;
    let pairs = {
        let progress = Progress::new(messages);
        sample(headlines, &task.config, asking.count, &progress)?
    };
    let pairs = unanswered(pairs, &answered, headlines, asking.count);
    let mut dialogue = Dialogue {
        headlines,
        config: &task.config,
        is_colored: asking.is_colored,
        answers,
        out: io::stderr(),
    };
    let stopped = dialogue.hold(&pairs, &mut file)?;
    let labelled = read_pairs(&asking.file)?;
    dialogue.close(&labelled, stopped, asking)?;
    Ok(labelled)
}

/// Where answers are read from.
fn answers(inputs: &[Input]) -> Result<Box<dyn BufRead>> {
    if !inputs.contains(&Input::Stdin) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let terminal = File::open(TERMINAL).with_context(|| {
        format!("standard input is the input, and there is no terminal ({TERMINAL}) to answer on; name a file as INPUT")
    })?;
    Ok(Box::new(BufReader::new(terminal)))
}

/// The pairs that are to be asked about: those without an answer, up to `count` with them.
fn unanswered(
    mut pairs: Vec<Borderline>,
    answered: &[LabelledPair],
    headlines: &Headlines,
    count: usize,
) -> Vec<Borderline> {
    let known: HashSet<[&str; 2]> =
        answered.iter().map(|pair| in_order(pair.ids.each_ref().map(String::as_str))).collect();
    pairs.retain(|pair| {
        let ids = pair.headlines.map(|place| headlines.id(place as usize).to_string());
        !known.contains(&in_order(ids.each_ref().map(String::as_str)))
    });
    pairs.truncate(count.saturating_sub(answered.len()));
    pairs
}

fn in_order(mut ids: [&str; 2]) -> [&str; 2] {
    ids.sort_unstable();
    ids
}

/// Opens the file of answers to append to it; a new one is given its header.
///
/// # Errors
///
/// Where the file has other columns: it is somebody's, and is left as it is.
fn open(path: &Path) -> Result<File> {
    let cannot_write = || format!("cannot write {}", path.display());
    let content = match fs::read(path) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    if !content.is_empty() && !content.starts_with(HEADER.as_bytes()) {
        bail!(
            "{}:1: these are not the columns that are written here ({}); name another file with -o, or suggest \
             from this one with --pairs",
            path.display(),
            HEADER.trim_end().replace('\t', ", ")
        );
    }
    let mut file = OpenOptions::new().append(true).create(true).open(path).with_context(cannot_write)?;
    let missing = match content.last() {
        None => HEADER,
        // An editor may have left the last line without its end.
        Some(b'\n') => "",
        Some(_) => "\n",
    };
    file.write_all(missing.as_bytes()).with_context(cannot_write)?;
    Ok(file)
}

/// Whether the person stopped before the last question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stopped {
    Early,
    AtTheEnd,
}

/// Questions and answers.
struct Dialogue<'a> {
    headlines: &'a Headlines,
    config: &'a Config,
    is_colored: bool,
    answers: Box<dyn BufRead>,
    out: io::Stderr,
}

impl Dialogue<'_> {
    /// Asks about each of `pairs` and appends what is answered to `file`.
    fn hold(&mut self, pairs: &[Borderline], file: &mut File) -> Result<Stopped> {
        for (number, pair) in pairs.iter().enumerate() {
            self.show(pair, number + 1, pairs.len())?;
            let Some(label) = self.answer()? else { return Ok(Stopped::Early) };
            let line = line(pair, label, self.headlines);
            file.write_all(line.as_bytes()).context("cannot write the answer")?;
        }
        Ok(Stopped::AtTheEnd)
    }

    /// Shows both headlines and what differs.
    fn show(&mut self, pair: &Borderline, number: usize, of: usize) -> io::Result<()> {
        let [first, second] = pair.headlines.map(|place| self.headlines.get(place as usize));
        let comparison = compare(first.title, second.title, self.config);
        writeln!(self.out, "\n{number} of {of}")?;
        for (name, headline) in [("first", first), ("second", second)] {
            writeln!(self.out, "  {name:<10}  {}", sanitize(headline.title).trim())?;
            let facts = facts(headline);
            if !facts.is_empty() {
                writeln!(self.out, "  {:<10}  {facts}", "")?;
            }
        }
        writeln!(self.out, "  difference  {}", marked(&comparison.differences, self.is_colored))
    }

    /// The label that is answered; `None` where the person stops or the answers end.
    fn answer(&mut self) -> Result<Option<Label>> {
        loop {
            write!(self.out, "{PROMPT}")?;
            self.out.flush()?;
            let mut line = Vec::new();
            if self.answers.read_until(b'\n', &mut line).context("cannot read the answer")? == 0 {
                writeln!(self.out)?;
                return Ok(None);
            }
            let typed = String::from_utf8_lossy(&line).trim().to_lowercase();
            if let Some((.., label)) = KEYS.iter().find(|(key, word, _)| typed == *key || typed == *word) {
                return Ok(*label);
            }
            writeln!(self.out, "{:?} is none of the keys", sanitize(&typed))?;
        }
    }

    /// Says how many pairs are labelled by now, and what to do where they are too few or there are no more.
    fn close(&mut self, labelled: &[LabelledPair], stopped: Stopped, asking: &Asking) -> io::Result<()> {
        let count = labelled.len();
        let pairs = if count == 1 { "pair is" } else { "pairs are" };
        let file = asking.file.display().to_string();
        write!(self.out, "\n{count} {pairs} labelled in {}", sanitize(&file))?;
        let more = shortfall(labelled.iter().map(|pair| pair.label));
        match stopped {
            _ if more == 0 => writeln!(self.out),
            Stopped::Early => {
                writeln!(
                    self.out,
                    "; about {more} more are needed to suggest settings: the same command goes on"
                )
            }
            Stopped::AtTheEnd if count < asking.count => writeln!(
                self.out,
                "; about {more} more are needed to suggest settings, and the input has no other borderline pairs: add inputs"
            ),
            Stopped::AtTheEnd => writeln!(
                self.out,
                "; about {more} more are needed to suggest settings: --ask {} goes on",
                count as u64 + more
            ),
        }
    }
}

/// Source and time, as far as they are known.
fn facts(headline: Headline<'_>) -> String {
    let facts = [headline.source, headline.published].into_iter().flatten();
    facts.map(|fact| sanitize(fact).into_owned()).collect::<Vec<_>>().join(", ")
}

/// The line of an answer.
fn line(pair: &Borderline, label: Label, headlines: &Headlines) -> String {
    let [first, second] = pair.headlines.map(|place| headlines.id(place as usize));
    let [one, other] = pair.headlines.map(|place| sanitize(headlines.get(place as usize).title));
    format!("{first}\t{second}\t{label}\t{one}\t{other}\n")
}
