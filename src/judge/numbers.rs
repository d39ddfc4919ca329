//! The numbers of a canonical text, and whether two texts contradict one another in them.
//!
//! Normalisation has already made one form of every script's digits, of grouping and of decimal
//! separators, so a number here is a run of ASCII digits with an optional decimal part and
//! an optional minus: "1000", "3.5", "-5". Leading zeros do not count ("02" is 2), and digits inside a word do: "s02e01" has
//! 2 and 1, "covid19" has 19. A percent sign is not part of the number: "50%" and "50" agree.

/// The numbers of `canonical`, in order, each in its shortest form.
///
/// ```
/// use doublet::judge::numbers::numbers;
/// let found: Vec<&str> = numbers("s02e01 up 3.50% to -5 and 0").collect();
/// assert_eq!(found, ["2", "1", "3.5", "-5", "0"]);
/// ```
pub fn numbers(canonical: &str) -> impl Iterator<Item = &str> {
    let bytes = canonical.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
        let mut end = digits_end(bytes, start);
        if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end = digits_end(bytes, end + 1);
        }
        at = end;
        let negative = start > 0 && bytes[start - 1] == b'-';
        Some(shortest(&canonical[start - usize::from(negative)..end]))
    })
}

fn digits_end(bytes: &[u8], start: usize) -> usize {
    start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Without zeros that say nothing: before the first digit that counts, behind the last decimal.
/// A negative number keeps its text, so that a slice of it suffices.
fn shortest(number: &str) -> &str {
    if number.starts_with('-') {
        return number;
    }
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    let significant = number.trim_start_matches('0');
    match significant.as_bytes().first() {
        Some(first) if first.is_ascii_digit() => significant,
        // "0", "0.5": one zero stays.
        _ => &number[number.len() - significant.len() - 1..],
    }
}

/// The numbers that each of two texts has and the other lacks, counted as often as they
/// stand; `None` unless both have some.
///
/// ```
/// use doublet::judge::numbers::own;
/// assert_eq!(own("5 killed", "15 killed"), Some([vec!["5".to_owned()], vec!["15".to_owned()]]));
/// assert_eq!(own("5 killed", "many killed"), None);
/// assert_eq!(own("3 of 5", "5 of 3"), None);
/// ```
#[must_use]
pub fn own(first: &str, second: &str) -> Option<[Vec<String>; 2]> {
    let mut lists = [sorted(first), sorted(second)];
    if lists.iter().any(Vec::is_empty) || lists[0] == lists[1] {
        return None;
    }
    let common = lists.clone();
    lists[0] = without(&common[0], &common[1]);
    lists[1] = without(&common[1], &common[0]);
    let owned = |list: &Vec<&str>| list.iter().map(|&number| number.to_owned()).collect();
    lists.iter().all(|list| !list.is_empty()).then(|| [owned(&lists[0]), owned(&lists[1])])
}

fn sorted(canonical: &str) -> Vec<&str> {
    let mut list: Vec<&str> = numbers(canonical).collect();
    list.sort_unstable();
    list
}

/// The multiset difference of two sorted lists.
fn without<'a>(list: &[&'a str], other: &[&str]) -> Vec<&'a str> {
    let mut other = other.iter().peekable();
    list.iter()
        .filter(|&&number| {
            while other.next_if(|&&candidate| candidate < number).is_some() {}
            other.next_if(|&&candidate| candidate == number).is_none()
        })
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_have_one_form() {
        for (text, expected) in [
            ("007", "7"),
            ("0", "0"),
            ("000", "0"),
            ("0.50", "0.5"),
            ("10", "10"),
            ("10.0", "10"),
            ("00.5", "0.5"),
        ] {
            assert_eq!(numbers(text).collect::<Vec<_>>(), [expected], "{text}");
        }
        assert_eq!(numbers("第3回 2024年").collect::<Vec<_>>(), ["3", "2024"]);
        assert_eq!(numbers("no number").count(), 0);
    }

    #[test]
    fn a_number_that_stands_twice_on_one_side_is_its_own_once() {
        assert_eq!(own("5 5 7", "5 8"), Some([vec!["5".to_owned(), "7".to_owned()], vec!["8".to_owned()]]));
    }

    proptest! {
        #[test]
        fn contradiction_is_symmetric(first in "[0-3 .a-]{0,12}", second in "[0-3 .a-]{0,12}") {
            let swapped = own(&second, &first).map(|[one, two]| [two, one]);
            prop_assert_eq!(own(&first, &second), swapped);
            prop_assert_eq!(own(&first, &first), None);
        }
    }
}
