//! Digits of every script, and what the separators between them mean.
//!
//! A number token is digits with single separators between them, such as `1,000.5` or `12.05.2023`. Nothing
//! but its shape says whether a separator groups, marks the fraction or divides two numbers:
//!
//! | shape | reading | example |
//! |---|---|---|
//! | one to three digits, then groups of three behind one kind of separator | whole | `1,000` `1.000` `1'000` |
//! | one or two digits, groups of two, a last group of three, commas | whole (India) | `1,00,000` |
//! | whole as above or plain digits, then another of `.` and `,` | decimal | `1.234,5` `3,5` `0.125` |
//! | anything else | several numbers | `12.05.2023` `2022,2023` |
//!
//! So `1.234` is read as 1234 whoever wrote it: between a German thousand and an English fraction of three
//! places nothing decides, and in headlines the thousand is far more frequent. A number that begins with
//! zero is never grouped, so `0.125` is a decimal. Each reading, written out, is read the same way again.

/// The zeros of the decimal digits of Unicode (general category Nd): the nine characters behind each are its
/// digits from one to nine. Sorted, for the binary search.
const ZEROS: [u32; 76] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
    0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40,
    0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA,
    0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0,
    0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0,
    0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The ASCII digit that `c` stands for, where it is a decimal digit of any script.
pub(super) fn ascii_digit(c: char) -> Option<u8> {
    let code = u32::from(c);
    let behind = ZEROS.partition_point(|&zero| zero <= code);
    let value = code - ZEROS.get(behind.checked_sub(1)?)?;
    u8::try_from(value).ok().filter(|&value| value < 10).map(|value| b'0' + value)
}

/// A number of more bytes than this, separators included, is no number of a headline: its separators are
/// read as spaces, which spares the settling an allocation.
pub(super) const LONGEST: usize = 64;

/// Stands in a token for any separator that only ever groups: the no-break space and its narrow kin.
pub(super) const NO_BREAK: u8 = b'_';

/// What a token comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// One number; the separators group its digits.
    Whole,
    /// One number, whose fraction follows the separator at this index.
    Decimal(usize),
    /// Several numbers.
    Several,
}

/// Rewrites `token`, ASCII digits with single separators (`.` `,` `'` or [`NO_BREAK`]) between them, into its
/// canonical form, and returns the length of that form, which stands at the front.
pub(super) fn settle(token: &mut [u8]) -> usize {
    let (point, keep_gaps) = match reading(token) {
        Reading::Whole => (token.len(), false),
        Reading::Decimal(at) => (at, false),
        Reading::Several => (token.len(), true),
    };
    let mut length = 0;
    for index in 0..token.len() {
        let byte = token[index];
        let written = match byte {
            b'0'..=b'9' => byte,
            _ if index == point => b'.',
            _ if keep_gaps => b' ',
            _ => continue,
        };
        token[length] = written;
        length += 1;
    }
    length
}

fn reading(token: &[u8]) -> Reading {
    let Some(last) = token.iter().rposition(|byte| !byte.is_ascii_digit()) else { return Reading::Whole };
    if token.len() > LONGEST {
        return Reading::Several;
    }
    if is_grouped(token) {
        return Reading::Whole;
    }
    let (integer, separator, fraction) = (&token[..last], token[last], &token[last + 1..]);
    let plain = integer.iter().all(u8::is_ascii_digit);
    match separator {
        // More than three places behind a comma are rather two years in a list than a fraction.
        b',' if plain && fraction.len() <= 3 => Reading::Decimal(last),
        b'.' if plain => Reading::Decimal(last),
        b'.' | b',' if !integer.contains(&separator) && is_grouped(integer) => Reading::Decimal(last),
        _ => Reading::Several,
    }
}

/// Whether the digits stand in groups behind separators of one kind, as Europe or as India groups them.
fn is_grouped(token: &[u8]) -> bool {
    let Some(&separator) = token.iter().find(|byte| !byte.is_ascii_digit()) else { return false };
    let mut groups = token.split(|&byte| byte == separator);
    let first = groups.next().unwrap_or_default();
    let Some(last) = groups.next_back() else { return false };
    let digits = |group: &[u8], count: usize| group.len() == count && group.iter().all(u8::is_ascii_digit);
    if first.len() > 3 || first.first() == Some(&b'0') || !digits(last, 3) {
        return false;
    }
    let by_two = separator == b',' && first.len() <= 2 && groups.clone().all(|group| digits(group, 2));
    by_two || groups.all(|group| digits(group, 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(token: &str) -> String {
        let mut bytes = token.as_bytes().to_vec();
        let length = settle(&mut bytes);
        bytes.truncate(length);
        String::from_utf8(bytes).expect("only ASCII is written")
    }

    #[test]
    fn groups_of_three_are_joined_whatever_separates_them() {
        for token in ["1,000", "1.000", "1'000", "1_000"] {
            assert_eq!(settled(token), "1000");
        }
        assert_eq!(settled("12_345_678"), "12345678");
        assert_eq!(settled("1,00,000"), "100000");
        assert_eq!(settled("12,34,56,789"), "123456789");
    }

    #[test]
    fn a_decimal_is_written_with_a_point() {
        assert_eq!(settled("3,5"), "3.5");
        assert_eq!(settled("3.5"), "3.5");
        assert_eq!(settled("0.125"), "0.125");
        assert_eq!(settled("1234.567"), "1234.567");
        assert_eq!(settled("1,234.567"), "1234.567");
        assert_eq!(settled("1.234,5"), "1234.5");
        assert_eq!(settled("1_234,5"), "1234.5");
        assert_eq!(settled("1'234.50"), "1234.50");
    }

    #[test]
    fn other_shapes_are_several_numbers() {
        assert_eq!(settled("12.05.2023"), "12 05 2023");
        assert_eq!(settled("2022,2023"), "2022 2023");
        assert_eq!(settled("1,000,5"), "1 000 5");
        assert_eq!(settled("5'30"), "5 30");
        assert_eq!(settled("16_12"), "16 12");
        assert_eq!(settled("1.2_3,4"), "1 2 3 4");
        assert_eq!(settled("1,".repeat(40).trim_end_matches(',')), "1 ".repeat(40).trim_end());
    }

    #[test]
    fn every_zero_begins_ten_numeric_characters() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            for value in 0..10_u8 {
                let digit = char::from_u32(zero + u32::from(value)).expect("no surrogate is a digit");
                assert!(digit.is_numeric(), "U+{:04X}", u32::from(digit));
                assert_eq!(ascii_digit(digit), Some(b'0' + value));
            }
        }
        assert_eq!(ascii_digit('/'), None);
        assert_eq!(ascii_digit('\0'), None);
        assert_eq!(ascii_digit('²'), None);
    }
}
