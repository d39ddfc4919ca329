//! The items of a window that are kept and forgotten together, in memory and in an image.

use std::sync::Arc;

use bytes::Bytes;
use zerocopy::{FromBytes, IntoBytes};

use super::PAGE;
use super::item::Item;
use crate::headline::{Block, Headline, PLACE};
use crate::spill::Kept;

/// Where a page begins in its part.
const ALIGNED: usize = 8;

/// [`PAGE`] items.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The headlines that brought them.
    pub(super) headlines: Arc<Block>,
    pub(super) canonical: Kept<str>,
    /// Where each canonical text ends.
    pub(super) ends: Kept<[u32]>,
    pub(super) items: Vec<Item>,
}

impl Page {
    /// How many of its places are empty.
    pub(super) fn empty(&self) -> usize {
        let starts = std::iter::once(&0).chain(&*self.ends);
        starts.zip(&*self.ends).filter(|(start, end)| start == end).count()
    }

    /// Leaves nothing of what stands at these places. Costs a copy of the page.
    pub(super) fn blank(&mut self, places: &[usize]) {
        let mut headlines = Block::new(Arc::from(self.headlines.name()));
        let (mut canonical, mut start) = (String::new(), 0);
        for (place, (headline, end)) in self.headlines.iter().zip(self.ends.open()).enumerate() {
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
        (self.headlines, self.canonical) = (Arc::new(headlines), Kept::new(canonical));
        if self.items.len() == PAGE {
            self.close();
        }
    }

    /// Appends to `bytes` what it has beside its items: their number and that of the bytes of its two texts, the places of the headlines, the
    /// ends, and the texts. Costs a copy.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let (text, places) = self.headlines.parts();
        for length in [self.items.len(), text.len(), self.canonical.len()] {
            bytes.extend(u64::from(number(length)).to_ne_bytes());
        }
        for part in [places, self.ends.as_bytes(), text.as_bytes(), self.canonical.as_bytes()] {
            bytes.extend_from_slice(part);
        }
        bytes.resize(bytes.len().next_multiple_of(ALIGNED), 0);
    }

    /// Takes a page of those called `name` from the beginning of `items`, and of what was [written](Self::write), which its texts share; its
    /// first item is `first`, and has a `number` counted from the stream's beginning. None where it is none.
    pub(super) fn read(
        (items, texts): (&mut Bytes, &mut Bytes),
        name: &Arc<str>,
        (first, number): (u32, u64),
    ) -> Option<Self> {
        let before = texts.len();
        let take = |bytes: &mut Bytes, length: usize| (length <= bytes.len()).then(|| bytes.split_to(length));
        let length =
            |texts: &mut Bytes| usize::try_from(u64::from_ne_bytes(*take(texts, 8)?.first_chunk()?)).ok();
        let [count, text, canonical] = [length(texts)?, length(texts)?, length(texts)?];
        if !(1..=PAGE).contains(&count) {
            return None;
        }
        let items = take(items, count.checked_mul(size_of::<Item>())?)?;
        let items: Vec<Item> = items
            .chunks_exact(size_of::<Item>())
            .map(Item::read_from_bytes)
            .collect::<Result<_, _>>()
            .ok()?;
        let places = take(texts, count.checked_mul(PLACE)?)?;
        let ends: Kept<[u32]> = Kept::shared(take(texts, count * size_of::<u32>())?)?;
        let (text, canonical): (_, Kept<str>) = (take(texts, text)?, Kept::shared(take(texts, canonical)?)?);
        let taken = before - texts.len();
        take(texts, taken.next_multiple_of(ALIGNED) - taken)?;
        let mut numbers = (first..).zip(number..);
        let are_sound = items
            .iter()
            .all(|item| numbers.next().is_some_and(|(place, number)| item.is_sound(place, number)));
        let are_ends = ends.is_sorted()
            && ends.iter().all(|&end| canonical.is_char_boundary(end as usize))
            && ends.last().map_or(0, |&end| end as usize) == canonical.len();
        let headlines = Arc::new(Block::of_parts(Arc::clone(name), text, places)?);
        (are_sound && are_ends && headlines.len() == count).then_some(Page {
            headlines,
            canonical,
            ends,
            items,
        })
    }

    /// Nothing more is to be added: gives back what its texts do not need, a third of what they have, as they grow by doubling.
    pub(super) fn close(&mut self) {
        // While it is learned of, it stays as it is.
        if let Some(headlines) = Arc::get_mut(&mut self.headlines) {
            headlines.close();
        }
        self.canonical.close();
        self.ends.close();
    }
}

/// A count of items or of the bytes of a page as the 32 bits that number them.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).expect("pages and windows are smaller than 2^32")
}
