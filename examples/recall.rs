//! How many of the pairs at or over the threshold a run finds.
//!
//! ```text
//! cargo run --release --example recall -- ../shared/eval/headlines-*.jsonl.gz
//! ```
//!
//! For each file: the pairs that the exact join finds, and the share of them among the
//! candidates of `MinHash` and of `SimHash`, at the default settings; and what the exact join took.

use std::error::Error;
use std::path::PathBuf;

use doublet::Config;
use doublet::candidates::bands;
use doublet::candidates::tuning::Banding;
use doublet::candidates::{Pair, blocks, exact};
use doublet::collapse::collapse;
use doublet::read::{self, Input};
use doublet::shingle::Shingled;
use doublet::sketch::simhash::SimHash;

fn share(of: &[Pair], among: &[Pair]) -> f64 {
    let found = of.iter().filter(|pair| among.binary_search(pair).is_ok()).count();
    found as f64 / of.len().max(1) as f64
}

fn main() -> Result<(), Box<dyn Error>> {
    let config = Config::default();
    println!("input  items  pairs  minhash  simhash  exact join");
    for path in std::env::args().skip(1) {
        let batch = read::read(&[Input::File(PathBuf::from(&path))], &read::Options::default(), &())?;
        let items = collapse(&batch.headlines)?;
        let shingled = Shingled::new(&items.texts, config.shingle);
        let sets = shingled.sets(|_| true);
        let slices: Vec<&[u32]> = sets.iter().collect();
        let start = std::time::Instant::now();
        let all = exact::join(&slices, config.threshold);
        let seconds = start.elapsed().as_secs_f64();
        let banding = Banding::choose(config.threshold, config.recall);
        let prints: Vec<SimHash> = slices.iter().map(|set| SimHash::of(set)).collect();
        let plan = blocks::Plan::choose(prints.len(), config.threshold, config.recall);
        let minhash =
            share(&all, &bands::join(shingled, &shingled.outlines(), banding, config.threshold, &())?);
        let simhash = share(&all, &blocks::candidates(&prints, &plan));
        println!("{path}  {}  {}  {minhash:.4}  {simhash:.4}  {seconds:.1} s", items.len(), all.len());
    }
    Ok(())
}
