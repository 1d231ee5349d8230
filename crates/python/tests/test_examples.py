"""The examples of the docstrings and of the README run as they stand; the stubs say what is there."""

import doctest
import pathlib
import re
import subprocess
import sys

import copydesk
import pytest
from conftest import ROOT

FUNCTIONS = [n for n in copydesk.__all__ if callable(getattr(copydesk, n)) and not isinstance(getattr(copydesk, n), type)]
READMES = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "crates/python/README.md"))
PYTHON = [code for code in re.findall(r"```python\n(.*?)```", READMES, flags=re.S) if "import copydesk" in code]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_examples_that_run(name):
    test = doctest.DocTestParser().get_doctest(getattr(copydesk, name).__doc__, {}, name, None, 0)
    assert test.examples, "no example"
    said = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert result.failed == 0, "".join(said)


def test_the_functions_are_those_of_the_contract():
    wanted = {"decode", "repair", "language", "extract", "clean", "clean_batch", "resolve_names", "same_name", "translation"}
    assert wanted <= set(FUNCTIONS)
    assert set(dir(copydesk)) >= set(copydesk.__all__)


def test_stubs_and_module_agree():
    settings = ROOT / "crates/python/tests/mypy.ini"
    command = [sys.executable, "-m", "mypy.stubtest", "copydesk._native", "--mypy-config-file", str(settings)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_stubs_are_shipped():
    package = pathlib.Path(copydesk.__file__).parent
    assert (package / "py.typed").is_file() and (package / "_native.pyi").is_file()


@pytest.mark.parametrize("code", PYTHON)
def test_examples_of_the_readme_run(code, tmp_path, monkeypatch):
    for module in re.findall(r"^import (\w+)", code, flags=re.M):
        pytest.importorskip(module, reason=f"{module} is installed for `test --all` only")
    monkeypatch.chdir(ROOT)
    code = code.replace("data/clean-spark", str(tmp_path / "spark"))
    exec(compile(code, "README.md", "exec"), {})
