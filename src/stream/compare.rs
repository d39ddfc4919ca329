//! New texts against their candidates, and what follows for them.

use smallvec::SmallVec;

use super::columns::Sketch;
use super::threads::map_with;
use super::{Status, Stream, Verdict, number};
use crate::candidates::telling;
use crate::config::Updates;
use crate::judge::{self, Crowd, Judge, Reason, Relation, Side};
use crate::report::ClusterId;
use crate::shingle;
use crate::sketch::outline::{Outline, Parts};

/// Candidates that are judged: the most alike.
const JUDGED: usize = 32;

/// Other instances of a frame that are looked for, for each candidate.
const OTHERS: usize = 16;

/// A frame has so many more instances than have come yet. The second of a series must not be taken for the first: on the labelled
/// pairs F1 is 0.764 with none, 0.772 with one, 0.761 with two, when sixteen bands found the candidates.
const TO_COME: u32 = 1;

/// What a new text is to an item that is like it.
#[derive(Clone, Copy)]
pub(super) struct Likeness {
    item: u32,
    relation: Relation,
    similarity: f32,
    contradicts: bool,
}

/// What follows for a headline; what is told of it can be worked out when all of a batch have their places.
pub(super) enum Draft {
    /// It says nothing.
    Nothing,
    /// It is the first of a cluster.
    New(u32),
    /// The item, or one with its text, that is like `other` and `kept`, the one that was kept of that one's cluster, and in the cluster
    /// whose first is like `cluster`.
    Like { status: Status, item: u32, kept: u32, other: u32, cluster: u32 },
}

impl Stream {
    /// What the new texts, the first of which is the item `first`, are to their candidates.
    pub(super) fn judge(
        &self,
        first: u32,
        sketches: &[Sketch],
        candidates: Vec<Vec<u32>>,
    ) -> Vec<Vec<Likeness>> {
        let judge = Judge::new(&self.config, &self.learned.weights);
        let found: Vec<((u32, &Sketch), Vec<u32>)> = (first..).zip(sketches).zip(candidates).collect();
        map_with(
            &found,
            || Crowd::new(judge),
            |crowd, ((item, sketch), candidates)| {
                let near = self.nearest(&sketch.keyed.outline, candidates);
                if near.is_empty() {
                    return Vec::new();
                }
                crowd.clear();
                for &item in &near {
                    crowd.push(self.window.canonical(item), self.window.get(item).outline.size(), None);
                }
                let telling = Some(sketch.telling.clone());
                crowd.push(self.window.canonical(*item), sketch.keyed.outline.size(), telling);
                likenesses(crowd, &near)
            },
        )
    }

    /// Those of the candidates of a text with this `outline` that could be alike enough, the nearest first.
    pub(super) fn nearest(&self, outline: &Outline, candidates: &[u32]) -> Vec<u32> {
        let others = candidates.iter().map(|&item| (&self.window.get(item).outline, item));
        let contained = self.config.containment.map(Parts::of);
        let mut near = outline.those_alike(others, Parts::of(self.config.threshold), contained);
        near.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)));
        near.truncate(JUDGED);
        near.into_iter().map(|(_, item)| item).collect()
    }

    /// What follows for a text that an item has.
    pub(super) fn repeat(&mut self, item: u32, time: i64, clock: i64) -> Draft {
        let before = self.window.get(item).seen();
        let seen = before.again(time, clock, self.grain());
        if seen != before {
            self.window.see(item, seen);
            if let Some(log) = &mut self.log {
                log.note_seen(item);
            }
        }
        let kept = self.window.kept(item);
        Draft::Like { status: Status::Duplicate, item, kept, other: kept, cluster: kept }
    }

    /// What follows for a new text, which joins a cluster or is one.
    pub(super) fn place(&mut self, item: u32, alike: &[Likeness], at: (i64, i64)) -> Draft {
        let mut alike: Vec<Likeness> = alike
            .iter()
            .copied()
            .filter(|likeness| self.window.get(likeness.item).seen().is_within(self.span, at))
            .collect();
        alike.sort_by(|one, other| {
            other.similarity.total_cmp(&one.similarity).then(one.item.cmp(&other.item))
        });
        let is_joined = |relation| match relation {
            Relation::Duplicate => true,
            Relation::Update => self.config.updates == Updates::Join,
            Relation::Series | Relation::Related | Relation::Distinct => false,
        };
        let joined = alike
            .iter()
            .find(|likeness| is_joined(likeness.relation) && self.lets_in(likeness.item, &alike, is_joined));
        if let Some(&Likeness { item: other, relation, .. }) = joined {
            let kept = self.window.kept(other);
            self.window.join(item, other);
            let status = if relation == Relation::Update { Status::Update } else { Status::Duplicate };
            return Draft::Like { status, item, kept, other, cluster: kept };
        }
        match alike.iter().find(|likeness| likeness.relation == Relation::Update) {
            Some(&Likeness { item: other, .. }) => {
                let kept = self.window.kept(other);
                Draft::Like { status: Status::Update, item, kept, other, cluster: item }
            }
            None => Draft::New(item),
        }
    }

    /// Whether the cluster of `other` takes a text in, to which its items are `alike`: half of them must be duplicates,
    /// and none a contradiction.
    fn lets_in(&self, other: u32, alike: &[Likeness], is_joined: impl Fn(Relation) -> bool) -> bool {
        let (mut members, mut duplicates) = (0, 0);
        for member in self.window.members(other) {
            members += 1;
            match alike.iter().find(|likeness| likeness.item == member) {
                Some(likeness) if is_joined(likeness.relation) => duplicates += 1,
                Some(likeness) if likeness.contradicts => return false,
                _ => {}
            }
        }
        2 * duplicates >= members
    }

    /// The verdict that is drafted.
    pub(super) fn verdict(&self, draft: &Draft) -> Verdict {
        let cluster_of = |item: u32| Some(ClusterId::of(self.window.canonical(item)));
        match *draft {
            Draft::Nothing => Verdict::NOTHING,
            Draft::New(item) => Verdict { cluster: cluster_of(item), ..Verdict::NOTHING },
            Draft::Like { status, item, kept, other, cluster } => Verdict {
                status,
                of: self.window.headline(kept).id.map(str::to_owned),
                cluster: cluster_of(cluster),
                similarity: Some(self.similarity(item, kept)),
                reason: self.tells_reasons.then(|| self.reason(item, other)),
            },
        }
    }

    /// Why two items are what they are to one another.
    fn reason(&self, one: u32, other: u32) -> Reason {
        if one == other {
            return Reason::SameText;
        }
        let judge = Judge::new(&self.config, &self.learned.weights);
        let texts = [one, other].map(|item| self.window.canonical(item));
        let sets = texts.map(|text| shingle::set(text, self.config.shingle));
        let telling = texts.map(|text| telling::words_of_new(text, &self.learned.weights));
        let side = |side: usize| Side { canonical: texts[side], set: &sets[side], telling: &telling[side] };
        judge.judge(side(0), side(1), 0).reason
    }

    /// The exact similarity of two items, from 0 to 1.
    fn similarity(&self, one: u32, other: u32) -> f32 {
        if one == other {
            return 1.0;
        }
        let set = |item: u32| shingle::set(self.window.canonical(item), self.config.shingle);
        judge::similarity(&set(one), &set(other))
    }
}

/// What the last text of a crowd is to the others, the items that are `near`.
fn likenesses(crowd: &mut Crowd<'_>, near: &[u32]) -> Vec<Likeness> {
    let own = near.len();
    let verdicts: SmallVec<[Option<judge::Verdict>; JUDGED]> =
        (0..own).map(|place| crowd.verdict(own, place)).collect();
    let is_instance = |place: &usize| verdicts[*place].is_some_and(|verdict| verdict.is_instance);
    let instances: SmallVec<[usize; OTHERS]> = (0..own).filter(is_instance).take(OTHERS).collect();
    let mut common = |place: usize, enough: u32| {
        let others = instances
            .iter()
            .filter(|&&other| other != place)
            .filter(|&&other| crowd.verdict(place, other).is_some_and(|verdict| verdict.is_instance));
        number(others.take(enough as usize).count())
    };
    let likeness = |(place, &item): (usize, &u32)| {
        let verdict = verdicts[place]?;
        let alone = verdict.relation(0);
        let enough = verdict.enough_instances().min(number(OTHERS));
        let relation = match alone {
            Relation::Duplicate if verdict.is_instance => {
                verdict.relation(TO_COME + common(place, enough.saturating_sub(TO_COME)))
            }
            Relation::Duplicate | Relation::Update => verdict.relation(common(place, enough)),
            Relation::Series | Relation::Related | Relation::Distinct => alone,
        };
        let (similarity, contradicts) = (verdict.similarity, verdict.contradicts());
        Some(Likeness { item, relation, similarity, contradicts })
    };
    near.iter().enumerate().filter_map(likeness).collect()
}
