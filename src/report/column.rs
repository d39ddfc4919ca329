//! Text cut, padded and wrapped to a number of terminal columns.
//!
//! A column is counted grapheme by grapheme: a letter with its accents is one step, a
//! Chinese character two columns, an emoji with its modifiers two. The widths are summed over graphemes
//! rather than taken of the whole string, because a terminal gives each of them its own
//! cells, even where a font would draw two as one (the Arabic lam and alif).

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Stands where a text was cut.
const ELLIPSIS: char = '…';

/// Full-width closing marks, which never begin a line.
const CLOSING_MARKS: &str = "，。、！？：；」』）》〉】〕］｝”’…";

/// The columns that `text` fills.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// `text` in exactly `width` columns: cut with an ellipsis where it is longer, padded with spaces where it is shorter.
pub(super) fn fit(text: &str, width: usize) -> String {
    let mut fitted = cut(text, width);
    let filled = self::width(&fitted);
    fitted.extend(std::iter::repeat_n(' ', width.saturating_sub(filled)));
    fitted
}

/// `text` in at most `width` columns, cut with an ellipsis where it is longer.
pub(super) fn cut(text: &str, width: usize) -> String {
    if self::width(text) <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        let columns = grapheme.width();
        if columns > room {
            break;
        }
        room -= columns;
        kept.push_str(grapheme);
    }
    kept.push(ELLIPSIS);
    kept
}

/// `text` in lines of at most `width` columns, broken after a space or beside a Chinese
/// character, and within a word only where the word alone is wider than a line.
///
/// A single grapheme wider than a line stands on a line of its own. There is always one line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut filled = 0;
    // The last place in this line where the next one may begin.
    let mut may_break = 0;
    let mut after_wide = false;
    for (place, grapheme) in text.grapheme_indices(true) {
        let columns = grapheme.width();
        let is_wide = columns == 2;
        if (is_wide || after_wide) && !CLOSING_MARKS.contains(grapheme) {
            may_break = place;
        }
        // A space at the end of a line may hang over its edge, where it is not seen.
        if filled + columns > width && grapheme != " " && place > start {
            let end = if may_break > start { may_break } else { place };
            lines.push(text[start..end].trim_end());
            start = end;
            filled = self::width(&text[start..place]);
        }
        filled += columns;
        after_wide = is_wide;
        if grapheme == " " {
            may_break = place + 1;
        }
    }
    lines.push(text[start..].trim_end());
    lines
}

#[cfg(test)]
mod tests {
    use super::{fit, width, wrap};

    #[test]
    fn wide_and_combined_characters_count_as_terminals_draw_them() {
        for (text, columns) in
            [("abc", 3), ("é", 1), ("e\u{301}", 1), ("東京", 4), ("بوتين", 5), ("👩\u{200d}🚒", 2)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn a_fitted_text_fills_its_columns_exactly() {
        assert_eq!(fit("abc", 5), "abc  ");
        assert_eq!(fit("abcdef", 5), "abcd…");
        assert_eq!(fit("東京都庁", 5), "東京…");
        // Three columns hold one wide character and the ellipsis.
        assert_eq!(fit("東京都", 4), "東… ");
    }

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("東京都庁前駅", 5), ["東京", "都庁", "前駅"]);
        assert_eq!(wrap("東京都。庁", 6), ["東京", "都。庁"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("東", 1), ["東"]);
    }

    #[test]
    fn no_line_is_wider_than_asked_and_no_word_is_lost() {
        let text =
            "القطار يعود: 東京都庁前駅 and the harbour reopens 👩\u{200d}🚒 after extraordinarily long work";
        for columns in 2..100 {
            let lines = wrap(text, columns);
            assert!(lines.iter().all(|line| width(line) <= columns), "{columns}: {lines:?}");
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(text), "{columns}");
        }
    }
}
