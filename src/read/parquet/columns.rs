//! The columns of the four fields, and the text of each of their values.
//!
//! A name is that of a column, or leads into nested groups with dots, as in JSON; of two columns that answer it the less
//! deeply nested counts, and then the first. What repeats within a row (lists, maps) holds no field.
//!
//! A title is a text. The other fields may be numbers too, and moments, which become RFC 3339: `2026-03-02T08:30:00Z`,
//! without the `Z` where the column says that its times are local, `2026-03-02` for days.
//!
//! Texts are read as views: a value that stands in a dictionary once and in a million rows is not copied a million times
//! on its way, which a small file could otherwise fill the memory with. Whole rows, which `dedup` passes on, keep the types that they
//! came in, and have no such protection: a batch of them takes what its values take unfolded.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;

use ::parquet::arrow::ProjectionMask;
use ::parquet::basic::ConvertedType;
use ::parquet::schema::types::SchemaDescriptor;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::{Error, Result};
use crate::read::record::{FIELDS, OPTIONS};
use crate::read::run::FieldNames;

/// How many names of columns a message lists: it is read by a person.
pub(in crate::read) const LISTED: usize = 40;

/// Where the fields stand.
pub(super) struct Columns {
    places: [Option<Place>; FIELDS],
}

/// A column of the file: its number among all that hold values, and the names that lead to it.
struct Place {
    leaf: usize,
    path: Vec<String>,
}

impl Columns {
    /// Finds the fields in the schema of the file called `path`.
    pub(super) fn find(
        path: &str,
        descriptor: &SchemaDescriptor,
        schema: &Schema,
        fields: &FieldNames,
    ) -> Result<Self> {
        let leaves: Vec<(usize, Vec<String>)> = descriptor
            .columns()
            .iter()
            .enumerate()
            .filter(|(_, column)| column.max_rep_level() == 0)
            .map(|(leaf, column)| (leaf, column.path().parts().to_vec()))
            .collect();
        let mut places = [const { None }; FIELDS];
        for (field, slot) in places.iter_mut().enumerate() {
            let name = fields.name(field);
            let named = leaves.iter().filter(|(_, path)| path.join(".") == name);
            let Some((leaf, parts)) = named.min_by_key(|(_, path)| path.len()) else {
                if fields.is_required(field) {
                    let available = leaves.iter().take(LISTED).map(|(_, path)| path.join(".")).collect();
                    let (path, field, option) = (path.to_owned(), name.to_owned(), OPTIONS[field]);
                    return Err(Error::UnknownField { path, field, option, available });
                }
                continue;
            };
            let is_text = descriptor.column(*leaf).converted_type() != ConvertedType::JSON;
            let kind = kind_at(schema.fields(), parts);
            if is_text && kind.is_some_and(|kind| is_read(kind, field)) {
                *slot = Some(Place { leaf: *leaf, path: parts.clone() });
            } else if fields.is_required(field) {
                let kind = kind.map_or_else(|| "something else".to_owned(), ToString::to_string);
                return Err(unfit(path, name, &kind, field));
            }
        }
        Ok(Columns { places })
    }

    /// The columns that are read.
    pub(super) fn mask(&self, descriptor: &SchemaDescriptor) -> ProjectionMask {
        ProjectionMask::leaves(descriptor, self.places.iter().flatten().map(|place| place.leaf))
    }

    /// The schema in which texts among the fields are views.
    pub(super) fn with_views(&self, schema: &Schema) -> SchemaRef {
        let paths: Vec<&[String]> = self.places.iter().flatten().map(|place| place.path.as_slice()).collect();
        Arc::new(Schema::new_with_metadata(viewed(schema.fields(), &paths), schema.metadata().clone()))
    }

    /// The values of the fields in some rows.
    pub(super) fn values<'b>(&self, batch: &'b RecordBatch) -> [Option<Values<'b>>; FIELDS] {
        std::array::from_fn(|field| Some(Values::of(column(batch, &self.places[field].as_ref()?.path)?)))
    }
}

/// The column that was named for `field` holds what is none.
pub(in crate::read) fn unfit(path: &str, name: &str, kind: &str, field: usize) -> Error {
    let what = format!("the column \"{name}\" holds {kind}, which is no {}", OPTIONS[field]);
    let remedy = format!("name another with --{}", OPTIONS[field]);
    Error::Unsupported { path: path.to_owned(), what, remedy }
}

/// The type of the column at the end of `path`.
fn kind_at<'s>(fields: &'s Fields, path: &[String]) -> Option<&'s DataType> {
    let (name, rest) = path.split_first()?;
    let kind = fields.iter().find(|field| field.name() == name)?.data_type();
    match kind {
        _ if rest.is_empty() => Some(kind),
        DataType::Struct(inner) => kind_at(inner, rest),
        _ => None,
    }
}

/// Whether values of this type are taken for `field`.
pub(in crate::read) fn is_read(kind: &DataType, field: usize) -> bool {
    match kind {
        DataType::Null | DataType::Utf8 | DataType::Binary => true,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) | DataType::Decimal128(..) => field > 0,
        kind => field > 0 && (kind.is_integer() || matches!(kind, DataType::Float32 | DataType::Float64)),
    }
}

/// The same fields, views where there were texts at the end of one of `paths`.
fn viewed(fields: &Fields, paths: &[&[String]]) -> Fields {
    let change = |field: &Arc<Field>| {
        let inner: Vec<&[String]> = paths
            .iter()
            .filter_map(|path| path.split_first())
            .filter_map(|(name, rest)| (name == field.name()).then_some(rest))
            .collect();
        let kind = match field.data_type() {
            _ if inner.is_empty() => return Arc::clone(field),
            DataType::Utf8 => DataType::Utf8View,
            DataType::Binary => DataType::BinaryView,
            DataType::Struct(fields) => DataType::Struct(viewed(fields, &inner)),
            other => other.clone(),
        };
        Arc::new(field.as_ref().clone().with_data_type(kind))
    };
    fields.iter().map(change).collect()
}

/// The column at the end of `path`.
fn column<'b>(batch: &'b RecordBatch, path: &[String]) -> Option<&'b ArrayRef> {
    let (name, rest) = path.split_first()?;
    rest.iter()
        .try_fold(batch.column_by_name(name)?, |column, name| column.as_struct_opt()?.column_by_name(name))
}

/// The values of a field in some rows.
pub(in crate::read) struct Values<'b> {
    column: &'b ArrayRef,
    text: Text<'b>,
}

/// How a value becomes a text.
enum Text<'b> {
    Bytes(Box<dyn Fn(usize) -> &'b [u8] + 'b>),
    Shown(Box<dyn Fn(usize) -> Option<String> + 'b>),
}

impl<'b> Values<'b> {
    pub(in crate::read) fn of(column: &'b ArrayRef) -> Self {
        Values { column, text: Text::of(column) }
    }

    /// The text of a row, if it has one; or bytes that are none.
    pub(super) fn text(&self, row: usize) -> Result<Option<Cow<'_, str>>, (&[u8], std::str::Utf8Error)> {
        if self.column.is_null(row) {
            return Ok(None);
        }
        match &self.text {
            Text::Bytes(bytes) => {
                let bytes = bytes(row);
                std::str::from_utf8(bytes).map(|text| Some(text.into())).map_err(|error| (bytes, error))
            }
            Text::Shown(show) => Ok(show(row).map(Cow::Owned)),
        }
    }
}

impl<'b> Text<'b> {
    fn of(column: &'b ArrayRef) -> Self {
        match column.data_type() {
            DataType::Utf8View => {
                let texts = column.as_string_view();
                Text::Bytes(Box::new(|row| texts.value(row).as_bytes()))
            }
            DataType::BinaryView => {
                let texts = column.as_binary_view();
                Text::Bytes(Box::new(|row| texts.value(row)))
            }
            DataType::Utf8 => {
                let texts = column.as_string::<i32>();
                Text::Bytes(Box::new(|row| texts.value(row).as_bytes()))
            }
            DataType::Binary => {
                let texts = column.as_binary::<i32>();
                Text::Bytes(Box::new(|row| texts.value(row)))
            }
            DataType::Int8 => number::<Int8Type>(column),
            DataType::Int16 => number::<Int16Type>(column),
            DataType::Int32 => number::<Int32Type>(column),
            DataType::Int64 => number::<Int64Type>(column),
            DataType::UInt8 => number::<UInt8Type>(column),
            DataType::UInt16 => number::<UInt16Type>(column),
            DataType::UInt32 => number::<UInt32Type>(column),
            DataType::UInt64 => number::<UInt64Type>(column),
            // Whole ones, as pandas has them where some rows lack a number, are shown as whole.
            DataType::Float32 => number::<Float32Type>(column),
            DataType::Float64 => number::<Float64Type>(column),
            DataType::Decimal128(..) => {
                let decimals = column.as_primitive::<Decimal128Type>();
                Text::Shown(Box::new(|row| Some(decimals.value_as_string(row))))
            }
            DataType::Date32 => moment::<Date32Type>(column, |days| day(i64::from(days) * DAY)),
            DataType::Date64 => moment::<Date64Type>(column, day),
            DataType::Timestamp(unit, zone) => timestamp(column, *unit, zone.is_some()),
            // A column of which all values are absent.
            _ => Text::Shown(Box::new(|_| None)),
        }
    }
}

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;

fn number<T: ArrowPrimitiveType<Native: Display>>(column: &ArrayRef) -> Text<'_> {
    let numbers = column.as_primitive::<T>();
    Text::Shown(Box::new(|row| Some(numbers.value(row).to_string())))
}

fn moment<T: ArrowPrimitiveType>(
    column: &ArrayRef,
    show: impl Fn(T::Native) -> Option<String> + 'static,
) -> Text<'_> {
    let moments = column.as_primitive::<T>();
    Text::Shown(Box::new(move |row| show(moments.value(row))))
}

fn timestamp(column: &ArrayRef, unit: TimeUnit, is_zoned: bool) -> Text<'_> {
    let shown = move |moment: Result<Timestamp, jiff::Error>| {
        // What lies beyond the year 9999 is no date of a headline.
        let moment = moment.ok()?;
        Some(if is_zoned { moment.to_string() } else { TimeZone::UTC.to_datetime(moment).to_string() })
    };
    match unit {
        TimeUnit::Second => {
            moment::<TimestampSecondType>(column, move |time| shown(Timestamp::from_second(time)))
        }
        TimeUnit::Millisecond => {
            moment::<TimestampMillisecondType>(column, move |time| shown(Timestamp::from_millisecond(time)))
        }
        TimeUnit::Microsecond => {
            moment::<TimestampMicrosecondType>(column, move |time| shown(Timestamp::from_microsecond(time)))
        }
        TimeUnit::Nanosecond => moment::<TimestampNanosecondType>(column, move |time| {
            shown(Timestamp::from_nanosecond(i128::from(time)))
        }),
    }
}

/// The day of a time in milliseconds since 1970.
fn day(milliseconds: i64) -> Option<String> {
    let moment = Timestamp::from_millisecond(milliseconds).ok()?;
    Some(TimeZone::UTC.to_datetime(moment).date().to_string())
}
