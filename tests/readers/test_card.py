"""The dataset card and the Croissant description, as their own libraries read them."""
import json

import datasets
import mlcroissant
import pyarrow.parquet as pq
import pytest
from conftest import TABLES

FILLED = [t for t in TABLES if t != "rejects"]


def test_the_card_has_a_configuration_for_each_table_with_rows(dataset):
    assert datasets.get_dataset_config_names(str(dataset)) == FILLED
    assert datasets.get_dataset_default_config_name(str(dataset)) == "documents"


@pytest.mark.parametrize("table", FILLED)
def test_the_folder_loads_by_the_name_of_a_table(dataset, table, tmp_path):
    loaded = datasets.load_dataset(str(dataset), table, split="train", cache_dir=str(tmp_path))
    schema = pq.read_schema(dataset / f"{table}.parquet")
    assert loaded.column_names == schema.names
    assert loaded.num_rows == pq.read_metadata(dataset / f"{table}.parquet").num_rows


def test_the_card_tells_what_people_ask(dataset):
    card = (dataset / "README.md").read_text(encoding="utf-8")
    for heading in ["How it was made", "Accounts", "Languages", "Characters by label", "Tables", "Limits"]:
        assert f"## {heading}\n" in card, heading
    assert "- n<1K\n" in card and "\n- bel\n" in card
    for table in TABLES:
        assert f"### {table}.parquet" in card
        for column in pq.read_schema(dataset / f"{table}.parquet").names:
            assert f"| {column} |" in card, (table, column)


@pytest.fixture(scope="module")
def croissant(dataset):
    return mlcroissant.Dataset(jsonld=str(dataset / "croissant.json"))


def test_croissant_is_valid(dataset, croissant):
    issues = croissant.metadata.ctx.issues
    assert not issues.errors
    # A day of publication would need a clock; nothing else is left to be wished for.
    assert all("datePublished" in w for w in issues.warnings), issues.warnings
    assert json.loads((dataset / "croissant.json").read_text())["conformsTo"].endswith("/croissant/1.1")


@pytest.mark.parametrize("table", TABLES)
def test_croissant_loads_every_row_and_column(dataset, croissant, table):
    want = pq.read_table(dataset / f"{table}.parquet")
    got = list(croissant.records(table))
    assert len(got) == want.num_rows
    for row in got[:1]:
        assert set(row) == {f"{table}/{name}" for name in want.column_names}
    for column in [n for n in want.column_names if n in ("id", "text", "surface", "canonical")]:
        assert [r[f"{table}/{column}"].decode() for r in got if r[f"{table}/{column}"] is not None] == [
            v for v in want[column].to_pylist() if v is not None
        ]


def test_croissant_loads_lists(dataset, croissant):
    want = {r["id"]: r["authors"] for r in pq.read_table(dataset / "documents.parquet").to_pylist()}
    got = {r["documents/id"].decode(): [a.decode() for a in r["documents/authors"]] for r in croissant.records("documents")}
    assert got == want and any(want.values())
