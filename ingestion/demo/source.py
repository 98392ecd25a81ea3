"""Source `demo`: the invented catalogue, read over HTTP as a Spotify library is."""

from collections.abc import Iterator

from ingestion.demo.generator import generate_catalogue
from ingestion.load.batches import Batch
from ingestion.load.tables import TABLES
from ingestion.sources import Request, Source

PROVIDER = "demo"


def read(request: Request) -> Iterator[Batch]:
    """Start the Spotify-shaped server, read all of it through spotipy, and stop it."""
    # imported here: together they take a second, and other sources need none of them
    import requests
    from spotipy.cache_handler import MemoryCacheHandler
    from spotipy.oauth2 import SpotifyClientCredentials

    from ingestion.demo.server import serve_catalogue
    from ingestion.spotify.client import connect
    from ingestion.spotify.library import Library

    with serve_catalogue(generate_catalogue()) as address, requests.Session() as session:
        session.trust_env = False  # no proxy lies between this process and itself
        manager = SpotifyClientCredentials(
            "demo", "demo", requests_session=session, cache_handler=MemoryCacheHandler()
        )
        manager.OAUTH_TOKEN_URL = f"{address}/api/token"
        client = connect(manager, session, f"{address}/v1/")
        yield from Library(client, PROVIDER, request.rejections).read()


SOURCE = Source(
    "demo",
    "an invented catalogue of some 3,000 tracks; needs no account",
    tuple(name for name in TABLES if name != "banned_tracks"),
    read,
)
