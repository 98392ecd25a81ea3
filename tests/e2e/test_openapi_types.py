"""frontend/openapi.json describes the current API."""

import json
import subprocess
import sys
from typing import Any

from segue.settings import PROJECT_ROOT

OPENAPI = PROJECT_ROOT / "frontend" / "openapi.json"
PROSE = {"description", "summary", "info", "tags"}


def _shape(document: Any) -> Any:
    """Return a document without its prose, on which no type depends."""
    if isinstance(document, list):
        return [_shape(part) for part in document]
    if not isinstance(document, dict):
        return document
    return {
        key: _shape(part)
        for key, part in document.items()
        if key not in PROSE or not isinstance(part, str | list)
    }


def test_openapi_json_describes_the_current_api() -> None:
    current = subprocess.run(
        [sys.executable, "-m", "api", "openapi"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert _shape(json.loads(OPENAPI.read_text())) == _shape(json.loads(current)), (
        "the API changed: run `python -m api openapi > frontend/openapi.json`, "
        "then `npm run types` in frontend/"
    )
