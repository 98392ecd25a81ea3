"""Source `listenbrainz`: without files by the API, else an export or the public dump.

A listen counts once, whichever of the three it comes from: the export and the API give the same
rows, and the warehouse takes a play of the dump in the same second for the same one.
"""

import time
from collections.abc import Callable, Iterator

from ingestion.listenbrainz import feedback
from ingestion.listenbrainz.feedback import Opinions
from ingestion.listenbrainz.files import PROVIDER, SOURCE_NAME, read_archives, recognize
from ingestion.load.batches import Batch
from ingestion.sources import Request, Source
from segue.errors import WrongUsage
from segue.settings import settings

TABLES_FILLED = (
    "plays", "tracks", "saved_tracks", "banned_tracks", "playlists", "playlist_items",
)  # fmt: skip


def listenbrainz_source(
    url: str | None = None, *, sleep: Callable[[float], None] = time.sleep, timeout_s: float = 30.0
) -> Source:
    """Return the source; `url` is another server's address than the one in the settings."""

    def read(request: Request) -> Iterator[Batch]:
        users = _read_users()
        if request.paths:
            yield from read_archives(request, users)
            return
        if not users:
            raise WrongUsage(
                "expected files of ListenBrainz, or the name of a user, got neither; run"
                " `segue ingest listenbrainz FILE…`, or set LISTENBRAINZ_USER"
            )
        yield from _read_accounts(request, users, url, sleep, timeout_s)

    return Source(
        SOURCE_NAME,
        "your listens on ListenBrainz: an export, the public dump, or, without files, the API",
        TABLES_FILLED,
        read,
        may_read_files=True,
        recognizes=recognize,
    )


def _read_accounts(
    request: Request, users: tuple[str, ...], url: str | None,
    sleep: Callable[[float], None], timeout_s: float,
) -> Iterator[Batch]:  # fmt: skip
    # imported here: files need neither
    import requests

    from ingestion.listenbrainz.account import ListenBrainzAccount
    from ingestion.listenbrainz.client import ListenBrainz

    token = settings().listenbrainz_token
    opinions, is_whole = Opinions(), True
    for user in users:
        with requests.Session() as session:
            client = ListenBrainz(
                url or settings().listenbrainz_url, session, user,
                token.get_secret_value() if token else None, sleep=sleep, timeout_s=timeout_s,
            )  # fmt: skip
            account = ListenBrainzAccount(request, client, user, opinions)
            yield from account.read()
            is_whole &= account.is_whole
    yield from feedback.build_batches(opinions, PROVIDER)
    if is_whole:
        deletions = feedback.build_deletions(opinions, SOURCE_NAME, PROVIDER)
        request.with_load.extend(deletions)


def _read_users() -> tuple[str, ...]:
    names = settings().listenbrainz_user or ""
    return tuple(name.strip() for name in names.split(",") if name.strip())


SOURCE = listenbrainz_source()
