"""Read-your-writes on a cluster: a signed cookie says which standbys have a listener's verdicts.

It holds the position in the write-ahead log (LSN) after the last write. The reads of the listener
go to servers that have replayed it (`api.db.servers`). With one server there is no such cookie.
"""

from functools import lru_cache

from flask import Flask, Request, Response, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from api.db.database import servers
from api.http.hooks import Kept, add_hooks
from api.http.identity import cookie_path, read_cookie

COOKIE = "segue_written"
COOKIE_AGE_S = 3600  # by far longer than a standby may lag behind


def register_own_writes(app: Flask) -> None:
    """Read the cookie before each request, and set it after a write."""

    def read_position(sent: Request, kept: Kept) -> None:
        if servers() is not None:
            kept.needed_lsn = _parse_cookie(read_cookie(sent, COOKIE))

    def send_cookie(sent: Request, kept: Kept, response: Response) -> None:
        if "written_lsn" in kept:
            response.set_cookie(
                COOKIE,
                _serializer().dumps(kept.written_lsn),
                max_age=COOKIE_AGE_S,
                httponly=True,
                samesite="Lax",
                secure=sent.is_secure,
                path=cookie_path(sent),
            )

    add_hooks(app, read_position, send_cookie)


def _parse_cookie(value: str | None) -> int:
    try:
        return int(_serializer().loads(value)) if value else 0
    except (BadSignature, ValueError, TypeError):
        return 0


def _serializer() -> URLSafeSerializer:
    return _serializer_of(str(current_app.secret_key))


@lru_cache(maxsize=1)
def _serializer_of(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=COOKIE)
