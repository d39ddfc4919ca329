"""Files of pairs: what every library's run leaves behind, and what is asked of them.

usage: pairs.py EXACT FOUND     prints how many FOUND has, and their recall and precision against EXACT, as JSON

A record is three numbers of 32 bits: the two texts, the smaller first, and their likeness in millionths.
"""

from __future__ import annotations

import array
import json
import sys
from collections.abc import Iterable

Pair = tuple[int, int, float]


def texts_of(path: str) -> list[str]:
    """The texts of a file, one a line; only a line feed ends a line."""
    with open(path, encoding="utf8", newline="\n") as lines:
        return [line.rstrip("\n") for line in lines]


def shingles(text: str) -> list[str]:
    """The distinct 3-grams, doublet's shingles; a text that is shorter is its own."""
    return list({text[start : start + 3] for start in range(max(1, len(text) - 2))})


def write(path: str, pairs: Iterable[Pair]) -> None:
    numbers = array.array("I")
    for one, other, likeness in pairs:
        numbers.extend((one, other, round(likeness * 1e6)))
    with open(path, "wb") as out:
        numbers.tofile(out)


def read(path: str) -> Iterable[Pair]:
    numbers = array.array("I")
    with open(path, "rb") as records:
        numbers.frombytes(records.read())
    for one, other, likeness in zip(numbers[::3], numbers[1::3], numbers[2::3]):
        yield one, other, likeness / 1e6


def closure(count: int, pairs: Iterable[Pair]) -> list[int]:
    """The smallest member of each text's connected component."""
    root = list(range(count))

    def find(item: int) -> int:
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for one, other, _ in pairs:
        one, other = find(one), find(other)
        root[max(one, other)] = min(one, other)
    return [find(item) for item in range(count)]


def quality(hits: int, wrong: int, missed: int) -> dict[str, float]:
    return {
        "precision": hits / max(1, hits + wrong),
        "recall": hits / max(1, hits + missed),
        "f1": 2 * hits / max(1, 2 * hits + wrong + missed),
    }


def compare(exact_path: str, found_path: str) -> dict[str, float]:
    import numpy

    def keys(path: str) -> numpy.ndarray:
        records = numpy.fromfile(path, dtype="<u4").reshape(-1, 3).astype(numpy.uint64)
        return numpy.unique(records[:, 0] << numpy.uint64(32) | records[:, 1])

    exact, found = keys(exact_path), keys(found_path)
    hits = len(numpy.intersect1d(exact, found, assume_unique=True))
    return {"pairs": len(found), **quality(hits, len(found) - hits, len(exact) - hits)}


if __name__ == "__main__":
    json.dump(compare(*sys.argv[1:]), sys.stdout)
