"""What the package answers with, as plain values: they compare, print and pickle as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    def _of(cls, told: dict) -> Comparison:
        return cls(
            relation=told["relation"],
            score=told["score"],
            reason=told["reason"],
            similarity=Similarities(**told["similarity"]),
            canonical=tuple(told["canonical"]),
            differences=tuple(pair for step in told["differences"] for pair in step.items()),
        )

    def to_dict(self) -> dict:
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
