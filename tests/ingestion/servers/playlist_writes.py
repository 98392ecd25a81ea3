"""The two requests with which a playlist is made, as the Spotify-shaped server answers them."""

import re
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import abort

MAX_ITEMS = 100
URI = re.compile(r"spotify:track:[0-9A-Za-z]{22}")


class Playlists:
    """The playlists that were made; `may_write` is whether the login permits it.

    `refusals` are answers to the next requests: a status, and the header `Retry-After`.
    """

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.items: dict[str, list[str]] = {}
        self.may_write = True
        self.refusals: list[tuple[int, str]] = []


def add_playlist_writes(app: Flask) -> Playlists:
    """Let `app` make playlists in the endpoints of 2026; the older ones are gone."""
    made = Playlists()

    @app.post("/v1/me/playlists")
    def create() -> tuple[Response, int]:
        body = _body(made)
        if not isinstance(body.get("name"), str) or not body["name"]:
            abort(400, "Missing required field: name")
        playlist_id = f"{len(made.bodies) + 1:022}"
        made.bodies.append(body)
        made.items[playlist_id] = []
        return jsonify({**body, "id": playlist_id, "type": "playlist", "snapshot_id": "0"}), 201

    @app.post("/v1/playlists/<playlist_id>/items")
    def add_items(playlist_id: str) -> tuple[Response, int]:
        body = _body(made)
        uris, position = body.get("uris"), body.get("position")
        if playlist_id not in made.items:
            abort(404, "Resource not found")
        if not uris or len(uris) > MAX_ITEMS or not all(map(URI.fullmatch, uris)):
            abort(400, "Invalid track uri")
        items = made.items[playlist_id]
        items[len(items) if position is None else position : 0] = uris
        return jsonify(snapshot_id=str(len(items))), 201

    return made


def _body(made: Playlists) -> dict[str, Any]:
    if made.refusals and (refusal := made.refusals.pop(0))[0] >= 400:
        status, retry_after = refusal
        response = jsonify(error={"status": status, "message": "refused"})
        response.headers["Retry-After"] = retry_after
        response.status_code = status
        abort(response)
    if not made.may_write:
        abort(403, "Insufficient client scope")
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400, "Error parsing JSON.")
    return body
