"""A small server that answers as ReccoBeats does, for tests: loopback only.

It leaves unknown ids out, answers in any order, takes at most 40 ids, and has the faults of a
script.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import Flask, Response, jsonify, request

from ingestion.demo.server import serve_app
from ingestion.reccobeats.client import MAX_IDS
from tests.ingestion.servers.faults import FaultScript, inject_faults

Known = Mapping[str, Sequence[Mapping[str, Any]]]


def create_server_app(
    known: Known, faults: FaultScript | None = None, seed: int = 7,
    refused: Mapping[str, int] | None = None,
) -> Flask:  # fmt: skip
    """Return the server as a Flask app; `known` has the rows of each track id.

    A request with an id in `refused` is answered by its status alone.
    """
    app, dice = Flask(__name__), random.Random(seed)

    @app.get("/v1/audio-features")
    def audio_features() -> tuple[Response, int]:
        ids = [one for one in request.args.get("ids", "").split(",") if one]
        if not 0 < len(ids) <= MAX_IDS:
            body = {"timestamp": "", "error": "ids: size must be between 1 and 40", "status": 4001}
            return jsonify(body), 400
        for status in [refused[one] for one in ids if refused and one in refused]:
            return jsonify({"timestamp": "", "error": "ids: not valid", "status": 4002}), status
        content = [dict(row) for track_id in ids for row in known.get(track_id, ())]
        dice.shuffle(content)
        return jsonify(content=content), 200

    inject_faults(app, faults or FaultScript())
    return app


@contextmanager
def serve_reccobeats(
    known: Known, faults: FaultScript | None = None, refused: Mapping[str, int] | None = None
) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1, in a thread; give the base address."""
    with serve_app(create_server_app(known, faults, refused=refused)) as address:
        yield f"{address}/v1"


def build_features_body(track_id: str, **changes: Any) -> dict[str, Any]:
    """Return a row as ReccoBeats writes it."""
    return {
        "id": str(uuid5(NAMESPACE_URL, track_id)),
        "href": f"https://open.spotify.com/track/{track_id}", "isrc": "QZAAA2400001",
        "acousticness": 0.1, "danceability": 0.5, "energy": 0.7, "instrumentalness": 0.0, "key": 4,
        "liveness": 0.2, "loudness": -7.5, "mode": 1, "speechiness": 0.05, "tempo": 121.5,
        "valence": 0.6, **changes,
    }  # fmt: skip


class FakeReccoBeats:
    """The server's catalogue and faults, and the pauses that the source took."""

    def __init__(self) -> None:
        self.known: dict[str, list[dict[str, Any]]] = {}
        self.refused: dict[str, int] = {}
        self.faults = FaultScript()
        self.pauses: list[float] = []

    def add_tracks(self, *ids: str, **changes: Any) -> None:
        """Let the server know these tracks."""
        for track_id in ids:
            self.known.setdefault(track_id, []).append(build_features_body(track_id, **changes))
