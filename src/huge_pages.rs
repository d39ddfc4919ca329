//! Large tables in large pages.
//!
//! The processor knows the places of some thousand pages by heart, which of pages of 4 KiB are a few megabytes. In a table of gigabytes each look at
//! random asks memory twice then, for the page's place and for what is there. Linux has pages of 2 MiB too and gives them to
//! who asks: on ten million headlines the candidates take 0.8 of the time with them.
//! Where the system has none, a list is a list.

use std::io;
use std::ops::Range;

use memmap2::MmapMut;

/// An empty list with room for `capacity`, in large pages where there are such.
pub(crate) fn with_capacity<T>(capacity: usize) -> Vec<T> {
    let mut list = Vec::with_capacity(capacity);
    let room = list.spare_capacity_mut();
    ask(room.as_mut_ptr().expose_provenance(), size_of_val(room));
    list
}

/// So many times `value`, in large pages where there are such. For 0 the system gives pages when they are first looked at, by whichever thread.
pub(crate) fn filled<T: Clone>(value: T, count: usize) -> Vec<T> {
    let list = vec![value; count];
    ask(list.as_ptr().expose_provenance(), size_of_val(&*list));
    list
}

/// So many bytes of zeros, beginning with a page, in large pages where there are such; the system gives them when they are first looked at.
/// A list of what is aligned to more than 16 bytes is written to from end to end when it is made.
///
/// # Errors
///
/// That of the system where it has no such memory.
pub(crate) fn zeroed(bytes: usize) -> io::Result<MmapMut> {
    let map = MmapMut::map_anon(bytes)?;
    ask(map.as_ptr().expose_provenance(), map.len());
    Ok(map)
}

/// The bytes of a large page.
#[cfg(any(target_os = "linux", test))]
const PAGE: usize = 1 << 21;

/// The addresses of those large pages that lie wholly in so many bytes from `start` on.
#[cfg(any(target_os = "linux", test))]
fn pages(start: usize, bytes: usize) -> Range<usize> {
    let end = (start + bytes) / PAGE * PAGE;
    start.next_multiple_of(PAGE).min(end)..end
}

/// Asks for large pages where memory of the caller's lies.
#[cfg(target_os = "linux")]
fn ask(start: usize, bytes: usize) {
    use rustix::mm::{Advice, madvise};
    let pages = pages(start, bytes);
    if pages.is_empty() {
        return;
    }
    let first = std::ptr::with_exposed_provenance_mut(pages.start);
    #[expect(unsafe_code, reason = "the system is told about memory by its address")]
    // SAFETY: the advice changes nothing that stands in these pages. Where it is not taken, which is the error that there can be, nothing is
    // lost.
    let _ = unsafe { madvise(first, pages.len(), Advice::LinuxHugepage) };
}

/// Elsewhere there is nobody to ask.
#[cfg(not(target_os = "linux"))]
fn ask(_: usize, _: usize) {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pages_lie_in_what_they_are_asked_for(start in 0_usize..1 << 40, bytes in 0_usize..1 << 26) {
            let found = pages(start, bytes);
            prop_assert!(found.is_empty() || (found.start >= start && found.end <= start + bytes));
            prop_assert!(found.start.is_multiple_of(PAGE) && found.len().is_multiple_of(PAGE));
            prop_assert!(bytes < found.len() + 2 * PAGE, "all but what is less than a page at each end");
        }
    }

    #[test]
    fn a_list_holds_what_is_put_into_it_whatever_its_size() {
        for count in [0, 1, 1 << 10, (1 << 20) + 7] {
            let mut list = with_capacity(count);
            assert!(list.is_empty() && list.capacity() >= count);
            list.extend(0..count as u64);
            assert!(list.iter().copied().eq(0..count as u64));
            assert_eq!(filled(7_u16, count), vec![7; count]);
            if count > 0 {
                let zeroed = zeroed(count).expect("there is memory");
                assert!(zeroed.len() == count && zeroed.iter().all(|&byte| byte == 0));
            }
        }
    }
}
