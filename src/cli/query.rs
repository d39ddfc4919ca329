//! `doublet query`: what an index holds that is like a headline.

use std::io::{self, BufRead, Write};

use anyhow::{Context, Result};
use doublet::report::rounded;
use doublet::report::sanitize::sanitize;
use doublet::stream::{Near, Stream};
use serde::Serialize;

use super::exit::Exit;
use super::output::{self, Target};
use super::plan::QueryTask;

/// A headline that was asked about, as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    title: &'a str,
    near: Vec<Found<'a>>,
}

/// What is like it.
#[derive(Serialize)]
struct Found<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    cluster: String,
    relation: doublet::judge::Relation,
    similarity: f64,
    reason: String,
}

/// Opens, asks and writes.
pub(crate) fn run(task: &QueryTask) -> Result<Exit> {
    let stream = Stream::view(&task.index, task.config.clone(), None)?;
    let ask = |title: &str, out: &mut dyn Write| {
        let mut near = stream.query(title);
        near.truncate(task.limit);
        if task.is_json { write_json(title, &near, out) } else { write_text(title, &near, out) }
    };
    match &task.headlines {
        Some(headlines) => output::write(&Target::Stdout, |out| {
            headlines.iter().try_for_each(|headline| ask(headline, out))
        })?,
        None => {
            // Whoever asks line by line wants each answer at once.
            for line in io::stdin().lock().split(b'\n') {
                let line = line.context("cannot read standard input")?;
                output::write(&Target::Stdout, |out| ask(String::from_utf8_lossy(&line).trim(), out))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn write_json(title: &str, near: &[Near<'_>], out: &mut dyn Write) -> io::Result<()> {
    let near = near
        .iter()
        .map(|near| Found {
            id: near.headline.id,
            title: near.headline.title,
            source: near.headline.source,
            published: near.headline.published,
            of: near.of,
            cluster: near.cluster.to_string(),
            relation: near.relation,
            similarity: rounded(near.similarity),
            reason: near.reason.to_string(),
        })
        .collect();
    serde_json::to_writer(&mut *out, &Answer { title, near })?;
    writeln!(out)
}

fn write_text(title: &str, near: &[Near<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", sanitize(title))?;
    if near.is_empty() {
        return writeln!(out, "  nothing like it");
    }
    for near in near {
        let facts = [near.headline.id, near.headline.source, near.headline.published];
        let facts: Vec<&str> = facts.into_iter().flatten().collect();
        writeln!(
            out,
            "  {:<9} {:.2}  {}  ({})",
            near.relation.to_string(),
            near.similarity,
            sanitize(near.headline.title),
            sanitize(&facts.join(", "))
        )?;
        writeln!(out, "                  {}", sanitize(&near.reason.to_string()))?;
    }
    Ok(())
}
