"""The examples of docs/drop-in.md run as they are, but for the address of the server."""

import re
import subprocess
import sys

import pytest

from segue.settings import PROJECT_ROOT

ADDRESS = "http://127.0.0.1:8000"
TEXT = (PROJECT_ROOT / "docs" / "drop-in.md").read_text()
EXAMPLES = re.findall(r"## (\S+)\n[^#]*?```(python|js)\n(.*?)```", TEXT, re.DOTALL)
EXPECTED = [f"Filler {number} by The Filler Band" for number in range(1, 6)]


def test_each_client_has_one_example():
    assert [name for name, _, _ in EXAMPLES] == [
        "spotipy",
        "tekore",
        "@spotify/web-api-ts-sdk",
        "spotify-web-api-node",
    ]
    assert TEXT.count("```") == 2 * len(EXAMPLES)


@pytest.mark.parametrize(("name", "language", "code"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_an_example_prints_recommendations(name, language, code, base_url, request):
    assert ADDRESS in code
    code = code.replace(ADDRESS, base_url.removesuffix("/v1"))
    if language == "js":
        printed = request.getfixturevalue("run_node")(code)
    else:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        printed = done.stdout
    assert printed.splitlines() == EXPECTED


def test_every_route_is_in_the_table(app):
    from api.http.openapi import spotify_document

    for path in spotify_document(app)["paths"]:
        first = path.removeprefix("/v1").partition("{")[0].rstrip("/")
        assert f"`{first}" in TEXT, path
