//! `doublet compare`: two headlines side by side.
//!
//! The answer to "why are these two one cluster?": both canonical texts, what the judge says,
//! what each method says, and the words that differ, marked as `git diff --word-diff` marks
//! them: `[-removed-]` and `{+added+}`, or in colour.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};
use anyhow::Result;
use doublet::judge::{Comparison, Difference};
use doublet::report::json;
use doublet::report::sanitize::sanitize;

use super::exit::Exit;
use super::output::{self, Target};
use super::plan::{CompareTask, CompareView};

const REMOVED: Style = AnsiColor::Red.on_default().effects(Effects::STRIKETHROUGH);
const ADDED: Style = AnsiColor::Green.on_default();

/// Compares and writes.
pub(crate) fn run(task: &CompareTask) -> Result<Exit> {
    let comparison = doublet::compare(&task.first, &task.second, &task.config);
    output::write(&Target::Stdout, |out| match task.view {
        CompareView::Json => json::write_comparison(&comparison, out),
        CompareView::Plain => write_text(&comparison, false, out),
        CompareView::Colored => write_text(&comparison, true, out),
    })?;
    Ok(Exit::Done)
}

/// The comparison for people.
fn write_text(comparison: &Comparison, is_colored: bool, out: &mut dyn Write) -> io::Result<()> {
    let Comparison { relation, score, reason, similarity, canonical, differences } = comparison;
    writeln!(out, "first       {}", sanitize(&canonical[0]))?;
    writeln!(out, "second      {}", sanitize(&canonical[1]))?;
    writeln!(out, "difference  {}", marked(differences, is_colored))?;
    writeln!(out, "relation    {relation}, score {score:.2}: {}", sanitize(reason))?;
    writeln!(
        out,
        "similarity  jaccard {:.2}, minhash {:.2}, simhash {:.2}",
        similarity.jaccard, similarity.minhash, similarity.simhash
    )
}

/// What differs, word by word, fit for a terminal.
pub(crate) fn marked(differences: &[Difference], is_colored: bool) -> String {
    let mark = if is_colored { mark_colored } else { mark_plain };
    differences.iter().map(mark).collect::<Vec<String>>().join(" ")
}

fn mark_plain(difference: &Difference) -> String {
    match difference {
        Difference::Both(words) => sanitize(words).into_owned(),
        Difference::First(words) => format!("[-{}-]", sanitize(words)),
        Difference::Second(words) => format!("{{+{}+}}", sanitize(words)),
    }
}

fn mark_colored(difference: &Difference) -> String {
    let (style, words) = match difference {
        Difference::Both(words) => (Style::new(), words),
        Difference::First(words) => (REMOVED, words),
        Difference::Second(words) => (ADDED, words),
    };
    let mut marked = String::new();
    // Writing into a string cannot fail.
    let _ = write!(marked, "{style}{}{style:#}", sanitize(words));
    marked
}
