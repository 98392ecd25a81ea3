"""Source `spotify`: a listener's own library, as far as the app may still read it."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from ingestion.load.batches import Batch
from ingestion.sources import Request, Source
from ingestion.spotify.endpoints import FILLED
from segue.settings import settings

if TYPE_CHECKING:
    from ingestion.spotify.client import SpotifyClient

PROVIDER = "spotify"
Connect = Callable[..., AbstractContextManager["SpotifyClient"]]
Sleep = Callable[[float], None]


def spotify_source(connect: Connect, sleep: Sleep = time.sleep) -> Source:
    """Return the source; `connect` gives the client that it reads with."""

    def read(request: Request) -> Iterator[Batch]:
        return _read(request, connect, sleep)

    about = "your library on Spotify; needs an app of your own and a login"
    return Source(PROVIDER, about, FILLED, read)


def _read(request: Request, connect: Connect, sleep: Sleep) -> Iterator[Batch]:
    """Read what is new in the library; what the budget does not reach is for the next run."""
    # imported here: spotipy takes a moment, and other sources do not need it
    from ingestion.http.ledger import open_ledger
    from ingestion.spotify.library import Library
    from ingestion.spotify.state import StoredState

    found = settings()
    budget, journal = open_ledger(
        request.connection, PROVIDER, per_second=found.spotify_per_second,
        per_day=found.spotify_per_day, sleep=sleep,
    )  # fmt: skip
    state = StoredState(request.connection, PROVIDER)
    with connect(request, budget=budget, journal=journal, sleep=sleep) as client:
        library = Library(client, PROVIDER, request.rejections, state, market=found.spotify_market)
        yield from library.read()
    library.outcome.write_into(request.summary)
    request.with_load.extend(state.build_statements(library.outcome.is_every_list_read))


@contextmanager
def connect_stored_login(request: Request, **options: Any) -> Iterator["SpotifyClient"]:
    """Give a client with the login that is kept in the database."""
    import requests

    from ingestion.spotify.client import connect
    from ingestion.spotify.oauth import Login

    with requests.Session() as session:
        yield connect(Login.from_database(request.connection, session), session, **options)


SOURCE = spotify_source(connect_stored_login)
