//! What of the input is the same in every generation, and what is renamed.
//!
//! # What stays
//!
//! A word is *common* where it stands in a good share of the texts of its language, and stays. What its language is
//! nobody says; but each headline has some word that is frequent where it comes from ("the", "ve", "की"), and so a
//! word is measured by the most frequent words of the headlines that it stands in ([`COMMON`]). A Turkish word is common
//! among a few Turkish headlines in a mostly Chinese feed. Two forms of a word are one word here: they are told by
//! their [beginning](STEM), since a duplicate that inflects a name should be a duplicate in every generation. In scripts
//! without spaces two neighbouring characters are a word, and a character stays where one of its two words is common.
//!
//! The name of a headline's own outlet stays too: it outlives the news. And a text that repeats a hundred times is the title of
//! a column, or stands beside every article of an outlet: it stays as it is ([`COLUMN`]).
//!
//! # How it is kept
//!
//! The record is rendered once, as the JSON that it will be, with a [mark](TOGGLE) where renaming begins and ends.
//! So a generation costs a copy and some table look-ups. A record takes the bytes of its line and eight more.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use ahash::{AHashMap, AHashSet};
use doublet::Headlines;
use doublet::collapse::{Items, collapse};
use doublet::headline::{Block, Headline};
use doublet::normalize::{canonical, is_character};
use rayon::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;
use xxhash_rust::xxh3::xxh3_64;

use crate::renaming::{Letters, Renaming};

/// A word is common that is at most so many times less frequent than the most frequent words of the headlines around it.
/// At 16, 0.7 % of the 2.3 million texts of the stream have no other word, and recur in each generation; at 32 it is 2.1 %; of
/// a quarter of them it is 6.4 % at 64, too much where the share of repeats is to stay. At 8 and 4 the candidates of two generations
/// are no fewer than at 16: nothing is gained for the common words that are lost.
const COMMON: u64 = 16;

/// A word is common that stands in so many texts at least: of fewer nobody can say.
const LEAST: u32 = 3;

/// Words that begin with the same letters, so many, are forms of one word.
const STEM: usize = 6;

/// A text that repeats so often is the title of a column.
const COLUMN: usize = 100;

/// Stands where renaming begins, and where it ends. JSON escapes control characters, so none is in a rendered record.
const TOGGLE: char = '\u{1}';

/// What an id takes in a record, about: its name, and up to nine digits.
const ID_BYTES: usize = 20;

/// The years that stay: the normaliser and the judge know them as years.
const YEARS: RangeInclusive<u32> = 1900..=2099;

/// A part of a title that stays or is renamed as one, and the words that it belongs to: one, or, as a character of a script
/// without spaces, the two that it makes with its neighbours.
struct Part {
    range: Range<usize>,
    words: [Option<u64>; 2],
}

/// The parts of `title`: its words, and where it has none its characters. Signs between two characters are nothing, as
/// they are to the normaliser.
fn parts(title: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut before: Option<&str> = None;
    for (start, word) in title.unicode_word_indices().filter(|(start, word)| !is_fixed(title, *start, word)) {
        let range = start..start + word.len();
        let is_alone = is_character(word) && word.graphemes(true).nth(1).is_none();
        let words = if is_alone {
            let both = before.map(|before| xxh3_64([before, word].concat().as_bytes()));
            if let (Some(_), Some(last)) = (both, parts.last_mut()) {
                last.words[1] = both;
            }
            [both, None]
        } else {
            let stem: String = canonical(word).chars().take(STEM).collect();
            [Some(xxh3_64(stem.as_bytes())), None]
        };
        before = is_alone.then_some(word);
        parts.push(Part { range, words });
    }
    for alone in parts.iter_mut().filter(|part| part.words == [None; 2]) {
        alone.words[0] = Some(xxh3_64(&title.as_bytes()[alone.range.clone()]));
    }
    parts
}

/// Whether `word` is a year, or the name of a character in HTML, which may be escaped twice.
fn is_fixed(title: &str, start: usize, word: &str) -> bool {
    let is_entity = title[start + word.len()..].starts_with(';')
        && title[..start].trim_end_matches("amp;").ends_with(['&', '#']);
    is_entity || word.len() == 4 && word.parse().is_ok_and(|year| YEARS.contains(&year))
}

/// The words of one headline, each once.
fn words(title: &str) -> Vec<u64> {
    let mut words: Vec<u64> = parts(title).iter().flat_map(|part| part.words).flatten().collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The common words of `items`.
fn common(headlines: &Headlines, items: &Items) -> AHashSet<u64> {
    let title = |item: usize| headlines.get(items.headlines(item)[0] as usize).title;
    let texts: Vec<Vec<u64>> = (0..items.len()).into_par_iter().map(|item| words(title(item))).collect();
    // In how many headlines each word stands, and how many the most frequent word of each of these stands in, summed.
    let mut counts = AHashMap::<u64, (u32, u64)>::new();
    for word in texts.iter().flatten() {
        counts.entry(*word).or_default().0 += 1;
    }
    for text in &texts {
        let most = text.iter().map(|word| counts[word].0).max().unwrap_or_default();
        for word in text {
            counts.entry(*word).and_modify(|(_, sum)| *sum += u64::from(most));
        }
    }
    let is_common =
        |&(_, &(count, sum)): &(&u64, &(u32, u64))| count >= LEAST && u64::from(count).pow(2) * COMMON >= sum;
    counts.iter().filter(is_common).map(|(&word, _)| word).collect()
}

/// The records of one block, one behind the other.
pub(crate) struct Records {
    text: String,
    ends: Vec<usize>,
}

/// The input, ready to be renamed.
pub(crate) struct Original {
    /// Its records.
    pub(crate) blocks: Vec<Records>,
    /// Its letters.
    pub(crate) letters: Letters,
}

impl Original {
    /// Learns what is common, and renders the records.
    pub(crate) fn of(headlines: &Headlines) -> doublet::Result<Self> {
        let items = collapse(headlines)?;
        let common = common(headlines, &items);
        let repeats = (0..items.len()).map(|item| items.headlines(item));
        let columns: AHashSet<u32> = repeats.filter(|all| all.len() >= COLUMN).flatten().copied().collect();
        drop(items);
        let mut starts = Vec::new();
        let mut start = 0;
        for block in headlines.blocks() {
            starts.push(start);
            start += block.len();
        }
        let is_column = |headline: usize| u32::try_from(headline).is_ok_and(|it| columns.contains(&it));
        let render = |(block, &start): (&Arc<Block>, &usize)| {
            let mut records = Records { text: String::new(), ends: Vec::with_capacity(block.len()) };
            for (place, headline) in block.iter().enumerate() {
                let outlet = headline.source.and_then(|outlet| {
                    let start = headline.title.rfind(outlet)?;
                    Some(start..start + outlet.len())
                });
                let is_renamed = |Part { range, words }: &Part| {
                    let is_outlet =
                        outlet.as_ref().is_some_and(|it| it.start <= range.start && range.end <= it.end);
                    !is_outlet
                        && !is_column(start + place)
                        && !words.iter().flatten().any(|word| common.contains(word))
                };
                render(&headline, is_renamed, &mut records.text);
                records.ends.push(records.text.len());
            }
            records.text.shrink_to_fit();
            records
        };
        let blocks = headlines.blocks().par_iter().zip(&starts).map(render).collect();
        Ok(Original { blocks, letters: Letters::of(headlines.iter().map(|headline| headline.title)) })
    }
}

impl Records {
    /// The number of records.
    pub(crate) fn len(&self) -> u64 {
        self.ends.len() as u64
    }

    /// The first of them under another name, one for each of `ids`, as lines of JSON.
    pub(crate) fn renamed(&self, renaming: &Renaming, ids: Range<u64>) -> String {
        let mut lines = String::with_capacity(self.text.len() + ID_BYTES * self.ends.len());
        let mut start = 0;
        for (id, &end) in ids.zip(&self.ends) {
            lines.push_str("{\"id\": ");
            lines.push_str(&id.to_string());
            for (number, part) in self.text[start..end].split(TOGGLE).enumerate() {
                if number % 2 == 0 {
                    lines.push_str(part);
                } else {
                    lines.extend(part.chars().map(|c| renaming.of(c)));
                }
            }
            lines.push_str("}\n");
            start = end;
        }
        lines
    }
}

/// Appends `headline` without its id to `out`, with marks around the parts that are renamed.
fn render(headline: &Headline<'_>, is_renamed: impl Fn(&Part) -> bool, out: &mut String) {
    out.push_str(", \"title\": \"");
    let mut done = 0;
    for Part { range, .. } in parts(headline.title).iter().filter(|part| is_renamed(part)) {
        escape(&headline.title[done..range.start], out);
        out.push(TOGGLE);
        escape(&headline.title[range.clone()], out);
        out.push(TOGGLE);
        done = range.end;
    }
    escape(&headline.title[done..], out);
    out.push('"');
    for (name, value) in [("source", headline.source), ("published", headline.published)] {
        if let Some(value) = value {
            out.push_str(", \"");
            out.push_str(name);
            out.push_str("\": \"");
            escape(value, out);
            out.push('"');
        }
    }
}

/// Appends `text` as it stands within a JSON string.
fn escape(text: &str, out: &mut String) {
    let quoted = serde_json::to_string(text).expect("a string is JSON");
    out.push_str(&quoted[1..quoted.len() - 1]);
}
