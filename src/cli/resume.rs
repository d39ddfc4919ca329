//! Where `doublet dedup` writes, and where it goes on after a crash.
//!
//! A file that is written beside an index grows under another name, `FILE.part`, and takes its own when all is read. With each
//! checkpoint the index notes how long it was, and how far the inputs were worked off. A run for the same file that finds such a note
//! cuts off what was written after it and goes on there. It passes over the records that were worked off, if they are the same,
//! which a hash over them tells; if the inputs are others, all of them are worked off, and what is kept is added. So
//! each record that is kept stands in the file once, whatever happened. A run for another file is refused: what the first one
//! kept would be known to the index, and stand nowhere.
//!
//! A Parquet file cannot grow, since it ends with its table of contents. There `FILE.part` takes the rows in a form that can
//! ([`doublet::report::rows`]). At the end the file is made of it, aside, and takes its name; then the index is told that
//! the run is complete; and then `FILE.part` goes. A run that was killed in between makes the same file again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
#[cfg(feature = "parquet")]
use std::io::{BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use doublet::read::{self, Input};
#[cfg(feature = "parquet")]
use doublet::report::rows;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::output::{self, Target};
use super::plan::{DedupTask, OnUpdate};

/// Bytes gathered before the system is called.
const BUFFER: usize = 1 << 16;

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
                Err(_) if fs::metadata(&kept_path).is_ok_and(|file| file.len() == length) => {}
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
            Some(std::path::absolute(&path).unwrap_or(path))
        }
    }
}

/// Where kept and dropped records go.
pub(crate) struct Outputs {
    kept: Output,
    dropped: Option<Output>,
}

impl Outputs {
    /// Opens what `task` names, where `position` left it.
    pub(crate) fn open(task: &DedupTask, position: &Position) -> Result<Self> {
        let is_lasting = task.index.is_some();
        let is_resumed = position.is_for(task);
        let open = |target: &Target, before: &Option<(PathBuf, u64)>| {
            Output::open(target, before.as_ref().filter(|_| is_resumed), is_lasting)
                .with_context(|| format!("cannot write {}", target.name()))
        };
        Ok(Outputs {
            kept: open(&task.target, &position.before.kept)?,
            dropped: task
                .dropped
                .as_ref()
                .map(|target| open(target, &position.before.dropped))
                .transpose()?,
        })
    }

    pub(crate) fn write_kept(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        self.kept.write(write)
    }

    pub(crate) fn write_dropped(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        self.dropped.as_mut().map_or(Ok(()), |dropped| dropped.write(write))
    }

    /// What was written is out of our hands.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.kept.write(|out| out.flush())?;
        self.write_dropped(|out| out.flush())
    }

    /// The files and how long they are, on the disk.
    pub(crate) fn lengths(&mut self) -> Result<[Option<(PathBuf, u64)>; 2]> {
        Ok([self.kept.length()?, self.dropped.as_mut().map(Output::length).transpose()?.flatten()])
    }

    /// The files take their names.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.kept.finish()?;
        self.dropped.as_mut().map_or(Ok(()), Output::finish)
    }

    /// What only helped to write the files goes.
    pub(crate) fn clean_up(&mut self) -> Result<()> {
        self.kept.clean_up()?;
        self.dropped.as_mut().map_or(Ok(()), Output::clean_up)
    }

    /// From now on what is written are gathered rows, of which Parquet files are made at the end.
    #[cfg(feature = "parquet")]
    pub(crate) fn gather(&mut self, task: &DedupTask) -> Result<()> {
        self.kept.gather(task)?;
        self.dropped.as_mut().map_or(Ok(()), |dropped| dropped.gather(task))
    }
}

/// One of them.
struct Output {
    place: Place,
    /// Where rows are gathered of which a file is made at the end, unless its `.part` takes them.
    gathered: Option<BufWriter<File>>,
}

/// Where it goes.
enum Place {
    Stream(BufWriter<io::Stdout>),
    /// Written aside, to be there whole or not at all.
    Aside(BufWriter<output::Aside>),
    /// Written aside under a name that lasts.
    Part {
        path: PathBuf,
        part: PathBuf,
        out: BufWriter<File>,
    },
}

impl Output {
    fn open(target: &Target, before: Option<&(PathBuf, u64)>, is_lasting: bool) -> Result<Self> {
        Ok(Output { place: Place::open(target, before, is_lasting)?, gathered: None })
    }

    fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        match &mut self.gathered {
            Some(gathered) => write(gathered).context("cannot write a temporary file"),
            None => self.place.write(write),
        }
    }

    fn length(&mut self) -> Result<Option<(PathBuf, u64)>> {
        self.place.length()
    }

    #[cfg(feature = "parquet")]
    fn gather(&mut self, task: &DedupTask) -> Result<()> {
        self.gathered = self.place.gather(task.index.is_some())?;
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        #[cfg(feature = "parquet")]
        if let Some(gathered) = self.gathered.take() {
            let mut gathered = gathered.into_inner().context("cannot write a temporary file")?;
            gathered.rewind().context("cannot read a temporary file")?;
            self.place.write(|out| rows::finish(&mut BufReader::new(gathered), out))?;
        }
        self.place.finish()
    }

    /// Removes what a file was made of; a run that is killed before it does leaves it to the next.
    fn clean_up(&mut self) -> Result<()> {
        let Place::Part { part, .. } = &self.place else { return Ok(()) };
        match fs::remove_file(part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", part.display()))
            }
            _ => Ok(()),
        }
    }
}

impl Place {
    fn open(target: &Target, before: Option<&(PathBuf, u64)>, is_lasting: bool) -> Result<Self> {
        let Some(path) = path_of(target) else {
            return Ok(Place::Stream(BufWriter::with_capacity(BUFFER, io::stdout())));
        };
        if let Target::File(typed) = target
            && (!is_lasting || !output::is_replaceable(typed))
        {
            return Ok(Place::Aside(BufWriter::with_capacity(BUFFER, output::Aside::create(typed)?)));
        }
        let part = part_of(&path);
        let length = before.filter(|(before, _)| *before == path).map_or(0, |(_, length)| *length);
        if length > 0 && !part.exists() && fs::metadata(&path).is_ok_and(|file| file.len() == length) {
            // It was complete, and the index was not told.
            fs::rename(&path, &part)?;
        }
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&part)?;
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        sync_folder(&part)?;
        Ok(Place::Part { path, part, out: BufWriter::with_capacity(BUFFER, file) })
    }

    fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        match self {
            Place::Stream(out) => write(out).context("cannot write standard output"),
            Place::Aside(out) => {
                write(out).with_context(|| format!("cannot write {}", out.get_ref().path().display()))
            }
            Place::Part { part, out, .. } => {
                write(out).with_context(|| format!("cannot write {}", part.display()))
            }
        }
    }

    /// A file in which rows may be gathered, unless it is a `.part` itself.
    #[cfg(feature = "parquet")]
    fn gather(&self, is_lasting: bool) -> Result<Option<BufWriter<File>>> {
        let file = match self {
            Place::Part { .. } => return Ok(None),
            Place::Stream(_) | Place::Aside(_) if is_lasting => bail!(
                "Parquet ends with its table of contents, and what a crash cuts off in a pipe is lost, though the index would know \
                 it; name a file, as in -o new.parquet"
            ),
            Place::Stream(_) if io::stdout().is_terminal() => {
                bail!(
                    "Parquet is no text, and standard output is a terminal; name a file, as in -o new.parquet"
                )
            }
            Place::Stream(_) => tempfile::tempfile(),
            Place::Aside(out) => tempfile::tempfile_in(folder_of(out.get_ref().path())),
        };
        Ok(Some(BufWriter::with_capacity(BUFFER, file.context("cannot make a temporary file")?)))
    }

    fn length(&mut self) -> Result<Option<(PathBuf, u64)>> {
        let Place::Part { path, part, out } = self else { return Ok(None) };
        let context = || format!("cannot write {}", part.display());
        out.flush().with_context(context)?;
        // The index must not remember what a power cut could take from the file.
        out.get_ref().sync_data().with_context(context)?;
        let length = out.get_ref().metadata().with_context(context)?.len();
        Ok(Some((path.clone(), length)))
    }

    fn finish(&mut self) -> Result<()> {
        match self {
            Place::Stream(_) => Ok(()),
            Place::Aside(out) => {
                out.flush()?;
                out.get_mut()
                    .finish()
                    .with_context(|| format!("cannot write {}", out.get_ref().path().display()))
            }
            #[cfg(feature = "parquet")]
            Place::Part { path, part, .. } if is_gathered(part)? => {
                make_of(part, path).with_context(|| format!("cannot write {}", path.display()))
            }
            Place::Part { path, part, .. } => {
                let take_name = || {
                    if let Ok(existing) = fs::metadata(&*path) {
                        fs::set_permissions(&*part, existing.permissions())?;
                    }
                    fs::rename(&*part, &*path)?;
                    sync_folder(path)
                };
                take_name().with_context(|| format!("cannot write {}", path.display()))
            }
        }
    }
}

/// The name of a file while it is written.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Whether rows were gathered in the file `part`.
#[cfg(feature = "parquet")]
fn is_gathered(part: &Path) -> Result<bool> {
    let mut head = Vec::new();
    let read = File::open(part).and_then(|file| file.take(BUFFER as u64).read_to_end(&mut head));
    read.with_context(|| format!("cannot read {}", part.display()))?;
    Ok(rows::is_gathered(&head))
}

/// Makes the file at `path` of the rows in `part`, which stays until the index knows that it is made.
#[cfg(feature = "parquet")]
fn make_of(part: &Path, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, output::Aside::create(path)?);
    rows::finish(&mut BufReader::new(File::open(part)?), &mut out)?;
    out.get_mut().finish()?;
    sync_folder(path)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Has the disk know the name of a file, without which a power cut could take a file of which the index says that it is
/// complete.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}
