"""ReccoBeats' double as the source, and tracks without features to ask it for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ingestion import SOURCES
from ingestion.http.ledger import NAMES
from ingestion.reccobeats.source import reccobeats_source
from segue.settings import settings
from tests.ingestion.servers.reccobeats import FakeReccoBeats, serve_reccobeats


@pytest.fixture
def reccobeats(raw_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeReccoBeats]:
    found = FakeReccoBeats()
    with psycopg.connect(raw_url) as connection:
        for name in NAMES:
            connection.execute(f"drop table if exists raw.{name}")
    monkeypatch.setenv("SEGUE_RECCOBEATS_PER_SECOND", "1000")
    settings.cache_clear()
    with serve_reccobeats(found.known, found.faults, found.refused) as url:
        source = reccobeats_source(url, sleep=found.pauses.append, timeout_s=0.5)
        monkeypatch.setitem(SOURCES, "reccobeats", source)
        yield found
    settings.cache_clear()


@pytest.fixture
def load_tracks(load: Callable, tmp_path: Path) -> Callable[..., None]:
    """Return a function that puts tracks without features into the database."""

    def put(ids: list[str]) -> None:
        path = tmp_path / "tracks.csv"
        path.write_text("track_id,name\n" + "".join(f"{one},Track\n" for one in ids))
        load("tracks", path)

    return put
