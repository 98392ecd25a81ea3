"""A listener's account on the Spotify-shaped server, small enough to be read in a moment."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import requests

from ingestion.demo.entities import Catalogue
from ingestion.demo.generator import generate_catalogue
from ingestion.sources import Request, Source
from ingestion.spotify.client import connect
from ingestion.spotify.source import spotify_source
from tests.ingestion.servers.faults import FaultScript


def shrink_catalogue(
    *, saved: int, plays: int, playlists: int, entries: slice = slice(None),
    saved_albums: int = 3, are_short: bool = False,
) -> Catalogue:  # fmt: skip
    """Return the beginnings of the demo's lists; of albums the shortest, where they `are_short`."""
    whole = generate_catalogue()
    albums = whole.saved_albums
    if are_short:
        albums = tuple(sorted(albums, key=lambda saved: len(saved[1].tracks)))
    return dataclasses.replace(
        whole, saved=whole.saved[:saved], saved_albums=albums[:saved_albums],
        plays=whole.plays[:plays],
        playlists=tuple(
            dataclasses.replace(playlist, entries=playlist.entries[entries])
            for playlist in whole.playlists[:playlists]
        ),
    )  # fmt: skip


class FixedToken:
    """A login whose token never changes."""

    def __init__(self, token: str) -> None:
        self._token = token

    def get_access_token(self, **_: Any) -> str:
        """Return the token."""
        return self._token


def source_at(
    address: str, login: Callable[[Request, requests.Session], Any],
    sleep: Callable[[float], None] = lambda _: None,
) -> Source:  # fmt: skip
    """Return the source `spotify`, which reads from the server at `address` with a `login`."""

    @contextmanager
    def connected(run: Request, **options: Any) -> Iterator[Any]:
        with requests.Session() as session:
            session.trust_env = False
            yield connect(login(run, session), session, f"{address}/v1/", **options)

    return spotify_source(connected, sleep=sleep)


class Account:
    """An account of which a test may change the content; `url` is the database of its runs."""

    def __init__(self, app: Any, script: FaultScript, url: str) -> None:
        self.app, self.script, self._url = app, script, url
        self.pauses: list[float] = []

    def change(self, **content: Any) -> None:
        """Change what the account holds."""
        catalogue = self.app.config["CATALOGUE"]
        self.app.config["CATALOGUE"] = dataclasses.replace(catalogue, **content)

    def take_requests(self) -> list[str]:
        """Return the requested paths since the last call."""
        found, self.script.requests = self.script.requests, []
        return found

    def next_day(self) -> None:
        """Let the limits pass."""
        with psycopg.connect(self._url) as connection:
            connection.execute("update raw._api_limits set resume_at = now() - interval '1 s'")
            connection.execute("update raw._api_requests set asked_at = now() - interval '25 h'")
