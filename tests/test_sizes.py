"""Sizes of files and functions: one that grew beyond its size holds two ideas, so split it."""

import ast
import subprocess
from pathlib import Path

import pytest

from segue.settings import PROJECT_ROOT

MOST_LINES = {".py": 300, ".ts": 200, ".tsx": 200, ".sql": 100}
MOST_LINES_OF_A_FUNCTION = 45
GENERATED = {"clients/python/segue_client/types.py", "frontend/src/lib/openapi.d.ts"}
ROWS = {"tests/api/marts.sql"}  # a small catalogue written by hand, no query
LARGER = {  # known ones, to be split
    "tests/dbt_project/test_project_rules.py"
}


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("the project is no git repository here: its files are not known")
    names = set(listed.stdout.split("\0")) - GENERATED - ROWS - LARGER - {""}
    return [PROJECT_ROOT / name for name in sorted(names) if (PROJECT_ROOT / name).is_file()]


def test_no_file_is_over_the_size_limit():
    lengths = {
        str(path.relative_to(PROJECT_ROOT)): len(path.read_text().splitlines())
        for path in _files()
        if path.suffix in MOST_LINES
    }
    assert {
        name: n_lines
        for name, n_lines in lengths.items()
        if n_lines > MOST_LINES[Path(name).suffix]
    } == {}


def test_no_function_is_over_the_size_limit():
    long = {}
    for path in (path for path in _files() if path.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                n_lines = _lines_without_docstring(node)
                if n_lines > MOST_LINES_OF_A_FUNCTION:
                    long[f"{path.relative_to(PROJECT_ROOT)}::{node.name}"] = n_lines
    assert long == {}


def _lines_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    n_lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        n_lines -= (function.body[0].end_lineno or 0) - function.body[0].lineno + 1
    return n_lines
