"""The package beside the binary on the whole stream: what does the way through Python cost?

    python python/benches/stream.py target/release/doublet ../shared/corpora/stream.jsonl.zst

Both read the same file and write the same lines of JSON, in turn, so that what else the machine does befalls both. Their outputs are
compared byte for byte. The third way is from a table of pyarrow that is in memory already; how long it took to get it there is not
counted, and its ids are the same, so its output is too.
"""

import filecmp
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import doublet
import pyarrow as pa

ROUNDS = 3


def table_of(feed: Path) -> pa.Table:
    """The stream as a table; whatever is read here is not measured."""
    columns: dict[str, list[str | None]] = {"title": [], "id": [], "source": [], "published": []}
    with subprocess.Popen(["zstd", "-dc", str(feed)], stdout=subprocess.PIPE) as unpacked:
        assert unpacked.stdout is not None
        for line in unpacked.stdout:
            record = json.loads(line)
            for name, values in columns.items():
                value = record.get(name)
                values.append(None if value is None else str(value))
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def main(binary: str, feed: Path) -> None:
    table = table_of(feed)
    with tempfile.TemporaryDirectory() as folder:
        outputs = {way: Path(folder) / way for way in ("binary", "file", "table")}
        words = [binary, "cluster", "--quiet", "--to", "jsonl", "-o", str(outputs["binary"]), str(feed)]
        ways: dict[str, Callable[[], object]] = {
            "binary": lambda: subprocess.run(words, check=True),
            "file": lambda: doublet.cluster(feed).to_jsonl(outputs["file"]),
            "table": lambda: doublet.cluster(table).to_jsonl(outputs["table"]),
        }
        took: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, work in ways.items():
                start = time.monotonic()
                work()
                took[way].append(time.monotonic() - start)
        for way, output in outputs.items():
            seconds = statistics.median(took[way])
            ratio = statistics.median(one / other for one, other in zip(took[way], took["binary"]))
            is_same = filecmp.cmp(outputs["binary"], output, shallow=False)
            print(f"{way:8} {seconds:6.1f} s  {ratio:.2f} times the binary  {'the same bytes' if is_same else 'OTHER BYTES'}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
