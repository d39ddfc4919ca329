"""Writes what was measured into BENCHMARKS.md, between two markers; whatever else stands there stays.

usage: report.py RESULTS.json QUALITY.json BENCHMARKS.md
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from engines import CLUSTER, DOUBLET, EXACT, HERE

BEGIN = "<!-- peers: from here to the end marker written by `make bench-peers` -->"
END = "<!-- peers: end -->"
EMPTY = "# Benchmarks\n\n"


def main() -> None:
    results_path, quality_path, out_path = map(Path, sys.argv[1:])
    results = json.loads(results_path.read_text(encoding="utf8"))
    sections = ["## Beside other libraries", introduction(results), machine(results["commit"])]
    sections += [speed(table) for table in results["tables"]]
    sections.append(rates(results))
    if quality_path.exists():
        sections.append(quality(json.loads(quality_path.read_text(encoding="utf8"))))
    sections.append((HERE / "fairness.md").read_text(encoding="utf8").strip())
    old = out_path.read_text(encoding="utf8") if out_path.exists() else EMPTY
    out_path.write_text(spliced(old, "\n\n".join(sections)), encoding="utf8")


def spliced(old: str, new: str) -> str:
    before, begin, rest = old.partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and not end:
        sys.exit(f"the marker {END!r} is missing; put it back, or take {BEGIN!r} away too")
    before = before if begin else before.rstrip("\n") + "\n\n"
    return f"{before}{BEGIN}\n{new}\n{END}" + (after or "\n")


def introduction(results: dict) -> str:
    sizes = " ".join(str(size) for size in dict.fromkeys(table["headlines"] for table in results["tables"]))
    rounds = max(row["rounds"] for table in results["tables"] for row in table["rows"])
    limits = results["limits"]
    return f"""```sh
make bench-peers                    # all of this section
make bench-peers SIZES="{sizes}"     # at some sizes; PEERS_INPUT=FILE for another feed, lines of JSON with id and title
```

The first headlines of one feed, each program a process of its own: wall seconds from start to exit, peak memory as
the kernel counted it, the median of up to {rounds} rounds in turn, of one where it takes over a minute. A run is stopped after
{limits["seconds"]:,.0f} s or at {limits["gigabytes"]:g} GB."""


def machine(commit: str) -> str:
    def first(path: str, field: str) -> str:
        lines = Path(path).read_text(encoding="utf8").splitlines()
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(field)), "unknown")

    def output(*command: str) -> str:
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    memory = int(first("/proc/meminfo", "MemTotal").split()[0]) / 2**20
    kernel = platform.release().split("-")[0]
    peers = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("gaoya", "rensa", "datasketch"))
    lock = (HERE / "gaoya" / "Cargo.lock").read_text(encoding="utf8")
    crate = lock.split('name = "gaoya"\nversion = "', 1)[1].split('"', 1)[0]
    return f"""| machine | |
|---|---|
| processor | {first("/proc/cpuinfo", "model name")}, {len(os.sched_getaffinity(0))} cores |
| memory | {memory:.0f} GB |
| system | {platform.system()} {kernel}, {output("rustc", "--version").split(" (")[0]}, Python {platform.python_version()} |
| doublet | {output(DOUBLET, "--version").split()[-1]}, commit {commit} |
| peers | gaoya (crate) {crate}; from PyPI {peers}, numpy {importlib.metadata.version("numpy")} |"""


def table_of(columns: list[str], rows: list[list[str]]) -> str:
    head = ["| " + " | ".join(columns) + " |", "|---" + "|---:" * (len(columns) - 1) + "|"]
    return "\n".join(head + ["| " + " | ".join(row) + " |" for row in rows])


def speed(table: dict) -> str:
    rows = {row["engine"]: row for row in table["rows"]}
    bands, lines = table["banding"], []
    ours = rows[CLUSTER.name]["seconds"]
    for name, row in rows.items():
        share = [f"{row[of]:.4f}" if of in row else "" for of in ("recall", "precision")]
        found = f"{row['pairs']:,}" if "pairs" in row else ""
        if row["stopped"]:
            lines.append([name, row["stopped"], "", "", f"{row['megabytes']:,.0f}", "", "", ""])
            continue
        seconds, rate = row["seconds"], table["headlines"] / row["seconds"]
        times = f"{seconds / ours:.1f}"
        lines.append([name, f"{seconds:.2f}", f"{rate:,.0f}", times, f"{row['megabytes']:,.0f}", found, *share])
    columns = ["", "seconds", "headlines/s", "times doublet", "peak MB", "pairs", "recall", "precision"]
    exact = rows[EXACT.name]
    there = f", {exact['pairs']:,} pairs at or over the threshold" if "pairs" in exact else ""
    return f"""### {table["headlines"]:,} headlines, threshold {table["threshold"]:g}

{table["texts"]:,} distinct texts{there}; the peers with {bands[0]} bands of {bands[1]}.

{table_of(columns, lines)}"""


def rates(results: dict) -> str:
    """doublet's rate on all of the input as a multiple of gaoya's on its first headlines, in the same run."""
    whole = results["whole"]
    if whole["stopped"]:
        return f"### Times gaoya's rate\n\ndoublet on all {whole['headlines']:,} headlines: {whole['stopped']}."
    rate = whole["headlines"] / whole["seconds"]
    least = min(table["headlines"] for table in results["tables"])
    rows = []
    for table in results["tables"]:
        for row in table["rows"]:
            if table["headlines"] == least and row["engine"].startswith("gaoya") and not row["stopped"]:
                theirs = least / row["seconds"]
                rows.append([row["engine"], f"{table['threshold']:g}", f"{theirs:,.0f}", f"{rate / theirs:.1f}"])
    return f"""### Times gaoya's rate

`doublet cluster --to jsonl` at its defaults on all {whole["headlines"]:,} headlines of the feed, not compressed:
{whole["seconds"]:.2f} s, {whole["megabytes"]:,.0f} MB, **{rate:,.0f} headlines a second**.
gaoya on the first {least:,}, in the same run:

{table_of(["", "threshold", "headlines/s", "doublet's rate is times this"], rows)}"""


def quality(of: dict) -> str:
    rows = []
    for name, method in of["methods"].items():
        at = method["at"]
        best = max(at, key=lambda threshold: at[threshold]["f1"])
        single = "" if "pair by pair" in name else "f1"
        fixed = [f"{at[threshold][single]:.3f}" if single and threshold in at else "" for threshold in ("0.6", "0.45")]
        rows.append([name, *fixed, best, *[f"{at[best][figure]:.3f}" for figure in ("f1", "precision", "recall")]])
    columns = ["", "F1 at 0.6", "F1 at 0.45", "best at", "F1", "precision", "recall"]
    return f"""### Labelled pairs

{of["pairs"]:,} hard pairs in 16 languages, {of["duplicates"]} of them duplicates, each found among all headlines of its corpus:
joined where both are in one cluster. *Best at* is the threshold that serves all corpora best, chosen in hindsight; for doublet
it is the default. The factors of doublet's judge are fitted on these pairs; held out, pair by pair, see
[docs/quality.md](docs/quality.md). doublet is that of commit {of["methods"][CLUSTER.name]["commit"]}.

{table_of(columns, rows)}"""


if __name__ == "__main__":
    main()
