"""The JavaScript that the first view of a page loads, as it is sent: what grows unseen is slow."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.e2e

MAX_GZIPPED_BYTES = {"/": 170_000, "/for-you": 200_000, "/tracks/{track_id}": 200_000}


@pytest.mark.parametrize("path", MAX_GZIPPED_BYTES)
def test_the_first_view_loads_little_javascript(
    open_page: Callable[..., Any], built_app: Path, song: dict[str, Any], path: str
) -> None:
    app = open_page()
    loaded: set[str] = set()
    app.page.on("request", lambda request: loaded.add(urlsplit(request.url).path))
    app.page.goto(path.format(track_id=song["track_id"]))
    app.page.wait_for_load_state("networkidle")
    scripts = {name for name in loaded if name.startswith("/assets/") and name.endswith(".js")}
    sizes = {name: _gzipped_size(built_app / name[1:]) for name in scripts}
    assert sizes
    assert sum(sizes.values()) <= MAX_GZIPPED_BYTES[path], sizes


def _gzipped_size(file: Path) -> int:
    """Return the size of the file that the build compressed; small ones are sent as they are."""
    compressed = file.with_name(f"{file.name}.gz")
    return (compressed if compressed.is_file() else file).stat().st_size
