//! What a stream says of a headline.

use serde::Serialize;

use crate::judge::Reason;
use crate::report::ClusterId;

/// What a headline is to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing that is remembered tells the same.
    New,
    /// It tells what a headline told that was kept.
    Duplicate,
    /// It tells a later state of an item: a number moved.
    Update,
}

/// What a stream says of a headline.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What it is to those before it.
    pub status: Status,
    /// The id of the headline that was kept and which it repeats or updates; `None` where it is new.
    pub of: Option<String>,
    /// The cluster that it belongs to, for ever the same; `None` where the headline has no word.
    pub cluster: Option<ClusterId>,
    /// Its exact similarity to that headline, from 0 to 1; `None` where it is new.
    pub similarity: Option<f32>,
    /// Why it is no new one, unless [reasons are not told](super::Stream::tell_reasons).
    pub reason: Option<Reason>,
}

impl Verdict {
    /// On a headline that says nothing: equal to nothing, it is always new.
    pub(crate) const NOTHING: Verdict =
        Verdict { status: Status::New, of: None, cluster: None, similarity: None, reason: None };
}
