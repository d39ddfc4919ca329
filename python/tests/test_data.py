"""What can be clustered, and what is said of the rest."""

import datetime
import gzip
import warnings
from pathlib import Path
from typing import Any

import doublet
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

TITLES = ["Harbour reopens after storm", "Minister resigns over grain deal", "Harbour reopens after the storm"]


def rows(report: doublet.Report) -> list[list[int | None]]:
    return [[member.row for member in cluster.members] for cluster in report.clusters]


FRAMES: dict[str, Any] = {
    "list": TITLES,
    "tuple": tuple(TITLES),
    "generator": (title for title in TITLES),
    "dicts": [{"title": title} for title in TITLES],
    "pandas": pd.DataFrame({"title": TITLES}),
    "pandas objects": pd.DataFrame({"title": pd.Series(TITLES, dtype=object)}),
    "pandas category": pd.DataFrame({"title": pd.Categorical(TITLES)}),
    "pandas series": pd.Series(TITLES),
    "polars": pl.DataFrame({"title": TITLES}),
    "polars category": pl.DataFrame({"title": pl.Series(TITLES, dtype=pl.Categorical)}),
    "polars series": pl.Series("headline", TITLES),
    "table": pa.table({"title": TITLES}),
    "batch": pa.record_batch({"title": TITLES}),
    "reader": pa.table({"title": TITLES}).to_reader(),
    "large": pa.table({"title": pa.array(TITLES, pa.large_string())}),
    "view": pa.table({"title": pa.array(TITLES, pa.string_view())}),
    "dictionary": pa.table({"title": pa.array(TITLES).dictionary_encode()}),
    "large dictionary": pa.table({"title": pa.array(TITLES, pa.large_string()).dictionary_encode()}),
    "binary": pa.table({"title": pa.array(TITLES, pa.large_binary())}),
    "array": pa.array(TITLES),
    "chunks": pa.chunked_array([TITLES[:1], [], TITLES[1:]]),
    "chunked": pa.Table.from_batches([pa.record_batch({"title": [title]}) for title in TITLES]),
    "sliced": pa.table({"title": ["Another", *TITLES, "One more"]}).slice(1, 3),
}


@pytest.mark.parametrize("name", FRAMES)
def test_each_form_of_the_same_headlines_gives_the_same_clusters(name: str) -> None:
    assert rows(doublet.cluster(FRAMES[name])) == [[0, 2]]


def test_nothing_is_clustered_into_nothing() -> None:
    frames: list[Any] = [pd.DataFrame({"title": []}, dtype=str), pa.table({"title": pa.array([], pa.string())})]
    lists: list[Any] = [[], (), iter([])]
    for nothing in lists + frames:
        report = doublet.cluster(nothing)
        assert len(report.clusters) == 0 and report.totals["headlines"] == 0
        assert report.to_json() == (
            '{"totals":{"headlines":0,"empty":0,"distinct_texts":0,"clusters":0,"clustered":0,"judged":0,"vetoed":0},\n'
            '"clusters":[\n]}\n'
        )


@pytest.mark.parametrize(
    "data",
    [
        [TITLES[0], None, TITLES[2]],
        [{"title": TITLES[0]}, {"title": float("nan")}, {"title": TITLES[2]}],
        [{"title": TITLES[0]}, {"title": pd.NA}, {"title": TITLES[2]}],
        [{"title": TITLES[0]}, {}, {"title": TITLES[2]}],
        pd.DataFrame({"title": [TITLES[0], np.nan, TITLES[2]]}),
        pd.DataFrame({"title": [TITLES[0], None, TITLES[2]]}),
        pl.DataFrame({"title": [TITLES[0], None, TITLES[2]]}),
        pa.table({"title": pa.array([b"Harbour reopens after storm", b"\xff\xfe", TITLES[2].encode()])}),
    ],
    ids=range(8),
)
def test_what_has_no_title_is_passed_over_with_a_warning_and_keeps_its_row(data: Any) -> None:
    with pytest.warns(doublet.DoubletWarning, match="memory:2: "):
        report = doublet.cluster(data)
    assert rows(report) == [[0, 2]]
    assert report.bad_lines == 1 and report.remarks[0].startswith("memory:2: ")
    with pytest.raises(ValueError, match="^memory:2: "):
        doublet.cluster(data, strict=True)


def test_a_list_of_the_names_of_files_is_titles_and_is_told_to_be(tmp_path: Path) -> None:
    feed = tmp_path / "feed.txt"
    feed.write_text("\n".join(TITLES))
    with pytest.warns(doublet.DoubletWarning, match="are titles, and .* is a file; give pathlib.Path"):
        assert doublet.cluster([str(feed)]).totals["headlines"] == 1
    assert doublet.cluster([feed]).totals["headlines"] == len(TITLES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        doublet.cluster([*TITLES, str(feed), "\0", "a" * 70_000])


def test_what_is_read_or_collected_first_says_so(tmp_path: Path) -> None:
    feed = tmp_path / "feed.txt"
    feed.write_text("\n".join(TITLES))
    with feed.open() as opened, pytest.raises(TypeError, match="an open file; give its path"):
        doublet.cluster(opened)
    with pytest.raises(TypeError, match="LazyFrame, whose rows are not at hand; collect"):
        doublet.cluster(pl.DataFrame({"title": TITLES}).lazy())


@pytest.mark.parametrize("text", ["\ud800", "a \udfff b"])
def test_half_a_character_is_no_text(text: str) -> None:
    lists: list[Any] = [["Harbour reopens", text], [{"title": "Harbour"}, {"title": "b", "id": text}]]
    for data in lists:
        with pytest.raises(ValueError, match="^memory:2: .*surrogate"):
            doublet.cluster(data)
    with pytest.raises(ValueError, match="surrogate"):
        doublet.compare(text, "a")
    with pytest.raises(ValueError, match="surrogate"):
        doublet.Deduper().push(text)


def test_hostile_titles_are_titles() -> None:
    hostile = ["\0", "nul \0 in it", "line\nbreak\r\n", "\u202eright to left", "<script>", "\x1b[31m", "a" * (1 << 20), ""]
    report = doublet.cluster(hostile, singletons=True)
    # Two of them say nothing, and what says nothing stands in no cluster.
    assert {cluster.representative.title for cluster in report.clusters} == set(hostile) - {"", "\0"}
    assert report.totals["headlines"] == len(hostile) and report.totals["empty"] == 2
    with pytest.raises(ValueError, match="a headline has at most 1 MiB"):
        doublet.cluster(["a" * ((1 << 20) + 1)], strict=True)


def test_fields_become_texts_as_json_has_them() -> None:
    day = datetime.datetime(2026, 3, 2, 8, 30, tzinfo=datetime.timezone.utc)
    record = {"title": "Harbour reopens", "id": np.int64(17), "source": None, "published": day, "body": object()}
    (cluster,) = doublet.cluster([record, {**record, "id": 10**30, "published": pd.NaT}]).clusters
    assert [member.id for member in cluster.members] == ["17", str(10**30)]
    assert [member.published for member in cluster.members] == ["2026-03-02T08:30:00+00:00", None]
    frame = pd.DataFrame({"title": ["Harbour reopens"] * 2, "id": [1, 2], "published": [day, None]})
    (cluster,) = doublet.cluster(frame).clusters
    assert [member.published for member in cluster.members] == ["2026-03-02T08:30:00Z", None]


def test_what_is_no_data_is_a_type_error_that_says_what_would_be() -> None:
    for data, what in [(17, "not iterable"), (b"abc", "bytes"), ({"title": []}, "dict"), ([17], "memory:1: this is int")]:
        with pytest.raises(TypeError, match=what):
            doublet.cluster(data)  # type: ignore[arg-type]


def test_a_field_that_is_not_there_is_a_value_error_that_lists_those_that_are() -> None:
    for data in [[{"head": "a", "body": "b"}], pd.DataFrame({"head": ["a"], "body": ["b"]})]:
        with pytest.raises(ValueError, match='no field "title"; the fields are: head, body'):
            doublet.cluster(data)
        with pytest.raises(ValueError, match='no field "heat".*did you mean "head"'):
            doublet.cluster(data, title="heat")
    with pytest.raises(doublet.DoubletError, match='the column "title" holds Int64, which is no title'):
        doublet.cluster(pa.table({"title": [1]}))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 1.5}, "a threshold is above 0 and at most 1, not 1.5"),
        ({"recall": 1.0}, "a recall is at least 0.5 and below 1"),
        ({"shingle": "char9"}, "write char1 to char8 or word1 to word8"),
        ({"method": "magic"}, '"magic" is no method; write minhash, simhash or exact'),
        ({"keep": "last"}, "write earliest, longest or central"),
        ({"threads": 0}, "threads are at least 1"),
        ({"threads": -1}, "threads are at least 1"),
        ({"from_": "xml"}, "is no format"),
    ],
)
def test_a_wrong_value_is_a_value_error_with_the_core_s_message(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        doublet.cluster(TITLES, **options)


def test_a_wrong_option_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'treshold'"):
        doublet.cluster(TITLES, treshold=0.5)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"cluster\(\) threshold: "):
        doublet.cluster(TITLES, threshold="high")  # type: ignore[arg-type]


def test_a_file_that_cannot_be_read_is_an_os_error_that_names_it(tmp_path: Path) -> None:
    missing = tmp_path / "missing.jsonl"
    with pytest.raises(FileNotFoundError, match="cannot open") as raised:
        doublet.cluster(missing)
    assert raised.value.filename in (str(missing), missing)
    with pytest.raises(IsADirectoryError, match="is a directory"):
        doublet.cluster(tmp_path)
    whole = tmp_path / "whole.txt"
    whole.write_text("\n".join(TITLES))
    with pytest.raises(FileNotFoundError):
        doublet.cluster([whole, missing])
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress("\n".join(TITLES * 1000).encode())[:-20])
    with pytest.raises(OSError, match="the gzip data"):
        doublet.cluster(cut)
    foreign = tmp_path / "foreign"
    foreign.write_bytes(b"BZh91AY")
    with pytest.raises(doublet.DoubletError, match="this is bzip2 data"):
        doublet.cluster(foreign)
    with pytest.raises(OSError):
        doublet.cluster(TITLES).to_json(tmp_path)


def test_files_are_named_by_paths_and_read_together(tmp_path: Path) -> None:
    for name, title in zip("ab", TITLES[::2]):
        (tmp_path / name).write_text(title)
    report = doublet.cluster([tmp_path / "a", tmp_path / "b"])
    assert [member.id for member in report.clusters[0].members] == [f"{tmp_path}/a:1", f"{tmp_path}/b:1"]
    assert rows(report) == [[None, None]]
    assert len(doublet.cluster(str(tmp_path / "a"), singletons=True).clusters) == 1


def test_an_error_in_a_stream_of_rows_is_told() -> None:
    def broken() -> Any:
        yield pa.record_batch({"title": ["a"]})
        raise RuntimeError("the source is gone")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"title": pa.string()}), broken())
    with pytest.raises(Exception, match="the source is gone"):
        doublet.cluster(reader)
