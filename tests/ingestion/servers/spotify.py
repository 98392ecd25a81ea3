"""The demo server with all that Spotify adds: closed endpoints, logins, faults, recordings."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Flask, Response, current_app, request
from flask.testing import FlaskClient
from werkzeug.exceptions import abort

from ingestion.demo import bodies, server
from ingestion.demo.entities import Catalogue
from ingestion.demo.server_pages import LARGEST_PAGE
from tests.ingestion.servers.faults import FaultScript, inject_faults
from tests.ingestion.servers.login_tokens import LoginTokens
from tests.ingestion.servers.modes import FORBIDDEN, MODES, NOT_FOUND, Mode
from tests.ingestion.servers.replay import Recorded


def create_server_app(
    catalogue: Catalogue, mode: str = "old", *, faults: FaultScript | None = None,
    recorded: Recorded | None = None, foreign: frozenset[str] = frozenset(),
    tracks_with_album: int = LARGEST_PAGE,
) -> Flask:  # fmt: skip
    """Return the server as a Flask app.

    `mode` names the kind of app that asks, `faults` what is to go wrong, `recorded` the bodies to
    play instead of the catalogue; `foreign` playlists are shown, but are somebody else's; an
    album comes with the first `tracks_with_album` of its tracks, and says where the others are.
    """
    kind, tokens = replace(MODES[mode].kind, tracks_with_album=tracks_with_album), LoginTokens()
    app = server.create_server_app(catalogue, kind, tokens)
    app.config["MODE"] = MODES[mode]
    app.add_url_rule("/authorize", view_func=tokens.authorize)
    inject_faults(app, faults or FaultScript())
    # Flask runs these in the opposite order of their registration: faults spoil the final body
    _close_endpoints(app, MODES[mode], foreign)
    app.config["RECORDED"] = recorded
    app.before_request(_play_recording)
    return app


def create_client(catalogue: Catalogue, mode: str = "old", **options: Any) -> FlaskClient:
    """Return a client of the server that has a token; `options` as for `create_server_app`."""
    app = create_server_app(catalogue, mode, **options)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {app.config['TOKEN']}"
    return client


def _play_recording() -> Response | None:
    recorded: Recorded | None = current_app.config["RECORDED"]
    return recorded.answer() if recorded and request.path.startswith("/v1/") else None


def _close_endpoints(app: Flask, mode: Mode, foreign: frozenset[str]) -> None:
    """Refuse what this kind of app may not read, and remove what it is not shown."""
    closed = foreign if mode.name == "dev" else frozenset()

    @app.before_request
    def refuse() -> None:
        if not request.path.startswith("/v1/"):
            return
        path = request.path.removeprefix("/v1")
        refusal = mode.refusal(path, is_batch="ids" in request.args)
        parts = path.split("/")
        is_entries = len(parts) == 4 and parts[1] == "playlists" and parts[3] == "items"
        if refusal or (is_entries and parts[2] in closed):
            abort(refusal or FORBIDDEN, "Forbidden" if refusal != NOT_FOUND else "Not found")

    @app.after_request
    def remove(good: Response) -> Response:
        if (mode.removed or foreign) and good.is_json and good.status_code == 200:
            body = mode.without_removed(good.get_json())
            is_whole = request.path.startswith("/v1/playlists/")
            good.set_data(json.dumps(_with_owners(body, foreign, closed if is_whole else ())))
        return good


def _with_owners(value: Any, foreign: frozenset[str], closed: Any) -> Any:
    """Return a body in which foreign playlists are somebody else's, closed ones without entries."""
    if isinstance(value, list):
        return [_with_owners(item, foreign, closed) for item in value]
    if not isinstance(value, Mapping):
        return value
    changed = {name: _with_owners(inner, foreign, closed) for name, inner in value.items()}
    if value.get("type") == "playlist" and value.get("id") in foreign:
        changed["owner"] = bodies.build_user("somebody_else", "Somebody Else")
        if value["id"] in closed:
            changed.pop("items", None)
    return changed
