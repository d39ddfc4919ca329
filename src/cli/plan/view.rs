//! How a report is shown: its form, which the extension of its file may name, its width and its colours.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use anyhow::{Result, anyhow, bail};
use doublet::Config;
use doublet::read::{Batch, Input};
use doublet::report::csv::CsvStyle;
use doublet::report::html::About;
#[cfg(feature = "parquet")]
use doublet::report::parquet;
use doublet::report::table::TableStyle;
use doublet::report::{Report, csv, html, json, jsonl, table};

use crate::cli::args::{Color, EXTENSIONS, FORM, Form, KEEP, METHOD, NUMBERS, UPDATES};
use crate::cli::output::Target;

/// A table's width where no terminal tells one: fits a printed page in landscape and most editors.
const WIDTH_WITHOUT_TERMINAL: usize = 100;

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

/// What the page tells of a run.
pub(super) fn about(inputs: &[Input], config: &Config) -> About {
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
pub(super) fn parquet_view(target: &Target) -> Result<View> {
    if *target == Target::Stdout && io::stdout().is_terminal() {
        bail!(
            "Parquet is no text, and standard output is a terminal; name a file, as in -o clusters.parquet"
        );
    }
    Ok(View::Parquet)
}

#[cfg(not(feature = "parquet"))]
pub(super) fn parquet_view(_: &Target) -> Result<View> {
    bail!(
        "this doublet was built without its feature \"parquet\"; build it with --features parquet, or write csv"
    )
}

/// The form that was asked for, else the one that fits the target.
pub(super) fn form(typed: Option<Form>, target: &Target) -> Result<Form> {
    match (typed, target) {
        (Some(form), _) => Ok(form),
        (None, Target::Stdout) => Ok(Form::Table),
        (None, Target::File(path)) => form_by_extension(path),
    }
}

/// Whether a file of that name, which was typed, is to have another form than the one that is set.
pub(crate) fn names_another(path: &str, form: &str) -> bool {
    form_by_extension(Path::new(path)).is_ok_and(|named| FORM.name(named) != form)
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
pub(super) fn width(target: &Target) -> usize {
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
pub(super) fn is_colored(color: Color, target: &Target) -> bool {
    match (color, target) {
        (Color::Always, _) => true,
        (Color::Never, _) | (Color::Auto, Target::File(_)) => false,
        (Color::Auto, Target::Stdout) => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Form, form_by_extension};

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
}
