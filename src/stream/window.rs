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
use bytes::Bytes;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use zerocopy::IntoBytes;

use super::PAGE;
use super::item::{Item, NONE, Seen};
use super::page::{Page, number};
use crate::headline::{Block, Headline, Headlines};
use crate::sketch::outline::Outline;
use crate::spill::Kept;

/// A cluster of two members and more, or of one that is not the first that it had.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Group {
    /// The item whose headline was kept.
    kept: u32,
    /// The newest member.
    newest: u32,
    /// The clock when any member was last seen: so long the kept one stays.
    clock: i64,
}

/// Members of a cluster that are asked before a text joins it: the newest.
const ASKED: usize = 64;

/// Pages that are written and read in one part: some twenty megabytes.
const PAGES: usize = 128;

/// What has to be known of a window to read its pages.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Shape {
    base: u64,
    first: u32,
    pages: usize,
    /// By their clusters, ascending.
    pub(super) groups: Vec<(u64, Group)>,
}

impl Shape {
    /// How many parts the pages are.
    pub(crate) fn parts(&self) -> usize {
        2 * self.pages.div_ceil(PAGES)
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

    /// What has to be known of it beside its pages.
    pub(crate) fn shape(&self) -> Shape {
        let mut groups: Vec<_> = self.groups.iter().map(|(&cluster, &group)| (cluster, group)).collect();
        groups.sort_unstable_by_key(|&(cluster, _)| cluster);
        Shape { base: self.base, first: self.first, pages: self.pages.len(), groups }
    }

    /// Its pages as bytes, some at a time: their items, and what else they have.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Vec<u8>> {
        (0..self.pages.len()).step_by(PAGES).flat_map(|start| {
            let pages = self.pages.range(start..self.pages.len().min(start + PAGES));
            let (mut items, mut texts) = (Vec::new(), Vec::new());
            for page in pages {
                items.extend_from_slice(page.items.as_bytes());
                page.write(&mut texts);
            }
            [items, texts]
        })
    }

    /// The one of this shape whose parts `read` gives by their numbers, on all threads, as yet without its clusters; none where they are not
    /// of one.
    pub(crate) fn of_parts(shape: &Shape, read: impl Fn(usize) -> Option<Bytes> + Sync) -> Option<Self> {
        let Shape { base, first, pages, .. } = *shape;
        let mut window = Window { first, ..Window::behind(base) };
        let first = |page: usize| {
            let first = u32::try_from(page.checked_mul(PAGE)?).ok()?.checked_add(first)?;
            Some((first, base.checked_add(u64::from(first))?))
        };
        first(pages)?;
        let some = |part: usize| {
            let (mut items, mut texts, start) = (read(2 * part)?, read(2 * part + 1)?, part * PAGES);
            let pages = start..pages.min(start + PAGES);
            let page = |page| Page::read((&mut items, &mut texts), &window.name, first(page)?);
            pages.map(page).collect::<Option<Vec<Page>>>()
        };
        let parts: Option<Vec<Vec<Page>>> = (0..shape.parts() / 2).into_par_iter().map(some).collect();
        window.pages = parts?.into_iter().flatten().collect();
        let are_full = window.pages.iter().rev().skip(1).all(|page| page.items.len() == PAGE);
        window.empty = window.pages.iter().map(Page::empty).sum();
        are_full.then_some(window)
    }

    /// Has nothing in common with the image that it was read from any more. Costs a copy of it.
    pub(crate) fn part_from_image(&mut self) {
        for page in &mut self.pages {
            Arc::make_mut(&mut page.headlines).own();
            page.canonical.own();
            page.ends.own();
        }
    }

    /// Takes the clusters of a window that was read; says whether their items are held.
    pub(crate) fn group(&mut self, groups: Vec<(u64, Group)>) -> bool {
        let are_held = groups.iter().all(|&(_, group)| self.holds(group.kept) && self.holds(group.newest));
        self.groups = groups.into_iter().collect();
        are_held
    }

    /// How many items came before the one with the number 0.
    pub(crate) fn base(&self) -> u64 {
        self.base
    }

    /// The number of an item, counted from the stream's beginning.
    pub(crate) fn absolute(&self, item: u32) -> u64 {
        self.base + u64::from(item)
    }

    /// The number that the first of its cluster had when it came, counted so; its own where it is the only one.
    pub(crate) fn cluster(&self, item: u32) -> u64 {
        self.get(item).cluster(self.absolute(item))
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
                full.close();
            }
            let headlines = Arc::new(Block::new(Arc::clone(&self.name)));
            let (canonical, ends, items) = (Kept::default(), Kept::default(), Vec::new());
            self.pages.push_back(Page { headlines, canonical, ends, items });
        }
        self.empty += usize::from(canonical.is_empty());
        let page = self.pages.back_mut().expect("there is a page, or one was added");
        Arc::make_mut(&mut page.headlines).push(Headline { line: 0, ..headline });
        page.canonical.open().push_str(canonical);
        let end = number(page.canonical.len());
        page.ends.open().push(end);
        page.items.push(Item::alone(seen, outline));
        item
    }

    /// The item whose headline was kept for the cluster of `item`.
    pub(crate) fn kept(&self, item: u32) -> u32 {
        self.groups.get(&self.cluster(item)).map_or(item, |group| group.kept)
    }

    /// Makes `item`, the newest of all, a member of the cluster of `other`.
    pub(crate) fn join(&mut self, item: u32, other: u32) {
        self.enter(item, self.cluster(other), other);
    }

    /// Makes `item` a member of a cluster; of a new one `kept` is the one that was kept.
    fn enter(&mut self, item: u32, cluster: u64, kept: u32) {
        let clock = self.get(item).seen().clock.max(self.get(kept).seen().clock);
        let before = self.groups.get(&cluster).map_or(kept, |group| group.newest);
        let (number, before) = (self.absolute(item), if before == item { NONE } else { before });
        if !self.get_mut(item).enter(number, cluster, before) {
            return;
        }
        let alone = Group { kept, newest: kept, clock };
        let group = self.groups.entry(cluster).or_insert(alone);
        group.newest = item;
        group.clock = group.clock.max(clock);
    }

    /// Makes `item`, the newest of all, the member of a cluster that it was, in an earlier process.
    pub(crate) fn restore(&mut self, item: u32, cluster: u64, is_kept: bool) {
        if cluster == self.cluster(item) {
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
        let mut clusters: Vec<u64> = items.iter().map(|&item| self.cluster(item)).collect();
        clusters.sort_unstable();
        clusters.dedup();
        for cluster in clusters {
            self.part(cluster, items);
        }
        for &item in items {
            *self.get_mut(item) = Item::alone(Seen::NEVER, Outline::of(&[]));
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
        if newest == oldest && self.absolute(oldest) == cluster {
            self.groups.remove(&cluster);
            return;
        }
        for (place, &member) in members.iter().enumerate() {
            self.get_mut(member).before = members.get(place + 1).copied().unwrap_or(NONE);
        }
        let clock =
            members.iter().map(|&member| self.get(member).seen().clock).max().expect("there is the newest");
        let kept = if is_left(&kept) { kept } else { oldest };
        self.groups.insert(cluster, Group { kept, newest, clock });
    }

    /// A headline with the text of `item` came once more.
    pub(crate) fn see(&mut self, item: u32, seen: Seen) {
        let cluster = self.cluster(item);
        self.get_mut(item).see(seen);
        if let Some(group) = self.groups.get_mut(&cluster) {
            group.clock = group.clock.max(seen.clock);
        }
    }

    /// The members of the cluster of `item`, the newest first, of very many the newest.
    pub(crate) fn members(&self, item: u32) -> impl Iterator<Item = u32> {
        let newest = self.groups.get(&self.cluster(item)).map_or(item, |group| group.newest);
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
        let seen = self.get(item).seen();
        let group = self.groups.get(&self.cluster(item)).filter(|group| group.kept == item);
        seen.clock.max(group.map_or(i64::MIN, |group| group.clock)) >= horizon
    }

    /// A copy of `old` under a new number.
    fn place_anew(&mut self, old: u32) {
        let (Item { outline, .. }, cluster) = (*self.get(old), self.cluster(old));
        let seen = self.get(old).seen();
        let canonical = self.canonical(old).to_owned();
        let whole: Headlines = std::iter::once(self.headline(old)).collect();
        let item = self.push(whole.get(0), &canonical, seen, outline);
        let Some(&Group { kept, newest, .. }) = self.groups.get(&cluster) else { return };
        let (number, before) = (self.absolute(item), if newest == old { NONE } else { newest });
        if self.get_mut(item).enter(number, cluster, before)
            && let Some(group) = self.groups.get_mut(&cluster)
        {
            group.newest = item;
            if kept == old {
                group.kept = item;
            }
        }
    }
}
