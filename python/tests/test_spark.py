"""Spark against the binary: on executors that are processes of their own, the clusters are the same."""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

if shutil.which("java") is None:
    pytest.skip("there is no Java, which Spark runs on", allow_module_level=True)
pytest.importorskip("pyspark", reason="there is no pyspark; pip install 'doublet[spark]'")

from pyspark.sql import DataFrame, SparkSession  # noqa: E402

import doublet.spark  # noqa: E402

ROOT = pathlib.Path(__file__).parents[2]
FEED = ROOT / "samples" / "feed.jsonl"
SHARED = pathlib.Path(os.environ.get("DOUBLET_SHARED", ROOT.parent / "shared"))
STREAM = SHARED / "corpora" / "stream.jsonl.zst"
BINARY = pathlib.Path(os.environ.get("DOUBLET_BINARY", ROOT / "target" / "debug" / "doublet"))
SCHEMA = "line bigint, id string, title string, source string, published string"


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    package = pathlib.Path(doublet.spark.__file__).parents[1]
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("doublet")
        .config("spark.executorEnv.PYTHONPATH", str(package))
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    yield session
    session.stop()


def by_binary(lines: Sequence[str], *options: str) -> list[tuple[Any, ...]]:
    """The members of all clusters as the binary finds them."""
    command = [str(BINARY), "cluster", "--from", "jsonl", "--to", "jsonl", "--singletons", *options, "-"]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True)
    rows = []
    for line in done.stdout.splitlines():
        found = json.loads(line)
        of = found["cluster"], found["representative"], found["size"]
        rows += [(m["id"], m["similarity"], m["relation"], *of) for m in found["members"]]
    return sorted(rows)


def by_spark(df: DataFrame, **options: Any) -> list[tuple[Any, ...]]:
    found = doublet.spark.cluster(df, singletons=True, **options).toArrow().to_pylist()
    names = "id", "similarity", "relation", "cluster", "representative", "size"
    return sorted(tuple(row[name] for name in names) for row in found)


def frame(spark: SparkSession, lines: Sequence[str]) -> DataFrame:
    """The lines as a DataFrame whose rows are in no order."""
    records = [json.loads(line) for line in lines]
    rows = [
        (number, str(record["id"]), record["title"], record.get("source"), record.get("published"))
        for number, record in enumerate(records)
    ]
    random.Random(7).shuffle(rows)
    return spark.createDataFrame(rows, SCHEMA)


@pytest.fixture(scope="module", autouse=True)
def compared() -> None:
    if not BINARY.exists():
        pytest.skip(f"there is no {BINARY} to compare with; cargo build")


def test_a_feed_is_clustered_as_by_the_binary_with_other_options_too(spark: SparkSession) -> None:
    lines = FEED.read_text().splitlines()
    found = by_spark(frame(spark, lines), order="line", updates="join", keep="central", threshold=0.4)
    assert found == by_binary(lines, "--updates", "join", "--keep", "central", "--threshold", "0.4")


def test_without_an_order_rows_count_as_they_come(spark: SparkSession) -> None:
    df = spark.read.schema("id string, title string, source string, published string").json(str(FEED))
    assert by_spark(df) == by_binary(FEED.read_text().splitlines())


def test_the_first_of_a_stream_are_clustered_as_by_the_binary(spark: SparkSession) -> None:
    if not STREAM.exists() or shutil.which("zstd") is None:
        pytest.skip(f"there is no {STREAM}, or no zstd to read it with")
    command = f"zstd -dc '{STREAM}' 2>/dev/null | head -n 20000"
    lines = subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(lines) == 20_000
    found, expected = by_spark(frame(spark, lines), order="line"), by_binary(lines)
    assert found == expected


def test_a_series_that_overfills_its_buckets_is_clustered_as_by_the_binary(spark: SparkSession) -> None:
    # Eight times what a bucket pairs whole, of which each text has more candidates than are judged.
    towns = ["Averil", "Kestrel Bay", "Marrow", "Selby Point", "Tarn"]
    titles = [f"Tide table for {towns[day % 5]}, day {day // 5}: when the harbour can be entered" for day in range(2_000)]
    lines = [json.dumps({"id": number, "title": title}) for number, title in enumerate(titles)]
    assert by_spark(frame(spark, lines), order="line") == by_binary(lines)


def test_no_side_of_a_join_is_held_by_all_executors(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    few = spark.range(2).withColumnRenamed("id", "item")
    few.join(few, "item").explain()
    assert "Broadcast" in capsys.readouterr().out, "so few would be, were it not said"
    doublet.spark._join(few, few, "item").explain()
    plan = capsys.readouterr().out
    assert "SortMergeJoin" in plan and "Broadcast" not in plan


def test_nothing_is_clustered_of_nothing(spark: SparkSession) -> None:
    df = spark.createDataFrame([(0, "a", "—", None, None), (1, "b", None, None, None)], SCHEMA)
    assert by_spark(df) == []


def test_what_repeats_nothing_is_told_only_when_asked(spark: SparkSession) -> None:
    df = spark.createDataFrame([("a", "Harbour reopens"), ("b", "Mayor resigns"), ("c", "HARBOUR reopens")], "id string, title string")
    found = doublet.spark.cluster(df).collect()
    assert sorted((row.id, row.representative, row.size) for row in found) == [("a", "a", 2), ("c", "a", 2)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 2.0}, "a threshold is above 0 and at most 1, not 2"),
        ({"method": "exact"}, "a run in parts finds its candidates with the method minhash"),
        ({"relations": True}, "a run in parts does not tell what lies beside clusters"),
        ({"title": "headline"}, "there is no column 'headline' for the title"),
        ({"order": "day"}, "there is no column 'day' for the order"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_read(
    spark: SparkSession, options: dict[str, Any], message: str
) -> None:
    df = spark.createDataFrame([("a", "Harbour reopens")], "id string, title string")
    with pytest.raises(ValueError, match=message):
        doublet.spark.cluster(df, **options)
