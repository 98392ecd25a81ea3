"""Source `lastfm`: without files by the API, else tables and JSON files of scrobbles."""

import time
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingestion.lastfm.files import SOURCE_NAME, read_scrobbles, recognize
from ingestion.load.batches import Batch
from ingestion.sources import Request, Source
from segue.errors import WrongUsage
from segue.settings import settings

TABLES_FILLED = ("plays", "tracks", "saved_tracks")


def lastfm_source(
    url: str | None = None, *, sleep: Callable[[float], None] = time.sleep, timeout_s: float = 30.0
) -> Source:
    """Return the source; `url` is another server's address than the one in the settings."""

    def read(request: Request) -> Iterator[Batch]:
        if request.paths:
            yield from read_scrobbles(request, _time_zone())
            return
        user, key = settings().lastfm_user, settings().lastfm_api_key
        if not user or not key:
            raise WrongUsage(
                "expected files of scrobbles, or a user and a key of Last.fm's API, got neither;"
                " run `segue ingest lastfm FILE…`, or set LASTFM_USER and LASTFM_API_KEY"
            )
        # imported here: files need neither
        import requests

        from ingestion.lastfm.account import LastFmAccount
        from ingestion.lastfm.client import LastFm

        with requests.Session() as session:
            client = LastFm(
                url or settings().lastfm_url, session, user, key, sleep=sleep, timeout_s=timeout_s
            )
            yield from LastFmAccount(request, client, user).read()

    return Source(
        SOURCE_NAME,
        "your scrobbles: Last.fm's API without files, else tables of any program, Maloja, YouTube",
        TABLES_FILLED,
        read,
        may_read_files=True,
        recognizes=recognize,
    )


def _time_zone() -> ZoneInfo:
    name = settings().time_zone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongUsage(
            f"expected a time zone such as Europe/Vienna in SEGUE_TIME_ZONE, got {name!r}"
        ) from error


SOURCE = lastfm_source()
