"""docs/api.md has an example for each operation, and each example works on the demo."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from api.__main__ import openapi_document
from segue.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "api.md"
README_URL = "http://127.0.0.1:8000"
# a failed request is a failed example; the page leaves these options to the reader
CURL = 'curl() { command curl --silent --show-error --fail-with-body --max-time 60 "$@"; }\n'


class Example(NamedTuple):
    """One code block: the heading above it, its language, and its text."""

    heading: str
    language: str
    code: str


def _examples() -> list[Example]:
    found, heading = [], ""
    pattern = r"^#+ (?P<heading>[^\n]+)$|^```(?P<language>sh|python)\n(?P<code>.*?)^```$"
    for match in re.finditer(pattern, PAGE.read_text(), re.MULTILINE | re.DOTALL):
        if match["heading"]:
            heading = match["heading"].strip("`")
        else:
            found.append(Example(heading, match["language"], match["code"]))
    return found


def test_each_operation_has_an_example_in_both_languages():
    operations = {
        f"{method.upper()} {path}"
        for path, methods in openapi_document()["paths"].items()
        for method in methods
        if method != "parameters"
    }
    shown = {(example.heading, example.language) for example in _examples()}
    missing = sorted(
        (operation, language)
        for operation in operations
        for language in ("sh", "python")
        if (operation, language) not in shown
    )
    assert not missing, f"expected examples in docs/api.md, none for {missing}"


@pytest.mark.e2e
def test_every_example_of_curl_works(
    demo_warehouse: str, base_url: str, ann: None, tmp_path: Path
):  # the first is named for the process that has it, see tests/conftest.py
    if shutil.which("curl") is None:
        pytest.skip("curl is not here, so its examples do not run")
    lines = [example.code for example in _examples() if example.language == "sh"]
    script = CURL + "\n".join(lines).replace(README_URL, base_url)
    ended = subprocess.run(
        ["bash", "-eu", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, f"{ended.stdout[-600:]}\n{ended.stderr}"
    assert '"problem' not in ended.stdout


@pytest.mark.e2e
def test_every_example_of_python_works(base_url: str, ann: None, capsys):
    code = "\n".join(example.code for example in _examples() if example.language == "python")
    names: dict[str, object] = {}
    exec(code.replace(README_URL, base_url), names)
    assert "Echoes over Kaunas" in capsys.readouterr().out
