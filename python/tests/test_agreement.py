"""The package and the binary say the same of the same, byte for byte."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import doublet
import pyarrow as pa
import pyarrow.parquet
import pytest
from conftest import ROOT, Run, items
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SAMPLES = ["feed.jsonl", "feed.csv", "feed.rss", "feed.atom", "page.html", "page.txt"]

Told = Callable[..., bytes]

once_each = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# Words that repeat, so that some headlines are alike, among whatever else there is in Unicode.
words = st.sampled_from("harbour reopens after the storm ferries 5 15 مرفأ بيروت يعود 東京 で地震".split())
wild = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
titles = st.lists(words | wild, max_size=8).map(" ".join)


@pytest.mark.filterwarnings("ignore::doublet.DoubletWarning")
@pytest.mark.parametrize("sample", SAMPLES)
def test_files_are_read_and_clustered_as_the_binary_does(sample: str, run: Run, tmp_path: Path) -> None:
    path = ROOT / "samples" / sample
    report = doublet.cluster(path, relations=True)
    assert report.to_json().encode() == run("cluster", "--relations", "--to", "json", path)
    assert report.to_jsonl().encode() == run("cluster", "--relations", "--to", "jsonl", path)
    report.to_jsonl(tmp_path / "report.jsonl")
    assert (tmp_path / "report.jsonl").read_bytes() == report.to_jsonl().encode()


@once_each
@given(st.lists(titles, max_size=12))
def test_texts_in_a_list_are_clustered_as_the_binary_does(told: Told, data: list[str]) -> None:
    assert doublet.cluster(data).to_json().encode() == told(data, "--to", "json")


plain = st.none() | titles | st.integers() | st.floats() | st.booleans() | st.just([1])
records = st.fixed_dictionaries(
    {"title": titles},
    optional={"id": plain, "source": plain, "published": plain, "body": plain, "a.b": plain},
)


@once_each
@given(st.lists(records, max_size=12))
def test_dicts_are_clustered_as_the_binary_does(told: Told, data: list[dict[str, Any]]) -> None:
    # JSON has no word for these; the package takes them for none, and the binary for a broken line.
    numbers = [value for record in data for value in record.values() if isinstance(value, float)]
    if all(value - value == 0 for value in numbers):
        report = doublet.cluster(data, singletons=True)
        assert report.to_json().encode() == told(data, "--singletons", "--to", "json")


@pytest.mark.parametrize(
    "options",
    [
        {"threshold": 0.6},
        {"method": "exact", "keep": "longest"},
        {"method": "simhash", "recall": 0.9},
        {"numbers": "ignore", "updates": "join"},
        {"shingle": "word2", "keep": "central", "threads": 1},
        {"relations": True, "singletons": True, "threads": 3},
        {"title": "body.head", "id": "key"},
    ],
    ids=str,
)
def test_options_have_the_names_of_the_command_line(options: dict[str, Any], run: Run, tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    feed = [{**item, "body": {"head": item["title"]}, "key": n} for n, item in enumerate(items(200))]
    path.write_text("".join(json.dumps(item) + "\n" for item in feed))
    typed = [
        f"--{name}" if value is True else f"--{name}={value}" for name, value in options.items()
    ]
    assert doublet.cluster(path, **options).to_json().encode() == run("cluster", *typed, "--to", "json", path)


@once_each
@given(st.lists(st.tuples(st.none() | titles, st.none() | st.integers(0, 99)), max_size=12))
@pytest.mark.filterwarnings("ignore::doublet.DoubletWarning")
def test_rows_of_arrow_are_clustered_as_those_of_parquet(run: Run, tmp_path: Path, data: list[Any]) -> None:
    # Of a file without one good row the binary says that it has failed.
    data = [("Harbour reopens", 0), *data]
    table = pa.table({
        "title": pa.array([title for title, _ in data], pa.string()),
        "id": pa.array([id for _, id in data], pa.int64()),
    })
    pyarrow.parquet.write_table(table, tmp_path / "memory")
    expected = run("cluster", "--singletons", "--to", "json", "memory", cwd=tmp_path)
    assert doublet.cluster(table, singletons=True).to_json().encode() == expected


def test_the_rows_of_a_report_are_those_of_its_parquet(run: Run, tmp_path: Path) -> None:
    path = ROOT / "samples/feed.jsonl"
    run("cluster", "--relations", path, "-o", tmp_path / "report.parquet")
    written = pyarrow.parquet.read_table(tmp_path / "report.parquet")
    assert doublet.cluster(path, relations=True).to_arrow().equals(written)


def test_comparisons_are_those_of_the_binary(run: Run) -> None:
    for pair in [
        ("5 hurt in crash on the coast road", "15 hurt in crash on the coast road"),
        ("", "!"),
        ("東京で地震", "大阪で地震"),
        ("nul \0 in it", "nul in it"),
    ]:
        found = doublet.compare(*pair)
        if "\0" not in pair[0]:
            assert found.to_dict() == json.loads(run("compare", "--json", "--", *pair))
        assert found.canonical[0] == doublet.compare(pair[0], pair[0]).canonical[1]


def test_verdicts_are_those_of_the_binary(run: Run) -> None:
    feed = items(300)
    lines = "".join(json.dumps(item) + "\n" for item in feed).encode()
    annotated = run("dedup", "--annotate", "--window", "14d", "-", stdin=lines).splitlines()
    expected = [json.loads(line)["doublet"] for line in annotated]
    verdicts = doublet.Deduper().push_many(feed)
    told = [verdict.to_dict() for verdict in verdicts]
    assert [{name: value for name, value in one.items() if name != "reason"} for one in told] == expected
    assert {one["status"] for one in told} >= {"new", "duplicate"}
    one_by_one = doublet.Deduper()
    assert [one_by_one.push(item) for item in feed] == verdicts
