//! How much of the machine a run takes: its threads and its memory.

use std::env;
use std::num::NonZeroUsize;
use std::path::PathBuf;
#[cfg(unix)]
use std::thread;

use anyhow::Result;
use bytesize::ByteSize;
use doublet::spill;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use super::messages::Messages;

/// So many threads a processor are as good as more, which would spend their time on waking one another: a thousand on two take a
/// hundred times as long as two.
const THREADS_A_PROCESSOR: usize = 8;

/// Has the run use so many threads, or one a processor.
pub(crate) fn use_threads(threads: Option<NonZeroUsize>) -> Result<()> {
    if let Some(threads) = threads {
        let most = THREADS_A_PROCESSOR * thread::available_parallelism().map_or(1, NonZeroUsize::get);
        rayon::ThreadPoolBuilder::new().num_threads(threads.get().min(most)).build_global()?;
    }
    Ok(())
}

/// Has the run take about so much memory, or three quarters of what is free, and keep on disk what goes beyond.
pub(crate) fn use_memory(memory: Option<ByteSize>) {
    spill::limit(memory.map_or_else(|| free() / 4 * 3, |memory| memory.as_u64()), folder());
}

/// The memory that is free, on the machine or in the container that the program is in.
fn free() -> u64 {
    let system = System::new_with_specifics(
        RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram()),
    );
    let all = system.total_memory();
    // It may only be asked for where the system tells what there is.
    let limits = Some(&system).filter(|_| all > 0).and_then(System::cgroup_limits);
    // What the system caches is free too; `free_memory` leaves it out.
    let in_container = limits.map(|limits| limits.total_memory.saturating_sub(limits.rss));
    free_of(all, system.available_memory(), in_container)
}

/// What is free on a machine with so much memory, and in the container on it if there is one; all there could be where the system does not tell.
fn free_of(all: u64, available: u64, in_container: Option<u64>) -> u64 {
    match all {
        0 => u64::MAX,
        _ => in_container.map_or(available, |free| free.min(available)),
    }
}

/// Where `TMPDIR` is, else `/var/tmp`: `/tmp` itself is memory on many systems.
fn folder() -> PathBuf {
    let named = env::var_os("TMPDIR").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let on_disk = || Some(PathBuf::from("/var/tmp")).filter(|folder| folder.is_dir());
    named.or_else(on_disk).unwrap_or_else(env::temp_dir)
}

/// Says how much was kept on disk, when asked.
pub(crate) fn tell_what_was_spilled(messages: &Messages) {
    let written = spill::written();
    if written > 0 {
        messages.verbose(&format!("{} went to {}", ByteSize(written).display().si(), folder().display()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_is_what_is_so_on_the_machine_and_in_the_container() {
        assert_eq!(free_of(16, 9, None), 9);
        assert_eq!(free_of(16, 9, Some(3)), 3);
        assert_eq!(free_of(16, 9, Some(0)), 0, "a full container has none");
        assert_eq!(free_of(16, 9, Some(u64::MAX)), 9);
        assert_eq!(free_of(0, 0, None), u64::MAX, "the system does not tell");
    }
}
