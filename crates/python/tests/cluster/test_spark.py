"""The tables of a cluster are those of one process, row for row after sorting by id."""

import gzip
import json
import os
import random
import shutil

import copydesk
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
    archives(out / "crawl", texts)
    (out / "site-0000" / "noise.txt").write_bytes(bytes(range(256)) * 20)
    (out / "site-0000" / "empty.txt").write_bytes(b"")
    return out


def archives(out, texts):
    """Web archives, lines of JSON and tables, whole and damaged, one of them and two pages of another to be taken down."""
    out.mkdir()
    menu = "<nav><a href=/>Home</a> <a href=/s>Sport</a></nav>"
    page = "<html><head><title>{0}</title></head><body>" + menu + "<article><h1>{0}</h1>{1}</article></body></html>"
    html_head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    pages = []
    for text in texts:
        title, *paragraphs = [p for p in text.replace("&", "&amp;").replace("<", "&lt;").split("\n\n") if p.strip()]
        pages.append(page.format(title.strip(), "".join(f"<p>{p}</p>" for p in paragraphs)))
    members = []
    for k, html in enumerate(pages):
        members.append(warc("response", f"https://crawl.example/{k}", html_head + html.encode()))
        members.append(warc("request", f"https://crawl.example/{k}", b"GET / HTTP/1.1\r\n\r\n"))
    members.append(warc("response", "https://crawl.example/gone", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone</p>"))
    members.append(warc("response", "https://crawl.example/noise", b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(256)) * 9))
    packed = [gzip.compress(m) for m in members]
    (out / "whole.warc.gz").write_bytes(b"".join(packed))
    (out / "plain.warc").write_bytes(b"".join(members[:7]))
    (out / "cut.warc.gz").write_bytes(b"".join(packed[:6])[:-40])
    known = [{"url": f"https://lines.example/{k}", "id": k, "date": "2021-03-04", "tags": ["a", k]} for k in range(len(texts))]
    lines = [json.dumps({"text": t, **said}) for t, said in zip(texts, known)]
    (out / "lines.jsonl").write_text("\n".join([*lines, "oops", '{"text": null}']), encoding="utf-8")
    (out / "lines.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[:5]).encode()))
    urls = [f"https://table.example/{k}" for k in range(len(texts))]
    pq.write_table(pa.table({"text": texts, "url": urls, "n": range(len(texts))}), out / "table.parquet")
    down = out / "down.jsonl"
    down.write_text("\n".join(lines[:3]) + "\n", encoding="utf-8")
    hashed = copydesk.clean_batch(pa.record_batch({"id": ["x.txt"], "content": [down.read_bytes()]})).column("source_blake3")[0]
    rows = [("url", "https://crawl.example/1"), ("host", "table.example"), ("hash", hashed)]
    (out.parent / "takedown.tsv").write_text("kind\tvalue\twhy\n" + "".join(f"{k}\t{v}\tasked for\n" for k, v in rows))


def warc(kind, url, block):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-08-19T10:00:00Z\r\n"
    return f"{head}WARC-Record-ID: <urn:uuid:{len(block)}>\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def is_utf8(path):
    try:
        path.read_text(encoding="utf-8")
        return True
    except ValueError:
        return False


def rows(folder, name):
    table = pq.read_table(folder / f"{name}.parquet")
    return [json.dumps(r, default=str, sort_keys=True, ensure_ascii=False) for r in table.to_pylist()]


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
    assert sorted(want) == sorted(got)
    # Of rejects only file and record are sorted by.
    assert want == got or name == "rejects", "the order of rows"


def test_the_corpus_has_something_to_find(both):
    alone, _ = both
    documents = pq.read_table(alone / "documents.parquet")
    assert sum(c is not None for c in documents["cluster"].to_pylist()) >= 10
    assert "boilerplate/template/repeated-line" in set(pq.read_table(alone / "spans.parquet")["rule"].to_pylist())
    assert any(not known for known in pq.read_table(alone / "entities.parquet")["known"].to_pylist())


def test_archives_are_read_record_by_record_with_what_they_say(both):
    _, spark = both
    documents = pq.read_table(spark / "documents.parquet").to_pylist()
    row = {d["id"]: d for d in documents}
    first = row["crawl/whole.warc.gz#0"]
    assert first["url"] == "https://crawl.example/0" and first["fetched"] is not None and first["site"] == "crawl.example"
    assert len(first["source_blake3"]) == 64
    assert "truncated-source" in row["crawl/cut.warc.gz#0"]["flags"]
    lines = [d for d in documents if d["id"].startswith("crawl/lines.jsonl#")]
    assert all(d["metadata"] for d in lines) and any(d["published_source"] == "record" for d in lines)
    rejects = pq.read_table(spark / "rejects.parquet").to_pylist()
    reasons = {(r["source"], r["record"]): r["reason"] for r in rejects}
    assert reasons["crawl/down.jsonl", None] == "taken-down"
    assert not any(i.startswith(("crawl/down", "crawl/table")) or row[i]["url"] == "https://crawl.example/1" for i in row)
    assert sorted({r for (s, _), r in reasons.items() if s == "crawl/lines.jsonl"}) == ["malformed", "no-text"]
    assert all(r["source_blake3"] for r in rejects if r["source"].startswith("crawl/"))


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


def test_components_by_shuffles_are_those_of_one_process(session):
    r = random.Random(2)
    edges = [(f"d{k:03}", f"d{k + 1:03}") for k in range(30)]
    edges += [(f"e{r.randrange(40)}", f"e{r.randrange(40)}") for _ in range(25)]
    want = copydesk.spark.least_names(edges)
    frame = copydesk.spark.components(session.createDataFrame(edges, "a string, b string"))
    assert sorted((r.id, r.component) for r in frame.collect()) == want


def test_every_table_of_the_build_opens_in_spark(session, both):
    alone, _ = both
    for name in NAMES:
        frame = session.read.parquet(str(alone / f"{name}.parquet"))
        assert frame.count() == pq.read_metadata(alone / f"{name}.parquet").num_rows
        assert frame.columns == pq.read_schema(alone / f"{name}.parquet").names
