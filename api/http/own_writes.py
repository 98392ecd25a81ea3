"""Read-your-writes on a cluster: a signed cookie says which standbys have a listener's verdicts.

It holds the position in the write-ahead log (LSN) after the last write. The reads of the listener
go to servers that have replayed it (`api.db.servers`). With one server there is no such cookie.
"""

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from api.db.database import servers

COOKIE = "segue_written"
COOKIE_AGE_S = 3600  # by far longer than a standby may lag behind


def register_own_writes(app: Flask) -> None:
    """Read the cookie before each request, and set it after a write."""

    @app.before_request
    def read_cookie() -> None:
        if servers() is not None:
            g.needed_lsn = _parse_cookie(request.cookies.get(COOKIE))

    @app.after_request
    def send_cookie(response: Response) -> Response:
        if "written_lsn" in g:
            response.set_cookie(
                COOKIE,
                _serializer().dumps(g.written_lsn),
                max_age=COOKIE_AGE_S,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure,
            )
        return response


def _parse_cookie(value: str | None) -> int:
    try:
        return int(_serializer().loads(value)) if value else 0
    except (BadSignature, ValueError, TypeError):
        return 0


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=COOKIE)
