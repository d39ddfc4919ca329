//! One canonical text per headline. (being written)

/// The canonical text of `title`.
#[must_use]
pub fn canonical(title: &str) -> String {
    let mut out = String::new();
    canonical_into(title, &mut out);
    out
}

/// Appends the canonical text of `title` to `out`.
pub fn canonical_into(title: &str, out: &mut String) {
    out.push_str(title);
}

/// The words.
pub fn words(canonical: &str) -> impl Iterator<Item = &str> {
    canonical.split(' ').filter(|word| !word.is_empty())
}
