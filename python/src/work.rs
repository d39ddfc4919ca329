//! Long work: it is done on threads of its own, while the one that asked for it listens.
//!
//! The interpreter is free while the work goes on. A few times a second the thread that waits looks whether Python wants
//! something: a signal, such as that of Ctrl-C, or a call of the `progress` function.

use std::num::NonZeroUsize;

use doublet::Observer;
use pyo3::prelude::*;

use crate::errors::raised;

/// Does `work` without the interpreter, on so many threads.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    threads: Option<NonZeroUsize>,
    work: impl FnOnce(&dyn Observer) -> doublet::Result<T> + Send,
) -> PyResult<T> {
    py.detach(|| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, NonZeroUsize::get)).build();
        match pool {
            Ok(pool) => pool.install(|| work(&())),
            Err(error) => Err(doublet::Error::Setting(error.to_string())),
        }
    })
    .map_err(|error| raised(&error))
}
