//! The core for Python: what stands here converts and waits, and decides nothing.
//!
//! `doublet._doublet` is the compiled half of the package `doublet`; the other half, in Python, holds plain values and what
//! belongs to other packages. Each function takes what Python has, gives the interpreter free, and has the core do the
//! work; options, messages and bytes are the core's own.

#![expect(
    clippy::doc_link_with_quotes,
    reason = "what Python shows has examples in Python, with lists of texts"
)]

mod compare;
mod deduper;
mod errors;
mod input;
mod options;
mod parts;
mod report;
mod work;

use pyo3::prelude::*;

/// The compiled half of `doublet`.
#[pymodule]
mod _doublet {
    #[pymodule_export]
    use crate::compare::compare;
    #[pymodule_export]
    use crate::deduper::Deduper;
    #[pymodule_export]
    use crate::errors::{DoubletError, DoubletWarning};
    #[pymodule_export]
    use crate::parts::parts;
    #[pymodule_export]
    use crate::report::{Cluster, Clusters, Member, Pairs, Report, cluster};

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "so Python calls it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// What a damaged file is told by is an exception alone.
    #[pymodule_init]
    #[expect(clippy::unnecessary_wraps, reason = "so PyO3 calls it")]
    fn init(_module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        doublet::error::hide_contained_panics();
        Ok(())
    }
}
