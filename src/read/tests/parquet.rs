//! Rows of Parquet: types, names, nulls, codecs, and files that are damaged.

use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use ::parquet::file::properties::{WriterProperties, WriterVersion};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array,
    Int64Array, LargeStringArray, ListArray, NullArray, RecordBatch, StringArray, StringViewArray,
    StructArray, TimestampMicrosecondArray, TimestampMillisecondArray, UInt8Array,
};

use super::*;

/// A Parquet file with these columns, in groups of so many rows.
fn grouped(columns: Vec<(&str, ArrayRef)>, rows: usize, compression: Compression) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).expect("the columns are equally long");
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(rows))
        .build();
    written(&batch, properties)
}

fn written(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("it can be written");
    writer.write(batch).expect("memory takes everything");
    writer.into_inner().expect("as above")
}

fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    grouped(columns, 1000, Compression::SNAPPY)
}

fn texts(texts: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

fn titles() -> ArrayRef {
    texts(&[Some("Harbour reopens"), Some("Ferry runs")])
}

#[test]
fn a_row_is_a_headline_whatever_its_types() {
    let second = 1_772_440_200;
    let dictionary: DictionaryArray<Int32Type> = vec![Some("Post"), None].into_iter().collect();
    let ids: Vec<(ArrayRef, [&str; 2])> = vec![
        (Arc::new(Int64Array::from(vec![Some(-7), None])), ["-7", "in:2"]),
        (Arc::new(UInt8Array::from(vec![7, 8])), ["7", "8"]),
        (Arc::new(Float64Array::from(vec![7.0, 1.5])), ["7", "1.5"]),
        (
            Arc::new(
                Decimal128Array::from(vec![7, 10_i128.pow(30)])
                    .with_precision_and_scale(38, 0)
                    .expect("it has room"),
            ),
            ["7", "1000000000000000000000000000000"],
        ),
        (Arc::new(LargeStringArray::from(vec!["a", ""])), ["a", "in:2"]),
        (Arc::new(StringViewArray::from(vec!["a", "b"])), ["a", "b"]),
        (Arc::new(BinaryArray::from(vec!["a".as_bytes(), b"b"])), ["a", "b"]),
        (Arc::new(dictionary.clone()), ["Post", "in:2"]),
        (Arc::new(NullArray::new(2)), ["in:1", "in:2"]),
        // No id is meant by such a column, since none was named.
        (Arc::new(BooleanArray::from(vec![true, false])), ["in:1", "in:2"]),
    ];
    for (id, expected) in ids {
        let kind = id.data_type().clone();
        let found = recognising(file(vec![("title", titles()), ("id", id)]));
        let [first, second] = expected;
        assert_eq!(
            found.headlines,
            [format!("{first}|Harbour reopens|-|-"), format!("{second}|Ferry runs|-|-")],
            "{kind}"
        );
    }
    let times: Vec<(ArrayRef, &str)> = vec![
        (
            Arc::new(TimestampMillisecondArray::from(vec![second * 1000, 0]).with_timezone("UTC")),
            "2026-03-02T08:30:00Z",
        ),
        (
            Arc::new(
                TimestampMicrosecondArray::from(vec![second * 1_000_000 + 5, 0]).with_timezone("+03:00"),
            ),
            "2026-03-02T08:30:00.000005Z",
        ),
        (Arc::new(TimestampMicrosecondArray::from(vec![second * 1_000_000, 0])), "2026-03-02T08:30:00"),
        (Arc::new(TimestampMicrosecondArray::from(vec![i64::MAX, 0])), "-"),
        (Arc::new(Date32Array::from(vec![20_514, 0])), "2026-03-02"),
        (Arc::new(Int64Array::from(vec![second, 0])), "1772440200"),
    ];
    for (published, expected) in times {
        let kind = published.data_type().clone();
        let found = recognising(file(vec![
            ("published", published),
            ("source", Arc::new(dictionary.clone())),
            ("title", titles()),
        ]));
        assert_eq!(found.headlines[0], format!("in:1|Harbour reopens|Post|{expected}"), "{kind}");
    }
}

#[test]
fn names_lead_into_groups_and_the_less_nested_counts() {
    let inner = |text: &str| {
        let column = texts(&[Some(text)]);
        Arc::new(StructArray::try_from(vec![("title", column)]).expect("the columns are equally long"))
    };
    let nested = file(vec![("article", inner("Harbour reopens")), ("tags", texts(&[None]))]);
    let both = file(vec![("article", inner("deeper")), ("article.title", texts(&[Some("Harbour reopens")]))]);
    for bytes in [nested.clone(), both] {
        let found = outcome(&[memory("in", bytes)], &titled("article.title"), Sizes::default());
        assert_eq!(found.headlines, ["in:1|Harbour reopens|-|-"]);
    }
    let found = recognising(nested);
    assert_eq!(
        found.failed,
        [
            "in: no field \"title\" (did you mean \"article.title\"?); the fields are: article.title, tags; choose one with --title"
        ]
    );
}

#[test]
fn what_holds_no_texts_is_no_title() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let found = recognising(file(vec![("title", numbers)]));
    assert_eq!(
        found.failed,
        ["in: the column \"title\" holds Int64, which is no title; name another with --title"]
    );
    let lists: ArrayRef =
        Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)]), Some([Some(2)])]));
    let found = recognising(file(vec![("title", lists), ("name", titles())]));
    assert_eq!(
        found.failed,
        ["in: no field \"title\"; the fields are: name; choose one with --title"],
        "what repeats holds no field"
    );
}

#[test]
fn a_row_that_cannot_be_taken_is_named_by_its_number() {
    let bytes =
        Arc::new(BinaryArray::from(vec![Some(&b"Harbour reopens"[..]), Some(b"\xff"), None, Some(b"x")]));
    let found = recognising(grouped(vec![("title", bytes)], 2, Compression::SNAPPY));
    assert_eq!(found.headlines, ["in:1|Harbour reopens|-|-", "in:4|x|-|-"]);
    assert_eq!(
        found.bad,
        [
            "in:2: byte 1 of the record (0xff) is not valid UTF-8; convert the input to UTF-8, or name its encoding",
            "in:3: the title of row 3 is null; give it a text, or name another column with --title"
        ]
    );
}

#[test]
fn every_codec_is_read_and_no_rows_are_none() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let found = recognising(grouped(vec![("title", titles())], 1, compression));
        assert_eq!(found.titles(), ["Harbour reopens", "Ferry runs"], "{compression:?}");
    }
    assert_eq!(recognising(file(vec![("title", texts(&[]))])), Outcome::default());
}

#[test]
fn what_stands_in_a_dictionary_once_is_not_held_as_often_as_it_is_named() {
    let long = "x".repeat(1 << 20);
    let ids: DictionaryArray<Int32Type> = (0..3000).map(|_| Some(long.as_str())).collect();
    let columns: Vec<(&str, ArrayRef)> =
        vec![("title", Arc::new(NullArray::new(3000))), ("id", Arc::new(ids))];
    let bytes = file(columns);
    assert!(bytes.len() < 1 << 20, "it is small: {}", bytes.len());
    // Copied, the ids of one batch would be 3 GB, more than an array of texts can hold.
    assert_eq!(recognising(bytes).bad.len(), 3000);
}

#[test]
fn what_is_no_whole_file_is_refused() {
    let whole = file(vec![("title", titles())]);
    let parquet = |bytes: &[u8]| reading(bytes, Format::Parquet).failed.concat();
    let auto = |bytes: &[u8]| recognising(bytes).failed.concat();
    for length in [4, 11, 12, whole.len() / 2, whole.len() - 1] {
        assert!(
            auto(&whole[..length]).contains("cut off or damaged: its end is missing")
                || auto(&whole[..length]).contains("it has no room for an end"),
            "{length}: {}",
            auto(&whole[..length])
        );
    }
    let mut absurd = whole.clone();
    let end = whole.len() - 8;
    absurd[end..end + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(auto(&absurd).contains("its table of contents is longer than itself"));
    absurd[end + 4..].copy_from_slice(b"PARE");
    assert!(auto(&absurd).contains("its end is encrypted"));
    assert!(auto(b"PARE and more").contains("this is an encrypted Parquet file; decrypt it first"));
    assert!(auto(&gzip(&whole)).contains("this is a Parquet file packed with gzip; unpack it"));
    assert!(parquet(b"title\nx\n").contains("this is no Parquet file; let its format be recognised"));
    assert!(parquet(b"").contains("this is no Parquet file"));
    assert!(reading(whole, Format::Csv).failed.concat().contains("this is a Parquet file"));
}

#[test]
fn a_row_group_that_is_damaged_ends_the_input_and_those_before_it_are_kept() {
    let mut bytes = grouped(vec![("title", titles())], 1, Compression::UNCOMPRESSED);
    // The title stands in a page, and in the statistics of the table of contents.
    let place = bytes.windows(10).position(|part| part == b"Ferry runs").expect("it is not packed");
    bytes[place - 4..place].copy_from_slice(&[0xff; 4]);
    let found = recognising(bytes);
    assert_eq!(found.titles(), ["Harbour reopens"]);
    assert!(found.failed[0].starts_with("in:2: row group 2 of 2 is damaged: "), "{:?}", found.failed);
}

/// A file with all that a small one can have.
fn rich(compression: Compression, version: WriterVersion) -> Vec<u8> {
    let titles: Vec<String> = (0..40).map(|number| format!("Harbour {number} reopens")).collect();
    let title = Arc::new(StringArray::from_iter_values(&titles));
    let source: DictionaryArray<Int32Type> =
        (0..40).map(|number| Some(["Post", "Echo"][number % 2])).collect();
    let article =
        StructArray::try_from(vec![("id", Arc::new(Int64Array::from_iter_values(0..40)) as ArrayRef)]);
    let published: TimestampMillisecondArray =
        (0..40).map(|number| (number % 3 > 0).then_some(number)).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("title", title),
        ("source", Arc::new(source)),
        ("article", Arc::new(article.expect("the columns are equally long"))),
        ("published", Arc::new(published)),
    ];
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_writer_version(version)
        .set_column_dictionary_enabled("title".into(), false)
        .set_max_row_group_row_count(Some(20))
        .build();
    written(&RecordBatch::try_from_iter(columns).expect("as above"), properties)
}

#[test]
fn a_file_with_any_byte_changed_is_read_or_refused() {
    let options = Options {
        fields: Fields { id: Some("article.id".to_owned()), ..Fields::default() },
        ..Options::default()
    };
    for (compression, version) in [
        (Compression::UNCOMPRESSED, WriterVersion::PARQUET_1_0),
        (Compression::SNAPPY, WriterVersion::PARQUET_2_0),
        (Compression::ZSTD(ZstdLevel::default()), WriterVersion::PARQUET_1_0),
    ] {
        let whole = rich(compression, version);
        let read = |bytes: Vec<u8>| outcome(&[memory("in", bytes)], &options, Sizes::default());
        assert_eq!(read(whole.clone()).headlines[39], "39|Harbour 39 reopens|Echo|-");
        for place in 0..whole.len() {
            for change in [0x01, 0x10, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[place] ^= change;
                let mut passed = 0;
                let input = memory("in", bytes.clone());
                let batch = read_records(&[input], &options, &(), &mut |portion| {
                    passed += portion.headlines.len();
                    Ok(())
                });
                assert!(batch.is_ok() && passed <= 1000, "{place} {change}");
                let found = read(bytes);
                assert!(found.failed.len() <= 1 && found.headlines.len() <= 1000, "{place} {change}");
            }
        }
    }
}

#[test]
fn a_table_of_contents_is_walked_before_it_is_believed() {
    let failed = |contents: &[u8]| {
        let length = u32::try_from(contents.len()).expect("it is small");
        let bytes = [b"PAR1", contents, &length.to_le_bytes(), b"PAR1"].concat();
        let failed = recognising(bytes).failed.concat();
        let told = "in: this is a Parquet file that is cut off or damaged: in its table of contents, ";
        failed.strip_prefix(told).unwrap_or(&failed).to_owned()
    };
    // Field 2, a list of 16,383 structures, each with a name (field 4) and one child (field 5).
    let node = [0x48, 1, b'a', 0x15, 2, 0];
    let deep = [&[0x29, 0xfc, 0xff, 0x7f][..], &node.repeat(16_383), &[0]].concat();
    assert_eq!(failed(&deep), "its schema is nested too deeply; get it again, whole");
    // The crate goes by the number of a field: a count of children in a wide type is one too, and so is a set of nodes.
    let wide = [0x48, 1, b'a', 0x16, 2, 0];
    let wide = [&[0x29, 0xfc, 0xff, 0x7f][..], &wide.repeat(16_383), &[0]].concat();
    assert_eq!(failed(&wide), "it names children in a wrong type, or twice; get it again, whole");
    let set = [&[0x2a, 0xfc, 0xff, 0x7f][..], &node.repeat(16_383), &[0]].concat();
    assert_eq!(failed(&set), "its schema or its row groups are of a wrong type; get it again, whole");
    let childless =
        [&[0x29, 0x1c][..], &[0x48, 1, b'a', 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0], &[0]].concat();
    assert_eq!(failed(&childless), "its schema names children that are not there; get it again, whole");
    // Field 4, a list of two thousand million structures.
    let groups = [0x49, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0];
    assert_eq!(failed(&groups), "it names more than the rest of it; get it again, whole");
    let groups = [&[0x49, 0xfc, 0x80, 0x80, 0x02][..], &vec![0; 1 << 15], &[0]].concat();
    assert_eq!(failed(&groups), "it has more row groups than can be numbered; get it again, whole");
    // Field 9, structures within structures.
    let nested = [[0x9c].repeat(100), vec![0; 101]].concat();
    assert_eq!(failed(&nested), "it is nested too deeply; get it again, whole");
    assert_eq!(failed(&[0x15]), "it ends in the middle; get it again, whole");
}
