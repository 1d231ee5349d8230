"""The tables of a cluster are those of one process, row for row after sorting by id."""

import json
import os
import random
import shutil

import copydesk.spark
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, build

NAMES = copydesk.spark.Tables.NAMES
#: Documents of the large corpus.
DOCUMENTS = int(os.environ.get("COPYDESK_SPARK_DOCUMENTS", "200"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The project's own seeds many times over, as pages of several sites that share templates, copies and names; and what is refused."""
    out = tmp_path_factory.mktemp("corpus") / "seeds"
    shutil.copytree(ROOT / "seeds", out)
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "seeds").rglob("*.txt")) if is_utf8(p)]
    r = random.Random(5)
    for k in range(DOCUMENTS):
        folder = out / f"site-{r.randrange(max(4, DOCUMENTS // 40)):04}"
        folder.mkdir(exist_ok=True)
        paragraphs = [p for t in r.sample(texts, 3) for p in t.split("\n\n")]
        r.shuffle(paragraphs)
        text = "\n\n".join(paragraphs[: r.randrange(3, 14)])
        text += f"\n\nDzmitry Kaval{r.choice(['e', 'yo', 'io'])}nka {k % 7} stood by.\n\nEvery morning in {folder.name}\n"
        (folder / f"{k:06}.txt").write_text(text, encoding="utf-8")
        if k % 9 == 0:
            (folder / f"{k:06}-copy.txt").write_text(text.replace("stood by", "stood there"), encoding="utf-8")
    (out / "site-0000" / "noise.txt").write_bytes(bytes(range(256)) * 20)
    (out / "site-0000" / "empty.txt").write_bytes(b"")
    return out


def is_utf8(path):
    try:
        path.read_text(encoding="utf-8")
        return True
    except ValueError:
        return False


def rows(folder, name):
    table = pq.read_table(folder / f"{name}.parquet")
    listed = [{c: v for c, v in r.items()} for r in table.to_pylist()]
    return sorted(json.dumps(r, default=str, sort_keys=True, ensure_ascii=False) for r in listed)


@pytest.fixture(scope="module")
def both(session, corpus, tmp_path_factory):
    """The tables by one process and by the cluster, from files."""
    alone = build(corpus, tmp_path_factory.mktemp("alone") / "clean")
    out = tmp_path_factory.mktemp("spark") / "clean"
    tables = copydesk.spark.build(session, copydesk.spark.files(session, corpus))
    copydesk.spark.write(tables, str(out))
    tables.close()
    return alone, out


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_those_of_one_process(both, name):
    alone, spark = both
    want, got = rows(alone, name), rows(spark, name)
    assert len(want) == len(got) > 0
    assert want == got


def test_the_corpus_has_something_to_find(both):
    alone, _ = both
    documents = pq.read_table(alone / "documents.parquet")
    assert sum(c is not None for c in documents["cluster"].to_pylist()) >= 10
    assert "boilerplate/template/repeated-line" in set(pq.read_table(alone / "spans.parquet")["rule"].to_pylist())
    assert any(not known for known in pq.read_table(alone / "entities.parquet")["known"].to_pylist())


def test_columns_are_those_of_one_process(both):
    alone, spark = both
    for name in NAMES:
        want = pq.read_schema(alone / f"{name}.parquet")
        got = pq.read_table(spark / f"{name}.parquet").schema
        assert [(f.name, plain(f.type)) for f in got] == [(f.name, plain(f.type)) for f in want]


def plain(kind):
    return pa.list_(kind.value_type) if pa.types.is_list(kind) else kind


def test_raw_records_of_a_table_give_the_same_texts(session, both):
    alone, _ = both
    want = {r["id"]: r["text"] for r in pq.read_table(alone / "documents.parquet", columns=["id", "text"]).to_pylist()}
    files = [(p.relative_to(ROOT / "seeds").as_posix(), p.read_bytes()) for p in sorted((ROOT / "seeds").glob("*.txt"))]
    raw = session.createDataFrame(pa.table({"id": [i for i, _ in files], "content": pa.array([c for _, c in files], pa.binary())}))
    tables = copydesk.spark.build(session, copydesk.spark.records(raw))
    got = {r.id: r.text for r in tables.documents.collect()}
    tables.close()
    assert got == {i: want[i] for i, _ in files}


def test_every_table_of_the_build_opens_in_spark(session, both):
    alone, _ = both
    for name in NAMES:
        frame = session.read.parquet(str(alone / f"{name}.parquet"))
        assert frame.count() == pq.read_metadata(alone / f"{name}.parquet").num_rows
        assert frame.columns == pq.read_schema(alone / f"{name}.parquet").names
