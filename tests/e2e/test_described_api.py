"""The app is typed by the API as it is now."""

import json
import subprocess
import sys
from typing import Any

from segue.settings import PROJECT_ROOT

DESCRIPTION = PROJECT_ROOT / "frontend" / "openapi.json"
WORDS = {"description", "summary", "info", "tags"}


def _shape(document: Any) -> Any:
    """Return a description without what is said in words only: no type depends on that."""
    if isinstance(document, list):
        return [_shape(part) for part in document]
    if not isinstance(document, dict):
        return document
    return {
        key: _shape(part)
        for key, part in document.items()
        if key not in WORDS or not isinstance(part, str | list)
    }


def test_the_description_that_the_app_is_typed_by_is_current() -> None:
    now = subprocess.run(
        [sys.executable, "-m", "api", "openapi"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert _shape(json.loads(DESCRIPTION.read_text())) == _shape(json.loads(now)), (
        "the API changed: run `python -m api openapi > frontend/openapi.json`, "
        "then `npm run types` in frontend/"
    )
