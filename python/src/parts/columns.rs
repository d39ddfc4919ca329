//! Columns of Arrow by their names and types, in and out.

use std::any::type_name;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Int32Array, Int64Array, LargeStringArray, ListArray, RecordBatch,
    StringArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::Field;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatch, PyTable};

/// What a step gives: a batch of pyarrow.
pub(super) type Given<'py> = PyResult<Bound<'py, PyAny>>;

/// A batch of these columns.
pub(super) fn batch<'py>(py: Python<'py>, columns: Vec<(&'static str, ArrayRef)>) -> Given<'py> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    );
    let batch = batch.map_err(|error| PyValueError::new_err(error.to_string()))?;
    PyRecordBatch::new(batch).into_pyarrow(py)
}

/// A column of whole numbers.
pub(super) fn of_longs(values: impl IntoIterator<Item = u64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values.into_iter().map(u64::cast_signed)))
}

/// A column of small whole numbers.
pub(super) fn of_ints(values: impl IntoIterator<Item = i32>) -> ArrayRef {
    Arc::new(Int32Array::from_iter_values(values))
}

/// A column of lists of so many of `values` each.
pub(super) fn of_lists(lengths: impl IntoIterator<Item = usize>, values: ArrayRef) -> ArrayRef {
    let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
    Arc::new(ListArray::new(field, OffsetBuffer::from_lengths(lengths), values, None))
}

/// The column called `name`.
fn named<'b>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| PyValueError::new_err(format!("there is no column {name}")))
}

/// The column called `name`, of the type that is wanted.
fn typed<'b, T: Array + 'static>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b T> {
    let column = named(batch, name)?;
    column.as_any().downcast_ref().ok_or_else(|| {
        let (is, wanted) = (column.data_type(), type_name::<T>());
        PyValueError::new_err(format!("the column {name} is of {is}, where {wanted} is wanted"))
    })
}

/// Whole numbers, none missing.
pub(super) fn longs<'b>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b Int64Array> {
    typed(batch, name)
}

/// Small whole numbers.
pub(super) fn ints<'b>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b Int32Array> {
    typed(batch, name)
}

/// Numbers with a fraction.
pub(super) fn floats<'b>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b arrow_array::Float32Array> {
    typed(batch, name)
}

/// Bytes.
pub(super) fn binaries<'b>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b arrow_array::BinaryArray> {
    typed(batch, name)
}

/// Lists.
pub(super) fn lists<'b>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b ListArray> {
    typed(batch, name)
}

/// A column of texts.
#[derive(Clone, Copy)]
pub(super) enum Texts<'b> {
    Short(&'b StringArray),
    Large(&'b LargeStringArray),
}

impl<'b> Texts<'b> {
    /// The column called `name`.
    pub(super) fn named(batch: &'b RecordBatch, name: &str) -> PyResult<Self> {
        Self::of(named(batch, name)?)
    }

    /// An array of texts.
    pub(super) fn of(array: &'b dyn Array) -> PyResult<Self> {
        let short = array.as_string_opt().map(Texts::Short);
        short
            .or_else(|| array.as_string_opt().map(Texts::Large))
            .ok_or_else(|| PyValueError::new_err(format!("a column of texts is of {}", array.data_type())))
    }

    /// The text of a row; none where it is missing.
    pub(super) fn get(self, row: usize) -> Option<&'b str> {
        match self {
            Texts::Short(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::Large(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }

    /// The texts of all rows; a missing one is empty.
    pub(super) fn iter(self) -> impl Iterator<Item = &'b str> {
        let rows = match self {
            Texts::Short(array) => array.len(),
            Texts::Large(array) => array.len(),
        };
        (0..rows).map(move |row| self.get(row).unwrap_or_default())
    }
}

/// A column of yes and no.
pub(super) fn of_bools(values: impl IntoIterator<Item = bool>) -> ArrayRef {
    let values: BooleanArray = values.into_iter().map(Some).collect();
    Arc::new(values)
}

/// A table of pyarrow.
pub(super) struct Batches(Vec<RecordBatch>);

impl Batches {
    /// What `rows` finds in all of its batches.
    pub(super) fn rows<T>(self, rows: impl Fn(&RecordBatch) -> PyResult<Vec<T>>) -> PyResult<Vec<T>> {
        let all: PyResult<Vec<Vec<T>>> = self.0.iter().map(rows).collect();
        Ok(all?.into_iter().flatten().collect())
    }
}

impl<'py> FromPyObject<'_, 'py> for Batches {
    type Error = PyErr;

    fn extract(table: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let table: PyTable = table.extract()?;
        Ok(Batches(table.into_inner().0))
    }
}
