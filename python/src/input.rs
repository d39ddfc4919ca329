//! What Python has, as the core reads it.

use doublet::read::Input;
use pyo3::prelude::*;

/// What data in memory is called in messages and in the ids of headlines that bring none.
const MEMORY: &str = "memory";

/// The items of a list as lines of JSON, which the core reads as it reads a file of them.
pub(crate) fn lines(items: &Bound<'_, PyAny>) -> PyResult<Input> {
    let mut lines = Vec::new();
    for item in items.try_iter()? {
        let item = item?;
        let title: &str = item.extract()?;
        lines.extend_from_slice(b"{\"title\":");
        serde_json::to_writer(&mut lines, title).expect("a vector takes a text");
        lines.extend_from_slice(b"}\n");
    }
    Ok(Input::Memory(MEMORY.to_owned(), lines))
}
