//! What the pairs of a run are, from both texts.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Float32Array, StringArray};
use doublet::parts::verdict::{Bench, Bond, Finding, Text, cluster_id, relation, reported};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use super::columns::{Given, Texts, batch, floats, longs, of_bools, of_longs};
use super::{Options, Words};

/// Judges pairs.
#[pyclass(frozen, module = "doublet._doublet.parts")]
pub(crate) struct Judge {
    options: Py<Options>,
    words: Py<Words>,
}

/// Looks at two texts after the other; one that comes again right away is not prepared again.
fn each_two<T>(
    bench: &Bench<'_>,
    [ones, others]: [Texts<'_>; 2],
    mut look: impl FnMut(&Text<'_>, &Text<'_>) -> T,
) -> Vec<T> {
    let mut last: Option<(&str, Text<'_>)> = None;
    let look = |(one, other)| {
        let again = last.take().filter(|&(text, _)| text == other);
        let (_, prepared) = &*last.insert(again.unwrap_or_else(|| (other, bench.text(other))));
        look(&bench.text(one), prepared)
    };
    ones.iter().zip(others.iter()).map(look).collect()
}

#[pymethods]
impl Judge {
    #[new]
    fn new(options: Py<Options>, words: Py<Words>) -> Self {
        Judge { options, words }
    }

    /// Takes pairs and their texts; gives what became of those that are alike enough to ask.
    fn push<'py>(&self, py: Python<'py>, pairs: PyRecordBatch) -> Given<'py> {
        let pairs = pairs.into_inner();
        let texts = [Texts::named(&pairs, "one_text")?, Texts::named(&pairs, "other_text")?];
        let (one, other) = (longs(&pairs, "one")?, longs(&pairs, "other")?);
        let found = py.detach(|| {
            let bench = Bench::new(&self.options.get().config, &self.words.get().weights);
            each_two(&bench, texts, |one, other| bench.finding(one, other))
        });
        let found: Vec<(usize, Finding)> =
            found.into_iter().enumerate().filter_map(|(row, found)| Some((row, found?))).collect();
        let items = |items: &arrow_array::Int64Array| {
            of_longs(found.iter().map(|&(row, _)| items.value(row).cast_unsigned()))
        };
        let similarities = Float32Array::from_iter_values(found.iter().map(|(_, found)| found.similarity));
        batch(
            py,
            vec![
                ("one", items(one)),
                ("other", items(other)),
                ("similarity", Arc::new(similarities) as ArrayRef),
                ("is_instance", of_bools(found.iter().map(|(_, found)| found.is_instance))),
                ("joined_below", of_longs(found.iter().map(|(_, found)| found.joined_below.into()))),
                ("contradicts", of_bools(found.iter().map(|(_, found)| found.contradicts))),
            ],
        )
    }
}

/// Says what items are to those that represent them.
#[pyclass(frozen, module = "doublet._doublet.parts")]
pub(crate) struct Bonds {
    options: Py<Options>,
    words: Py<Words>,
}

#[pymethods]
impl Bonds {
    #[new]
    fn new(options: Py<Options>, words: Py<Words>) -> Self {
        Bonds { options, words }
    }

    /// Takes texts with those that represent them.
    fn push<'py>(&self, py: Python<'py>, items: PyRecordBatch) -> Given<'py> {
        let items = items.into_inner();
        let (text, kept) = (Texts::named(&items, "text")?, Texts::named(&items, "kept_text")?);
        let bonds: Vec<Bond> = py.detach(|| {
            let bench = Bench::new(&self.options.get().config, &self.words.get().weights);
            each_two(&bench, [text, kept], |item, kept| bench.bond(kept, item))
        });
        let clusters: StringArray = kept.iter().map(|kept| Some(cluster_id(kept).to_string())).collect();
        let similarities = Float32Array::from_iter_values(bonds.iter().map(|bond| bond.similarity));
        batch(
            py,
            vec![
                ("cluster", Arc::new(clusters) as ArrayRef),
                ("similarity", Arc::new(similarities) as ArrayRef),
                ("update_below", of_longs(bonds.iter().map(|bond| bond.update_below.into()))),
            ],
        )
    }
}

/// The similarities and relations as they are reported.
#[pyfunction]
pub(crate) fn relations(py: Python<'_>, bonds: PyRecordBatch) -> Given<'_> {
    let bonds = bonds.into_inner();
    let (similarity, update_below) = (floats(&bonds, "similarity")?, longs(&bonds, "update_below")?);
    let instances = longs(&bonds, "instances")?;
    let number = |column: &arrow_array::Int64Array, row: usize| {
        if column.is_valid(row) { u32::try_from(column.value(row)).unwrap_or(u32::MAX) } else { 0 }
    };
    let told = |row: usize| {
        let bond = Bond { similarity: similarity.value(row), update_below: number(update_below, row) };
        Some(relation(bond, number(instances, row)).to_string())
    };
    let relations: StringArray = (0..bonds.num_rows()).map(told).collect();
    let similarities = similarity.values().iter().map(|&similarity| reported(similarity));
    let similarities = arrow_array::Float64Array::from_iter_values(similarities);
    batch(
        py,
        vec![
            ("similarity", Arc::new(similarities) as ArrayRef),
            ("relation", Arc::new(relations) as ArrayRef),
        ],
    )
}
