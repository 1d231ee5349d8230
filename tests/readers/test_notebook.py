"""`data/explore.ipynb` runs from top to bottom on the project's own seeds. UPDATE_NOTEBOOK=1 writes its outputs back."""
import copy
import os

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

NOTEBOOK = ROOT / "data" / "explore.ipynb"
MOST_BYTES = 400_000


@pytest.fixture(scope="module")
def committed():
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def executed(committed, dataset, tmp_path_factory):
    notebook = copy.deepcopy(committed)
    os.environ["COPYDESK_DATASET"] = str(dataset)
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    return notebook


def stripped(notebook):
    """The notebook as it is committed: outputs without times and versions of this machine."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.metadata = {}
            # The table or the picture is enough; its description would only be noise in a diff.
            if len(output.get("data", {})) > 1:
                output.data.pop("text/plain", None)
    return notebook


def test_it_runs_from_top_to_bottom(executed):
    code = [c for c in executed.cells if c.cell_type == "code"]
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1))
    assert not [o for c in code for o in c.outputs if o.output_type == "error" or o.get("name") == "stderr"]
    if os.environ.get("UPDATE_NOTEBOOK") == "1":
        nbformat.write(stripped(executed), NOTEBOOK)


def test_it_shows_what_an_analyst_asks_for(executed):
    shown = [t for c in executed.cells if c.cell_type == "code" for o in c.outputs for t in o.get("data", {})]
    assert shown.count("image/png") >= 5 and shown.count("text/html") >= 4


def test_the_committed_outputs_are_there_and_small(committed, executed):
    assert NOTEBOOK.stat().st_size <= MOST_BYTES
    raw = NOTEBOOK.read_text(encoding="utf-8")
    assert not [place for place in ("/tmp/", "/home/", "/root/", "site-packages", "Traceback") if place in raw]
    for then, now in zip(committed.cells, executed.cells):
        if then.cell_type == "code":
            kinds = [[sorted(set(o.get("data", {})) - {"text/plain"}) for o in cell.outputs] for cell in (then, now)]
            assert kinds[0] == kinds[1], then.source[:80]
