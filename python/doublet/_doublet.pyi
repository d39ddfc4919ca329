"""The compiled half of doublet."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, final, overload

from typing_extensions import Self

from doublet._values import Comparison, Match, Relation, Verdict

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

# The steps of a run in parts, which `doublet.spark` alone calls.
parts: ModuleType

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> object: ...

_Item: TypeAlias = str | Mapping[str, Any] | None
_Rows: TypeAlias = _ArrowStream | _ArrowArray | Iterable[_Item]
_Data: TypeAlias = str | os.PathLike[str] | Sequence[os.PathLike[str]] | _Rows
_Method: TypeAlias = Literal["minhash", "simhash", "exact"]
_Numbers: TypeAlias = Literal["decide", "ignore"]
_Format: TypeAlias = Literal["auto", "text", "jsonl", "csv", "tsv", "page", "feed", "parquet"]
_Progress: TypeAlias = Callable[[str, int, int | None], object]

__all__ = [
    "Cluster",
    "Clusters",
    "Deduper",
    "DoubletError",
    "DoubletWarning",
    "Member",
    "Pairs",
    "Report",
    "__version__",
    "cluster",
    "compare",
    "parts",
]
__version__: str

class DoubletError(Exception): ...
class DoubletWarning(UserWarning): ...

def cluster(
    data: _Data,
    *,
    title: str | None = None,
    id: str | None = None,
    source: str | None = None,
    published: str | None = None,
    threshold: float | None = None,
    recall: float | None = None,
    method: _Method | None = None,
    numbers: _Numbers | None = None,
    shingle: str | None = None,
    updates: Literal["apart", "join"] | None = None,
    keep: Literal["earliest", "longest", "central"] | None = None,
    relations: bool = False,
    singletons: bool = False,
    from_: _Format | None = None,
    encoding: str | None = None,
    strict: bool = False,
    threads: int | None = None,
    progress: _Progress | None = None,
) -> Report: ...
def compare(
    a: str,
    b: str,
    *,
    threshold: float | None = None,
    method: _Method | None = None,
    numbers: _Numbers | None = None,
    shingle: str | None = None,
) -> Comparison: ...
@final
class Report:
    @property
    def clusters(self) -> Clusters: ...
    @property
    def totals(self) -> dict[str, int]: ...
    @property
    def bad_lines(self) -> int: ...
    @property
    def remarks(self) -> list[str]: ...
    def pairs(self) -> Pairs: ...
    @overload
    def to_json(self, path: None = None) -> str: ...
    @overload
    def to_json(self, path: str | os.PathLike[str]) -> None: ...
    @overload
    def to_jsonl(self, path: None = None) -> str: ...
    @overload
    def to_jsonl(self, path: str | os.PathLike[str]) -> None: ...
    def to_arrow(self) -> pyarrow.Table: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_polars(self) -> polars.DataFrame: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Clusters:
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, key: int, /) -> Cluster: ...
    @overload
    def __getitem__(self, key: slice, /) -> list[Cluster]: ...
    def __iter__(self) -> Iterator[Cluster]: ...

@final
class Pairs:
    def __iter__(self) -> Self: ...
    def __next__(self) -> tuple[Member, Member]: ...

@final
class Cluster:
    @property
    def id(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def representative(self) -> Member: ...
    @property
    def members(self) -> list[Member]: ...
    @property
    def updates(self) -> list[Member]: ...
    @property
    def series(self) -> list[Member]: ...
    @property
    def cohesion(self) -> float | None: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __len__(self) -> int: ...

@final
class Member:
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def row(self) -> int | None: ...
    @property
    def similarity(self) -> float: ...
    @property
    def relation(self) -> Relation: ...
    @property
    def reason(self) -> str: ...
    @property
    def differences(self) -> tuple[tuple[Literal["both", "first", "second"], str], ...]: ...
    def compare(self) -> Comparison: ...

@final
class Deduper:
    def __new__(
        cls,
        index: str | os.PathLike[str] | None = None,
        window: str | timedelta | None = ...,
        *,
        title: str | None = None,
        id: str | None = None,
        source: str | None = None,
        published: str | None = None,
        threshold: float | None = None,
        numbers: _Numbers | None = None,
        shingle: str | None = None,
        updates: Literal["keep", "mark", "drop"] | None = None,
        threads: int | None = None,
    ) -> Self: ...
    def push(self, item: _Item) -> Verdict: ...
    def push_many(self, items: _Data, *, progress: _Progress | None = None) -> list[Verdict]: ...
    def query(self, title: str, limit: int = 10) -> list[Match]: ...
    def checkpoint(self) -> None: ...
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...
    def __len__(self) -> int: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
