"""F1 on labelled pairs, found in situ, of the libraries that people use today, each at its own best threshold.

usage: quality.py PAIRS.tsv CORPORA_DIR [rapidfuzz] [rensa] [gaoya] [datasketch] [--most HEADLINES]

rensa, gaoya and datasketch index the whole corpus of a language (3-grams of the lower-cased title, 126 functions in
42 bands of 3, so that 0.999 of the pairs at 0.5 and 0.94 at 0.4 are candidates), give each candidate its estimated similarity,
and the pairs from the threshold on are joined by union-find. A labelled pair counts as joined when both are in one
cluster. rapidfuzz clusters nothing: its token_set_ratio is tried on the labelled pairs alone, which flatters it.
One threshold serves all corpora, the best of the grid in hindsight. With --most, larger corpora are left out.
"""
import argparse
import collections
import gzip
import json
import os
import sys

from run import closure, shingles

BANDS, ROWS = 42, 3
GRID = [step / 20 for step in range(6, 19)]


def rensa(titles):
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=GRID[0], num_perm=BANDS * ROWS, num_bands=BANDS)
    sketches = RMinHash.from_token_sets([shingles(title) for title in titles], num_perm=BANDS * ROWS, seed=42)
    for number, sketch in enumerate(sketches):
        index.insert(number, sketch)
    for number, sketch in enumerate(sketches):
        for other in index.query(sketch):
            if other < number:
                yield number, other, sketches[other].jaccard(sketch)


def gaoya(titles):
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=GRID[0], num_bands=BANDS, band_size=ROWS, num_hashes=BANDS * ROWS,
        analyzer="char", lowercase=True, ngram_range=(3, 3),
    )
    index.par_bulk_insert_docs(list(range(len(titles))), titles)
    for start in range(0, len(titles), 10_000):
        found = index.par_bulk_query(titles[start : start + 10_000], return_similarity=True)
        for number, near in enumerate(found, start):
            yield from ((number, other, share) for other, share in near if other < number)


def datasketch(titles):
    import numpy
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(params=(BANDS, ROWS), num_perm=BANDS * ROWS)
    values = numpy.empty((len(titles), BANDS * ROWS), dtype=numpy.uint64)
    for number, title in enumerate(titles):
        sketch = MinHash(num_perm=BANDS * ROWS)
        sketch.update_batch([shingle.encode() for shingle in shingles(title)])
        values[number] = sketch.hashvalues
        others = numpy.array(index.query(sketch), dtype=int)
        index.insert(number, sketch)
        shares = (values[others] == values[number]).mean(axis=1)
        yield from zip([number] * len(others), others.tolist(), shares.tolist())


PEERS = {"rensa": rensa, "gaoya": gaoya, "datasketch": datasketch}


def labelled(path):
    """The labelled pairs by corpus, without the unclear ones."""
    pairs = collections.defaultdict(list)
    with open(path, encoding="utf8") as lines:
        for line in list(lines)[1:]:
            first, second, corpus, label, _, *titles = line.rstrip("\n").split("\t")
            if label != "X":
                pairs[corpus].append((first, second, label == "D", titles))
    return pairs


def in_situ(peer, pairs, folder, most):
    """Counts of (joined, duplicate) at each threshold, over all corpora."""
    counts = collections.defaultdict(collections.Counter)
    for corpus, rows in sorted(pairs.items()):
        with gzip.open(os.path.join(folder, f"headlines-{corpus}.jsonl.gz"), "rt", encoding="utf8") as lines:
            feed = [json.loads(line) for line in lines]
        if len(feed) > most:
            continue
        likeness = [pair for pair in PEERS[peer]([record["title"] for record in feed]) if pair[2] >= GRID[0]]
        for threshold in GRID:
            clusters = closure(len(feed), [pair[:2] for pair in likeness if pair[2] >= threshold])
            cluster_of = {str(feed[item]["id"]): number for number, items in enumerate(clusters) for item in items}
            for first, second, is_duplicate, _ in rows:
                joined = first in cluster_of and cluster_of[first] == cluster_of.get(second)
                counts[threshold][joined, is_duplicate] += 1
        print(f"{peer} {corpus}", file=sys.stderr, flush=True)
    return counts


def pair_by_pair(pairs):
    """The same for the token_set_ratio, of the pairs alone."""
    from rapidfuzz.fuzz import token_set_ratio

    counts = collections.defaultdict(collections.Counter)
    for _, _, is_duplicate, titles in (row for rows in pairs.values() for row in rows):
        ratio = token_set_ratio(*(title.lower() for title in titles)) / 100
        for threshold in (step / 100 for step in range(30, 100)):
            counts[threshold][ratio >= threshold, is_duplicate] += 1
    return counts


def figures(counts):
    """F1, precision and recall."""
    hits, wrong, missed = counts[True, True], counts[True, False], counts[False, True]
    return 2 * hits / max(1, 2 * hits + wrong + missed), hits / max(1, hits + wrong), hits / max(1, hits + missed)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pairs")
    parser.add_argument("folder", help="where the corpora are, headlines-LANG.jsonl.gz")
    parser.add_argument("methods", nargs="*", choices=["rapidfuzz", *PEERS], default=["rapidfuzz", *PEERS])
    parser.add_argument("--most", type=int, default=sys.maxsize, help="leave out larger corpora")
    args = parser.parse_args()
    pairs = labelled(args.pairs)
    print("| method | threshold | F1 | precision | recall |\n|---|---:|---:|---:|---:|", flush=True)
    for name in args.methods:
        counts = pair_by_pair(pairs) if name == "rapidfuzz" else in_situ(name, pairs, args.folder, args.most)
        best = max(counts, key=lambda threshold: figures(counts[threshold]))
        row = [f"{figure:.3f}" for figure in figures(counts[best])]
        print(f"| {name} | {best:.2f} | " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
