//! A record with what a stream said of it.
//!
//! What came in stays as it came, byte for byte; what is added stands behind it. A JSON object gets one more member, a table
//! one column more for each fact, and a text, a line or one of JSON, which has no room, becomes a JSON object. Rows of Parquet, which have
//! no bytes of their own, have a module of their own, `rows`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use super::rounded;
use crate::read::RecordForm;
use crate::stream::{Status, Verdict};

/// The columns that a table gets, in order.
pub const COLUMNS: [&str; 5] =
    ["doublet_status", "doublet_of", "doublet_cluster", "doublet_similarity", "doublet_reason"];

/// What is wrong with an object that has an annotation already, and what to do.
pub const ANNOTATED: [&str; 2] = [
    "the record has a member \"doublet\" already",
    "drop it before it is annotated again, as with jq 'del(.doublet)'",
];

/// What is added to a record.
#[derive(Debug, Serialize)]
struct Annotation<'a> {
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl<'a> Annotation<'a> {
    fn new(verdict: &'a Verdict, with_reason: bool) -> Self {
        Annotation {
            status: verdict.status,
            of: verdict.of.as_deref(),
            cluster: verdict.cluster.map(|cluster| cluster.to_string()),
            similarity: verdict.similarity.map(rounded),
            reason: verdict.reason.as_ref().filter(|_| with_reason).map(ToString::to_string),
        }
    }
}

/// Writes `record`, with its line end if it has one, and `verdict` on it, if there is one to be told: of a table each row has
/// the columns, filled or not.
///
/// ```
/// use doublet::read::RecordForm;
/// use doublet::report::annotate::write;
/// use doublet::stream::Stream;
/// use doublet::{Config, Headline};
/// let verdict = Stream::new(Config::default(), None)?.push(Headline::titled("Harbour reopens"))?;
/// let mut out = Vec::new();
/// write(b"{\"title\": \"Harbour reopens\"}\n", RecordForm::Json, Some(&verdict), false, &mut out)?;
/// assert_eq!(
///     String::from_utf8_lossy(&out),
///     "{\"title\": \"Harbour reopens\",\"doublet\":{\"status\":\"new\",\"cluster\":\"0e774d12d2807775\"}}\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(
    record: &[u8],
    form: RecordForm,
    verdict: Option<&Verdict>,
    with_reason: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let annotation = verdict.map(|verdict| Annotation::new(verdict, with_reason));
    let body = record.trim_ascii_end();
    let end = if record.len() > body.len() { &record[body.len()..] } else { b"\n" };
    match (form, annotation) {
        (RecordForm::Json, Some(_)) if is_annotated(body) => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, ANNOTATED.join("; ")))
        }
        (RecordForm::Json, Some(annotation)) if body.starts_with(b"\"") => {
            out.write_all(b"{\"title\":")?;
            out.write_all(body)?;
            out.write_all(b",\"doublet\":")?;
            serde_json::to_writer(&mut *out, &annotation)?;
            out.write_all(b"}")?;
            out.write_all(end)
        }
        (RecordForm::Json, Some(annotation)) => {
            let inner = body.strip_suffix(b"}").unwrap_or(body).trim_ascii_end();
            out.write_all(inner)?;
            out.write_all(if inner.ends_with(b"{") { b"\"doublet\":" } else { b",\"doublet\":" })?;
            serde_json::to_writer(&mut *out, &annotation)?;
            out.write_all(b"}")?;
            out.write_all(end)
        }
        (RecordForm::Table { delimiter }, annotation) => {
            let line = record.strip_suffix(b"\n").unwrap_or(record);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            out.write_all(line)?;
            let cells = annotation.as_ref().map(cells).unwrap_or_default();
            for cell in cells.iter().take(columns(with_reason).len()) {
                out.write_all(&[delimiter])?;
                write_cell(cell, delimiter, out)?;
            }
            out.write_all(if line.len() < record.len() { &record[line.len()..] } else { b"\n" })
        }
        (RecordForm::Text | RecordForm::Page, Some(annotation)) => {
            #[derive(Serialize)]
            struct Line<'a> {
                title: &'a str,
                doublet: Annotation<'a>,
            }
            let title = std::str::from_utf8(body).unwrap_or_default();
            serde_json::to_writer(&mut *out, &Line { title, doublet: annotation })?;
            out.write_all(b"\n")
        }
        (RecordForm::Parquet, _) => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "a row of Parquet has no bytes of its own"))
        }
        (RecordForm::Json | RecordForm::Text | RecordForm::Page, None) => whole(record, out),
    }
}

/// Writes `record` as it came, and the line end that it may lack.
pub fn whole(record: &[u8], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(record)?;
    if record.ends_with(b"\n") { Ok(()) } else { out.write_all(b"\n") }
}

/// A record on one line: a JSON object that is laid out over several has white space in place of their ends, which is what they
/// are to JSON. A row of a table may have line ends within quotes.
#[must_use]
pub fn one_line(record: &[u8], form: RecordForm) -> Cow<'_, [u8]> {
    let body = record.trim_ascii_end();
    if form != RecordForm::Json || memchr::memchr2(b'\n', b'\r', body).is_none() {
        return Cow::Borrowed(record);
    }
    let blank = |&byte: &u8| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte };
    Cow::Owned(body.iter().map(blank).chain(record[body.len()..].iter().copied()).collect())
}

/// Whether the columns of an annotation stand in a table already.
#[must_use]
pub fn is_annotated_header(header: &[u8]) -> bool {
    memchr::memmem::find(header, COLUMNS[0].as_bytes()).is_some()
}

/// Whether a JSON object has a member that an annotation would be: [`write()`] refuses such a one.
///
/// ```
/// use doublet::report::annotate::is_annotated;
/// assert!(is_annotated(b"{\"title\":\"Harbour reopens\",\"doublet\":{\"status\":\"new\"}}\n"));
/// assert!(is_annotated(b"{\"title\":\"Harbour reopens\",\"doublet\":null,\"doublet\":1}"));
/// assert!(!is_annotated(b"{\"title\":\"Say \\\"doublet\\\"\"}"));
/// ```
#[must_use]
pub fn is_annotated(body: &[u8]) -> bool {
    // A member that is there twice is one in a map.
    type Members<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;
    memchr::memmem::find(body, b"\"doublet\"").is_some()
        && serde_json::from_slice::<Members<'_>>(body).is_ok_and(|members| members.contains_key("doublet"))
}

/// Writes the header of a table with the columns that rows get.
pub fn header(header: &[u8], delimiter: u8, with_reason: bool, out: &mut dyn Write) -> io::Result<()> {
    let line = header.trim_ascii_end();
    out.write_all(line)?;
    for column in columns(with_reason) {
        out.write_all(&[delimiter])?;
        out.write_all(column.as_bytes())?;
    }
    out.write_all(if line.len() < header.len() { &header[line.len()..] } else { b"\n" })
}

/// The names of the columns that are added.
pub(super) fn columns(with_reason: bool) -> &'static [&'static str] {
    if with_reason { &COLUMNS } else { &COLUMNS[..COLUMNS.len() - 1] }
}

fn cells(annotation: &Annotation<'_>) -> [String; COLUMNS.len()] {
    let status = match annotation.status {
        Status::New => "new",
        Status::Duplicate => "duplicate",
        Status::Update => "update",
    };
    [
        status.to_owned(),
        annotation.of.unwrap_or_default().to_owned(),
        annotation.cluster.clone().unwrap_or_default(),
        annotation.similarity.map(|similarity| similarity.to_string()).unwrap_or_default(),
        annotation.reason.clone().unwrap_or_default(),
    ]
}

fn write_cell(cell: &str, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let is_quoted = cell.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n'));
    if is_quoted { write!(out, "\"{}\"", cell.replace('"', "\"\"")) } else { out.write_all(cell.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Reason;
    use crate::report::ClusterId;

    fn verdict() -> Verdict {
        Verdict {
            status: Status::Duplicate,
            of: Some("a,\"b\"".to_owned()),
            cluster: Some(ClusterId(161)),
            similarity: Some(0.5),
            reason: Some(Reason::SameText),
        }
    }

    fn annotated(record: &str, form: RecordForm, with_reason: bool) -> String {
        let mut out = Vec::new();
        write(record.as_bytes(), form, Some(&verdict()), with_reason, &mut out).expect("a vector takes it");
        String::from_utf8(out).expect("what was text is text")
    }

    #[test]
    fn an_object_gets_a_member_and_keeps_the_rest() {
        let added = r#""doublet":{"status":"duplicate","of":"a,\"b\"","cluster":"00000000000000a1","similarity":0.5}"#;
        for (record, expected) in [
            ("{\"a\" : 1}\r\n", format!("{{\"a\" : 1,{added}}}\r\n")),
            ("{}", format!("{{{added}}}\n")),
            ("{ \"a\": {\"b\": 2} }\n", format!("{{ \"a\": {{\"b\": 2}},{added}}}\n")),
        ] {
            let found = annotated(record, RecordForm::Json, false);
            assert_eq!(found, expected);
            serde_json::from_str::<serde_json::Value>(&found).expect("it is JSON");
        }
    }

    #[test]
    fn a_row_gets_columns_and_a_line_becomes_an_object() {
        let table = RecordForm::Table { delimiter: b',' };
        let again = write(b"{\"doublet\":1}", RecordForm::Json, Some(&verdict()), false, &mut Vec::new());
        assert!(again.is_err_and(|error| error.to_string().contains("jq")));
        assert_eq!(&*one_line(b"{\r\n \"a\": 1\n}\n", RecordForm::Json), b"{   \"a\": 1 }\n");
        assert_eq!(&*one_line(b"1,\"a\nb\"\n", table), b"1,\"a\nb\"\n");
        assert_eq!(
            annotated("1,\"x\ny\"\r\n", table, true),
            "1,\"x\ny\",duplicate,\"a,\"\"b\"\"\",00000000000000a1,0.5,both have the same canonical text\r\n"
        );
        assert!(
            annotated("say \"so\"\n", RecordForm::Text, false)
                .starts_with(r#"{"title":"say \"so\"","doublet":{"#)
        );
        let mut out = Vec::new();
        write(b"1,2", table, None, false, &mut out).expect("a vector takes it");
        assert_eq!(out, b"1,2,,,,\n");
        header(b"id,title\n", b',', false, &mut out).expect("a vector takes it");
        assert!(out.ends_with(b"id,title,doublet_status,doublet_of,doublet_cluster,doublet_similarity\n"));
    }
}
