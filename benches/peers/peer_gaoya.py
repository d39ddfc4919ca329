"""The pairs that gaoya finds, from Python: peer_gaoya.py TEXTS OUT THRESHOLD BANDS ROWS.

Its own analyzer makes the 3-grams, since a callable one would run on a single thread; it gives a text shorter than
three characters no shingle at all. The container of ids is the one that its documentation calls fastest where few are
alike. The index can be asked about a text only, not about an entry, so that every text is sketched twice.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from gaoya.minhash import MinHashStringIndex

import pairs

CHUNK = 10_000


def near(texts: list[str], threshold: float, bands: int, rows: int) -> Iterator[pairs.Pair]:
    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=threshold, num_bands=bands, band_size=rows, num_hashes=bands * rows,
        analyzer="char", ngram_range=(3, 3), id_container="smallvec",
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    for start in range(0, len(texts), CHUNK):
        found = index.par_bulk_query(texts[start : start + CHUNK], return_similarity=True)
        for number, others in enumerate(found, start):
            yield from ((other, number, likeness) for other, likeness in others if other < number)


if __name__ == "__main__":
    texts, out, threshold, bands, rows = sys.argv[1:]
    pairs.write(out, near(pairs.texts_of(texts), float(threshold), int(bands), int(rows)))
