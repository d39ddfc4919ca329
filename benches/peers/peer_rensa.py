"""The pairs that rensa finds: peer_rensa.py TEXTS OUT THRESHOLD BANDS ROWS.

Its batch functions make the sketches and fill the index; the index answers with candidates, which its documentation has
compared by sketch. The 3-grams are made in Python: rensa takes tokens.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rensa import RMinHash, RMinHashLSH

import pairs

CHUNK = 10_000


def near(texts: list[str], threshold: float, bands: int, rows: int) -> Iterator[pairs.Pair]:
    index = RMinHashLSH(threshold=threshold, num_perm=bands * rows, num_bands=bands)
    sketches: list[RMinHash] = []
    for start in range(0, len(texts), CHUNK):
        tokens = [pairs.shingles(text) for text in texts[start : start + CHUNK]]
        sketches += RMinHash.from_token_sets(tokens, num_perm=bands * rows, seed=42)
    index.insert_many(sketches)
    for start in range(0, len(sketches), CHUNK):
        for number, others in enumerate(index.query_all(sketches[start : start + CHUNK]), start):
            for other in others:
                if other < number:
                    likeness = sketches[number].jaccard(sketches[other])
                    if likeness >= threshold:
                        yield other, number, likeness


if __name__ == "__main__":
    texts, out, threshold, bands, rows = sys.argv[1:]
    pairs.write(out, near(pairs.texts_of(texts), float(threshold), int(bands), int(rows)))
