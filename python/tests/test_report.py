"""What a report answers with."""

import json
import pathlib
import pickle

import doublet
import pandas as pd
import polars as pl
import pytest
from conftest import items


@pytest.fixture(scope="module")
def report() -> doublet.Report:
    return doublet.cluster(items(90), relations=True)


def test_clusters_are_a_sequence(report: doublet.Report) -> None:
    clusters = report.clusters
    assert len(clusters) == report.totals["clusters"] > 5
    assert [cluster.id for cluster in clusters] == [clusters[place].id for place in range(len(clusters))]
    assert clusters[-1].id == list(clusters)[-1].id
    assert [cluster.id for cluster in clusters[4:1:-2]] == [clusters[4].id, clusters[2].id]
    for place in (len(clusters), -len(clusters) - 1):
        with pytest.raises(IndexError):
            clusters[place]
    with pytest.raises(TypeError):
        clusters["first"]  # type: ignore[call-overload]


def test_clusters_and_members_say_what_json_says(report: doublet.Report) -> None:
    lines = [json.loads(line) for line in report.to_jsonl().splitlines()]
    document = json.loads(report.to_json())
    assert document == {"totals": report.totals, "clusters": lines}
    assert any("series" in line or "updates" in line for line in lines)
    for cluster, line in zip(report.clusters, lines, strict=True):
        assert cluster.to_dict() == line
        assert (cluster.id, cluster.size, cluster.representative.id) == (
            line["cluster"],
            line["size"],
            line["representative"],
        )
        for member, told in zip(cluster.members, line["members"], strict=True):
            assert {name: getattr(member, name) for name in told} == told
        for beside, told in [(cluster.updates, "updates"), (cluster.series, "series")]:
            assert [(one.id, one.title, one.source, one.published, one.similarity, one.reason) for one in beside] == [
                (one["id"], one["title"], one.get("source"), one.get("published"), one["score"], one["reason"])
                for one in line.get(told, [])
            ]


def test_a_member_says_why_and_what_differs() -> None:
    report = doublet.cluster(["Harbour reopens after storm", "Harbour reopens after the storm"])
    ((first, second),) = report.pairs()
    assert (first.row, second.row) == (0, 1)
    assert second.differences == (("both", "harbour reopens after"), ("second", "the"), ("both", "storm"))
    assert second.compare() == doublet.compare(first.title, second.title)
    assert second.reason == second.compare().reason
    assert first.reason == "both have the same canonical text"


def test_pairs_are_all_members_and_what_lies_beside_them(report: doublet.Report) -> None:
    pairs = list(report.pairs())
    expected = [
        (cluster.representative.id, other.id)
        for cluster in report.clusters
        for other in [*cluster.members[1:], *cluster.updates, *cluster.series]
    ]
    assert [(one.id, other.id) for one, other in pairs] == expected
    assert len(expected) > report.totals["clustered"] - report.totals["clusters"]


def test_frames_have_a_row_a_member(report: doublet.Report) -> None:
    table = report.to_arrow()
    frame = report.to_pandas()
    assert isinstance(frame, pd.DataFrame) and isinstance(report.to_polars(), pl.DataFrame)
    assert frame["id"].tolist() == table["id"].to_pylist() == report.to_polars()["id"].to_list()
    assert str(frame["published_at"].dtype).startswith("datetime64[ms, UTC")
    members = [member.id for cluster in report.clusters for member in cluster.members]
    beside = [one.id for cluster in report.clusters for one in cluster.updates + cluster.series]
    assert sorted(frame["id"]) == sorted(members + beside)
    assert pl.DataFrame(report).equals(report.to_polars())
    nothing = doublet.cluster([])
    assert nothing.to_arrow().schema == table.schema and len(nothing.to_pandas()) == 0


def test_frames_lead_back_to_the_rows_that_were_given(tmp_path: pathlib.Path) -> None:
    titles = ["Minister resigns", "Port reopens", "Port, reopens!", "5 hurt in the old port", "6 hurt in the old port"]
    given = pd.DataFrame({"title": titles})
    frame = doublet.cluster(given, relations=True, singletons=True).to_pandas()
    assert sorted(frame["row"]) == [0, 1, 2, 3, 3, 4, 4]
    assert frame["title"].tolist() == given["title"].iloc[frame["row"]].tolist()
    path = tmp_path / "titles.csv"
    given.to_csv(path, index=False)
    assert "row" not in doublet.cluster(path).to_arrow().column_names


def test_values_compare_print_and_pickle() -> None:
    found = doublet.compare("Harbour reopens", "Harbour re-opens")
    seen = doublet.Deduper()
    verdict = seen.push("Harbour reopens after storm")
    (match,) = seen.query("Harbour to reopen after the storm")
    for value in (found, verdict, match):
        assert pickle.loads(pickle.dumps(value)) == value
        assert repr(value).startswith(type(value).__name__)
    assert verdict == doublet.Verdict("new", None, verdict.cluster, None, None)


def test_views_print_what_they_are() -> None:
    report = doublet.cluster(["It's open", "It's open!"])
    (cluster,) = report.clusters
    assert repr(report) == "<doublet.Report: 2 headlines, 1 clusters with 2 of them>"
    assert repr(cluster) == f"<doublet.Cluster {cluster.id}: 2 headlines, \"It's open\">"
    assert repr(cluster.members[1]) == "<doublet.Member memory:2: \"It's open!\", duplicate 1>"
    assert repr(report.clusters) == "<doublet.Clusters: 1>"
