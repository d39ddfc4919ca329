//! A report as a table: the columns of `--to parquet`, a row a member. Of what was in memory a last column tells the row that the
//! headline had there, from 0, so that a data frame can be asked for it.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Schema};
use doublet::report::{Cluster, parquet};
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
    let schema = schema(run);
    let mut numbers = numbers(run);
    let mut columns = |rows: RecordBatch| {
        let mut columns = rows.columns().to_vec();
        if run.is_in_memory {
            columns.push(Arc::new(Int64Array::from_iter_values(numbers.by_ref().take(rows.num_rows()))));
        }
        StructArray::try_new(schema.fields().clone(), columns, None).map(|rows| Arc::new(rows) as ArrayRef)
    };
    let arrays: Vec<_> = rows.into_iter().map(&mut columns).collect();
    let field = Field::new("", DataType::Struct(schema.fields().clone()), false);
    let arrays = ArrayIterator::new(arrays.into_iter(), Arc::new(field));
    Ok(to_stream_pycapsule(py, Box::new(arrays), requested_schema)?)
}

fn schema(run: &Run) -> Schema {
    let own = parquet::schema();
    let number = run.is_in_memory.then(|| Arc::new(Field::new("row", DataType::Int64, false)));
    Schema::new(own.fields().iter().cloned().chain(number).collect::<Vec<_>>())
}

/// The number that the headline of each row had among what was given, from 0.
fn numbers(run: &Run) -> impl Iterator<Item = i64> {
    let of_cluster = |cluster: &'_ Cluster| {
        let beside = cluster.beside.iter().map(|beside| beside.headline);
        cluster.members.iter().map(|member| member.headline).chain(beside).collect::<Vec<u32>>()
    };
    let headlines = run.found.clusters.iter().flat_map(of_cluster);
    headlines.map(|headline| {
        let line = run.batch.headlines.get(headline as usize).line;
        i64::try_from(line.saturating_sub(1)).unwrap_or(i64::MAX)
    })
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
