//! Whole rows, to be passed on with all of their columns.
//!
//! They are opaque: which library holds them is nobody's business. What can be done with them stands in
//! [`report::rows`](crate::report::rows).

use std::sync::Arc;

use ::parquet::arrow::arrow_reader::ArrowReaderMetadata;
use ::parquet::arrow::{ARROW_SCHEMA_META_KEY, parquet_to_arrow_schema};
use ::parquet::schema::types::TypePtr;
use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};

use super::{contained, told};

/// Some rows of a Parquet file, those of the headlines of one [`Portion`](crate::read::Portion).
#[derive(Clone, Debug)]
pub struct Rows {
    pub(crate) batch: RecordBatch,
    /// The row in the batch of each headline.
    pub(crate) places: Vec<u32>,
    pub(crate) file: Arc<About>,
}

/// What a file says of all its rows.
#[derive(Debug)]
pub(crate) struct About {
    /// The columns as they are read, by what Parquet says of them alone.
    pub(crate) schema: SchemaRef,
    /// The columns as Parquet has them.
    pub(crate) root: TypePtr,
    /// What its writer noted, such as the types that pandas had.
    pub(crate) notes: Vec<(String, String)>,
    /// The columns with the types that its writer had, where that is noted.
    pub(crate) written: Option<Schema>,
}

impl About {
    /// What stands in a table of contents.
    pub(super) fn of(metadata: &ArrowReaderMetadata) -> Self {
        let file = metadata.metadata().file_metadata();
        let notes = file.key_value_metadata();
        let note = |note: &::parquet::file::metadata::KeyValue| Some((note.key.clone(), note.value.clone()?));
        // What cannot be understood is passed on as it is.
        let written =
            contained(|| parquet_to_arrow_schema(file.schema_descr(), notes).map_err(|error| told(&error)));
        let has_types = notes.is_some_and(|notes| notes.iter().any(|note| note.key == ARROW_SCHEMA_META_KEY));
        About {
            schema: Arc::clone(metadata.schema()),
            root: file.schema_descr().root_schema_ptr(),
            notes: notes.into_iter().flatten().filter_map(note).collect(),
            written: written.ok().filter(|_| has_types),
        }
    }
}
