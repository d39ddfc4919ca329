//! What outlets put on all their headlines, in three rounds.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use doublet::parts::boilerplate::{self as core, Rest, Spelled, Spelling, Standing};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use super::columns::{Batches, Given, Texts, batch, ints, lists, longs, of_ints, of_longs};

/// From how many items on a segment is looked at, and from how many on whose source it names.
#[pyfunction]
pub(crate) fn frequent() -> (u32, u32) {
    core::FREQUENT
}

/// Adds up how segments are written.
#[pyclass(module = "doublet._doublet.parts")]
pub(crate) struct Spellings {
    spellings: BTreeMap<u64, Spelling>,
}

/// So many spellings are held before they are given out: some ten megabytes.
const HELD: usize = 1 << 17;

#[pymethods]
impl Spellings {
    #[new]
    fn new() -> Self {
        Spellings { spellings: BTreeMap::new() }
    }

    /// Takes titles with their sources; gives what is held where that is much.
    fn push<'py>(&mut self, py: Python<'py>, titles: PyRecordBatch) -> PyResult<Option<Bound<'py, PyAny>>> {
        let titles = titles.into_inner();
        let (title, sources) = (Texts::named(&titles, "title")?, lists(&titles, "sources")?);
        for (row, title) in title.iter().enumerate() {
            let sources = sources.is_valid(row).then(|| sources.value(row));
            let sources = sources.as_ref().map(|sources| Texts::of(sources)).transpose()?;
            let sources: Vec<&str> = sources.into_iter().flat_map(Texts::iter).collect();
            for spelling in core::spellings(title, &sources) {
                self.spellings
                    .entry(spelling.hash)
                    .and_modify(|known| known.add(&spelling))
                    .or_insert(spelling);
            }
        }
        (self.spellings.len() >= HELD).then(|| self.finish(py)).transpose()
    }

    /// Gives what is held.
    fn finish<'py>(&mut self, py: Python<'py>) -> Given<'py> {
        let spellings: Vec<Spelling> = std::mem::take(&mut self.spellings).into_values().collect();
        let segments: StringArray = spellings.iter().map(|spelling| Some(&spelling.segment)).collect();
        batch(
            py,
            vec![
                ("hash", of_longs(spellings.iter().map(|spelling| spelling.hash))),
                ("segment", Arc::new(segments) as ArrayRef),
                ("kind", of_ints(spellings.iter().map(|spelling| spelling.kind.into()))),
                ("times", of_longs(spellings.iter().map(|spelling| spelling.times))),
                ("named", of_longs(spellings.iter().map(|spelling| spelling.named))),
            ],
        )
    }
}

/// What summed up spellings spell, those left out that cannot be learned.
#[pyfunction]
pub(crate) fn spelled(py: Python<'_>, spellings: PyRecordBatch) -> Given<'_> {
    let spellings = spellings.into_inner();
    let (hash, kind) = (longs(&spellings, "hash")?, ints(&spellings, "kind")?);
    let (times, named) = (longs(&spellings, "times")?, longs(&spellings, "named")?);
    let spelled = |(row, segment): (usize, &str)| {
        let spelling = Spelling {
            hash: hash.value(row).cast_unsigned(),
            segment: segment.to_owned(),
            kind: u8::try_from(kind.value(row)).ok()?,
            times: times.value(row).cast_unsigned(),
            named: named.value(row).cast_unsigned(),
        };
        spelling.spelled()
    };
    let segments = Texts::named(&spellings, "segment")?;
    let spelled: Vec<Spelled> = segments.iter().enumerate().filter_map(spelled).collect();
    let texts: StringArray = spelled.iter().map(|spelled| Some(&spelled.text)).collect();
    batch(
        py,
        vec![
            ("text", Arc::new(texts) as ArrayRef),
            ("kind", of_ints(spelled.iter().map(|spelled| spelled.kind.into()))),
            ("hash", of_longs(spelled.iter().map(|spelled| spelled.hash))),
            ("times", of_longs(spelled.iter().map(|spelled| spelled.times.into()))),
            ("named", of_longs(spelled.iter().map(|spelled| spelled.named.into()))),
        ],
    )
}

/// The segments that may be learned.
#[pyclass(frozen, module = "doublet._doublet.parts")]
pub(crate) struct Candidates {
    candidates: core::Candidates,
}

#[pymethods]
impl Candidates {
    /// Those of a table of what is spelled.
    #[new]
    fn new(spelled: Batches) -> PyResult<Self> {
        let spelled = spelled.rows(|batch: &RecordBatch| {
            let (kind, hash) = (ints(batch, "kind")?, longs(batch, "hash")?);
            let (times, named) = (longs(batch, "times")?, longs(batch, "named")?);
            let row = |(row, text): (usize, &str)| {
                Some(Spelled {
                    text: text.to_owned(),
                    kind: u8::try_from(kind.value(row)).ok()?,
                    hash: hash.value(row).cast_unsigned(),
                    times: u32::try_from(times.value(row)).unwrap_or(u32::MAX),
                    named: u32::try_from(named.value(row)).unwrap_or(u32::MAX),
                })
            };
            Ok(Texts::named(batch, "text")?.iter().enumerate().filter_map(row).collect())
        })?;
        Ok(Candidates { candidates: core::Candidates::of(spelled) })
    }

    fn __len__(&self) -> usize {
        self.candidates.len()
    }

    /// The hashes of what is set aside of so many items, given a table of the sums of what `Tally` gave.
    fn learned(&self, sums: Batches, items: u64) -> PyResult<Vec<i64>> {
        let mut standings = vec![Standing::default(); self.candidates.len()];
        let mut said = Vec::new();
        let sums = sums.rows(|batch: &RecordBatch| {
            let (what, number) = (ints(batch, "what")?, longs(batch, "number")?);
            let (one, two) = (longs(batch, "one")?, longs(batch, "two")?);
            let row = |row: usize| (what.value(row), number.value(row), one.value(row), two.value(row));
            Ok((0..batch.num_rows()).map(row).collect())
        })?;
        for (what, number, one, two) in sums {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            if what == SAID && number < MOST_PHRASES {
                said.resize(said.len().max(number + 1), 0);
                said[number] = one.cast_unsigned();
            } else if let Some(standing) = standings.get_mut(number) {
                *standing = Standing { bare: one.cast_unsigned(), shared: two.cast_unsigned() };
            }
        }
        let learned = self.candidates.learned(&said, &standings, items);
        Ok(learned.into_iter().map(u64::cast_signed).collect())
    }
}

/// More phrases than so many have no number.
const MOST_PHRASES: usize = u32::MAX as usize;

/// What stands in place of a candidate's number in the row of a whole text.
const WHOLE: i32 = -1;

/// The same in a row that tells how often a phrase is said.
const PHRASE: i32 = -2;

/// A sum of how often a phrase is said.
const SAID: i32 = 1;

/// A sum of how a candidate stands.
const STANDING: i32 = 0;

/// Asks texts for candidates.
#[pyclass(module = "doublet._doublet.parts")]
pub(crate) struct Look {
    look: core::Look,
}

#[pymethods]
impl Look {
    #[new]
    fn new(candidates: &Candidates) -> Self {
        Look { look: core::Look::new(candidates.candidates.clone()) }
    }

    /// Takes texts and their titles; gives their rests.
    fn push<'py>(&mut self, py: Python<'py>, texts: PyRecordBatch) -> Given<'py> {
        let texts = texts.into_inner();
        let (text, title) = (Texts::named(&texts, "text")?, Texts::named(&texts, "title")?);
        let (mut hashes, mut numbers) = (Vec::new(), Vec::new());
        py.detach(|| {
            for (text, title) in text.iter().zip(title.iter()) {
                self.look.text(text, title, |rest| {
                    hashes.push(rest.hash);
                    numbers.push(rest.candidate.map_or(WHOLE, u32::cast_signed));
                });
            }
        });
        let none = of_longs(hashes.iter().map(|_| 0));
        batch(py, vec![("hash", of_longs(hashes)), ("candidate", of_ints(numbers)), ("times", none)])
    }

    /// Gives how often each phrase was said.
    fn finish<'py>(&self, py: Python<'py>) -> Given<'py> {
        let said = || (0_u64..).zip(self.look.said()).filter(|&(_, &times)| times > 0);
        batch(
            py,
            vec![
                ("hash", of_longs(said().map(|(phrase, _)| phrase))),
                ("candidate", of_ints(said().map(|_| PHRASE))),
                ("times", of_longs(said().map(|(_, &times)| times.into()))),
            ],
        )
    }
}

/// Counts rests, which come in the order of their hashes.
#[pyclass(module = "doublet._doublet.parts")]
pub(crate) struct Tally {
    tally: core::Tally,
    said: BTreeMap<u64, u64>,
}

#[pymethods]
impl Tally {
    #[new]
    fn new(candidates: &Candidates) -> Self {
        Tally { tally: core::Tally::new(candidates.candidates.clone()), said: BTreeMap::new() }
    }

    /// Takes what `Look` gave.
    fn push(&mut self, rests: PyRecordBatch) -> PyResult<()> {
        let rests = rests.into_inner();
        let (hash, times) = (longs(&rests, "hash")?, longs(&rests, "times")?);
        for (row, &candidate) in ints(&rests, "candidate")?.values().iter().enumerate() {
            let hash = hash.value(row).cast_unsigned();
            if candidate == PHRASE {
                *self.said.entry(hash).or_default() += times.value(row).cast_unsigned();
            } else {
                self.tally.push(Rest { hash, candidate: u32::try_from(candidate).ok() });
            }
        }
        Ok(())
    }

    /// Gives the sums.
    fn finish<'py>(&self, py: Python<'py>) -> Given<'py> {
        let said = self.said.iter().map(|(&phrase, &times)| (SAID, phrase, times, 0));
        let standings = (0_u64..).zip(self.tally.clone().take());
        let standings =
            standings.map(|(number, standing)| (STANDING, number, standing.bare, standing.shared));
        let rows: Vec<(i32, u64, u64, u64)> = said.chain(standings).collect();
        batch(
            py,
            vec![
                ("what", of_ints(rows.iter().map(|row| row.0))),
                ("number", of_longs(rows.iter().map(|row| row.1))),
                ("one", of_longs(rows.iter().map(|row| row.2))),
                ("two", of_longs(rows.iter().map(|row| row.3))),
            ],
        )
    }
}

/// Sets aside what was learned.
#[pyclass(frozen, module = "doublet._doublet.parts")]
pub(crate) struct Strip {
    strip: core::Strip,
}

#[pymethods]
impl Strip {
    /// What has these hashes.
    #[new]
    fn new(learned: Vec<i64>) -> Self {
        Strip { strip: core::Strip::new(learned.into_iter().map(i64::cast_unsigned)) }
    }

    /// The texts that are left.
    fn push<'py>(&self, py: Python<'py>, texts: PyRecordBatch) -> Given<'py> {
        let texts = texts.into_inner();
        let (text, title) = (Texts::named(&texts, "text")?, Texts::named(&texts, "title")?);
        let left: StringArray = py.detach(|| {
            let left = |(text, title): (&str, &str)| {
                Some(self.strip.canonical(title).unwrap_or_else(|| text.to_owned()))
            };
            text.iter().zip(title.iter()).map(left).collect()
        });
        batch(py, vec![("left", Arc::new(left) as ArrayRef)])
    }
}
