"""The build on a cluster: both passes by ``mapInArrow``, the facts of the corpus as shuffles.

Spark moves rows; every decision is made by the same Rust code as in ``cargo xtask build``, and the tables are equal row for row:

1. pass 1 turns each raw record into a packed document, alone;
2. the pieces of all facts are shuffled by key: lines by site, names by form, documents by the bands of their signatures, whose
   connected components are judged whole;
3. templates and names are broadcast, clusters joined to their documents; pass 2 makes the rows of all tables.

>>> import copydesk.spark                                          # doctest: +SKIP
>>> raw = copydesk.spark.files(session, "seeds")                   # doctest: +SKIP
>>> tables = copydesk.spark.build(session, raw)                    # doctest: +SKIP
>>> copydesk.spark.write(tables, "data/clean-spark")               # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from . import _native

#: Most edges between near-copies that the driver joins to components by itself, and most clusters' documents that go to every worker
#: whole: below, that is cheaper than rounds of shuffles.
EDGES_ON_DRIVER = 1_000_000
#: Most rows, and most bytes of documents, that are worked on at once: documents are far larger than the rows that Spark's batches
#: are made for.
BATCH_ROWS = 256
BATCH_BYTES = 16 << 20
_FIRST = "id string, packed binary, reject binary, end string"
_PIECES = "kind string, key bigint, id string, value binary"
_COPIES = "id string, cluster string, cluster_size int, cluster_head boolean"


@dataclass
class Tables:
    """The tables of a build, and what is kept on the workers' disks for them."""

    documents: DataFrame
    pages: DataFrame
    spans: DataFrame
    mentions: DataFrame
    entities: DataFrame
    artifacts: DataFrame
    rejects: DataFrame
    kept: list[DataFrame]

    NAMES = ("documents", "pages", "spans", "mentions", "entities", "artifacts", "rejects")

    def close(self) -> None:
        """Frees the workers' disks; the tables cannot be read any more."""
        for frame in self.kept:
            frame.unpersist()


def files(session: SparkSession, seeds: str | os.PathLike[str], partitions: int | None = None) -> DataFrame:
    """Pass 1 over a folder of raw files that every worker sees under the same path: single files and archives of any kind that
    the build reads, each opened by one worker and read record by record. The takedown list of the folder holds."""
    seeds = os.path.abspath(seeds)
    sources, rejects, takedown = _native.list_seeds(seeds)
    partitions = partitions or max(1, min(len(sources), 4 * session.sparkContext.defaultParallelism))
    # Dealt from the largest to the smallest, so that no partition has all the archives.
    sources.sort(key=lambda s: -s[1])
    dealt = [(source,) for k in range(partitions) for source, _ in sources[k::partitions]]
    listed = session.createDataFrame(session.sparkContext.parallelize(dealt, partitions), "source string")

    def first(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from _native.FilePass(seeds, takedown, batch)

    refused = session.createDataFrame([(None, None, r, None) for r in rejects], _FIRST)
    return listed.mapInArrow(first, _FIRST).union(refused)


def records(raw: DataFrame) -> DataFrame:
    """Pass 1 over raw records: ``id``, ``content``, optionally ``url``, ``declared_charset``, ``media_type``."""
    return raw.mapInArrow(_each(_native.pass_one_records, "content"), _FIRST)


def build(session: SparkSession, first: DataFrame) -> Tables:
    """The tables of what pass 1 gave (:func:`files` or :func:`records`)."""
    first = first.persist(StorageLevel.DISK_ONLY)
    documents = first.where("packed is not null").select("id", "packed")
    pieces = documents.mapInArrow(_each(_native.pieces, "packed"), _PIECES).persist(StorageLevel.DISK_ONLY)
    templates = _reduce(pieces, "line", _native.templates)
    names = _reduce(pieces, "name", _native.name_counts)
    ends = [r.end for r in first.where("end is not null").select("end").collect()]
    joined = session.sparkContext.broadcast((_native.join(templates, names), ends))
    # In the order of ids before the rows are made: documents are small beside their rows, and no table is sorted again.
    clustered = documents.join(_copies(session, documents, pieces), "id", "left").sort("id")

    def second(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        corpus = _native.Corpus(*joined.value)
        yield from _each(corpus.pass_two, "packed")(batches)

    rows = clustered.mapInArrow(second, _schema("rows")).persist(StorageLevel.DISK_ONLY)
    listed = {name: rows.select(F.explode(name).alias("row")).select("row.*") for name in ("spans", "mentions", "artifacts")}

    def refused(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield _native.reject_rows(batch.column("reject").to_pylist(), joined.value[1])

    return Tables(
        documents=rows.select("documents.*"),
        pages=rows.select("pages.*"),
        entities=_entities(listed["mentions"]),
        rejects=first.where("reject is not null").select("reject").mapInArrow(refused, _schema("rejects")),
        kept=[first, pieces, rows],
        **listed,
    )


def write(tables: Tables, out: str) -> None:
    """Writes every table as a folder of Parquet files, ``<out>/<table>.parquet/``, sorted as the build sorts it."""
    order = {"entities": ["entity_id"], "rejects": ["source", "record"]}
    for name in Tables.NAMES:
        frame: DataFrame = getattr(tables, name)
        frame = frame.sort(order[name]) if name in order else frame
        frame.write.mode("error").option("compression", "zstd").parquet(f"{out}/{name}.parquet")


def _each(function, column: str):
    """Runs ``function`` over batches that are cut by rows and by the bytes of a column."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            start = held = 0
            for at, size in enumerate(pc.binary_length(batch.column(column)).to_pylist()):
                if at > start and (at - start >= BATCH_ROWS or held + (size or 0) > BATCH_BYTES):
                    yield function(batch.slice(start, at - start))
                    start, held = at, 0
                held += size or 0
            if start < batch.num_rows:
                yield function(batch.slice(start))

    return run


def _schema(name: str) -> StructType:
    return from_arrow_schema(_native.empty(name).schema)


def _reduce(pieces: DataFrame, kind: str, function) -> list[bytes]:
    """Brings pieces with the same key together and gives what each machine makes of its keys."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        values = [v for batch in batches for v in batch.column("value").to_pylist()]
        yield pa.record_batch({"value": pa.array([function(values)], type=pa.binary())})

    met = pieces.where(F.col("kind") == kind).select("key", "value").repartition("key")
    return [bytes(r.value) for r in met.mapInArrow(run, "value binary").collect()]


def _copies(session: SparkSession, documents: DataFrame, pieces: DataFrame) -> DataFrame:
    """The clusters of near-copies, by document."""
    bands = pieces.where("kind = 'band'").select("key", "id")
    shared = bands.groupBy("key").agg(F.min("id").alias("least"), F.count("id").alias("n")).where("n > 1")
    edges = bands.join(shared, "key").where("id != least").select(F.col("id").alias("a"), F.col("least").alias("b")).distinct()
    edges = edges.persist(StorageLevel.DISK_ONLY)
    few = edges.limit(EDGES_ON_DRIVER + 1).count() <= EDGES_ON_DRIVER
    if few:
        found = least_names((r.a, r.b) for r in edges.toLocalIterator())
        component = F.broadcast(session.createDataFrame(found, "id string, component string"))
    else:
        component = components(edges)
    edges.unpersist()

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        groups: dict[str, list[bytes]] = {}
        for batch in batches:
            for component, packed in zip(batch.column("component").to_pylist(), batch.column("packed").to_pylist()):
                groups.setdefault(component, []).append(packed)
        for name in sorted(groups):
            found = _native.copies(groups[name])
            columns = zip(*found) if found else ((), (), (), ())
            types = (pa.string(), pa.string(), pa.int32(), pa.bool_())
            arrays = [pa.array(c, type=t) for c, t in zip(columns, types)]
            yield pa.record_batch(arrays, names=["id", "cluster", "cluster_size", "cluster_head"])

    met = documents.join(component, "id").select("component", "packed").repartition("component")
    found = met.mapInArrow(run, _COPIES)
    return F.broadcast(found) if few else found


def least_names(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every document with the least name of its connected component, in one process.

    >>> from copydesk.spark import least_names                     # doctest: +SKIP
    >>> least_names([("c", "b"), ("b", "a"), ("y", "x")])          # doctest: +SKIP
    [('a', 'a'), ('b', 'a'), ('c', 'a'), ('x', 'x'), ('y', 'x')]
    """
    parent: dict[str, str] = {}

    def top(name: str) -> str:
        while (above := parent.setdefault(name, name)) != name:
            parent[name] = parent[above]
            name = above
        return name

    for a, b in edges:
        a, b = top(a), top(b)
        parent[max(a, b)] = min(a, b)
    return [(name, top(name)) for name in sorted(parent)]


def components(edges: DataFrame) -> DataFrame:
    """The same as :func:`least_names` by shuffles (``a``, ``b`` in; ``id``, ``component`` out): every document takes the least name
    among its neighbours, until nothing changes."""
    both = edges.union(edges.select(F.col("b").alias("a"), F.col("a").alias("b"))).distinct().persist(StorageLevel.DISK_ONLY)
    labels = both.groupBy("a").agg(F.least(F.col("a"), F.min("b")).alias("label")).localCheckpoint()
    while True:
        named = labels.select(F.col("a").alias("of"), F.col("label").alias("its"))
        near = both.join(named, both.b == named.of).select("a", F.col("its").alias("label"))
        jump = labels.join(named, labels.label == named.of).select("a", F.col("its").alias("label"))
        new = labels.union(near).union(jump).groupBy("a").agg(F.min("label").alias("label")).localCheckpoint()
        changed = new.join(named, new.a == named.of).where("label != its").limit(1).count()
        labels = new
        if not changed:
            both.unpersist()
            return labels.select(F.col("a").alias("id"), F.col("label").alias("component"))


def _entities(mentions: DataFrame) -> DataFrame:
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        entities = _native.Entities()
        for batch in batches:
            entities.add(batch)
        yield entities.rows()

    met = mentions.where("entity_id is not null").repartition("entity_id").sortWithinPartitions("id", "start", "end")
    return met.mapInArrow(run, _schema("entities"))
