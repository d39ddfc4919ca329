"""doublet beside the MinHash libraries that people use today, on the first headlines of one feed.

usage: run.py INPUT RESULTS.json [--sizes 100000 1000000] [--thresholds 0.6 0.45]

What was measured before of the same commit, feed and limits, at other sizes and thresholds, stays in the results.

Each measurement is a process of its own. The engines take turns, round by round; one that has had its seconds is left
out of further rounds, so that what takes minutes is run once. What is reported is the median.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from engines import ALL, DOUBLET, EXACT, HELPER, Engine, banding, commit
from measure import Limits, Run, measured

ENOUGH = 60.0  # seconds of one engine at one size and threshold, after which it is run no more


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("input", help="lines of JSON with id and title, plain or .zst")
    parser.add_argument("results")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--thresholds", type=float, nargs="+", default=[0.6, 0.45])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1800, help="after which a run is stopped")
    parser.add_argument("--gigabytes", type=float, default=16, help="at which a run is stopped")
    args = parser.parse_args()
    limits = Limits(args.seconds, args.gigabytes)
    work = Path(args.results).parent / "work"
    work.mkdir(exist_ok=True)

    of = {
        "commit": commit(),
        "feed": [Path(args.input).name, Path(args.input).stat().st_size],
        "rounds": args.rounds,
        "limits": vars(limits),
    }
    tables = earlier(Path(args.results), of)
    for size in args.sizes:
        files = prepared(args.input, size, work)
        for threshold in args.thresholds:
            table = {**files["counts"], "threshold": threshold, **compared(files, threshold, args.rounds, limits)}
            tables[table["headlines"], threshold] = table
    in_order = sorted(tables, key=lambda place: (place[0], -place[1]))
    results = {
        **of,
        "tables": [tables[place] for place in in_order],
        "whole": whole(args.input, args.rounds, limits, work),
    }
    Path(args.results).write_text(json.dumps(results, indent=1), encoding="utf8")


def earlier(results: Path, of: dict) -> dict[tuple[int, float], dict]:
    """The tables that an earlier run has left, by size and threshold; none where it was a run of anything else."""
    before = json.loads(results.read_text(encoding="utf8")) if results.is_file() else {}
    if any(before.get(name) != value for name, value in of.items()):
        return {}
    return {(table["headlines"], table["threshold"]): table for table in before["tables"]}


def helper(*arguments: str) -> str:
    return subprocess.run([HELPER, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def lines(path: str) -> int:
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def prepared(source: str, size: int, work: Path) -> dict:
    """The first headlines, and their canonical texts with and without repeats: none of it is measured."""
    files = {name: str(work / name) for name in ("feed", "texts", "ids", "repeated")}
    files["feed"] += ".jsonl"
    headlines = int(helper("head", source, str(size), files["feed"]))
    helper("texts", files["feed"], files["texts"], files["ids"])
    helper("repeat", files["feed"], files["repeated"])
    return {**files, "counts": {"headlines": headlines, "texts": lines(files["texts"])}}


def compared(files: dict, threshold: float, rounds: int, limits: Limits) -> dict:
    exact = files["feed"] + ".exact"
    found = files["feed"] + ".pairs"
    oracle = measured(EXACT.command(files["feed"], exact, threshold), limits)
    say(EXACT, oracle)
    runs: dict[str, list[Run]] = {engine.name: [] for engine in ALL}
    scores: dict[str, dict] = {EXACT.name: {} if oracle.stopped else scored(exact, exact)}
    for turn in range(rounds):
        for engine in ALL:
            if turn and sum(run.seconds for run in runs[engine.name]) > ENOUGH:
                continue
            run = measured(engine.command(files[engine.reads], found, threshold), limits)
            runs[engine.name].append(run)
            say(engine, run)
            if turn == 0 and engine.comparable and not (run.stopped or oracle.stopped):
                scores[engine.name] = scored(exact, found)
    runs[EXACT.name] = [oracle]
    return {
        "banding": banding(threshold),
        "rows": [{"engine": name, **median(of), **scores.get(name, {})} for name, of in runs.items()],
    }


def scored(exact: str, found: str) -> dict:
    """Pairs, recall and precision, counted in a process of its own: see `measure`."""
    command = [sys.executable, str(Path(__file__).with_name("pairs.py")), exact, found]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def median(runs: list[Run]) -> dict:
    stopped = [run.stopped for run in runs if run.stopped]
    return {
        "seconds": statistics.median(run.seconds for run in runs),
        "megabytes": statistics.median(run.megabytes for run in runs),
        "rounds": len(runs),
        "stopped": stopped[0] if stopped else "",
    }


def whole(source: str, rounds: int, limits: Limits, work: Path) -> dict:
    """doublet at its defaults on all of the input, decompressed."""
    feed = str(work / "whole.jsonl")
    headlines = int(helper("head", source, str(2**63), feed))
    runs = [measured([DOUBLET, "cluster", "--to", "jsonl", feed], limits) for _ in range(rounds)]
    Path(feed).unlink()
    return {"headlines": headlines, **median(runs)}


def say(engine: Engine, run: Run) -> None:
    print(f"{engine.name}: {run.seconds:.2f} s, {run.megabytes:,.0f} MB {run.stopped}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
