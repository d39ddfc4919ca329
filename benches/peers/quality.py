"""F1 on labelled pairs, found in situ, of doublet and of the libraries that people use today.

usage: quality.py PAIRS.tsv CORPORA_DIR RESULTS.json [METHOD...]

Each library gets the distinct canonical texts of a whole corpus and gives its pairs from 0.3 on, of 42 bands of 3
(0.997 of the pairs at 0.5 are candidates, 0.94 at 0.4); those from a threshold on are joined by union-find, for each
threshold of a grid. A labelled pair counts as joined when both are in one cluster. The exact join, from 0.4 on,
shows what likeness alone can do. RapidFuzz clusters nothing: its token_set_ratio is tried on the labelled pairs alone,
in lower case, which flatters it. One threshold serves all corpora. doublet is its command, at the thresholds of DOUBLET_AT.
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pairs
from engines import CLUSTER, EXACT, HELPER, PEERS, Cluster, Doublet, Engine, commit

FLOOR, BANDS, ROWS = 0.3, 42, 3
EXACT_FLOOR = 0.4  # below it the exact join takes minutes a corpus
GRID = [step / 20 for step in range(6, 19)]
DOUBLET_AT = [0.45, 0.6]  # its default, and that of the comparison of speed

Labelled = dict[str, list[tuple[str, str, bool, list[str]]]]
Counts = dict[float, collections.Counter]
RAPIDFUZZ = "RapidFuzz token_set_ratio, pair by pair"
METHODS: dict[str, Engine] = {engine.name: engine for engine in [CLUSTER, EXACT, *PEERS]}


def labelled(path: str) -> Labelled:
    """The labelled pairs by corpus, without the unclear ones."""
    rows: Labelled = collections.defaultdict(list)
    with open(path, encoding="utf8") as lines:
        for line in list(lines)[1:]:
            first, second, corpus, label, _, *titles = line.rstrip("\n").split("\t")
            if label != "X":
                rows[corpus].append((first, second, label == "D", titles))
    return rows


def clustered_by_doublet(engine: Engine, feed: str, work: Path) -> Iterable[tuple[float, dict[str, int]]]:
    for threshold in DOUBLET_AT:
        command = engine.command(feed, "", threshold)
        lines = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()
        clusters = enumerate(json.loads(line)["members"] for line in lines)
        yield threshold, {member["id"]: number for number, members in clusters for member in members}


def clustered_by_pairs(engine: Engine, feed: str, work: Path) -> Iterable[tuple[float, dict[str, int]]]:
    texts, ids, out = (str(work / name) for name in ("texts", "ids", "out"))
    subprocess.run([HELPER, "texts", feed, texts, ids], check=True)
    with open(ids, encoding="utf8") as lines:
        text_of = {headline: int(text) for headline, text in (line.rstrip("\n").split("\t") for line in lines)}
    if isinstance(engine, Doublet):
        floor, command = EXACT_FLOOR, engine.command(feed, out, EXACT_FLOOR)
    else:
        floor = FLOOR
        command = [*engine.program, texts, out, str(FLOOR), str(BANDS), str(ROWS)]
    subprocess.run(command, check=True)
    found = list(pairs.read(out))
    for threshold in (step for step in GRID if step >= floor):
        root = pairs.closure(len(text_of), (pair for pair in found if pair[2] >= threshold))
        yield threshold, {headline: root[text] for headline, text in text_of.items()}


def in_situ(engine: Engine, rows: Labelled, folder: str) -> Counts:
    """Counts of (joined, duplicate) at each threshold, over all corpora."""
    counts: Counts = collections.defaultdict(collections.Counter)
    clustered = clustered_by_doublet if isinstance(engine, Cluster) else clustered_by_pairs
    with tempfile.TemporaryDirectory() as work:
        for corpus, labels in sorted(rows.items()):
            feed = str(Path(folder) / f"headlines-{corpus}.jsonl.gz")
            for threshold, cluster_of in clustered(engine, feed, Path(work)):
                for first, second, is_duplicate, _ in labels:
                    joined = first in cluster_of and cluster_of[first] == cluster_of.get(second)
                    counts[threshold][joined, is_duplicate] += 1
            print(f"{engine.name}: {corpus}", file=sys.stderr, flush=True)
    return counts


def pair_by_pair(rows: Labelled) -> Counts:
    from rapidfuzz.fuzz import token_set_ratio

    counts: Counts = collections.defaultdict(collections.Counter)
    for _, _, is_duplicate, titles in (row for labels in rows.values() for row in labels):
        ratio = token_set_ratio(*(title.lower() for title in titles)) / 100
        for threshold in (step / 100 for step in range(30, 100)):
            counts[threshold][ratio >= threshold, is_duplicate] += 1
    return counts


def figures(counts: collections.Counter) -> dict[str, float]:
    return pairs.quality(counts[True, True], counts[True, False], counts[False, True])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pairs")
    parser.add_argument("folder", help="where the corpora are, headlines-LANG.jsonl.gz")
    parser.add_argument("results")
    parser.add_argument("methods", nargs="*", metavar="METHOD", help=", ".join([*METHODS, RAPIDFUZZ]))
    args = parser.parse_args()
    rows = labelled(args.pairs)
    labels = [is_duplicate for of in rows.values() for _, _, is_duplicate, _ in of]
    out = Path(args.results)
    # Methods that are not run again keep what they have.
    results = json.loads(out.read_text(encoding="utf8"))["methods"] if out.exists() else {}
    for name in args.methods or [*METHODS, RAPIDFUZZ]:
        counts = pair_by_pair(rows) if name == RAPIDFUZZ else in_situ(METHODS[name], rows, args.folder)
        results[name] = {
            "commit": commit(),
            "at": {threshold: figures(of) for threshold, of in sorted(counts.items())},
        }
        summary = {"pairs": len(labels), "duplicates": sum(labels), "methods": results}
        out.write_text(json.dumps(summary, indent=1), encoding="utf8")


if __name__ == "__main__":
    main()
