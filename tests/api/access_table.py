"""The access matrix: every route of the app, and who may use it.

A new route needs one line in `ROUTES`: its method and rule, and what it needs.

- `nothing`: everybody may use it, also off this machine.
- `read`, `feedback`, `admin`: a person may, and a token with that scope. What the listener of a
  machine may do without an account is `read` and `feedback`.
- `owner`: the owner may, and a token of the owner with the scope `admin`.
- `own machine`: as `owner`; and whoever uses this machine, if there are no accounts.

`api.http.access.needed_scope` decides by method and path: GET is `read`, a write is `feedback`. If
a POST only makes a list, it belongs into `MADE_BY_POST` there. Give a route that needs a body one
in `BODIES`, so that the tests of privacy use it in earnest.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from apiflask import APIFlask
from flask.testing import FlaskClient

from api.accounts.accounts import find_account
from api.accounts.sessions import start_session
from api.accounts.tokens import add_token, revoke_token
from api.http.identity import COOKIE
from api.http.openapi import spotify_document
from api.http.security import FILE, UPLOADS

ROUTES = {
    # the app and its documents
    "GET /": "nothing",
    "GET /healthz": "nothing",
    "GET /readyz": "nothing",
    "GET /metrics": "nothing",
    "GET /openapi.json": "nothing",
    "GET /covers/<album_id>.svg": "nothing",
    "GET /docs": "nothing",
    "GET /docs/api": "nothing",
    "GET /docs/api/assets/<name>": "nothing",
    "GET /docs/dbt/": "read",
    # the catalogue and its lists
    "GET /api/v1/tracks": "read",
    "GET /api/v1/tracks/<track_id>": "read",
    "GET /api/v1/tracks/<track_id>/recommendations": "read",
    "GET /api/v1/artists/<artist_id>/tracks": "read",
    "GET /api/v1/genres": "read",
    "GET /api/v1/search": "read",
    "GET /api/v1/catalogue": "read",
    "GET /api/v1/features": "read",
    "GET /api/v1/map": "read",
    "GET /api/v1/map/attributes/<name>": "read",
    "GET /api/v1/map/path": "read",
    "GET /api/v1/artists/<artist_id>": "read",
    "GET /api/v1/albums/<album_id>": "read",
    "GET /api/v1/genres/<path:genre>": "read",
    "GET /api/v1/years/<int:year>": "read",
    "GET /api/v1/playlists/<playlist_id>": "read",
    "GET /api/v1/playlists/<playlist_id>/tracks": "read",
    "GET /api/v1/playlists/<playlist_id>/changes": "read",
    "GET /api/v1/quality": "read",
    "POST /api/v1/recommendations": "read",
    "POST /api/v1/playlists/export": "read",
    "POST /api/v1/playlists/export/spotify": "owner",
    "POST /api/v1/playlists/export/listenbrainz": "owner",
    # feedback
    "GET /api/v1/feedback": "read",
    "DELETE /api/v1/feedback": "feedback",
    "PUT /api/v1/feedback/<track_id>": "feedback",
    "DELETE /api/v1/feedback/<track_id>": "feedback",
    "GET /api/v1/feedback/artists": "read",
    "PUT /api/v1/feedback/artists/<artist_id>": "feedback",
    "DELETE /api/v1/feedback/artists/<artist_id>": "feedback",
    # listening; a file of the library is for whoever may also give feedback
    "GET /api/v1/tracks/<track_id>/players": "read",
    "GET /api/v1/tracks/<track_id>/audio": "feedback",
    "GET /api/v1/plays": "read",
    "PUT /api/v1/plays/<uuid:play_id>": "feedback",
    "DELETE /api/v1/plays": "feedback",
    # stations; whoever has the key of a feed may read it
    "GET /api/v1/stations": "read",
    "POST /api/v1/stations": "feedback",
    "GET /api/v1/stations/<uuid:station_id>": "read",
    "DELETE /api/v1/stations/<uuid:station_id>": "feedback",
    "GET /feeds/<feed_key>": "nothing",
    # the interface in Spotify's shapes
    "GET /v1/albums": "read",
    "GET /v1/albums/<album_id>": "read",
    "GET /v1/albums/<album_id>/tracks": "read",
    "GET /v1/artists": "read",
    "GET /v1/artists/<artist_id>": "read",
    "GET /v1/artists/<artist_id>/albums": "read",
    "GET /v1/artists/<artist_id>/related-artists": "read",
    "GET /v1/artists/<artist_id>/top-tracks": "read",
    "GET /v1/audio-analysis/<track_id>": "read",
    "GET /v1/audio-features": "read",
    "GET /v1/audio-features/<track_id>": "read",
    "GET /v1/me": "read",
    "GET /v1/me/playlists": "read",
    "GET /v1/me/tracks": "read",
    "GET /v1/openapi.json": "nothing",
    "GET /v1/playlists/<playlist_id>": "read",
    "GET /v1/playlists/<playlist_id>/items": "read",
    "GET /v1/playlists/<playlist_id>/tracks": "read",
    "GET /v1/recommendations": "read",
    "GET /v1/recommendations/available-genre-seeds": "read",
    "GET /v1/search": "read",
    "GET /v1/tracks": "read",
    "GET /v1/tracks/<track_id>": "read",
    # imports
    "GET /api/v1/imports": "own machine",
    "POST /api/v1/imports": "own machine",
    "GET /api/v1/imports/<uuid:import_id>": "own machine",
    "DELETE /api/v1/imports/<uuid:import_id>": "own machine",
    "GET /api/v1/imports/<uuid:import_id>/problems": "own machine",
    # accounts
    "GET /api/v1/account": "nothing",
    "POST /api/v1/account/session": "nothing",
    "DELETE /api/v1/account/session": "nothing",
    "POST /api/v1/account/spotify": "nothing",
    "GET /api/v1/account/spotify/callback": "nothing",
    "PUT /api/v1/account/password": "admin",
    "GET /api/v1/account/tokens": "admin",
    "POST /api/v1/account/tokens": "admin",
    "DELETE /api/v1/account/tokens/<token_id>": "admin",
    "GET /api/v1/accounts": "owner",
    "POST /api/v1/accounts": "owner",
    "PUT /api/v1/accounts/<uuid:account_id>/password": "owner",
    "DELETE /api/v1/accounts/<uuid:account_id>": "owner",
}
BODIES: dict[str, Any] = {
    "POST /api/v1/stations": {"name": "evening", "request": {"seeds": [{"track_id": "t01"}]}},
    "POST /api/v1/recommendations": {"seeds": [{"track_id": "t01"}]},
    "POST /api/v1/playlists/export": {"format": "m3u", "track_ids": ["t01"]},
    "POST /api/v1/playlists/export/spotify": {"track_ids": ["t01"]},
    "POST /api/v1/playlists/export/listenbrainz": {"track_ids": ["t01"]},
    "PUT /api/v1/feedback/<track_id>": {"verdict": "never"},
    "PUT /api/v1/feedback/artists/<artist_id>": {"verdict": "never"},
    "POST /api/v1/account/tokens": {"label": "a script", "scopes": ["admin"]},
    "POST /api/v1/accounts": {"name": "one more", "password": "correct horse battery"},
    "PUT /api/v1/accounts/<uuid:account_id>/password": {"new_password": "correct horse battery"},
}
BODIES["PUT /api/v1/plays/<uuid:play_id>"] = {
    "track_id": "t01", "started_at": datetime.now(UTC).isoformat(), "played_ms": 31_000,
}  # fmt: skip
UPLOAD = f"POST {UPLOADS}"
EXAMPLES = {
    "track_id": "t01", "artist_id": "daft", "album_id": "discovery", "name": "swagger_style.css",
    "genre": "house", "year": "2016",
    "station_id": "00000000-0000-4000-8000-000000000001",
    "account_id": "00000000-0000-4000-8000-000000000002",
    "token_id": "00000000-0000-4000-8000-000000000000",
    "import_id": "00000000-0000-4000-8000-000000000003",
}  # fmt: skip


@dataclass
class People:
    """An app with accounts, and clients that send requests as one of them."""

    app: APIFlask
    execute: Callable[..., Any]

    @cached_property
    def documents(self) -> list[dict[str, Any]]:
        """Return the descriptions of both interfaces."""
        return [cast("dict[str, Any]", self.app.spec), spotify_document(self.app)]

    def client(self, who: str) -> FlaskClient:
        """Return a client with what `who` would send."""
        client = FlaskClient(self.app)  # others compare each response with its description
        name = "owner" if "owner" in who else "person"
        if who in ("person", "owner", "other person"):
            client.set_cookie(COOKIE, self.session(who))
        elif who == "ended session":
            secret = self.session("person")
            self.execute("delete from app.sessions")
            client.set_cookie(COOKIE, secret)
        elif who == "forged cookie":
            client.set_cookie(COOKIE, "A" * 43)
            client.set_cookie("segue_profile", f'"{UUID(int=4)}".AAAA')
        elif "token" in who:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.token(who, name)}"
        return client

    def session(self, name: str) -> str:
        """Return the secret of a new session."""
        with self.app.app_context():
            secret = start_session(find_account(name), None)
        assert secret is not None
        return secret

    def token(self, who: str, name: str) -> str:
        """Return a token with the scopes that are named in `who`."""
        if who == "invented token":
            return "segue_" + "A" * 43
        scopes = {"read", "feedback", "admin"} & set(who.split()) or {"read", "feedback", "admin"}
        with self.app.app_context():
            account_id = find_account(name).account_id
            token_id, token = add_token(account_id, who, scopes, 1)
            if who == "revoked token":
                revoke_token(account_id, token_id)
        if who == "expired token":
            then = datetime.now(UTC) - timedelta(seconds=1)
            self.execute(
                "update app.api_tokens set expires_at = %s where token_id = %s", then, token_id
            )
        return token


def is_documented(documents: list[dict[str, Any]], route: str, status: int) -> bool:
    """Return whether the description of a route has a status; a hidden route has none."""
    method, _, rule = route.partition(" ")
    path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule)
    found = [
        document["paths"][path][method.lower()]["responses"]
        for document in documents
        if method.lower() in document["paths"].get(path, {})
    ]
    return not found or str(status) in found[0]


def send(client: FlaskClient, route: str, host: str | None = None) -> Any:
    method, _, rule = route.partition(" ")
    path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda found: EXAMPLES.get(found[1], "x"), rule)
    body: dict[str, Any] = {}
    if route == UPLOAD:
        body = {"data": b"a file", "content_type": FILE, "query_string": {"file_name": "a.csv"}}
    elif method in ("POST", "PUT", "PATCH"):
        body = {"json": BODIES.get(route, {})}
    return client.open(path, method=method, base_url=host, **body)
