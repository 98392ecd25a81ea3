"""The budget in Postgres: shared by all processes, spent by kind of endpoint."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from ingestion.http.errors import RateLimited
from ingestion.http.ledger import SharedBudget


@pytest.fixture
def ledger_url(raw_url: str, wipe: Callable[[], None]) -> str:
    """Return the URL of a database with an empty ledger."""
    wipe()
    return raw_url


def test_several_processes_share_the_budget(ledger_url):
    granted: list[int] = []
    slept: list[float] = []

    def ask() -> None:
        with psycopg.connect(ledger_url, autocommit=True) as connection:
            budget = SharedBudget(
                connection, "spotify", per_second=100, per_day=25, sleep=slept.append
            )
            for number in range(20):
                try:
                    budget.take("tracks/{id}")
                except RateLimited as limit:
                    assert limit.exit_code == 75
                    assert timedelta(hours=23) < limit.resume_at - datetime.now(UTC)
                    return
                granted.append(number)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == 25


def test_a_spent_quota_stops_one_kind_and_a_long_limit_all(ledger_url):
    with psycopg.connect(ledger_url, autocommit=True) as connection:
        budget = SharedBudget(
            connection, "spotify", per_second=1e6, per_day=9, sleep=lambda _: None
        )
        soon = datetime.now(UTC) + timedelta(hours=1)
        budget.defer("tracks/{id}", soon, "a spent quota")
        budget.take("me/tracks")
        with pytest.raises(RateLimited, match="a spent quota"):
            budget.take("tracks/{id}")
        budget.defer("*", soon, "a long limit")
        with pytest.raises(RateLimited, match="a long limit"):
            budget.take("me/tracks")
