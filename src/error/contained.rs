//! Panics of libraries over what a file says, as errors of that file.
//!
//! Who decodes a damaged file with a library that takes it to be whole cannot keep it from panicking: a length out of its range, a
//! page of a kind that does not exist. Such work is done here, and what it panics with becomes an error.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    /// Whether [`contained`] is at work.
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` with what a file says; where that panics, the error is what `told` makes of the words of the panic.
///
/// What was being worked on must be dropped then, so that nobody sees it half done. What `work` has done on other threads is not contained there, and it
/// must not wait for a pool of threads, which might do other work on this one meanwhile. Where panics abort nothing is contained.
pub(crate) fn contained<T, E>(
    work: impl FnOnce() -> Result<T, E>,
    told: impl FnOnce(String) -> E,
) -> Result<T, E> {
    let before = IS_CONTAINED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    IS_CONTAINED.set(before);
    done.unwrap_or_else(|panic: Box<dyn Any + Send>| {
        let fixed = panic.downcast_ref::<&str>().map(|&words| words.to_owned());
        let words = panic.downcast_ref::<String>().cloned().or(fixed);
        Err(told(words.unwrap_or_else(|| "it panics".to_owned())))
    })
}

/// Has the panic hook of the process, as it is now, say nothing of the panics that libraries end with over damaged files (Parquet, an index):
/// they are caught, and are errors of the file.
///
/// The standard library tells of every panic on standard error, caught or not. A program whose users need not see these calls this once, as
/// `doublet` does.
///
/// ```
/// doublet::error::hide_contained_panics();
/// ```
pub fn hide_contained_panics() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !IS_CONTAINED.get() {
            tell(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_next_one_is_none() {
        // What is known when it is compiled would be a fixed text.
        let length: usize = std::hint::black_box(7);
        let inner = || contained(|| -> Result<(), String> { panic!("at {length}") }, |words| words);
        let outer = || {
            let inner = inner();
            Ok((inner, IS_CONTAINED.get()))
        };
        assert_eq!(contained(outer, |_| String::new()), Ok((Err("at 7".to_owned()), true)));
        assert_eq!(
            contained(|| -> Result<(), String> { panic!("fixed") }, |words| words),
            Err("fixed".to_owned())
        );
        assert!(!IS_CONTAINED.get());
    }
}
