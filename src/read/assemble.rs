//! Putting what the parsers made of the pieces together, in order.
//!
//! A field that no record has is a mistake in the command, not in a million lines. So the
//! results of the first records are held back until every field that was asked for has been
//! seen; if one has not, after [`TRIED`] records or at the end, the input fails and says which
//! fields there are. Counting records, not pieces, makes that the same wherever the cuts fall.

use super::record::{FIELDS, OPTIONS, Parsed};
use super::run::{FieldNames, Run};
use crate::error::{Error, Result};

/// Records after which a field that none of them has is taken for a mistake. A source may be
/// rare, so it is many; they are some megabytes, read in some milliseconds.
const TRIED: u64 = 10_000;

/// The results of one input on their way into the batch.
pub(super) struct Assembly<'a> {
    path: &'a str,
    fields: &'a FieldNames,
    held: Vec<Parsed>,
    records: u64,
    /// The fields that there are, as the first record that lacks one has them.
    available: Option<Vec<String>>,
    seen: [bool; FIELDS],
    is_open: bool,
}

impl<'a> Assembly<'a> {
    /// For an input whose fields are `fields`; where `is_settled` they need no proof.
    pub(super) fn new(path: &'a str, fields: &'a FieldNames, is_settled: bool) -> Self {
        let seen = std::array::from_fn(|field| !fields.is_required(field));
        Assembly { path, fields, held: Vec::new(), records: 0, available: None, seen, is_open: is_settled }
    }

    /// Takes the next piece's results.
    pub(super) fn push(&mut self, parsed: Parsed, run: &mut Run<'_>) -> Result<()> {
        if self.is_open {
            return run.take(parsed);
        }
        for (seen, first) in self.seen.iter_mut().zip(parsed.first_with) {
            *seen |= first.is_some_and(|before| self.records + before < TRIED);
        }
        let names = parsed.names.as_ref().filter(|(before, _)| self.records + before < TRIED);
        self.available = self.available.take().or_else(|| names.map(|(_, names)| names.clone()));
        self.records += parsed.records;
        self.held.push(parsed);
        if self.seen == [true; FIELDS] {
            self.open(run)
        } else if self.records >= TRIED {
            self.finish(run)
        } else {
            Ok(())
        }
    }

    /// Nothing comes any more, or enough has come to tell.
    pub(super) fn finish(&mut self, run: &mut Run<'_>) -> Result<()> {
        let unseen = self.seen.iter().position(|seen| !seen);
        if let (Some(available), Some(field)) = (self.available.take(), unseen) {
            return Err(Error::UnknownField {
                path: self.path.to_owned(),
                field: self.fields.name(field).to_owned(),
                option: OPTIONS[field],
                available,
            });
        }
        self.open(run)
    }

    fn open(&mut self, run: &mut Run<'_>) -> Result<()> {
        self.is_open = true;
        self.held.drain(..).try_for_each(|parsed| run.take(parsed))
    }
}
