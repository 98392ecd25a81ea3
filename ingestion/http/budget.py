"""Budget of requests and journal of answers, in memory; `ledger` keeps both in Postgres.

Spotify publishes no limit. What people observed is a quota by kind of endpoint over a rolling
day, so each kind is counted by itself, and a spent quota stops that kind only.
https://developer.spotify.com/documentation/web-api/concepts/rate-limits
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from ingestion.http.errors import RateLimited

EVERYTHING = "*"
ENTITY_ID = re.compile(r"(?<=/)[0-9A-Za-z]{22}(?=/|$)")
Body = dict[str, Any]


def bucket_of(address: str) -> str:
    """Return the kind of endpoint that an address belongs to: its path with ids left out."""
    path = urlsplit(address).path.removeprefix("/v1/").strip("/")
    return ENTITY_ID.sub("{id}", f"/{path}")[1:]


class Budget:
    """Permits every request until a limit is reached, and forgets it at the end of the run."""

    def __init__(self) -> None:
        self._deferred: dict[str, tuple[datetime, str]] = {}

    def take(self, bucket: str) -> None:
        """Wait for the turn of one request of `bucket` and count it.

        Raises
        ------
        RateLimited
            If no request is permitted now.
        """
        for name in (bucket, EVERYTHING):
            resume_at, why = self._deferred.get(name, (None, ""))
            if resume_at is not None and resume_at > datetime.now(UTC):
                raise RateLimited(why, resume_at)

    def defer(self, bucket: str, resume_at: datetime, why: str) -> None:
        """Permit no request of `bucket` before `resume_at`."""
        self._deferred[bucket] = resume_at, why


class Journal:
    """Keeps the answers of a run, so that a run that goes on does not request them again."""

    def __init__(self) -> None:
        self._answers: dict[str, str] = {}

    def find(self, request: str) -> Body | None:
        """Return the kept answer, or None."""
        text = self._answers.get(request)
        return None if text is None else json.loads(text)

    def keep(self, request: str, body: Mapping[str, Any]) -> None:
        """Keep a valid answer."""
        self._answers[request] = json.dumps(body)

    def drop(self, requests: list[str]) -> None:
        """Forget these answers: what they describe has changed meanwhile."""
        for request in requests:
            self._answers.pop(request, None)

    def clear(self) -> None:
        """Forget every answer."""
        self._answers.clear()


class NoJournal(Journal):
    """Keeps nothing, for a library that is quickly read anew."""

    def keep(self, request: str, body: Mapping[str, Any]) -> None:
        """Keep nothing."""
