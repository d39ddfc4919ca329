//! `doublet boilerplate`: what was learned to be set aside, and how often it stands.

use std::io::{self, Write};

use anyhow::Result;
use doublet::boilerplate::{Boilerplate, Edge, Segment};
use doublet::read;
use doublet::report::sanitize::sanitize;

use super::cluster::{exit_if_nothing_was_read, hint};
use super::exit::Exit;
use super::machine::{use_memory, use_threads};
use super::messages::Messages;
use super::output;
use super::plan::BoilerplateTask;
use super::progress::Progress;

/// Reads, learns and writes.
pub(crate) fn run(task: &BoilerplateTask, messages: &Messages) -> Result<Exit> {
    use_threads(task.threads)?;
    use_memory(None);
    let (batch, learned) = {
        let progress = Progress::new(messages);
        let batch = read::read(&task.inputs, &task.reading, &progress)?;
        let learned = Boilerplate::of(&batch.headlines)?;
        (batch, learned)
    };
    if let Some(exit) = exit_if_nothing_was_read(&batch, task.reading.format, messages) {
        return Ok(exit);
    }
    output::write(&task.target, |out| match (task.is_json, learned.segments()) {
        (true, segments) => write_json(segments, out),
        (false, []) => writeln!(out, "nothing was learned from {} headlines", batch.headlines.len()),
        (false, segments) => write_text(segments, out),
    })?;
    messages.bad_lines_in_all(batch.bad_lines, hint(task.reading.format));
    Ok(if batch.failed_inputs > 0 { Exit::Failed } else { Exit::Done })
}

/// One object a line.
fn write_json(segments: &[Segment], out: &mut dyn Write) -> io::Result<()> {
    for segment in segments {
        serde_json::to_writer(&mut *out, segment)?;
        writeln!(out)?;
    }
    Ok(())
}

/// A row a segment, its text last since that alone has no width that everybody agrees on.
fn write_text(segments: &[Segment], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "edge      times      said  text")?;
    for Segment { edge, text, times, said } in segments {
        let edge = match edge {
            Edge::Front => "front",
            Edge::Back => "back",
        };
        writeln!(out, "{edge:<5} {times:>9} {said:>9}  {}", sanitize(text))?;
    }
    Ok(())
}
