"""Who is compared: each a command that reads a file and leaves its pairs in another."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent.parent / "target"
DOUBLET = str(TARGET / "release" / "doublet")
HELPER = str(TARGET / "peers" / "doublet" / "release" / "peer-doublet")

FUNCTIONS = 128  # of a sketch: what the peers' own documentation uses
RECALL = 0.98  # at the threshold: what doublet asks for by default


def commit() -> str:
    """The commit that is measured, with a mark where files differ from it."""
    command = ["git", "-C", str(HERE), "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def banding(threshold: float) -> tuple[int, int]:
    """Bands and rows: the most rows, and so the fewest candidates, with which `FUNCTIONS` reach `RECALL`."""
    reached = [
        (FUNCTIONS // rows, rows)
        for rows in range(1, FUNCTIONS + 1)
        if 1 - (1 - threshold**rows) ** (FUNCTIONS // rows) >= RECALL
    ]
    return reached[-1]


@dataclass(frozen=True)
class Engine:
    name: str
    program: tuple[str, ...]
    reads: str = "texts"

    @property
    def comparable(self) -> bool:
        """Whether its pairs are those of distinct texts, as the exact join's are."""
        return self.reads != "repeated"

    def command(self, source: str, out: str, threshold: float) -> list[str]:
        bands, rows = banding(threshold)
        return [*self.program, source, out, str(threshold), str(bands), str(rows)]


class Doublet(Engine):
    """Knows its own bands."""

    def command(self, source: str, out: str, threshold: float) -> list[str]:
        return [*self.program, source, out, str(threshold)]


class Cluster(Engine):
    """The command itself: clusters on standard output, no pairs."""

    comparable = False

    def command(self, source: str, out: str, threshold: float) -> list[str]:
        return [*self.program, "--to", "jsonl", "--threshold", str(threshold), source]


def script(name: str) -> tuple[str, ...]:
    return sys.executable, str(HERE / f"peer_{name}.py")


GAOYA = (str(TARGET / "peers" / "gaoya" / "release" / "peer-gaoya"),)
CLUSTER = Cluster("doublet cluster", (DOUBLET, "cluster"), "feed")
EXACT = Doublet("exact join", (HELPER, "exact"), "feed")
PEERS = [
    Engine("gaoya, the crate", GAOYA),
    Engine("gaoya, from Python", script("gaoya")),
    Engine("rensa", script("rensa")),
    Engine("datasketch", script("datasketch")),
]
ALL = [
    CLUSTER,
    Cluster("doublet cluster, one thread", (DOUBLET, "cluster", "--threads", "1"), "feed"),
    Doublet("doublet, likeness alone", (HELPER, "pairs"), "feed"),
    *PEERS,
    Engine("gaoya, the crate, repeats left in", GAOYA, "repeated"),
    Engine("gaoya, from Python, repeats left in", script("gaoya"), "repeated"),
]
