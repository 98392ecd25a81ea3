"""Last.fm's double as the source."""

from collections.abc import Callable, Iterator

import pytest

from ingestion import SOURCES
from ingestion.lastfm.source import lastfm_source
from segue.settings import settings
from tests.ingestion.servers.lastfm import KEY, FakeLastFm, serve_lastfm


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Set the name of the user, and a key."""
    monkeypatch.setenv("LASTFM_USER", "kit")
    monkeypatch.setenv("LASTFM_API_KEY", KEY)
    settings.cache_clear()
    yield "kit"
    settings.cache_clear()


@pytest.fixture
def lastfm(
    wipe: Callable[[], None], account: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FakeLastFm]:
    """Return the server's content; the source asks it, with empty tables."""
    wipe()
    fake = FakeLastFm(account)
    with serve_lastfm(fake) as url:
        source = lastfm_source(url, sleep=fake.pauses.append, timeout_s=5.0)
        monkeypatch.setitem(SOURCES, "lastfm", source)
        yield fake
