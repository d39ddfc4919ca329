//! The core's errors as Python's: a wrong value is a `ValueError`, what the system refused an `OSError`, all else a `DoubletError`,
//! each with the core's message.

use std::ffi::CString;
use std::io;
use std::path::Path;

use doublet::Error;
use pyo3::exceptions::{PyException, PyOSError, PyUserWarning, PyValueError};
use pyo3::prelude::*;

pyo3::create_exception!(
    doublet,
    DoubletError,
    PyException,
    "What doublet could not do, where no value was wrong and the system refused nothing: a damaged or foreign file, an index \
     that another process writes to."
);

pyo3::create_exception!(
    doublet,
    DoubletWarning,
    PyUserWarning,
    "Lines, items or rows that could not be taken as headlines, and were passed over; data that is hardly what it was meant to be."
);

/// Warns.
pub(crate) fn warn(py: Python<'_>, said: &str) -> PyResult<()> {
    let said = CString::new(said.replace('\0', "\u{fffd}")).expect("there is no zero byte left");
    PyErr::warn(py, &py.get_type::<DoubletWarning>(), &said, 1)
}

/// The number that systems give to what is a directory and was to be a file.
const IS_A_DIRECTORY: i32 = 21;

/// The number for what went wrong in reading or writing, whatever it was.
const IN_AND_OUT: i32 = 5;

/// `error` as Python raises it.
pub(crate) fn raised(error: &Error) -> PyErr {
    let message = error.to_string();
    match error {
        Error::Setting(_) | Error::UnknownField { .. } | Error::BadLine(_) => PyValueError::new_err(message),
        Error::Open { path, source } => refused(source.raw_os_error(), message, path),
        Error::Directory(path) => refused(Some(IS_A_DIRECTORY), message, Path::new(path)),
        Error::Read { path, .. } => refused(Some(IN_AND_OUT), message, Path::new(path)),
        Error::Write(source) => written(source),
        _ => DoubletError::new_err(message),
    }
}

/// What the system refused of `path`; by its number Python knows a missing file from a forbidden one.
pub(crate) fn refused(number: Option<i32>, message: String, path: &Path) -> PyErr {
    match number {
        Some(number) => PyOSError::new_err((number, message, path.to_path_buf())),
        None => PyOSError::new_err(message),
    }
}

/// What the system refused to write.
pub(crate) fn written(error: &io::Error) -> PyErr {
    match error.raw_os_error() {
        Some(number) => PyOSError::new_err((number, error.to_string())),
        None => PyOSError::new_err(error.to_string()),
    }
}
