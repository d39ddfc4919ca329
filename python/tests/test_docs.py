"""What is written about the package holds: the types, and the examples of the README."""

import contextlib
import io
import re
import subprocess
import sys
from pathlib import Path

import doublet
import pytest
from conftest import ROOT


def test_the_types_hold_where_they_are_used() -> None:
    checked = [ROOT / "python/tests", ROOT / "python/doublet"]
    config = ROOT / "python/pyproject.toml"
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(config), *map(str, checked)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT / "python")
    assert done.returncode == 0, done.stdout


def test_the_types_are_those_of_the_compiled_module() -> None:
    command = [sys.executable, "-m", "mypy.stubtest", "doublet._doublet", "--mypy-config-file", "pyproject.toml"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT / "python")
    assert done.returncode == 0, done.stdout


def test_everything_is_documented() -> None:
    for name in doublet.__all__:
        value = getattr(doublet, name)
        if name not in ("Relation", "__version__"):
            assert value.__doc__, name
            is_compiled = isinstance(value, type) and value.__module__ == "doublet"
            for inner in vars(value) if is_compiled else ():
                assert inner.startswith("_") or getattr(value, inner).__doc__, f"{name}.{inner}"


def test_python_in_five_lines_runs_as_the_readme_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = (ROOT / "README.md").read_text().split("## Python in five lines")[1].split("\n## ")[0]
    code, output = re.findall(r"```(?:python|text)\n(.*?)```", section, re.DOTALL)
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, {})
    assert said.getvalue() == output
