"""The pairs that datasketch finds: peer_datasketch.py TEXTS OUT THRESHOLD BANDS ROWS.

Sketches come from its generator, which shares what all of them have in common. A text is asked about before it is
inserted, so that each pair is met once; the candidates are compared by sketch, all of a text at a time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy
from datasketch import MinHash, MinHashLSH

import pairs


def near(texts: list[str], threshold: float, bands: int, rows: int) -> Iterator[pairs.Pair]:
    index = MinHashLSH(params=(bands, rows), num_perm=bands * rows)
    tokens = ([shingle.encode() for shingle in pairs.shingles(text)] for text in texts)
    values = numpy.empty((len(texts), bands * rows), dtype=numpy.uint32)
    for number, sketch in enumerate(MinHash.generator(tokens, num_perm=bands * rows)):
        values[number] = sketch.hashvalues
        others = numpy.array(index.query(sketch), dtype=numpy.int64)
        index.insert(number, sketch, check_duplication=False)
        if len(others):
            likeness = (values[others] == values[number]).mean(axis=1)
            alike = likeness >= threshold
            for other, share in zip(others[alike].tolist(), likeness[alike].tolist()):
                yield other, number, share


if __name__ == "__main__":
    texts, out, threshold, bands, rows = sys.argv[1:]
    pairs.write(out, near(pairs.texts_of(texts), float(threshold), int(bands), int(rows)))
