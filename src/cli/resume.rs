//! Where `doublet dedup` goes on after a crash.
//!
//! A file that is written beside an index grows under another name, `FILE.part`, and takes its own when all is read. With each
//! checkpoint the index notes how long it was, and how far the inputs were worked off. A run for the same file that finds such a note
//! cuts off what was written after it and goes on there. It passes over the records that were worked off, if they are the same,
//! which a hash over them tells; if the inputs are others, all of them are worked off, and what is kept is added. So
//! each record that is kept stands in the file once, whatever happened. A run for another file is refused: what the first one
//! kept would be known to the index, and stand nowhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use doublet::read::{self, Input};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::output::{self, Target};
use super::plan::{DedupTask, OnUpdate};

/// How far a run came, as the index notes it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Note {
    /// The files that are written, and how long they were.
    kept: Option<(PathBuf, u64)>,
    dropped: Option<(PathBuf, u64)>,
    /// The records that were worked off, and a hash over them.
    records: u64,
    hash: u64,
    /// The header that was written.
    header: Option<Vec<u8>>,
    /// The options that say what is written.
    options: String,
}

/// How far the inputs are worked off.
pub(crate) struct Position {
    /// What an earlier run left.
    before: Note,
    records: u64,
    hash: Xxh3,
    header: Option<Vec<u8>>,
}

impl Position {
    /// What the note of an index says to `task`, and what is to be told of it. An empty note is that of a run that was complete; one
    /// that is not understood is another program's.
    pub(crate) fn of(note: Option<&[u8]>, task: &DedupTask) -> Result<(Self, Option<String>)> {
        let mut before: Note = note.and_then(|note| serde_json::from_slice(note).ok()).unwrap_or_default();
        // Earlier versions noted paths as they were named.
        for (path, _) in before.kept.iter_mut().chain(&mut before.dropped) {
            *path = in_its_folder(path);
        }
        let mut told = None;
        if let Some((kept_path, length)) = before.kept.clone() {
            let part = part_of(&kept_path);
            let (path, part_name) = (kept_path.display(), part.display());
            let is_same = path_of(&task.target).is_some_and(|target| target == *kept_path);
            let options = options(task);
            match fs::metadata(&part) {
                Ok(file) if file.len() < length => bail!(
                    "{part_name}, which a run that was cut off left, has {} bytes and had {length}; restore it, or remove it to \
                     give up what that run kept",
                    file.len()
                ),
                Ok(_) if !is_same => bail!(
                    "a run that was cut off left what it kept in {part_name}; go on with -o {path}, or move {part_name} away to \
                     give that run up"
                ),
                Ok(_) if before.options != options => bail!(
                    "{part_name}, which a run that was cut off left, was written with {}; go on with the same options, or move \
                     it away to give that run up",
                    before.options
                ),
                Ok(_) => told = Some(format!("going on with {part_name}, which a run that was cut off left")),
                Err(_) if fs::metadata(&kept_path).is_ok_and(|file| file.len() == length) => {
                    // It was complete, and this run, which writes something else, has nothing to go on with.
                    if before.options != options {
                        before = Note::default();
                    }
                }
                Err(_) => {
                    told = Some(format!(
                        "{part_name}, which a run that was cut off left, is gone: what it kept is not written again"
                    ));
                    before = Note::default();
                }
            }
        }
        let header = before.header.clone();
        Ok((Position { before, records: 0, hash: Xxh3::new(), header }, told))
    }

    /// A record was worked off.
    pub(crate) fn pass(&mut self, record: &[u8]) {
        self.records += 1;
        self.hash.update(record);
    }

    pub(crate) fn header(&self) -> Option<Vec<u8>> {
        self.header.clone()
    }

    /// Whether a file that is gone on with holds records of another form than those that are to come, which have a header or not.
    pub(crate) fn has_others(&self, task: &DedupTask, has_header: bool) -> bool {
        let is_begun = self.before.kept.as_ref().is_some_and(|(_, length)| *length > 0);
        is_begun && self.is_for(task) && self.before.header.is_some() != has_header
    }

    pub(crate) fn set_header(&mut self, header: &[u8]) {
        self.header = Some(header.to_owned());
    }

    /// How many of the first records of the inputs an earlier run worked off for the same files: all that it did, or none where
    /// the inputs are others, or cannot be read twice.
    pub(crate) fn records_to_skip(&self, task: &DedupTask) -> Result<u64> {
        let is_file = |input: &Input| matches!(input, Input::File(path) if path.is_file());
        if self.before.records == 0 || !task.inputs.iter().all(is_file) || !self.is_for(task) {
            return Ok(0);
        }
        let (mut records, mut hash) = (0, Xxh3::new());
        let mut is_reached = false;
        let read = read::read_records(&task.inputs, &task.reading, &(), &mut |portion| {
            for index in 0..portion.headlines.len() {
                if records == self.before.records {
                    is_reached = true;
                    return Err(doublet::Error::Write(io::Error::other("enough was read")));
                }
                records += 1;
                hash.update(portion.record(index));
            }
            Ok(())
        });
        if let (Err(error), false) = (read, is_reached) {
            return Err(error.into());
        }
        let is_same = records == self.before.records && hash.digest() == self.before.hash;
        Ok(if is_same { self.before.records } else { 0 })
    }

    /// The files that `task` writes and how long they were, where it goes on with them.
    pub(crate) fn lengths(&self, task: &DedupTask) -> [Option<&(PathBuf, u64)>; 2] {
        let is_resumed = self.is_for(task);
        [&self.before.kept, &self.before.dropped].map(|before| before.as_ref().filter(|_| is_resumed))
    }

    /// Whether the note is of files that are written now.
    fn is_for(&self, task: &DedupTask) -> bool {
        let kept = path_of(&task.target);
        kept.is_some() && kept.as_deref() == self.before.kept.as_ref().map(|(path, _)| path.as_path())
    }

    /// The same for a run that writes what `task` names: the header that was written stands in its file or in another.
    pub(crate) fn at_the_start(self, task: &DedupTask) -> Self {
        let header = if self.is_for(task) { self.header } else { None };
        Position { header, records: 0, hash: Xxh3::new(), ..self }
    }

    /// The note of where the run is, the files being so long.
    pub(crate) fn note(
        &self,
        [kept, dropped]: [Option<(PathBuf, u64)>; 2],
        task: &DedupTask,
    ) -> Result<Vec<u8>> {
        let (records, hash) = (self.records, self.hash.digest());
        let note = Note { kept, dropped, records, hash, header: self.header.clone(), options: options(task) };
        serde_json::to_vec(&note).context("cannot write the note")
    }
}

/// The options that say what is written.
fn options(task: &DedupTask) -> String {
    let annotate = if task.is_annotated { "--annotate" } else { "no --annotate" };
    let dropped = if task.dropped.is_some() { "--dropped" } else { "no --dropped" };
    let updates = match task.on_update {
        OnUpdate::Keep => "keep",
        OnUpdate::Drop => "drop",
        OnUpdate::Mark => "mark",
    };
    format!("{annotate}, {dropped} and --updates {updates}")
}

/// The path behind a target, from the root, links followed.
pub(crate) fn path_of(target: &Target) -> Option<PathBuf> {
    match target {
        Target::Stdout => None,
        Target::File(path) => {
            let path = output::follow_links(path);
            Some(in_its_folder(&path))
        }
    }
}

/// The path of a file, which need not be there, by the one name that its folder has: a run that was cut off goes on whichever way leads there.
fn in_its_folder(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
    folder.zip(path.file_name()).map_or_else(|| path.clone(), |(folder, name)| folder.join(name))
}

/// The name of a file while it is written.
pub(crate) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}
