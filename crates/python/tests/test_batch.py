"""Arrow batches in, the contract's columns out."""

import duckdb
import copydesk
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest


def batch_of(raw, content=pa.binary()):
    ids, contents = zip(*raw)
    return pa.record_batch({"id": pa.array(ids), "content": pa.array(contents, type=content)})


def test_columns_are_those_of_the_table(raw, dataset):
    out = copydesk.clean_batch(batch_of(raw))
    assert isinstance(out, pa.RecordBatch)
    assert out.schema.equals(pq.read_schema(dataset / "documents.parquet").remove_metadata())
    assert out.column("id").to_pylist() == [i for i, _ in raw]


def test_rows_are_those_of_clean(raw):
    out = copydesk.clean_batch(batch_of(raw)).to_pylist()
    for row, (_, content) in zip(out, raw):
        page = copydesk.clean(content)
        assert (row["text"], row["language"], row["published"]) == (page.text, page.language, page.published)


@pytest.mark.parametrize("content", [pa.binary(), pa.large_binary(), pa.binary_view()])
def test_every_layout_of_bytes_is_taken(raw, content):
    assert copydesk.clean_batch(batch_of(raw[:5], content)).equals(copydesk.clean_batch(batch_of(raw[:5])))


def test_what_the_bearer_knows_is_evidence():
    text = "Мост через Двину откроют осенью, сказал министр."
    out = copydesk.clean_batch(
        pa.record_batch(
            {
                "id": ["a", "b"],
                "content": [text.encode("koi8-r"), f"<p>{text}</p><p>{text}</p>".encode()],
                "url": ["https://www.vesti.example/a", None],
                "declared_charset": ["koi8-r", None],
                "media_type": [None, "text/html"],
            }
        )
    ).to_pylist()
    assert out[0]["text"] == text and out[0]["charset"] == "KOI8-R" and out[0]["charset_source"] == "declared"
    assert out[0]["site"] == "vesti.example" and out[0]["outlet"] == "vesti.example"
    assert out[1]["media_type"] == "text/html" and out[1]["site"] is None


def test_slices_and_empty_batches_are_read_where_they_begin(raw):
    whole = batch_of(raw)
    part = copydesk.clean_batch(whole.slice(3, 4)).column("id").to_pylist()
    assert part == [i for i, _ in raw[3:7]]
    assert copydesk.clean_batch(whole.slice(0, 0)).num_rows == 0


def test_one_bad_record_never_costs_another():
    batch = pa.record_batch({"id": ["a", "b#7", "c", "d"], "content": [b"Minsk waits.", b"\x00\x01\x02\x03", None, b"Brest waits."]})
    assert copydesk.clean_batch(batch).column("id").to_pylist() == ["a", "d"]
    tables = copydesk.clean_tables(batch)
    assert tables["documents"].equals(copydesk.clean_batch(batch))
    rejects = tables["rejects"].to_pylist()
    assert [(r["source"], r["record"], r["reason"]) for r in rejects] == [("b", "7", "binary"), ("c", None, "empty")]
    assert tables["pages"].num_rows == 2 and set(tables["mentions"].column("id").to_pylist()) == {"a", "d"}


@pytest.mark.parametrize(
    ("columns", "error", "said"),
    [
        ({"id": [1], "content": [b"x"]}, TypeError, "column id"),
        ({"id": ["a"], "content": [1]}, TypeError, "column content"),
        ({"id": ["a"], "content": [b"x"], "url": [b"y"]}, TypeError, "column url"),
        ({"id": ["a"]}, ValueError, "content"),
        ({"content": [b"x"]}, ValueError, "id"),
        ({"id": ["a", None], "content": [b"x", b"y"]}, ValueError, "row 1 has no id"),
    ],
)
def test_a_wrong_batch_is_an_error_that_names_the_column(columns, error, said):
    with pytest.raises(error, match=said):
        copydesk.clean_batch(pa.record_batch(columns))


def test_arrays_that_lie_are_refused():
    # A string column whose bytes are no UTF-8.
    bad = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\x00\x00\x00\x00\x02\x00\x00\x00"), pa.py_buffer(b"\xff\xfe")])
    with pytest.raises(ValueError):
        copydesk.clean_batch(pa.record_batch({"id": bad, "content": pa.array([b"x"])}))


def test_other_engines_hand_over_their_batches(raw):
    frame = polars.DataFrame({"id": [i for i, _ in raw], "content": [c for _, c in raw]})
    want = copydesk.clean_batch(batch_of(raw))
    assert [b for b in map(copydesk.clean_batch, frame.to_arrow().to_batches())][0].equals(want)
    records = pa.Table.from_batches([batch_of(raw)])
    reader = duckdb.sql("select * from records").to_arrow_reader()
    assert pa.Table.from_batches(map(copydesk.clean_batch, reader)).equals(pa.Table.from_batches([want]))
