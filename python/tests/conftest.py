"""What all tests have: the binary, against which the package is held."""

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

Run = Callable[..., bytes]


@pytest.fixture(scope="session")
def binary() -> Path:
    """The binary of the same sources; `make test` says where it is."""
    path = Path(os.environ.get("DOUBLET_BINARY", ROOT / "target/debug/doublet"))
    assert path.is_file(), f"there is no {path}; cargo build, or name another with DOUBLET_BINARY"
    return path


@pytest.fixture(scope="session")
def run(binary: Path) -> Run:
    """Runs the binary and gives what it wrote."""

    def run(*arguments: object, cwd: Path | None = None, stdin: bytes = b"") -> bytes:
        words = [str(binary), "--quiet", *map(str, arguments)]
        done = subprocess.run(words, cwd=cwd, input=stdin, capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    return run


@pytest.fixture
def told(run: Run, tmp_path: Path) -> Callable[..., bytes]:
    """What the binary says of items: they come from a file that is called as data in memory are."""

    def told(items: Sequence[object], *options: object) -> bytes:
        lines = [json.dumps(item if isinstance(item, dict) else {"title": item}) for item in items]
        (tmp_path / "memory").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        return run("cluster", "--from", "jsonl", *options, "memory", cwd=tmp_path)

    return told


def story(number: int) -> str:
    """A headline of its own for each number."""
    places = ["Harbour", "Airport", "Museum", "Library", "Stadium", "Bridge", "Theatre", "Market"]
    events = ["reopens after storm", "closes for repairs", "marks hundred years", "wins design prize"]
    words = "amber basil cedar delta ember fjord grove haven inlet jetty knoll larch mango north ocean".split()
    first, second = divmod(number, len(words))
    return f"{places[number % 8]} of {words[second]} {words[first % 15]} {events[number % 4]}, {words[first // 15 % 15]}"


def items(count: int) -> list[dict[str, Any]]:
    """Headlines with all fields, of which every third is told again a little later."""
    told = []
    for number in range(count):
        again = number % 3 == 2
        title = story(number - 1) + " at noon" if again else story(number)
        told.append({
            "id": f"h{number}",
            "title": title,
            "source": "Post" if again else "Dispatch",
            "published": f"2026-03-{number % 28 + 1:02}T08:30:00Z",
        })
    return told
