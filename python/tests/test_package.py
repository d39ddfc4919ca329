"""The package against the binary."""

import doublet


def test_a_list_of_headlines_is_clustered():
    report = doublet.cluster(
        ["Harbour reopens after storm", "Minister resigns", "Harbour reopens after the storm"]
    )
    (cluster,) = report.clusters
    assert [member.id for member in cluster.members] == ["memory:1", "memory:3"]


def test_two_headlines_are_compared():
    found = doublet.compare("5 hurt in crash", "15 hurt in crash")
    assert found.relation == "update"
