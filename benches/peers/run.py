"""doublet beside the MinHash libraries that people use today, on the same headlines.

usage: run.py DOUBLET FEED.jsonl [--headlines 100000] [--rounds 3] [--pairs PAIRS.tsv]

Each library is used as its documentation shows: 3-grams of the lower-cased title, 128 functions or its nearest,
threshold 0.6, an LSH index that is filled and then asked about each title, the answers joined by union-find.
Every measurement is a process of its own: wall seconds and peak memory, reading included; the median of the rounds.
"""
import argparse
import collections
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

THRESHOLD = 0.6


def records(path):
    with open(path, encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def shingles(title):
    title = title.lower()
    return list({title[i : i + 3] for i in range(max(1, len(title) - 2))})


def closure(count, groups):
    """The connected components of two and more."""
    root = list(range(count))

    def find(item):
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for group in groups:
        for other in group[1:]:
            root[find(other)] = find(group[0])
    clusters = collections.defaultdict(list)
    for item in range(count):
        clusters[find(item)].append(item)
    return [cluster for cluster in clusters.values() if len(cluster) > 1]


def datasketch(titles):
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    sketches = [MinHash(num_perm=128) for _ in titles]
    for number, (title, sketch) in enumerate(zip(titles, sketches)):
        sketch.update_batch([shingle.encode() for shingle in shingles(title)])
        index.insert(number, sketch)
    return ([number, *index.query(sketch)] for number, sketch in enumerate(sketches))


def rensa(titles):
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=128, num_bands=32)
    sketches = RMinHash.from_token_sets([shingles(title) for title in titles], num_perm=128, seed=42)
    for number, sketch in enumerate(sketches):
        index.insert(number, sketch)

    def near(number, sketch):
        # The index gives candidates; its README has them compared.
        others = (other for other in index.query(sketch) if sketches[other].jaccard(sketch) >= THRESHOLD)
        return [number, *others]

    return (near(number, sketch) for number, sketch in enumerate(sketches))


def gaoya(titles):
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=THRESHOLD, num_bands=26, band_size=5, num_hashes=130,
        analyzer="char", lowercase=True, ngram_range=(3, 3),
    )
    index.par_bulk_insert_docs(list(range(len(titles))), titles)
    return ([number, *near] for number, near in enumerate(index.par_bulk_query(titles)))


PEERS = {"datasketch": datasketch, "rensa": rensa, "gaoya": gaoya}


def child(peer, path):
    """One run of a library: prints its clusters as lists of ids."""
    feed = records(path)
    clusters = closure(len(feed), PEERS[peer]([record["title"] for record in feed]))
    json.dump([[str(feed[item]["id"]) for item in cluster] for cluster in clusters], sys.stdout)


def measured(command):
    """Wall seconds, peak megabytes and standard output of one process."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        if status:
            sys.exit(f"{' '.join(command)} ended with status {status}")
        out.seek(0)
        return seconds, usage.ru_maxrss / 1024, out.read()


def f1(clusters, pairs):
    """F1 over the labelled pairs: both in one cluster, or not."""
    cluster_of = {item: number for number, cluster in enumerate(clusters) for item in cluster}
    counts = collections.Counter()
    for line in itertools.islice(open(pairs, encoding="utf8"), 1, None):
        first, second, _, label, *_ = line.rstrip("\n").split("\t")
        joined = first in cluster_of and cluster_of[first] == cluster_of.get(second)
        counts[joined, label == "D"] += label != "X"
    hits = counts[True, True]
    return 2 * hits / max(1, 2 * hits + counts[True, False] + counts[False, True])


def main():
    if sys.argv[1:2] == ["--child"]:
        return child(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("doublet")
    parser.add_argument("feed", help="lines of JSON with id and title, not compressed")
    parser.add_argument("--headlines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", help="labelled pairs over the feed, for F1")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        feed = os.path.join(folder, "feed.jsonl")
        with open(args.feed, encoding="utf8") as lines, open(feed, "w", encoding="utf8") as first:
            first.writelines(itertools.islice(lines, args.headlines))
        count = len(records(feed))
        commands = {
            "doublet": [args.doublet, "cluster", "--to", "jsonl", feed],
            "doublet, one thread": [args.doublet, "cluster", "--to", "jsonl", "-j", "1", feed],
            **{peer: [sys.executable, __file__, "--child", peer, feed] for peer in PEERS},
        }
        rounds = collections.defaultdict(list)
        for _ in range(args.rounds):
            for name, command in commands.items():
                rounds[name].append(measured(command))
        fastest = statistics.median(seconds for seconds, _, _ in rounds["doublet"])
        columns = ["", "seconds", "times doublet", "headlines/s", "peak MB", "clusters", "headlines in them"]
        print(f"{count:,} headlines, median of {args.rounds}\n")
        print("| " + " | ".join(columns + ["F1"] * bool(args.pairs)) + " |")
        print("|---" * (len(columns) + bool(args.pairs)) + "|")
        for name, runs in rounds.items():
            seconds = statistics.median(seconds for seconds, _, _ in runs)
            memory = statistics.median(memory for _, memory, _ in runs)
            output = runs[0][2].decode()
            if name.startswith("doublet"):
                found = [json.loads(line)["members"] for line in output.splitlines()]
                clusters = [[member["id"] for member in members] for members in found]
            else:
                clusters = json.loads(output)
            row = [name, f"{seconds:.2f}", f"{seconds / fastest:.1f}", f"{count / seconds:,.0f}", f"{memory:,.0f}",
                   f"{len(clusters):,}", f"{sum(map(len, clusters)):,}"]
            print("| " + " | ".join(row + ([f"{f1(clusters, args.pairs):.2f}"] if args.pairs else [])) + " |")


if __name__ == "__main__":
    main()
