"""doublet's Parquet beside pyarrow, DuckDB and pandas: each reads what the other writes.

    python tests/parquet.py DOUBLET FEED.jsonl      in an empty folder
"""

import csv
import datetime
import decimal
import json
import subprocess
import sys
from collections import Counter

import duckdb
import pandas
import pyarrow
import pyarrow.parquet as parquet

DOUBLET, FEED = sys.argv[1:]
COLUMNS = ["cluster", "size", "representative", "id", "title", "source", "published", "similarity", "relation"]


def doublet(*arguments):
    done = subprocess.run([DOUBLET, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr.decode())
    return done.stdout


def same(found, expected, what):
    assert found == expected, f"{what}:\n{found[:3]}\n{expected[:3]}"


def rows_of_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [{**{name: row[name] or None for name in COLUMNS},
             "size": int(row["size"]), "similarity": float(row["similarity"])} for row in rows]


def check_reports():
    """pyarrow, DuckDB and pandas find the rows of the CSV."""
    doublet("cluster", "--singletons", FEED, "-o", "report.csv")
    doublet("cluster", "--singletons", FEED, "-o", "report.parquet")
    expected = rows_of_csv("report.csv")
    table = parquet.read_table("report.parquet")
    same(table.select(COLUMNS).to_pylist(), expected, "pyarrow")
    assert table.schema.field("published_at").type == pyarrow.timestamp("ms", tz="UTC"), table.schema
    relation = duckdb.sql(f"SELECT {', '.join(COLUMNS)} FROM 'report.parquet'")
    same(relation.fetchall(), [tuple(row.values()) for row in expected], "DuckDB")
    frame = pandas.read_parquet("report.parquet")
    same(list(frame["title"]), [row["title"] for row in expected], "pandas")
    (earliest,), = duckdb.sql("SELECT epoch_ms(min(published_at)) FROM 'report.parquet'").fetchall()
    assert earliest == frame["published_at"].min().timestamp() * 1000, earliest


def check_inputs():
    """The same clusters come from the feed in whatever Parquet others make of it."""
    with open(FEED, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    expected = doublet("cluster", "--to", "jsonl", FEED)
    frame = pandas.DataFrame(records)
    frame.to_parquet("pandas.parquet")
    table = pyarrow.Table.from_pylist(records)
    text = {"large": pyarrow.large_string(), "view": pyarrow.string_view()}
    for name, kind in text.items():
        parquet.write_table(table.cast(pyarrow.schema([(column, kind) for column in table.column_names])),
                            f"{name}.parquet", compression="zstd")
    for codec in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]:
        parquet.write_table(table, f"{codec}.parquet", compression=codec, row_group_size=100)
    parquet.write_table(table, "pages.parquet", data_page_version="2.0", use_dictionary=False,
                        write_page_checksum=True)
    encoded = table.set_column(2, "source", table["source"].dictionary_encode())
    parquet.write_table(encoded, "dictionary.parquet")
    duckdb.sql(f"COPY (SELECT id, title, source, CAST(published AS VARCHAR) AS published FROM encoded) "
               "TO 'duckdb.parquet'")
    nested = pyarrow.table({"article": pyarrow.array(records), "tags": [["a", "b"]] * len(records)})
    parquet.write_table(nested, "nested.parquet")
    made = [*text, "pandas", "none", "snappy", "gzip", "brotli", "lz4", "zstd", "pages", "dictionary"]
    for name in made:
        same(doublet("cluster", "--to", "jsonl", f"{name}.parquet"), expected, name)
    # DuckDB reads dates as dates and writes them in a form of its own; titles and ids stay.
    clusters = [json.loads(line) for line in expected.splitlines()]
    found = [json.loads(line) for line in doublet("cluster", "--to", "jsonl", "duckdb.parquet").splitlines()]
    same(ids(found), ids(clusters), "DuckDB")
    fields = [part for field in ["title", "id", "source", "published"] for part in (f"--{field}", f"article.{field}")]
    same(doublet("cluster", "--to", "jsonl", *fields, "nested.parquet"), expected, "nested")


def ids(clusters):
    return [sorted(member["id"] for member in cluster["members"]) for cluster in clusters]


def check_times():
    """Times are the instants that they were, and numbers are ids."""
    frame = pandas.DataFrame({
        "id": [1, 2],
        "title": ["Harbour reopens after storm"] * 2,
        "published": pandas.to_datetime(["2026-03-02T08:30:00Z", "2026-03-02T09:30:00Z"]),
    })
    for unit, version in [("s", "2.6"), ("ms", "2.6"), ("us", "2.4"), ("ns", "2.6"), ("ns", "1.0")]:
        table = pyarrow.Table.from_pandas(frame)
        table = table.set_column(2, "published", table["published"].cast(pyarrow.timestamp(unit, "UTC"), safe=False))
        parquet.write_table(table, "times.parquet", version=version, use_deprecated_int96_timestamps=version == "1.0")
        members = json.loads(doublet("cluster", "--to", "jsonl", "times.parquet"))["members"]
        assert [member["id"] for member in members] == ["1", "2"], members
        assert members[0]["published"].rstrip("Z") == "2026-03-02T08:30:00", (unit, version, members)
    days = frame.assign(published=frame["published"].dt.date)
    days.to_parquet("days.parquet")
    members = json.loads(doublet("cluster", "--to", "jsonl", "days.parquet"))["members"]
    assert Counter(member["published"] for member in members) == {"2026-03-02": 2}, members


def check_passes():
    """What dedup keeps has all the columns, types and notes that it had, and annotations are columns more."""
    with open(FEED, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    count = len(records)
    table = pyarrow.Table.from_pandas(pandas.DataFrame(records))
    more = {
        "an outlet": table["source"].dictionary_encode(),
        "tags": pyarrow.array([["a", None], []] * (count // 2)),
        "map": pyarrow.array([[("k", 1)]] * count, pyarrow.map_(pyarrow.string(), pyarrow.int32())),
        "nested": pyarrow.array([{"x": number, "y": [str(number)]} for number in range(count)]),
        "price": pyarrow.array([decimal.Decimal("1.25")] * count, pyarrow.decimal128(9, 2)),
        "when": pyarrow.array([datetime.datetime(2026, 1, 2)] * count, pyarrow.timestamp("ns", "UTC")),
        "took": pyarrow.array([1] * count, pyarrow.duration("ms")),
        "bytes": pyarrow.array([b"\xff"] * count, pyarrow.large_binary()),
        "half": pyarrow.array([1.5] * count, pyarrow.float16()),
        "day": pyarrow.array([datetime.date(2026, 1, 2)] * count),
        "none": pyarrow.nulls(count),
        "view": pyarrow.array(["x"] * count, pyarrow.string_view()),
    }
    for name, column in more.items():
        table = table.append_column(name, column)
    parquet.write_table(table, "wide.parquet")
    duckdb.sql("COPY (SELECT id, title, uuid() AS own, '{}'::JSON AS json, 1.5::DECIMAL(20, 3) AS price, "
               "INTERVAL 1 DAY AS took, 'a'::ENUM('a', 'b') AS kind FROM 'wide.parquet') TO 'others.parquet'")
    for name in ["wide", "others"]:
        doublet("dedup", f"{name}.parquet", "-o", "new.parquet", "--dropped", "repeats.parquet")
        doublet("dedup", "--annotate", f"{name}.parquet", "-o", "all.parquet")
        whole, new = parquet.read_table(f"{name}.parquet"), parquet.read_table("new.parquet")
        assert new.schema.equals(whole.schema, check_metadata=True), (whole.schema, new.schema)
        kept = set(new["id"].to_pylist())
        assert 300 < len(kept) < count, len(kept)
        same(new.to_pylist(), [row for row in whole.to_pylist() if row["id"] in kept], name)
        annotated = parquet.read_table("all.parquet")
        same(annotated.select(whole.column_names).to_pylist(), whole.to_pylist(), f"{name}, annotated")
        assert annotated.schema.names[-4:] == ["doublet_status", "doublet_of", "doublet_cluster", "doublet_similarity"]
        repeats = parquet.read_table("repeats.parquet")
        assert len(kept) + repeats.num_rows == count and repeats.schema.names[-1] == "doublet_reason"
        assert pandas.read_parquet("new.parquet").index[-1] == len(kept) - 1
    types = "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{}')"
    same(duckdb.sql(types.format("new.parquet")).fetchall(), duckdb.sql(types.format("others.parquet")).fetchall(), "types")


check_reports()
check_inputs()
check_times()
check_passes()
