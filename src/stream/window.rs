//! What is remembered: one item for each distinct text, in the order in which they came.
//!
//! An item has a number, one more than the one before. What has aged out is the front of that order, nearly: an old
//! item that was seen again lately is [placed anew](Window::sweep) at the back, under a new number, when the page that
//! it stands on is dropped. So memory is freed by the page, like a log's. What is taken out on demand leaves an empty place, an item
//! without a text, until its page is dropped.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use ahash::AHashMap;

use super::PAGE;
use crate::headline::{Block, Headline, Headlines};
use crate::sketch::outline::Outline;

/// When an item was seen, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Seen {
    /// The earliest time that a headline with its text was published.
    pub(crate) first: i64,
    /// The latest.
    pub(crate) last: i64,
    /// The stream's clock when one last came in.
    pub(crate) clock: i64,
}

impl Seen {
    /// Of what was taken out.
    pub(crate) const NEVER: Seen = Seen { first: i64::MAX, last: i64::MIN, clock: i64::MIN };

    /// Once: published at `time`, when the clock was at `clock`.
    pub(crate) fn once(time: i64, clock: i64) -> Self {
        Seen { first: time, last: time, clock }
    }

    /// Once more. What moves nothing by more than `grain` is not worth a note: a front page that is read every minute would
    /// fill the disk with them. So the clock is set ahead by as much, and an item is remembered a little longer rather than too short.
    pub(crate) fn again(self, time: i64, clock: i64, grain: i64) -> Self {
        Seen {
            first: if time.saturating_add(grain) < self.first { time } else { self.first },
            last: if time.saturating_sub(grain) > self.last { time } else { self.last },
            clock: if clock > self.clock { clock.saturating_add(grain) } else { self.clock },
        }
    }

    /// Whether a headline of `time`, at `clock`, lies no further than `window` from it by both.
    pub(crate) fn is_within(self, window: Option<i64>, (time, clock): (i64, i64)) -> bool {
        window.is_none_or(|window| {
            clock.saturating_sub(self.clock) <= window
                && self.first.saturating_sub(time) <= window
                && time.saturating_sub(self.last) <= window
        })
    }
}

/// What is known of an item beside its texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) seen: Seen,
    /// The number that the first of its cluster had when it came, counted from the stream's beginning; its own where it is the
    /// only one.
    pub(crate) cluster: u64,
    /// The member of its cluster before it.
    before: u32,
    pub(crate) outline: Outline,
}

/// A cluster of two members and more, or of one that is not the first that it had.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// The item whose headline was kept.
    kept: u32,
    /// The newest member.
    newest: u32,
    /// The clock when any member was last seen: so long the kept one stays.
    clock: i64,
}

/// Where no item is.
const NONE: u32 = u32::MAX;

/// Members of a cluster that are asked before a text joins it: the newest.
const ASKED: usize = 64;

/// [`PAGE`] items.
#[derive(Clone, Debug)]
struct Page {
    /// The headlines that brought them.
    headlines: Arc<Block>,
    canonical: String,
    /// Where each canonical text ends.
    ends: Vec<u32>,
    items: Vec<Item>,
}

impl Page {
    /// Leaves nothing of what stands at these places. Costs a copy of the page.
    fn blank(&mut self, places: &[usize]) {
        let mut headlines = Block::new(Arc::from(self.headlines.name()));
        let (mut canonical, mut start) = (String::new(), 0);
        for (place, (headline, end)) in self.headlines.iter().zip(&mut self.ends).enumerate() {
            let text = start as usize..std::mem::replace(end, number(canonical.len())) as usize;
            start = number(text.end);
            if places.contains(&place) {
                headlines.push(Headline::titled(""));
            } else {
                headlines.push(headline);
                canonical.push_str(&self.canonical[text]);
                *end = number(canonical.len());
            }
        }
        (self.headlines, self.canonical) = (Arc::new(headlines), canonical);
        if self.items.len() == PAGE {
            self.shrink_to_fit();
        }
    }

    /// Gives back what its texts do not need: a third of what they have, as they grow by doubling.
    fn shrink_to_fit(&mut self) {
        // While it is learned of, it stays as it is.
        if let Some(headlines) = Arc::get_mut(&mut self.headlines) {
            headlines.close();
        }
        self.canonical.shrink_to_fit();
    }
}

/// The items that are remembered.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    /// What the blocks of headlines are called.
    name: Arc<str>,
    pages: VecDeque<Page>,
    /// The number of the first item on the first page.
    first: u32,
    /// What is added to a number to count from the stream's beginning, of which an index holds the end alone.
    base: u64,
    /// How many places are empty.
    empty: usize,
    groups: AHashMap<u64, Group>,
}

impl Window {
    /// An empty window before whose items `base` others came.
    pub(crate) fn behind(base: u64) -> Self {
        let (name, pages, groups) = (Arc::from("stream"), VecDeque::new(), AHashMap::new());
        Window { name, pages, first: 0, base, empty: 0, groups }
    }

    /// How many items came before the one with the number 0.
    pub(crate) fn base(&self) -> u64 {
        self.base
    }

    /// The number of an item that is counted from the stream's beginning, if it is held.
    pub(crate) fn number_of(&self, item: u64) -> Option<u32> {
        let item = u32::try_from(item.checked_sub(self.base)?).ok()?;
        self.holds(item).then_some(item)
    }

    /// The number of the first item that is held.
    pub(crate) fn first(&self) -> u32 {
        self.first
    }

    /// The number that the next item gets.
    pub(crate) fn next(&self) -> u32 {
        self.first + self.len()
    }

    /// How many places are empty.
    pub(crate) fn empty(&self) -> usize {
        self.empty
    }

    /// How many items are held, the empty places among them.
    pub(crate) fn len(&self) -> u32 {
        let full = self.pages.len().saturating_sub(1) * PAGE;
        number(full + self.pages.back().map_or(0, |page| page.items.len()))
    }

    fn place(&self, item: u32) -> (&Page, usize) {
        let at = (item - self.first) as usize;
        (&self.pages[at / PAGE], at % PAGE)
    }

    /// Whether there is an item of that number.
    pub(crate) fn holds(&self, item: u32) -> bool {
        (self.first..self.next()).contains(&item)
    }

    pub(crate) fn get(&self, item: u32) -> &Item {
        let (page, at) = self.place(item);
        &page.items[at]
    }

    fn get_mut(&mut self, item: u32) -> &mut Item {
        let at = (item - self.first) as usize;
        &mut self.pages[at / PAGE].items[at % PAGE]
    }

    /// The canonical text of an item.
    pub(crate) fn canonical(&self, item: u32) -> &str {
        let (page, at) = self.place(item);
        let start = if at == 0 { 0 } else { page.ends[at - 1] };
        &page.canonical[start as usize..page.ends[at] as usize]
    }

    /// Whether the place of an item is empty, since what stood there was taken out.
    pub(crate) fn is_vacant(&self, item: u32) -> bool {
        self.canonical(item).is_empty()
    }

    /// The items that are held, in order, without the empty places.
    pub(crate) fn items(&self) -> impl Iterator<Item = u32> {
        (self.first..self.next()).filter(|&item| !self.is_vacant(item))
    }

    /// The headline that brought it.
    pub(crate) fn headline(&self, item: u32) -> Headline<'_> {
        let (page, at) = self.place(item);
        page.headlines.get(at)
    }

    /// The headlines of the items from the number `from` on, or a few more, to `until`. Costs a copy of one page: the others
    /// are shared, and copied only where one of them is added to.
    pub(crate) fn headlines(&self, from: u32, until: u32) -> Headlines {
        let mut headlines = Headlines::new();
        let skipped = (from.max(self.first) - self.first) as usize / PAGE;
        for (page, start) in self.pages.iter().zip((self.first..).step_by(PAGE)).skip(skipped) {
            if until >= start + number(page.items.len()) {
                headlines.push(Arc::clone(&page.headlines));
            } else if until > start {
                let mut block = Block::new(Arc::clone(&self.name));
                let first = page.headlines.iter().take((until - start) as usize);
                first.for_each(|headline| block.push(headline));
                headlines.push(block);
            }
        }
        headlines
    }

    /// Adds an item that is a cluster of its own; gives its number.
    pub(crate) fn push(
        &mut self,
        headline: Headline<'_>,
        canonical: &str,
        seen: Seen,
        outline: Outline,
    ) -> u32 {
        let item = self.next();
        if self.pages.back().is_none_or(|page| page.items.len() == PAGE) {
            if let Some(full) = self.pages.back_mut() {
                full.shrink_to_fit();
            }
            let headlines = Arc::new(Block::new(Arc::clone(&self.name)));
            let (canonical, ends, items) = (String::new(), Vec::new(), Vec::new());
            self.pages.push_back(Page { headlines, canonical, ends, items });
        }
        self.empty += usize::from(canonical.is_empty());
        let page = self.pages.back_mut().expect("there is a page, or one was added");
        Arc::make_mut(&mut page.headlines).push(Headline { line: 0, ..headline });
        page.canonical.push_str(canonical);
        page.ends.push(number(page.canonical.len()));
        page.items.push(Item { seen, cluster: self.base + u64::from(item), before: NONE, outline });
        item
    }

    /// The item whose headline was kept for the cluster of `item`.
    pub(crate) fn kept(&self, item: u32) -> u32 {
        self.groups.get(&self.get(item).cluster).map_or(item, |group| group.kept)
    }

    /// Makes `item`, the newest of all, a member of the cluster of `other`.
    pub(crate) fn join(&mut self, item: u32, other: u32) {
        let cluster = self.get(other).cluster;
        self.enter(item, cluster, other);
    }

    /// Makes `item` a member of a cluster; of a new one `kept` is the one that was kept.
    fn enter(&mut self, item: u32, cluster: u64, kept: u32) {
        let clock = self.get(item).seen.clock.max(self.get(kept).seen.clock);
        let alone = Group { kept, newest: kept, clock };
        let group = self.groups.entry(cluster).or_insert(alone);
        let before = std::mem::replace(&mut group.newest, item);
        group.clock = group.clock.max(clock);
        *self.get_mut(item) =
            Item { cluster, before: if before == item { NONE } else { before }, ..*self.get(item) };
    }

    /// Makes `item`, the newest of all, the member of a cluster that it was, in an earlier process.
    pub(crate) fn restore(&mut self, item: u32, cluster: u64, is_kept: bool) {
        if cluster == self.get(item).cluster {
            return;
        }
        // What was taken out of the index has left an empty place.
        let founder = self.number_of(cluster).filter(|&founder| !self.is_vacant(founder));
        self.enter(item, cluster, founder.unwrap_or(item));
        if is_kept && let Some(group) = self.groups.get_mut(&cluster) {
            group.kept = item;
        }
    }

    /// Takes these items, ascending, out: their places stay empty, and their clusters go on without them. Costs a copy of each of their
    /// pages, and as much as their clusters are large.
    pub(crate) fn take_out(&mut self, items: &[u32]) {
        let mut clusters: Vec<u64> = items.iter().map(|&item| self.get(item).cluster).collect();
        clusters.sort_unstable();
        clusters.dedup();
        for cluster in clusters {
            self.part(cluster, items);
        }
        for &item in items {
            let cluster = self.base + u64::from(item);
            *self.get_mut(item) =
                Item { seen: Seen::NEVER, cluster, before: NONE, outline: Outline::of(&[]) };
        }
        let page = |item: &u32| (item - self.first) as usize / PAGE;
        for items in items.chunk_by(|one, next| page(one) == page(next)) {
            let places: Vec<usize> = items.iter().map(|item| (item - self.first) as usize % PAGE).collect();
            self.pages[page(&items[0])].blank(&places);
        }
        self.empty += items.len();
    }

    /// Takes what is of these items out of a cluster, of which the oldest that is left represents it if the one that did goes.
    fn part(&mut self, cluster: u64, items: &[u32]) {
        let Some(&Group { kept, newest, .. }) = self.groups.get(&cluster) else { return };
        let is_left = |member: &u32| items.binary_search(member).is_err();
        let members: Vec<u32> = self.chain(newest).filter(is_left).collect();
        let (Some(&newest), Some(&oldest)) = (members.first(), members.last()) else {
            self.groups.remove(&cluster);
            return;
        };
        // What was there first is a cluster of its own again.
        if newest == oldest && self.base + u64::from(oldest) == cluster {
            self.groups.remove(&cluster);
            return;
        }
        for (place, &member) in members.iter().enumerate() {
            self.get_mut(member).before = members.get(place + 1).copied().unwrap_or(NONE);
        }
        let clock =
            members.iter().map(|&member| self.get(member).seen.clock).max().expect("there is the newest");
        let kept = if is_left(&kept) { kept } else { oldest };
        self.groups.insert(cluster, Group { kept, newest, clock });
    }

    /// A headline with the text of `item` came once more.
    pub(crate) fn see(&mut self, item: u32, seen: Seen) {
        let cluster = self.get(item).cluster;
        self.get_mut(item).seen = seen;
        if let Some(group) = self.groups.get_mut(&cluster) {
            group.clock = group.clock.max(seen.clock);
        }
    }

    /// The members of the cluster of `item`, the newest first, of very many the newest.
    pub(crate) fn members(&self, item: u32) -> impl Iterator<Item = u32> {
        let newest = self.groups.get(&self.get(item).cluster).map_or(item, |group| group.newest);
        self.chain(newest).take(ASKED)
    }

    /// Those from `newest` on that lead to one another.
    fn chain(&self, newest: u32) -> impl Iterator<Item = u32> {
        let held = |item: u32| (item != NONE && self.holds(item)).then_some(item);
        std::iter::successors(held(newest), move |&member| held(self.get(member).before))
    }

    /// Drops pages in front, as long as a quarter of all items has not been seen since `horizon`, or any where all of that
    /// `must_go`; what has been seen is placed anew. Gives the new numbers.
    pub(crate) fn sweep(&mut self, horizon: i64, must_go: bool) -> Range<u32> {
        let next = self.next();
        let mut aged = number((self.first..next).filter(|&item| !self.stays(item, horizon)).count());
        // Each page is looked at once: those of what is placed anew lie behind.
        for _ in 1..self.pages.len() {
            if aged == 0 || !must_go && 4 * aged < self.len() {
                break;
            }
            for old in self.first..self.first + number(PAGE) {
                if self.stays(old, horizon) {
                    self.place_anew(old);
                } else {
                    aged -= 1;
                    self.empty -= usize::from(self.is_vacant(old));
                }
            }
            self.pages.pop_front();
            self.first += number(PAGE);
        }
        let held = self.first..self.next();
        self.groups.retain(|_, group| held.contains(&group.newest) && held.contains(&group.kept));
        next..self.next()
    }

    /// The items that have not been seen since `horizon`.
    pub(crate) fn aged(&self, horizon: i64) -> impl Iterator<Item = u32> {
        self.items().filter(move |&item| !self.stays(item, horizon))
    }

    /// Whether an item was seen since `horizon`, or is the one that was kept of a cluster that was.
    fn stays(&self, item: u32, horizon: i64) -> bool {
        let Item { seen, cluster, .. } = *self.get(item);
        let group = self.groups.get(&cluster).filter(|group| group.kept == item);
        seen.clock.max(group.map_or(i64::MIN, |group| group.clock)) >= horizon
    }

    /// A copy of `old` under a new number.
    fn place_anew(&mut self, old: u32) {
        let Item { seen, cluster, outline, .. } = *self.get(old);
        let canonical = self.canonical(old).to_owned();
        let whole: Headlines = std::iter::once(self.headline(old)).collect();
        let item = self.push(whole.get(0), &canonical, seen, outline);
        if let Some(group) = self.groups.get_mut(&cluster) {
            if group.kept == old {
                group.kept = item;
            }
            let before = std::mem::replace(&mut group.newest, item);
            let before = if before == old { NONE } else { before };
            *self.get_mut(item) = Item { cluster, before, ..*self.get(item) };
        }
    }
}

/// A count of items or of the bytes of a page as the 32 bits that number them.
fn number(count: usize) -> u32 {
    u32::try_from(count).expect("pages and windows are smaller than 2^32")
}
