"""Every table opens in every reader with no option, and says the same in all of them."""
import json

import chdb
import datasets
import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import TABLES, xtask

TEXT, INT, FLOAT, BOOL = pa.string(), pa.int32(), pa.float32(), pa.bool_()
TIME = pa.timestamp("us", tz="UTC")
# The contract, written down a second time: a changed name or type must be felt here.
CONTRACT = {
    "documents": {
        "id": TEXT, "source": TEXT, "source_blake3": TEXT, "outlet": TEXT, "url": TEXT, "site": TEXT, "media_type": TEXT,
        "charset": TEXT, "charset_source": TEXT, "charset_conflict": BOOL, "replaced_chars": INT, "repaired_chars": INT,
        "title": TEXT, "authors": pa.list_(TEXT), "byline": TEXT, "published": TIME, "modified": TIME, "published_source": TEXT,
        "language": TEXT, "language_script": TEXT, "language_score": FLOAT, "translated_score": FLOAT, "machine_score": FLOAT,
        "source_language": TEXT, "access": TEXT, "access_evidence": TEXT, "text": TEXT, "text_normalized": TEXT, "chars": INT,
        "words": INT, "removed_share": FLOAT, "cluster": TEXT, "cluster_size": INT, "cluster_head": BOOL, "flags": pa.list_(TEXT),
    },
    "pages": {"id": TEXT, "page_text": TEXT},
    "spans": {"id": TEXT, "seq": INT, "start": INT, "end": INT, "label": TEXT, "kept": BOOL, "rule": TEXT, "score": FLOAT, "text": TEXT},
    "mentions": {
        "id": TEXT, "start": INT, "end": INT, "text_start": INT, "text_end": INT, "surface": TEXT, "entity_id": TEXT, "canonical": TEXT,
        "type": TEXT, "rule": TEXT, "score": FLOAT, "in_quote": BOOL,
    },
    "entities": {
        "entity_id": TEXT, "canonical": TEXT, "type": TEXT, "wikidata": TEXT, "aliases": pa.list_(TEXT), "mentions": INT,
        "documents": INT, "known": BOOL,
    },
    "artifacts": {
        "id": TEXT, "start": INT, "end": INT, "kind": TEXT, "group": TEXT, "severity": TEXT, "surface": TEXT, "repair": TEXT,
        "applied": BOOL, "rule": TEXT, "score": FLOAT,
    },
    "rejects": {"source": TEXT, "record": TEXT, "stage": TEXT, "reason": TEXT, "detail": TEXT, "hint": TEXT, "source_blake3": TEXT},
}


def rows(dataset, table):
    manifest = json.loads((dataset / "manifest.json").read_text())
    return next(f["rows"] for f in manifest["files"] if f["name"] == f"{table}.parquet")


@pytest.mark.parametrize("table", TABLES)
def test_schema_is_the_contract(dataset, table):
    schema = pq.read_schema(dataset / f"{table}.parquet")
    for name, kind in CONTRACT[table].items():
        assert schema.field(name).type == kind, name


@pytest.mark.parametrize("table", TABLES)
def test_every_reader_counts_the_same_rows(dataset, table):
    path, want = str(dataset / f"{table}.parquet"), rows(dataset, table)
    assert pq.read_table(path).num_rows == want
    assert duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0] == want
    assert polars.read_parquet(path).height == want
    assert len(pandas.read_parquet(path)) == want
    assert chdb.query(f"select count() from file('{path}')").bytes().strip() == str(want).encode()


@pytest.mark.parametrize("table", TABLES)
def test_clickhouse_has_every_column_under_its_name(dataset, table):
    described = chdb.query(f"describe file('{dataset}/{table}.parquet')", "JSONColumns").bytes()
    assert set(CONTRACT[table]) <= set(json.loads(described)["name"])


@pytest.mark.parametrize("table", [t for t in TABLES if t != "rejects"])
def test_hugging_face_datasets_loads_it(dataset, table, tmp_path):
    loaded = datasets.load_dataset("parquet", data_files=str(dataset / f"{table}.parquet"), split="train", cache_dir=str(tmp_path))
    assert loaded.num_rows == rows(dataset, table)
    assert set(CONTRACT[table]) <= set(loaded.column_names)


def test_offsets_work_as_they_stand_in_python(dataset):
    pages = {r["id"]: r["page_text"] for r in pq.read_table(dataset / "pages.parquet").to_pylist()}
    spans = pq.read_table(dataset / "spans.parquet").to_pylist()
    joined = {i: "" for i in pages}
    for s in spans:
        assert pages[s["id"]][s["start"]:s["end"]] == s["text"]
        joined[s["id"]] += s["text"]
    assert joined == pages
    for m in pq.read_table(dataset / "mentions.parquet").to_pylist():
        assert pages[m["id"]][m["start"]:m["end"]] == m["surface"]


def test_published_is_a_moment_in_utc(dataset):
    frame = polars.read_parquet(dataset / "documents.parquet")
    dated = frame.filter(polars.col("id") == "eastbridge-review/grid-talks-jsonld.html")
    assert dated["published"][0].isoformat() == "2021-11-03T06:15:00+00:00"


def test_one_person_over_all_tables(dataset):
    found = duckdb.sql(f"""
        select count(distinct m.surface), count(distinct d.language)
        from '{dataset}/mentions.parquet' m join '{dataset}/documents.parquet' d using (id)
        where m.entity_id = 'by-lukashenko-a'
    """).fetchall()[0]
    assert found[0] >= 8 and found[1] >= 5, found


def test_names_verb_takes_standard_input(dataset):
    done = xtask("names", "-", input="Лукашенко\nLukaschenko\n")
    assert done.returncode == 0, done.stderr
    ids = {line.split("\t")[1] for line in done.stdout.splitlines()[1:]}
    assert ids == {"by-lukashenko-a"}
