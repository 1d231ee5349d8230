"""What the README shows runs as it stands there."""
import os
import re
import shlex

import pytest
from conftest import ROOT, xtask

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.S)
# The package has an environment of its own; `crates/python/tests/test_examples.py` runs what imports it.
PYTHON = [code for kind, code in BLOCKS if kind == "python" and "import copydesk" not in code]
VERBS = sorted(
    {line.split("#")[0].strip() for kind, code in BLOCKS if kind == "sh" for line in code.splitlines() if line.startswith("cargo xtask ")}
)


def test_the_readme_shows_commands_and_code():
    assert PYTHON and {"cargo xtask build", "cargo xtask test"} <= set(VERBS)


@pytest.mark.parametrize("code", PYTHON)
def test_python_examples_run(dataset, code, capsys):
    there = os.getcwd()
    os.chdir(ROOT)
    try:
        exec(compile(code.replace("data/clean", str(dataset)), "README.md", "exec"), {})
    finally:
        os.chdir(there)


# `add` and `test` change or repeat the run itself; their own tests cover them.
@pytest.mark.parametrize("command", [c for c in VERBS if not re.match(r"cargo xtask (add|test|eval)\b", c)])
def test_commands_run(dataset, tmp_path, command):
    args = shlex.split(command)[2:]
    if "|" in args or "<" in args:
        pytest.fail(f"write the example without a pipe: {command}")
    args = [str(dataset) if a == "data/clean" else a for a in args]
    if args[0] == "build":
        args += ["--out", str(tmp_path / "clean")]
    done = xtask(*args)
    assert done.returncode == 0, done.stdout + done.stderr
