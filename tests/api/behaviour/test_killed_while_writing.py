"""Verdicts of several clients while workers and the database are killed.

The long run of it is `python -m benchmarks.verdicts`.
"""

import pytest

from benchmarks.own_server import own_server
from benchmarks.verdicts import fill, run
from segue.settings import settings

N_VERDICTS, N_CLIENTS, SEED = 240, 8, 3


@pytest.fixture
def no_settings_of_this_server(monkeypatch):
    monkeypatch.setenv("SEGUE_HOME", "")  # set by the server, and as before at the end
    yield
    settings.cache_clear()


@pytest.mark.database
def test_every_acknowledged_verdict_is_stored_exactly_once(no_settings_of_this_server):
    with own_server() as (server, folder):
        settings.cache_clear()
        fill(server.url())
        counts = run(server, folder, N_VERDICTS, N_CLIENTS, SEED)
    assert counts["requests"] >= N_VERDICTS
    assert counts["workers"] + counts["database"] > 0
