//! A stream as it lies in memory, written and read: what an index is opened from where it is large.
//!
//! The first part tells how large all is, and which items make clusters; behind it come the lines of the columns and the pages of the
//! window. They are read on all threads and looked through once: whoever looks something up later relies on what is written here, that
//! texts are texts, that places lie within them, and that nothing leads in a circle. Checksums are the index's.
//!
//! What takes no time to make is not here: the clock, what was learned, and what was pushed since.

use std::borrow::Cow;

use memmap2::MmapMut;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::columns::{Columns, most_of};
use super::look::SAME;
use super::postings::{self, Column};
use super::window::{self, Window};
use super::{MOST_ITEMS, Stream};
use crate::index::{Image, of_bytes, to_bytes};

/// How large all is.
#[derive(Serialize, Deserialize)]
struct Shape {
    /// Of the columns, that of the texts last.
    columns: Vec<postings::Shape>,
    window: window::Shape,
}

impl Stream {
    /// All parts, in the order in which they are read, with the bytes that there is to be room for where each stands.
    pub(super) fn parts(&self) -> impl Iterator<Item = (Cow<'_, [u8]>, usize)> {
        let columns = || self.columns.iter().chain([&self.texts]);
        let shape = Shape { columns: columns().map(Column::shape).collect(), window: self.window.shape() };
        let lines = columns().flat_map(Column::parts).map(|(lines, room)| (Cow::Borrowed(lines), room));
        let pages = self.window.parts().map(|pages| (Cow::Owned(pages), 0));
        std::iter::once((Cow::Owned(to_bytes(&shape)), 0)).chain(lines).chain(pages)
    }

    /// Takes the window and the columns from an image; none, and the stream is as it was, where anything of it is not as it should be.
    pub(super) fn take_image(&mut self, image: &Image) -> Option<()> {
        let part = |number: usize| image.part(number).ok();
        let shape: Shape = of_bytes(&part(0)?).ok()?;
        let pages = 1 + shape.columns.iter().map(postings::Shape::parts).sum::<usize>();
        if image.parts() != pages.checked_add(shape.window.parts())? {
            return None;
        }
        let columns = || {
            let lines: Vec<MmapMut> = (1..pages).into_par_iter().map(part).collect::<Option<_>>()?;
            let mut lines = lines.into_iter();
            let most = |number: usize| if number + 1 == shape.columns.len() { SAME } else { most_of(number) };
            let numbered = shape.columns.iter().enumerate();
            let columns = numbered.map(|(number, &shape)| Column::of_parts(most(number), shape, &mut lines));
            columns.collect::<Option<Vec<Column>>>()
        };
        let window = || Window::of_parts(&shape.window, |number| image.shared(pages + number).ok());
        let (columns, window) = rayon::join(columns, window);
        let (mut columns, mut window) = (columns?, window?);
        let items = window.first()..window.next();
        let are_sound = columns.par_iter().all(|column| column.is_sound(items.clone()));
        let are_those = image.about.items == [items.start, items.end].map(|item| window.absolute(item));
        // Numbers are not given twice, so they come to an end if they always go on.
        let are_few = (items.end as usize) < MOST_ITEMS / 2;
        let texts = columns.pop()?;
        let columns = Columns::of(columns)?;
        (are_sound && are_those && are_few && window.group(shape.window.groups)).then(|| {
            (self.window, self.columns, self.texts) = (window, columns, texts);
            self.is_of_image = true;
        })
    }

    /// Has nothing in common any more with the image that it was read from, if it was: of a file that is removed the disk keeps all as long as
    /// any of it is mapped. Costs a copy of it.
    pub(super) fn part_from_image(&mut self) {
        if std::mem::take(&mut self.is_of_image) {
            self.window.part_from_image();
            self.columns.part_from_image();
            self.texts.part_from_image();
        }
    }
}
