//! Where `doublet dedup` writes what it keeps and what it drops.
//!
//! To standard output as it comes; to a file aside, to be there whole or not at all; beside an index to `FILE.part`, with which a
//! run goes on after a crash ([`resume`](super::resume)).
//!
//! A Parquet file cannot grow, since it ends with its table of contents. There `FILE.part` takes the rows in a form that can
//! ([`doublet::report::rows`]), and without an index a temporary file does. At the end the file is made of it, aside, and takes its
//! name; then the index is told that the run is complete; and then `FILE.part` goes. A run that was killed in between
//! makes the same file again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
#[cfg(feature = "parquet")]
use std::io::{BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

#[cfg(feature = "parquet")]
use anyhow::bail;
use anyhow::{Context, Result};
#[cfg(feature = "parquet")]
use doublet::report::rows;

use super::output::{self, Target};
use super::plan::DedupTask;
use super::resume::{Position, part_of, path_of};

/// Bytes gathered before the system is called.
const BUFFER: usize = 1 << 16;

/// Where kept and dropped records go.
pub(crate) struct Outputs {
    kept: Output,
    dropped: Option<Output>,
}

impl Outputs {
    /// Opens what `task` names, where `position` left it.
    pub(crate) fn open(task: &DedupTask, position: &Position) -> Result<Self> {
        let is_lasting = task.index.is_some();
        let [kept, dropped] = position.lengths(task);
        let open = |target: &Target, before: Option<&(PathBuf, u64)>| {
            Output::open(target, before, is_lasting)
                .with_context(|| format!("cannot write {}", target.name()))
        };
        Ok(Outputs {
            kept: open(&task.target, kept)?,
            dropped: task.dropped.as_ref().map(|target| open(target, dropped)).transpose()?,
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
