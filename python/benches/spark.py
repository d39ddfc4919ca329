"""What a run of doublet.spark costs on executors that are processes of their own, as a row of the table in docs/scale.md::

    python python/benches/spark.py FEED.jsonl [HEADLINES] [--parts 8] [--check target/release/doublet]
    python python/benches/spark.py --series HEADLINES

Seconds of tasks, and bytes and rows that were shuffled, come from Spark's event log, of the jobs of the run alone. With --check the members of all clusters are
compared, row for row, with those that the binary finds in the same lines. A series is what is dearest: all headlines are of one frame.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

import doublet.spark

GROUP = "doublet"
SCHEMA = "id string, title string, source string, published string"


def session(log: str, parts: int) -> SparkSession:
    """Two executors of one core and 2 GB, which write what they do into the folder ``log``."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.executor.memory": "2g",
        "spark.executorEnv.PYTHONPATH": str(pathlib.Path(doublet.spark.__file__).parents[1]),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(parts),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": pathlib.Path(log).as_uri(),
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.compress": "false",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,2048]").appName("doublet bench")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@dataclass
class Stage:
    """What the tasks of a stage took in all, and what they shuffled."""

    seconds: float = 0.0
    shuffled: int = 0
    rows: int = 0


def stages(log: str) -> list[Stage]:
    """The stages of the run, those that shuffled most first."""
    run: set[int] = set()
    found: dict[int, Stage] = {}
    (path,) = pathlib.Path(log).iterdir()
    with path.open() as events:
        for line in events:
            event = json.loads(line)
            if event["Event"] == "SparkListenerJobStart":
                if event["Properties"].get("spark.jobGroup.id") == GROUP:
                    run.update(event["Stage IDs"])
            elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                metrics = event["Task Metrics"]
                written = metrics["Shuffle Write Metrics"]
                stage = found.setdefault(event["Stage ID"], Stage())
                stage.seconds += metrics["Executor Run Time"] / 1000
                stage.shuffled += written["Shuffle Bytes Written"]
                stage.rows += written["Shuffle Records Written"]
    return sorted((found[number] for number in run & found.keys()), key=lambda stage: -stage.shuffled)


def instance(number: int) -> dict[str, str]:
    """A headline of a series."""
    town = ["Averil", "Kestrel Bay", "Marrow", "Selby Point", "Tarn"][number % 5]
    title = f"Tide table for {town}, day {number // 5}: when the harbour can be entered"
    return {"id": str(number), "title": title}


def by_binary(binary: str, feed: str) -> list[tuple[Any, ...]]:
    command = [binary, "cluster", "--from", "jsonl", "--to", "jsonl", "--singletons", feed]
    rows = []
    for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
        found = json.loads(line)
        of = found["cluster"], found["representative"], found["size"]
        rows += [(m["id"], m["similarity"], m["relation"], *of) for m in found["members"]]
    return sorted(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("feed", nargs="?", help="lines of JSON")
    parser.add_argument("headlines", nargs="?", type=int, help="the first of them alone")
    parser.add_argument("--series", type=int, help="so many headlines of one frame, in place of a feed")
    parser.add_argument("--parts", type=int, default=8, help="spark.sql.shuffle.partitions")
    parser.add_argument("--check", metavar="BINARY")
    given = parser.parse_args()
    if (given.feed is None) == (given.series is None):
        parser.error("name a feed, or --series and a number")
    with tempfile.TemporaryDirectory() as folder:
        feed, log = given.feed, f"{folder}/log"
        os.mkdir(log)
        if given.series:
            feed = f"{folder}/feed.jsonl"
            with open(feed, "w") as series:
                series.writelines(json.dumps(record) + "\n" for record in map(instance, range(given.series)))
        elif given.headlines:
            feed = f"{folder}/feed.jsonl"
            with open(given.feed, "rb") as lines, open(feed, "wb") as some:
                some.writelines(line for line, _ in zip(lines, range(given.headlines)))
        spark = session(log, given.parts)
        df = spark.read.schema(SCHEMA).json(feed)
        count = df.count()
        spark.sparkContext.setJobGroup(GROUP, "the run that is measured")
        start = time.monotonic()
        members = doublet.spark.cluster(df, singletons=True)
        seconds = time.monotonic() - start
        spark.sparkContext.setJobGroup("after", "what came of it")
        names = "id", "similarity", "relation", "cluster", "representative", "size"
        found = members.select(*names).toArrow().to_pylist() if given.check else []
        spark.stop()
        run = stages(log)
        shuffled, tasks = sum(stage.shuffled for stage in run), sum(stage.seconds for stage in run)
        print("| headlines | seconds | seconds of tasks | shuffled, bytes a headline | by the stage that shuffles most | its rows |")
        print(
            f"| {count:,} | {seconds:.0f} | {tasks:.0f} | {shuffled / count:,.0f} "
            f"| {run[0].shuffled / count:,.0f} | {run[0].rows / count:.1f} |"
        )
        if given.check:
            same = sorted(tuple(row.values()) for row in found) == by_binary(given.check, feed)
            print("as by the binary, row for row" if same else "NOT as by the binary")
            sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
