//! Work on the headlines of a batch, on all threads where there are enough of them.

use rayon::prelude::*;

use super::FEW;

/// `work` on each of `items`, in order, on all threads if there are enough of them.
pub(super) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    map_with(items, || (), |(), item| work(item))
}

/// The same with what `init` makes: room that is used for one item after the other.
pub(super) fn map_with<T: Sync, S, R: Send>(
    items: &[T],
    init: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, &T) -> R + Sync + Send,
) -> Vec<R> {
    if items.len() < FEW {
        let mut room = init();
        items.iter().map(|item| work(&mut room, item)).collect()
    } else {
        items.par_iter().with_min_len(FEW / 4).map_init(init, work).collect()
    }
}

/// What two pieces of work on so many items give, side by side if there are enough of them.
pub(super) fn both<A: Send, B: Send>(
    items: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if items < FEW { (one(), other()) } else { rayon::join(one, other) }
}
