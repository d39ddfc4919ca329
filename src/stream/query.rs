//! What a stream remembers, for those who ask.

use super::Stream;
use crate::candidates::telling;
use crate::headline::Headline;
use crate::judge::{Judge, Reason, Relation, Side};
use crate::report::ClusterId;
use crate::{normalize, shingle};

/// An item that is like a headline.
#[derive(Clone, Debug, PartialEq)]
pub struct Near<'a> {
    /// The headline that brought it.
    pub headline: Headline<'a>,
    /// The id of the headline that was kept of its cluster.
    pub of: Option<&'a str>,
    /// Its cluster.
    pub cluster: ClusterId,
    /// What the two are to one another, whatever else is like them.
    pub relation: Relation,
    /// Their exact Jaccard similarity, from 0 to 1.
    pub similarity: f64,
    /// Why.
    pub reason: Reason,
}

/// An item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remembered<'a> {
    /// The headline that brought it.
    pub headline: Headline<'a>,
    /// When headlines with its text were published, in milliseconds since 1970: the earliest and the latest.
    pub published: [i64; 2],
    /// Its cluster.
    pub cluster: ClusterId,
    /// Whether it is the one of its cluster that was kept.
    pub is_kept: bool,
}

impl Stream {
    /// The items that are like `title`, the most alike first, whether or not they are within the window of anything.
    ///
    /// ```
    /// use doublet::stream::Stream;
    /// use doublet::{Config, Headline};
    /// let mut stream = Stream::new(Config::default(), None)?;
    /// stream.push(Headline { id: Some("a"), ..Headline::titled("Harbour reopens after storm") })?;
    /// let near = stream.query("Harbour to reopen after the storm");
    /// assert_eq!(near[0].headline.id, Some("a"));
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn query(&self, title: &str) -> Vec<Near<'_>> {
        let stripped = self.learned.boilerplate.strip(title);
        let canonical = normalize::canonical(stripped.unwrap_or(title));
        if canonical.is_empty() {
            return Vec::new();
        }
        let sketches = self.sketch(&[&canonical]);
        let sketch = &sketches[0];
        let near = self.nearest(&sketch.keyed.outline, &self.columns.look_up(sketch));
        let judge = Judge::new(&self.config, &self.learned.weights);
        let own_set = shingle::set(&canonical, self.config.shingle);
        let own = Side { canonical: &canonical, set: &own_set, telling: &sketch.telling };
        let mut near: Vec<Near<'_>> = near
            .into_iter()
            .map(|item| {
                let text = self.window.canonical(item);
                let set = shingle::set(text, self.config.shingle);
                let telling = telling::words_of_new(text, &self.learned.weights);
                let judgement = judge.judge(own, Side { canonical: text, set: &set, telling: &telling }, 0);
                let kept = self.window.kept(item);
                Near {
                    headline: self.window.headline(item),
                    of: self.window.headline(kept).id,
                    cluster: ClusterId::of(self.window.canonical(kept)),
                    relation: judgement.relation,
                    similarity: judgement.score,
                    reason: judgement.reason,
                }
            })
            .filter(|near| near.relation != Relation::Distinct)
            .collect();
        near.sort_by(|one, other| {
            one.relation.cmp(&other.relation).then(other.similarity.total_cmp(&one.similarity))
        });
        near
    }

    /// All items that are held, in the order in which they came.
    pub fn items(&self) -> impl Iterator<Item = Remembered<'_>> {
        self.window.items().map(|item| {
            let kept = self.window.kept(item);
            let seen = self.window.get(item).seen();
            Remembered {
                headline: self.window.headline(item),
                published: [seen.first, seen.last],
                cluster: ClusterId::of(self.window.canonical(kept)),
                is_kept: kept == item,
            }
        })
    }
}
