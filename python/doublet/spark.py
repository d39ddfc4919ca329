"""Clusters of near-identical headlines over many machines, by Spark.

The same clusters as ``doublet cluster`` finds in one memory, for a corpus that no one memory holds::

    import doublet.spark

    members = doublet.spark.cluster(spark.read.parquet("headlines/"), title="title", id="id")
    members.write.parquet("clusters/")

Spark brings together the rows that have something in common; what follows from them is decided by the core, in workers on
all machines (``mapInArrow``), which need the wheel of doublet. ``docs/scale.md`` tells how the run is cut into parts and what it
costs.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyspark import Broadcast, StorageLevel
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from doublet._doublet import parts

__all__ = ["cluster"]

Batches = Iterator[pa.RecordBatch]
Make = Callable[[], Any]


def cluster(
    df: DataFrame,
    title: str = "title",
    id: str = "id",
    source: str | None = None,
    published: str | None = None,
    order: str | None = None,
    **options: Any,
) -> DataFrame:
    """The members of all clusters among the rows of ``df``, as a DataFrame of

    ``id``, ``cluster`` (the stable id), ``similarity`` to the representative from 0 to 1, ``relation`` ("duplicate", or "update"
    with ``updates="join"``), ``representative`` (its id) and ``size`` (of the cluster).

    ``title``, ``id``, ``source`` and ``published`` name columns; the latter two are those of these names, where there are such. ``order``
    names the column that says which headline came first, ties going by the id; without it rows are taken in the order in which they come.
    Rows without a title, or of which nothing can be compared, are in no cluster, and those that repeat nothing only with
    ``singletons=True``.

    The options are those of ``doublet cluster``: ``threshold``, ``recall``, ``shingle``, ``numbers``, ``updates``, ``keep``,
    ``singletons``. A ``ValueError`` says what is wrong with one before anything is read.

    The work is done when this returns. It is kept in the checkpoint folder of the SparkContext if one is set, else on the
    disks of the executors, which must then live as long as what they keep is asked for.
    """
    run = _Run(df.sparkSession, options)
    rows = _rows(df, {"title": title, "id": id, "source": source, "published": published}, order)
    try:
        return run.members(rows)
    finally:
        run.release()


def _rows(df: DataFrame, names: dict[str, str | None], order: str | None) -> DataFrame:
    """The rows by the names that are used here, each with its position."""
    optional = {"source", "published"}

    def column(field: str, name: str | None) -> Column:
        if name is None and (field not in optional or field not in df.columns):
            return F.lit(None).cast("string").alias(field)
        name = name or field
        if name not in df.columns:
            raise ValueError(f"there is no column {name!r} for the {field}; there are {', '.join(df.columns)}")
        found = F.col(f"`{name}`")
        return (found if field == "id" else found.cast("string")).alias(field)

    if order is not None:
        if order not in df.columns:
            raise ValueError(f"there is no column {order!r} for the order; there are {', '.join(df.columns)}")
        keys = [order] if names["id"] is None else [order, names["id"]]
        df = df.orderBy(*(F.col(f"`{key}`") for key in keys))
    columns = [column(field, name) for field, name in names.items()]
    return df.select(F.monotonically_increasing_id().alias("position"), *columns)


@dataclass(frozen=True)
class _Words:
    """How much words tell, known to all workers."""

    texts: int
    tables: Broadcast[bytes]
    key: str

    def get(self) -> Any:
        """The tables, read once in a worker that lives on from task to task."""
        if self.key not in _HELD:
            _HELD.clear()
            _HELD[self.key] = parts.Words(self.texts, self.tables.value)
        return _HELD[self.key]


_HELD: dict[str, Any] = {}


# What makes a step in a worker, by its name: nothing but plain values travels there.


def _plain(step: str, *values: Any) -> Any:
    return getattr(parts, step)(*values)


def _with_candidates(step: str, table: Broadcast[pa.Table]) -> Any:
    return getattr(parts, step)(parts.Candidates(table.value))


def _with_words(step: str, options: dict[str, Any], words: _Words) -> Any:
    return getattr(parts, step)(parts.Options(**options), words.get())


def _with_options(step: str, options: dict[str, Any]) -> Any:
    return getattr(parts, step)(parts.Options(**options))


def _given(given: Any) -> Iterable[pa.RecordBatch]:
    """What a step gave: nothing, a batch or several."""
    if given is None:
        return ()
    return given if isinstance(given, list) else (given,)


def _through(make: Make, batches: Batches) -> Batches:
    """A step over the rows of a part."""
    step = make()
    for batch in batches:
        yield from _given(step.push(batch))
    # What holds rows back gives them when no more come.
    if hasattr(step, "finish"):
        yield from _given(step.finish())


def _beside(make: Make, kept: list[str], batches: Batches) -> Batches:
    """A step that gives columns to the rows of a part, some of whose own are kept."""
    step = make()
    for batch in batches:
        given = step.push(batch)
        columns = [batch.column(name) for name in kept] + given.columns
        yield pa.RecordBatch.from_arrays(columns, names=[*kept, *given.schema.names])


def _spelled(batches: Batches) -> Batches:
    yield from map(parts.spelled, batches)


def _relations(batches: Batches) -> Batches:
    kept = ["item", "cluster", "representative", "size"]
    for batch in batches:
        given = parts.relations(batch)
        columns = [batch.column(name) for name in kept] + given.columns
        yield pa.RecordBatch.from_arrays(columns, names=[*kept, *given.schema.names])


class _Run:
    """One run: its options, and what it holds on the executors while it lasts."""

    def __init__(self, spark: SparkSession, options: dict[str, Any]) -> None:
        self.spark = spark
        self.options = options
        self.checked = parts.Options(**options)
        self.held: list[DataFrame] = []
        self.broadcasts: list[Broadcast[Any]] = []

    def members(self, rows: DataFrame) -> DataFrame:
        """The whole run but for naming the columns."""
        rows = self.beside(rows, functools.partial(_with_options, "Canonical", self.options), "text string, rank bigint")
        rows = rows.where("text is not null")
        texts = self.hold(
            rows.groupBy("text").agg(
                F.min("position").alias("item"),
                F.min("title").alias("title"),
                F.count("*").alias("headlines"),
                F.min(F.struct("rank", "position", "id")).alias("first"),
                F.collect_set("source").alias("sources"),
            )
        )
        texts = self.strip(texts)
        items = self.hold(
            texts.groupBy(F.col("left").alias("text")).agg(
                F.min("item").alias("item"),
                F.sum("headlines").alias("headlines"),
                F.min("first").alias("first"),
            )
        )
        words = self.words(items)
        judged = self.hold(self.judge(self.pairs(items, words), items, words))
        frames = judged.where("is_instance").select("one", "other")
        judged = self.hold(self.decide(judged, frames))
        placed = self.told(self.place(items, judged), items, frames, words)
        if not self.checked.singletons:
            placed = placed.where("size > 1")
        # From items back to their headlines, by the text that these had at first.
        whole = _join(texts.select("text", "left"), items.select(F.col("text").alias("left"), "item"), "left")
        members = _join(rows.select("id", "text"), _join(whole, placed, "item"), "text")
        # Done before what is held is released.
        return self.cut(
            members.select("id", "cluster", "similarity", "relation", "representative", "size")
        )

    def strip(self, texts: DataFrame) -> DataFrame:
        """The texts with what is left of them, boilerplate set aside."""
        spelled = self.through(
            texts.select("title", "sources"),
            functools.partial(_plain, "Spellings"),
            "hash bigint, segment string, kind int, times bigint, named bigint",
        )
        spelled = spelled.groupBy("hash").agg(
            F.first("segment").alias("segment"),
            F.first("kind").alias("kind"),
            F.sum("times").alias("times"),
            F.sum("named").alias("named"),
        )
        spelled = spelled.where("times > 1").mapInArrow(
            _spelled, "text string, kind int, hash bigint, times bigint, named bigint"
        )
        fewest, fewest_named = parts.frequent()
        alike = Window.partitionBy("kind", "text")
        spelled = spelled.withColumns(
            {"all_times": F.sum("times").over(alike), "all_named": F.sum("named").over(alike)}
        )
        table = spelled.where((F.col("all_times") >= fewest) | (F.col("all_named") >= fewest_named)).toArrow()
        candidates = parts.Candidates(table)
        if len(candidates) == 0:
            return texts.withColumn("left", F.col("text"))
        known = self.broadcast(table)
        rests = self.through(
            texts.select("text", "title"), functools.partial(_with_candidates, "Look", known), "hash bigint, candidate int, times bigint"
        )
        sums = self.through(
            rests.repartition("hash").sortWithinPartitions("hash"),
            functools.partial(_with_candidates, "Tally", known),
            "what int, number bigint, one bigint, two bigint",
        )
        sums = sums.groupBy("what", "number").agg(F.sum("one").alias("one"), F.sum("two").alias("two"))
        learned = candidates.learned(sums.toArrow(), texts.count())
        return self.hold(self.beside(texts, functools.partial(_plain, "Strip", learned), "left string"))

    def words(self, items: DataFrame) -> _Words:
        """How much words tell. The sums of the counts go through the driver, and back as tables to all."""
        texts = items.count()
        counts = self.through(
            items.select("text"), functools.partial(_plain, "Counter", texts), "slot bigint, times bigint"
        )
        counts = counts.groupBy("slot").agg(F.sum("times").alias("times"))
        tables = parts.count_words(texts, counts.toArrow())
        return _Words(texts, self.broadcast(tables), uuid.uuid4().hex)

    def pairs(self, items: DataFrame, words: _Words) -> DataFrame:
        """The pairs to be judged."""
        keys = self.through(
            items.select("item", "text"),
            functools.partial(_with_words, "Keys", self.options, words),
            "bucket bigint, further bigint, item bigint, outline binary",
        )
        keys = keys.repartition("bucket").sortWithinPartitions("bucket", "further", "item")
        pairs = self.through(
            keys,
            functools.partial(_with_options, "Pairing", self.options),
            "item bigint, unlike array<int>, other array<bigint>",
        )
        pairs = pairs.repartition("item").sortWithinPartitions("item")
        pairs = self.through(pairs, functools.partial(_plain, "Nearest"), "one bigint, other bigint")
        # One shuffle for what passed twice and for the text of the lower item.
        return pairs.repartition("one").dropDuplicates(["one", "other"])

    def judge(self, pairs: DataFrame, items: DataFrame, words: _Words) -> DataFrame:
        """What became of the pairs that are alike enough to ask."""
        for side in ("one", "other"):
            pairs = _join(pairs, items.select(F.col("item").alias(side), F.col("text").alias(f"{side}_text")), side)
        return self.through(
            pairs,
            functools.partial(_with_words, "Judge", self.options, words),
            "one bigint, other bigint, similarity float, is_instance boolean, joined_below bigint, contradicts boolean",
        )

    def decide(self, judged: DataFrame, frames: DataFrame) -> DataFrame:
        """Which pairs are joined: asked for instances of their frame where these matter."""
        never, always = F.col("joined_below") == 0, F.col("joined_below") == _ALWAYS
        asked = judged.where(~never & ~always)
        counted = _instances(asked.select("one", "other"), frames)
        instances = F.coalesce(F.col("instances"), F.lit(0))
        asked = _join(asked, counted, ["one", "other"], "left")
        columns = ["one", "other", "similarity", "is_instance", "contradicts"]
        settled = judged.where(never | always).select(*columns, always.alias("is_joined"))
        return settled.unionByName(
            asked.select(*columns, (instances < F.col("joined_below")).alias("is_joined"))
        )

    def place(self, items: DataFrame, judged: DataFrame) -> DataFrame:
        """Each item with the one that represents its cluster."""
        duplicates = judged.where("is_joined").select("one", "other", "similarity")
        label = self.components(duplicates.select("one", "other"))
        nothing = F.lit(None)
        items_in = _join(items, label, "item").select(
            "component",
            F.col("item").alias("one"),
            nothing.cast("bigint").alias("other"),
            nothing.cast("float").alias("similarity"),
            F.col("first.rank").alias("rank"),
            F.col("first.position").alias("first"),
            "headlines",
        )
        links = [
            _in_components(duplicates, label),
            _in_components(
                judged.where("contradicts and not is_joined").select(
                    "one", "other", nothing.cast("float").alias("similarity")
                ),
                label,
            ),
        ]
        for link in links:
            items_in = items_in.unionByName(link, allowMissingColumns=True)
        placed = self.through(
            items_in.repartition("component").sortWithinPartitions(
                "component", F.col("other").isNotNull(), "one"
            ),
            functools.partial(_with_options, "Components", self.options),
            "item bigint, kept bigint, size bigint",
        )
        placed = _join(items.select("item", "text", "headlines"), placed, "item", "left")
        return placed.select(
            "item",
            "text",
            F.coalesce("kept", "item").alias("kept"),
            F.coalesce("size", "headlines").alias("size"),
        )

    def told(self, placed: DataFrame, items: DataFrame, frames: DataFrame, words: _Words) -> DataFrame:
        """Each item with what it is to the one that represents it."""
        kept = items.select(
            F.col("item").alias("kept"), F.col("text").alias("kept_text"), F.col("first.id").alias("representative")
        )
        bonds = self.beside(
            _join(placed, kept, "kept"),
            functools.partial(_with_words, "Bonds", self.options, words),
            "cluster string, similarity float, update_below bigint",
        )
        if self.checked.joins_updates:
            bonds = self.hold(bonds)
            pair = {"one": F.least("item", "kept"), "other": F.greatest("item", "kept")}
            asked = bonds.where("update_below > 0 and item <> kept").select("item", *(c.alias(n) for n, c in pair.items()))
            counted = _join(asked, _instances(asked.select("one", "other").distinct(), frames), ["one", "other"])
            bonds = _join(bonds, counted.select("item", "instances"), "item", "left")
            # A text is no update of itself.
            bonds = bonds.withColumn("update_below", F.when(F.col("item") != F.col("kept"), F.col("update_below")))
        else:
            bonds = bonds.withColumn("instances", F.lit(None).cast("bigint"))
        schema = {field.name: field.dataType.simpleString() for field in bonds.schema.fields}
        names = ["item", "cluster", "representative", "size"]
        described = ", ".join(f"{name} {schema[name]}" for name in names)
        return bonds.mapInArrow(_relations, f"{described}, similarity double, relation string")

    def components(self, edges: DataFrame) -> DataFrame:
        """The lowest item that a path of ``edges`` leads to, for each item of one: large-star and small-star in turn
        (Kiveris and others, "Connected Components in MapReduce and Beyond", 2014), in some log² n rounds."""
        edges, before = self.cut(edges), None
        while True:
            now = edges.agg(F.count("*"), F.bit_xor(F.xxhash64("one", "other"))).first()
            if now == before:
                break
            before = now
            edges = self.cut(_small_star(_large_star(edges)))
        label = edges.select(F.col("other").alias("item"), F.col("one").alias("component"))
        roots = edges.select(F.col("one").alias("item"), F.col("one").alias("component")).distinct()
        return self.hold(label.unionByName(roots))

    # What runs on the executors, and what is held there.

    def through(self, df: DataFrame, make: Make, schema: str) -> DataFrame:
        return df.mapInArrow(functools.partial(_through, make), schema)

    def beside(self, df: DataFrame, make: Make, schema: str) -> DataFrame:
        own = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in df.schema.fields)
        return df.mapInArrow(functools.partial(_beside, make, df.columns), f"{own}, {schema}")

    def broadcast(self, value: Any) -> Broadcast[Any]:
        known = self.spark.sparkContext.broadcast(value)
        self.broadcasts.append(known)
        return known

    def hold(self, df: DataFrame) -> DataFrame:
        """Keeps what is asked for several times, on the disk: what sorts and counts needs the memory."""
        held = df.persist(StorageLevel.DISK_ONLY)
        self.held.append(held)
        return held

    def cut(self, df: DataFrame) -> DataFrame:
        """The rows of ``df``, of which Spark forgets how they came to be."""
        if self.spark.sparkContext.getCheckpointDir() is None:
            return df.localCheckpoint(eager=True)
        return df.checkpoint(eager=True)

    def release(self) -> None:
        for df in self.held:
            df.unpersist()
        for known in self.broadcasts:
            known.unpersist()


# What the core says where pairs are joined however many instances their frame has: the highest 32-bit number.
_ALWAYS = 2**32 - 1


def _join(left: DataFrame, right: DataFrame, on: str | list[str], how: str = "inner") -> DataFrame:
    """A join by sorting, which spills to the disk: either side grows with the corpus. Spark goes by the packed size of what it would rather
    give to all executors, and texts of one frame, a hundred bytes each, that are packed to a tenth then fill their memory."""
    return left.join(right.hint("merge"), on, how)


def _both(edges: DataFrame) -> DataFrame:
    """Each edge from either end."""
    ends = edges.select(F.col("one").alias("from"), F.col("other").alias("to"))
    return ends.unionByName(edges.select(F.col("other").alias("from"), F.col("one").alias("to")))


def _large_star(edges: DataFrame) -> DataFrame:
    """Ties what lies above an item to the lowest of its neighbours."""
    lowest = F.least(F.col("from"), F.min("to").over(Window.partitionBy("from")))
    stars = _both(edges).withColumn("one", lowest).where("to > from")
    return stars.select("one", F.col("to").alias("other")).distinct()


def _small_star(edges: DataFrame) -> DataFrame:
    """Ties an item and what lies below it to the lowest of these."""
    stars = edges.withColumn("lowest", F.min("one").over(Window.partitionBy("other")))
    own = stars.select(F.col("lowest").alias("one"), "other")
    below = stars.where("one <> lowest").select(F.col("lowest").alias("one"), F.col("one").alias("other"))
    return own.unionByName(below).distinct()


def _instances(pairs: DataFrame, frames: DataFrame) -> DataFrame:
    """How many neighbours the two of each pair have in common among ``frames``; a pair that has none is left out.

    The neighbours of the one that has fewer are looked up at the other: so what one text has very many of is never gone through for
    each of these, nor brought to one place.
    """
    ends = _both(frames)
    degrees = ends.groupBy(F.col("from").alias("item")).agg(F.count("*").alias("degree"))
    for side in ("one", "other"):
        of_side = degrees.select(F.col("item").alias(side), F.col("degree").alias(f"{side}_degree"))
        pairs = _join(pairs, of_side, side)
    is_less = F.col("one_degree") <= F.col("other_degree")
    looked = pairs.select(
        "one",
        "other",
        F.when(is_less, F.col("one")).otherwise(F.col("other")).alias("few"),
        F.when(is_less, F.col("other")).otherwise(F.col("one")).alias("many"),
    )
    looked = _join(looked, ends.select(F.col("from").alias("few"), F.col("to").alias("common")), "few")
    looked = _join(looked, ends.select(F.col("from").alias("many"), F.col("to").alias("common")), ["many", "common"])
    return looked.groupBy("one", "other").agg(F.count("*").alias("instances"))


def _in_components(links: DataFrame, label: DataFrame) -> DataFrame:
    """Those links both ends of which are in one component."""
    one = label.select(F.col("item").alias("one"), "component")
    other = label.select(F.col("item").alias("other"), F.col("component").alias("other_component"))
    both = _join(_join(links, one, "one"), other, "other").where("component = other_component")
    return both.select("component", "one", "other", "similarity")
