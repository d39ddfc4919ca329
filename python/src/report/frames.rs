//! A report as a table: the columns of `--to parquet`, a row a member.

use std::sync::Arc;

use arrow_array::{ArrayRef, StructArray};
use arrow_schema::{DataType, Field};
use doublet::report::parquet;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyModule};
use pyo3_arrow::ffi::{ArrayIterator, to_stream_pycapsule};

use super::Run;
use crate::errors::written;

/// The rows as a stream of Arrow.
pub(super) fn stream<'py>(
    py: Python<'py>,
    run: &Run,
    requested_schema: Option<Bound<'py, PyCapsule>>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let rows =
        py.detach(|| parquet::batches(&run.found, &run.batch.headlines)).map_err(|error| written(&error))?;
    let field = Field::new("", DataType::Struct(parquet::schema().fields().clone()), false);
    let arrays = rows.into_iter().map(|rows| Ok(Arc::new(StructArray::from(rows)) as ArrayRef));
    let arrays = ArrayIterator::new(arrays, Arc::new(field));
    Ok(to_stream_pycapsule(py, Box::new(arrays), requested_schema)?)
}

/// A library that need not be there, and comes with an extra of the same name.
pub(super) fn library<'py>(py: Python<'py>, name: &str, extra: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|error| {
        if error.is_instance_of::<PyImportError>(py) {
            PyImportError::new_err(format!("there is no {name}; pip install 'doublet[{extra}]'"))
        } else {
            error
        }
    })
}
