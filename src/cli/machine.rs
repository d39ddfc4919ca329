//! How much of the machine a run takes: its threads and its memory.

use std::env;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Result;
use bytesize::ByteSize;
use doublet::spill;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use super::messages::Messages;

/// Has the run use so many threads, or one a processor.
pub(crate) fn use_threads(threads: Option<NonZeroUsize>) -> Result<()> {
    if let Some(threads) = threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global()?;
    }
    Ok(())
}

/// Has the run take about so much memory, or three quarters of what is free, and keep on disk what goes beyond.
pub(crate) fn use_memory(memory: Option<ByteSize>) {
    spill::limit(memory.map_or_else(|| free() / 4 * 3, |memory| memory.as_u64()), folder());
}

/// The memory that is free, on the machine or in the container that the program is in; all there could be where the system does not tell.
fn free() -> u64 {
    let system = System::new_with_specifics(
        RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram()),
    );
    let in_container = system.cgroup_limits().map_or(u64::MAX, |limits| limits.free_memory);
    match system.available_memory().min(in_container) {
        0 => u64::MAX,
        free => free,
    }
}

/// Where `TMPDIR` is, else `/var/tmp`: `/tmp` itself is memory on many systems.
fn folder() -> PathBuf {
    let named = env::var_os("TMPDIR").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let on_disk = || Some(PathBuf::from("/var/tmp")).filter(|folder| folder.is_dir());
    named.or_else(on_disk).unwrap_or_else(env::temp_dir)
}

/// Says what was kept on disk, and why it could not be where it could not.
pub(crate) fn tell_what_was_spilled(messages: &Messages) {
    if let Some(trouble) = spill::trouble() {
        messages.warn(&format!("{trouble}; all was kept in memory; name a folder with room in TMPDIR"), &[]);
    }
    let written = spill::written();
    if written > 0 {
        messages.verbose(&format!("{} went to {}", ByteSize(written).display().si(), folder().display()));
    }
}
