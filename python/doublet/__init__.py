"""Finds the same headline told twice.

:func:`cluster` groups near-identical headlines, :func:`compare` says what two are to one another, and :class:`Deduper` tells new
ones from those that were told before. They are the program ``doublet`` on the same core, with the same options, and
give the same answers.
"""

from doublet._doublet import (
    Cluster,
    Clusters,
    Deduper,
    DoubletError,
    DoubletWarning,
    Member,
    Pairs,
    Report,
    __version__,
    cluster,
    compare,
)
from doublet._values import Comparison, Match, Relation, Similarities, Verdict

__all__ = [
    "Cluster",
    "Clusters",
    "Comparison",
    "Deduper",
    "DoubletError",
    "DoubletWarning",
    "Match",
    "Member",
    "Pairs",
    "Relation",
    "Report",
    "Similarities",
    "Verdict",
    "__version__",
    "cluster",
    "compare",
]
