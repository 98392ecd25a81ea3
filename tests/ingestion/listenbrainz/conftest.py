"""ListenBrainz' double as the source, and exports written by hand."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion import SOURCES
from ingestion.listenbrainz.source import listenbrainz_source
from segue.settings import settings
from tests.ingestion.servers.listenbrainz import FakeListenBrainz, serve_listenbrainz


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Set the name of the user, and no token."""
    monkeypatch.setenv("LISTENBRAINZ_USER", "kit")
    monkeypatch.delenv("LISTENBRAINZ_TOKEN", raising=False)
    settings.cache_clear()
    yield "kit"
    settings.cache_clear()


@pytest.fixture
def listenbrainz(
    wipe: Callable[[], None], user: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FakeListenBrainz]:
    """Return the server's content; the source asks it, with empty tables."""
    wipe()
    fake = FakeListenBrainz(user)
    with serve_listenbrainz(fake) as url:
        source = listenbrainz_source(url, sleep=fake.pauses.append, timeout_s=5.0)
        monkeypatch.setitem(SOURCES, "listenbrainz", source)
        yield fake


def write_lines(entries: list[Any]) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


@pytest.fixture
def write_export(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes an export's zip from its files' entries."""

    def write(name: str = "export.zip", **files: list[Any]) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("user.json", '{"user_id": 7, "username": "kit"}\n')
            for member, entries in files.items():
                year, _, month = member.partition("_")
                place = {"feedback": "feedback.jsonl", "pins": "pinned_recording.jsonl"}
                packed.writestr(
                    place.get(member, f"listens/{year[1:]}/{month}.jsonl"), write_lines(entries)
                )
        return path

    return write
