//! Where data goes, whole or not at all.
//!
//! A file is written aside, under another name in the same folder, and takes its name when
//! it is complete: whoever watches the folder never reads half a report, and a run that
//! fails leaves the file of the last one as it was. Two kinds of target cannot be replaced
//! and are written directly: standard output, and what exists and is no regular file (a device, a pipe
//! with a name). A symbolic link is followed, so that it still points to the file afterwards.
//!
//! Ctrl-C and SIGTERM end the process at once, from whatever it is doing; the file aside is
//! removed first. Only one is open at a time, so its path stands in one static, and the lock on it is held
//! while the file is made and while it is renamed: a signal finds it there or not at all.
//!
//! A reader who closes the pipe has seen enough: [`is_closed_pipe`] tells that from a failure.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

use super::exit::Exit;

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
}

/// The file that is being written aside, if one is.
static ASIDE: Mutex<Option<PathBuf>> = Mutex::new(None);

fn aside() -> MutexGuard<'static, Option<PathBuf>> {
    ASIDE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on Ctrl-C and SIGTERM remove the file aside and end the process.
pub(crate) fn watch_for_interrupts() -> Result<()> {
    ctrlc::set_handler(|| {
        // Held until the process is gone, so that the rename cannot happen behind our back.
        let aside = aside();
        if let Some(path) = aside.as_deref() {
            let _ = fs::remove_file(path);
        }
        process::exit(Exit::Interrupted as i32);
    })
    .context("cannot watch for Ctrl-C")
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
    let path = follow_links(path);
    match fs::metadata(&path) {
        Ok(existing) if existing.is_file() => replace(&path, Some(existing.permissions()), render),
        Ok(_) => through_buffer(OpenOptions::new().write(true).open(&path)?, render),
        Err(error) if error.kind() == io::ErrorKind::NotFound => replace(&path, None, render),
        Err(error) => Err(error),
    }
}

/// The path at the end of a chain of symbolic links, whether or not there is a file.
fn follow_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(link) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(link);
    }
    path
}

/// Writes aside and renames to `path`, with the permissions of the file that was there or of a new one.
fn replace(
    path: &Path,
    permissions: Option<Permissions>,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let file = create_aside(path)?;
    let written = through_buffer(file.as_file(), render)
        .and_then(|()| permissions.map_or(Ok(()), |permissions| file.as_file().set_permissions(permissions)))
        // Without this a crash of the machine soon after the rename could leave an empty file.
        .and_then(|()| file.as_file().sync_all());
    let mut aside = aside();
    let renamed = match written {
        Ok(()) => file.persist(path).map(drop).map_err(|error| error.error),
        // Dropping the file removes it.
        Err(error) => Err(error),
    };
    *aside = None;
    renamed
}

/// An empty file beside `path`, which an interrupt removes.
fn create_aside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
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
    *aside = Some(file.path().to_owned());
    Ok(file)
}
