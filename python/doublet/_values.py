"""What the package answers with, as plain values: they compare, print and pickle as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Relation = Literal["duplicate", "update", "series", "related", "distinct"]
"""What two headlines are to one another."""


@dataclass(frozen=True, slots=True)
class Similarities:
    """How alike two texts are under each method, each from 0 to 1."""

    jaccard: float
    """Exact: shared shingles over all shingles."""
    minhash: float
    """Estimated from the MinHash signatures of a run."""
    simhash: float
    """The share of equal bits of the SimHash fingerprints."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that there is to say about two headlines; :func:`doublet.compare` gives it."""

    relation: Relation
    """What they are to one another."""
    score: float
    """The similarity that the relation rests on, from 0 to 1."""
    reason: str
    """Why, in words."""
    similarity: Similarities
    """The similarity under each method."""
    canonical: tuple[str, str]
    """Both canonical texts."""
    differences: tuple[tuple[Literal["both", "first", "second"], str], ...]
    """What differs, word by word: who has the words, and the words."""

    @classmethod
    def _of(cls, told: dict[str, Any]) -> Comparison:
        return cls(
            relation=told["relation"],
            score=told["score"],
            reason=told["reason"],
            similarity=Similarities(**told["similarity"]),
            canonical=tuple(told["canonical"]),
            differences=tuple(pair for step in told["differences"] for pair in step.items()),
        )

    def to_dict(self) -> dict[str, Any]:
        """What ``doublet compare --json`` writes."""
        return {
            "relation": self.relation,
            "score": self.score,
            "reason": self.reason,
            "similarity": {
                "jaccard": self.similarity.jaccard,
                "minhash": self.similarity.minhash,
                "simhash": self.similarity.simhash,
            },
            "canonical": list(self.canonical),
            "differences": [{side: words} for side, words in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a :class:`doublet.Deduper` says of a headline."""

    status: Literal["new", "duplicate", "update"]
    """What it is to those before it."""
    of: str | None
    """The id of the headline that was kept and which it repeats or updates; ``None`` where it is new."""
    cluster: str | None
    """The cluster that it belongs to, for ever the same; ``None`` where it has no word."""
    similarity: float | None
    """Its similarity to that headline, from 0 to 1; ``None`` where it is new."""
    reason: str | None
    """Why it is no new one, in words."""

    def to_dict(self) -> dict[str, Any]:
        """The object ``doublet`` of ``doublet dedup --annotate``, and the reason, which ``--dropped`` tells."""
        told = {
            "status": self.status,
            "of": self.of,
            "cluster": self.cluster,
            "similarity": self.similarity,
            "reason": self.reason,
        }
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Match:
    """What a :class:`doublet.Deduper` remembers that is like a headline."""

    id: str | None
    """The id of the headline that brought it."""
    title: str
    """Its title, as it was read."""
    source: str | None
    """Who published it, where that is known."""
    published: str | None
    """When, as it was read, where that is known."""
    of: str | None
    """The id of the headline that was kept of its cluster."""
    cluster: str
    """Its cluster."""
    relation: Relation
    """What the two are to one another, whatever else is like them."""
    similarity: float
    """How alike they are, from 0 to 1."""
    reason: str
    """Why, in words."""
