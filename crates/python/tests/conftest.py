"""The project's own seeds as raw records, and where the program under test lies."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SEEDS = ROOT / "seeds"


def xtask(*args):
    program = [os.environ["COPYDESK_XTASK"]] if "COPYDESK_XTASK" in os.environ else ["cargo", "xtask"]
    return subprocess.run([*program, *args], cwd=ROOT, text=True, capture_output=True)


@pytest.fixture(scope="session")
def raw():
    """Every raw file of the seeds: id and bytes."""
    files = sorted(p for p in SEEDS.rglob("*") if p.is_file() and p.suffix in {".txt", ".html", ".htm"})
    return [(str(p.relative_to(SEEDS)), p.read_bytes()) for p in files]


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    """The tables that the build makes of the seeds."""
    out = tmp_path_factory.mktemp("dataset") / "clean"
    done = xtask("build", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    return out
