//! The pairs that the gaoya crate finds: `peer-gaoya TEXTS OUT THRESHOLD BANDS ROWS`.
//!
//! Used as its documentation advises where speed matters: sketches made in parallel, inserted in bulk, ids in a container
//! that holds two inline. Each text's own sketch is asked about, by number, so that nothing is sketched twice.

use std::error::Error;
use std::io::Write;
use std::{env, fs};

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32, SmallVecContainer};
use gaoya::text::shingle_text;
use rayon::prelude::*;

type Index = MinHashIndex<u32, u32, SmallVecContainer<u32, 2>>;

/// The 3-grams; a text that is shorter is its own. By itself gaoya gives such texts no shingle, and takes all of them for equal.
fn shingles(text: &str) -> impl Iterator<Item = &str> {
    let mut grams = shingle_text(text, 3).peekable();
    let short = grams.peek().is_none().then_some(text);
    grams.chain(short)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [texts, out, threshold, bands, rows] = arguments.as_slice() else {
        return Err("usage: peer-gaoya TEXTS OUT THRESHOLD BANDS ROWS".into());
    };
    let (bands, rows): (usize, usize) = (bands.parse()?, rows.parse()?);
    let texts = fs::read_to_string(texts)?;
    let texts: Vec<&str> = texts.lines().collect();
    let numbers = 0..u32::try_from(texts.len())?;

    let hasher = MinHasher32::new(bands * rows);
    let sketches = texts.par_iter().map(|text| hasher.create_signature(shingles(text))).collect();
    let mut index = Index::new_index(bands, rows, threshold.parse()?);
    index.par_bulk_insert(numbers.clone().collect(), sketches);
    let near = |number: u32| {
        let sketch = index.get_signature(&number).expect("every text was inserted");
        let found = index.query_owned_return_similarity(sketch).into_iter();
        found.filter(move |pair| pair.0 < number).map(move |(other, likeness)| (other, number, likeness))
    };
    let pairs: Vec<(u32, u32, f64)> = numbers.into_par_iter().flat_map_iter(near).collect();

    // A record is three numbers of 32 bits: the two texts, and their likeness in millionths.
    let mut out = std::io::BufWriter::new(fs::File::create(out)?);
    for (one, other, likeness) in pairs {
        for number in [one, other, (likeness * 1e6).round() as u32] {
            out.write_all(&number.to_le_bytes())?;
        }
    }
    out.flush()?;
    Ok(())
}
