"""Finds the same headline told twice."""

from doublet._doublet import Cluster, Clusters, Member, Report, cluster, compare
from doublet._values import Comparison

__all__ = ["Cluster", "Clusters", "Comparison", "Member", "Report", "cluster", "compare"]
