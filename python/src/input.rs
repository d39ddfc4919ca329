//! What Python has, as the core reads it.
//!
//! Items of lists become lines of JSON, and rows of data frames stay in the columns that Arrow has them in. Then the core reads both
//! as it reads files of them, by the same rules and with the same messages; nothing is decided here about titles, ids or dates.

use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, Schema};
use doublet::Observer;
use doublet::read::{self, Batch, Format, Input, Options};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use pyo3_arrow::input::AnyArray;
use std::sync::Arc;

use crate::errors::warn;

/// What data in memory is called in messages, and in the ids of headlines that bring none.
pub(crate) const MEMORY: &str = "memory";

/// Items after which it is looked whether a signal came.
const UNINTERRUPTED: usize = 1 << 16;

/// How deeply objects are followed: a field lies hardly deeper, and one that holds itself has no end.
const DEPTH: usize = 16;

/// What headlines are read from.
pub(crate) enum Data {
    /// Files.
    Files(Vec<Input>),
    /// Lines of JSON, an item each.
    Lines(Vec<u8>),
    /// Rows, in columns.
    Rows(Box<dyn RecordBatchReader + Send>),
}

impl Data {
    /// What `data` is; of a list of texts each is a title, which is the field that `options` name.
    pub(crate) fn of(data: &Bound<'_, PyAny>, options: &Options) -> PyResult<Self> {
        let py = data.py();
        if let Some(path) = path(data, Texts::ArePaths)? {
            return Ok(Data::Files(vec![Input::File(path)]));
        }
        if data.is_instance_of::<PyBytes>() || data.is_instance_of::<PyDict>() {
            let kind = data.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "data is {kind}; give a path, a list of texts or dicts, or a data frame"
            )));
        }
        let is_arrow = data.hasattr(intern!(py, "__arrow_c_stream__"))?
            || data.hasattr(intern!(py, "__arrow_c_array__"))?;
        if is_arrow {
            return Ok(Data::Rows(rows(data.extract::<AnyArray>()?, title(options))?));
        }
        if data.hasattr(intern!(py, "collect"))? && !data.hasattr(intern!(py, "__iter__"))? {
            let kind = data.get_type();
            let remedy = if kind.module()?.to_string().starts_with("pyspark") {
                "give it to doublet.spark.cluster"
            } else {
                "collect() it"
            };
            return Err(PyTypeError::new_err(format!(
                "data is a {}, whose rows are not at hand; {remedy}",
                kind.name()?
            )));
        }
        if data.hasattr(intern!(py, "read"))? {
            return Err(PyTypeError::new_err("data is an open file; give its path, or a list of its lines"));
        }
        if let Some(files) = files(data)? {
            return Ok(Data::Files(files));
        }
        warn_of_names(data)?;
        Ok(Data::Lines(lines(data, options)?))
    }

    /// Reads it.
    pub(crate) fn read(self, options: &Options, observer: &dyn Observer) -> doublet::Result<Batch> {
        match self {
            Data::Files(files) => read::read(&files, options, observer),
            Data::Lines(lines) => {
                let format = Format::Jsonl;
                let options = Options { format, encoding: Some("utf-8".to_owned()), ..options.clone() };
                read::read(&[Input::Memory(MEMORY.to_owned(), lines)], &options, observer)
            }
            Data::Rows(mut rows) => read::read_batches(MEMORY, &mut rows, options, observer),
        }
    }

    /// Whether headlines have a place in `data` rather than in a file.
    pub(crate) fn is_in_memory(&self) -> bool {
        !matches!(self, Data::Files(_))
    }
}

fn title(options: &Options) -> &str {
    options.fields.title.as_deref().unwrap_or("title")
}

/// What texts are, where paths may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    ArePaths,
    AreNone,
}

/// The path that `value` is, if it is one.
fn path(value: &Bound<'_, PyAny>, texts: Texts) -> PyResult<Option<PathBuf>> {
    let is_path = value.hasattr(intern!(value.py(), "__fspath__"))?
        || texts == Texts::ArePaths && value.is_instance_of::<PyString>();
    if is_path { value.extract().map(Some) } else { Ok(None) }
}

/// The files of a list of paths; none where its first item is something else.
fn files(data: &Bound<'_, PyAny>) -> PyResult<Option<Vec<Input>>> {
    let is_listed = data.is_instance_of::<PyList>() || data.is_instance_of::<PyTuple>();
    if !is_listed || data.is_empty()? || path(&data.get_item(0)?, Texts::AreNone)?.is_none() {
        return Ok(None);
    }
    let file = |item: PyResult<Bound<'_, PyAny>>| Ok(Input::File(item?.extract()?));
    data.try_iter()?.map(file).collect::<PyResult<Vec<Input>>>().map(Some)
}

/// Texts in a list are titles; says so where the first is the name of a file that is there.
fn warn_of_names(data: &Bound<'_, PyAny>) -> PyResult<()> {
    let is_listed = data.is_instance_of::<PyList>() || data.is_instance_of::<PyTuple>();
    if !is_listed || data.is_empty()? {
        return Ok(());
    }
    let Ok(first) = data.get_item(0)?.extract::<String>() else { return Ok(()) };
    if !Path::new(&first).is_file() {
        return Ok(());
    }
    let said = format!(
        "the texts of a list are titles, and {first:?} is a file; give pathlib.Path({first:?}) to read it"
    );
    warn(data.py(), &said)
}

/// The rows of what Arrow calls an array of structures, or one column of titles.
fn rows(array: AnyArray, title: &str) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    let arrays = array.into_reader()?;
    let field = arrays.field();
    if let DataType::Struct(fields) = field.data_type() {
        let schema = Arc::new(Schema::new(fields.clone()));
        let of_array = {
            let schema = Arc::clone(&schema);
            move |array: Result<ArrayRef, ArrowError>| {
                // A row that is null as a whole is one of which each field is null.
                let columns = arrow_row_columns(&array?)?;
                RecordBatch::try_new(Arc::clone(&schema), columns)
            }
        };
        return Ok(Box::new(RecordBatchIterator::new(arrays.map(of_array), schema)));
    }
    let titles = field.as_ref().clone().with_name(title).with_nullable(true);
    let schema = Arc::new(Schema::new(vec![titles]));
    let of_array = {
        let schema = Arc::clone(&schema);
        move |array: Result<ArrayRef, ArrowError>| RecordBatch::try_new(Arc::clone(&schema), vec![array?])
    };
    Ok(Box::new(RecordBatchIterator::new(arrays.map(of_array), schema)))
}

/// The columns of structures, of which none may be null: data frames have no such rows.
fn arrow_row_columns(array: &ArrayRef) -> Result<Vec<ArrayRef>, ArrowError> {
    let rows = array.as_struct();
    if arrow_array::Array::null_count(rows) > 0 {
        return Err(ArrowError::InvalidArgumentError("some rows are null as a whole; drop them".to_owned()));
    }
    Ok(rows.columns().to_vec())
}

/// The items of `data` as lines of JSON.
pub(crate) fn lines(data: &Bound<'_, PyAny>, options: &Options) -> PyResult<Vec<u8>> {
    let mut lines = Vec::new();
    for (place, item) in data.try_iter()?.enumerate() {
        if place % UNINTERRUPTED == UNINTERRUPTED - 1 {
            data.py().check_signals()?;
        }
        write_item(&item?, options, &mut lines).map_err(|error| placed(data.py(), place, error))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The same error, with the place of the item.
fn placed(py: Python<'_>, place: usize, error: PyErr) -> PyErr {
    let said = format!("{MEMORY}:{}: {}", place + 1, error.value(py));
    if error.is_instance_of::<PyValueError>(py) {
        PyValueError::new_err(said)
    } else if error.is_instance_of::<PyTypeError>(py) {
        PyTypeError::new_err(said)
    } else {
        error
    }
}

/// An item as a JSON object: a text is its title, and so is what is none.
pub(crate) fn write_item(item: &Bound<'_, PyAny>, options: &Options, out: &mut Vec<u8>) -> PyResult<()> {
    if let Ok(record) = item.cast::<PyDict>() {
        return write_record(record, options, out);
    }
    let is_title = item.is_instance_of::<PyString>() || is_missing(item)?;
    if !is_title {
        let kind = item.get_type().name()?;
        return Err(PyTypeError::new_err(format!("this is {kind}; give a text, a dict or None")));
    }
    out.push(b'{');
    write_text(title(options), out);
    out.push(b':');
    write_value(item, DEPTH, out)?;
    out.push(b'}');
    Ok(())
}

/// A dict as a JSON object. Values that can be no field are left out, their names are not: messages list them.
fn write_record(record: &Bound<'_, PyDict>, options: &Options, out: &mut Vec<u8>) -> PyResult<()> {
    let fields = &options.fields;
    let named = [
        (&fields.title, "title"),
        (&fields.id, "id"),
        (&fields.source, "source"),
        (&fields.published, "published"),
    ];
    let wanted = named.map(|(given, default)| given.as_deref().unwrap_or(default));
    write_object(record, out, |key, value, out| {
        let leads =
            |name: &&str| name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if wanted.iter().any(leads) {
            return write_value(value, DEPTH, out);
        }
        out.extend_from_slice(b"null");
        Ok(())
    })
}

fn write_object<'py>(
    object: &Bound<'py, PyDict>,
    out: &mut Vec<u8>,
    mut write: impl FnMut(&str, &Bound<'py, PyAny>, &mut Vec<u8>) -> PyResult<()>,
) -> PyResult<()> {
    out.push(b'{');
    for (place, (key, value)) in object.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        let key = key.str()?;
        let key = key.to_str()?;
        write_text(key, out);
        out.push(b':');
        write(key, &value, out)?;
    }
    out.push(b'}');
    Ok(())
}

/// A value as JSON, as Python's own `json` would write it; a moment in the form of ISO 8601, and what JSON has no word for as its text.
fn write_value(value: &Bound<'_, PyAny>, depth: usize, out: &mut Vec<u8>) -> PyResult<()> {
    let py = value.py();
    if let Ok(text) = value.cast::<PyString>() {
        write_text(text.to_str()?, out);
    } else if is_missing(value)? {
        out.extend_from_slice(b"null");
    } else if value.is_instance_of::<PyBool>() {
        out.extend_from_slice(if value.is_truthy()? { b"true" } else { b"false" });
    } else if value.is_instance_of::<PyInt>() {
        shown(&py.get_type::<PyInt>(), value, out)?;
    } else if let Ok(number) = value.cast::<PyFloat>() {
        if number.value().is_finite() {
            shown(&py.get_type::<PyFloat>(), value, out)?;
        } else {
            out.extend_from_slice(b"null");
        }
    } else if let Ok(object) = value.cast::<PyDict>() {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(PyValueError::new_err(format!("objects are nested more than {DEPTH} deep")));
        };
        write_object(object, out, |_, value, out| write_value(value, depth, out))?;
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        out.extend_from_slice(b"[]");
    } else if value.hasattr(intern!(py, "isoformat"))? {
        write_text(value.call_method0(intern!(py, "isoformat"))?.str()?.to_str()?, out);
    } else {
        write_text(value.str()?.to_str()?, out);
    }
    Ok(())
}

/// Whether `value` stands for none: `None`, or a value that is not itself, as NaN and what pandas has for missing values and dates.
fn is_missing(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_none() {
        return Ok(true);
    }
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyDict>() {
        return Ok(false);
    }
    // An array compares by its elements, and pandas' NA gives no answer: the one is no missing value, and the other is.
    let is_itself = value.eq(value);
    Ok(match is_itself {
        Ok(is_itself) => !is_itself,
        Err(_) => value.get_type().name()?.to_str()? == "NAType",
    })
}

/// A number as `kind` shows it, whatever a subclass would say.
fn shown(kind: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    let shown = kind.call_method1(intern!(value.py(), "__repr__"), (value,))?;
    out.extend_from_slice(shown.cast::<PyString>()?.to_str()?.as_bytes());
    Ok(())
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a text is JSON, and a vector takes it");
}
