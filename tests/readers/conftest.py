"""Builds the project's own seeds once, with the program under test."""
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ["documents", "pages", "spans", "mentions", "entities", "artifacts", "rejects"]
# No hub, no telemetry: the tables lie on the disk.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")


def xtask(*args, **kwargs):
    program = [os.environ["COPYDESK_XTASK"]] if "COPYDESK_XTASK" in os.environ else ["cargo", "xtask"]
    return subprocess.run([*program, *args], cwd=ROOT, text=True, capture_output=True, **kwargs)


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    out = tmp_path_factory.mktemp("dataset") / "clean"
    done = xtask("build", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    return out
