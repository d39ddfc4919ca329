//! Where data goes, whole or not at all.
//!
//! A file is written aside, under another name in the same folder, and takes its name when
//! it is complete: whoever watches the folder never reads half a report, and a run that
//! fails leaves the file of the last one as it was. Two kinds of target cannot be replaced
//! and are written directly: standard output, and what exists and is no regular file (a device, a pipe
//! with a name). A symbolic link is followed, so that it still points to the file afterwards.
//!
//! A signal ends the process at once, from whatever it is doing; the file aside is
//! removed first ([`signals`](super::signals)). The paths of those that are open stand in one static, and the lock on it is held
//! while a file is made and while it is renamed: a signal finds it there or not at all.
//!
//! A reader who closes the pipe has seen enough: [`is_closed_pipe`] tells that from a failure.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

/// Bytes gathered before the system is called, as many as a Linux pipe holds.
const BUFFER: usize = 1 << 16;

/// Links followed before a chain of them is taken for a ring, as in the Linux kernel.
const LINKS: usize = 40;

/// Where data goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    File(PathBuf),
}

impl Target {
    /// What `-o` names: `-` and `/dev/stdout` are standard output, which to replace as a file would lose what it held.
    pub(crate) fn named(path: PathBuf) -> Self {
        if path == Path::new("-") || path == Path::new("/dev/stdout") {
            Target::Stdout
        } else {
            Target::File(path)
        }
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> String {
        match self {
            Target::Stdout => "standard output".to_owned(),
            Target::File(path) => path.display().to_string(),
        }
    }
}

/// The files that are being written aside.
static ASIDE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn aside() -> MutexGuard<'static, Vec<PathBuf>> {
    ASIDE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the process without the files aside.
pub(crate) fn remove_aside_and_exit(status: i32) -> ! {
    // Held until the process is gone, so that the rename cannot happen behind our back.
    let aside = aside();
    for path in aside.iter() {
        let _ = fs::remove_file(path);
    }
    process::exit(status)
}

/// Has `render` write to `target`.
pub(crate) fn write(target: &Target, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    match target {
        Target::Stdout => through_buffer(io::stdout().lock(), render).context("cannot write standard output"),
        Target::File(path) => {
            to_file(path, render).with_context(|| format!("cannot write {}", path.display()))
        }
    }
}

/// Whether `error` says that the reader of the output closed it.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref().is_some_and(closed))
}

fn through_buffer(out: impl Write, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    render(&mut out)?;
    out.flush()
}

fn to_file(path: &Path, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut aside = Aside::create(path)?;
    through_buffer(&mut aside, render)?;
    aside.finish()
}

/// A file that is written aside and takes its name when it is complete.
pub(crate) struct Aside {
    path: PathBuf,
    permissions: Option<Permissions>,
    file: Destination,
}

/// Where what is written aside goes until it is complete.
enum Destination {
    Temporary(NamedTempFile),
    /// The thing itself, where it is no regular file and cannot be replaced.
    Direct(File),
    Finished,
}

impl Aside {
    /// Begins what is to be the file at `path`, with the permissions of the file that is there or of a new one.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        if !is_replaceable(path) {
            let file = OpenOptions::new().append(true).open(path)?;
            return Ok(Aside { path: path.to_owned(), permissions: None, file: Destination::Direct(file) });
        }
        let path = follow_links(path);
        let permissions = match fs::metadata(&path) {
            Ok(existing) => Some(existing.permissions()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let file = Destination::Temporary(create_aside(&path)?);
        Ok(Aside { path, permissions, file })
    }

    /// What it is to be.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// It is complete, and takes its name.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        let Destination::Temporary(file) = std::mem::replace(&mut self.file, Destination::Finished) else {
            return Ok(());
        };
        if let Some(permissions) = self.permissions.take() {
            file.as_file().set_permissions(permissions)?;
        }
        // Without this a crash of the machine soon after the rename could leave an empty file.
        file.as_file().sync_all()?;
        let mut aside = aside();
        let place = file.path().to_owned();
        let renamed = file.persist(&self.path).map(drop).map_err(|error| error.error);
        aside.retain(|path| *path != place);
        renamed
    }
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Destination::Temporary(file) => file.write(bytes),
            Destination::Direct(file) => file.write(bytes),
            Destination::Finished => Err(io::Error::other("the file is complete")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Destination::Temporary(file) = &self.file {
            // Dropping the file removes it.
            aside().retain(|path| path != file.path());
        }
    }
}

/// Whether what is written to `path` may take the place of what is there: not of a device or a pipe, nor of the file behind one of
/// the process's own streams, such as /dev/stderr or /dev/fd/3, which others write to as well.
pub(crate) fn is_replaceable(path: &Path) -> bool {
    !path.starts_with("/dev") && fs::metadata(path).map_or(true, |existing| existing.is_file())
}

/// The path at the end of a chain of symbolic links, whether or not there is a file.
pub(crate) fn follow_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(link) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(link);
    }
    path
}

/// An empty file beside `path`, which an interrupt removes.
fn create_aside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.exists() {
        let text = format!("there is no folder {}; make it first", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, text));
    }
    let mut aside = aside();
    let mut builder = tempfile::Builder::new();
    builder.prefix(".doublet-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What a new file has before the user's umask; temporary files are private otherwise.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    aside.push(file.path().to_owned());
    Ok(file)
}
