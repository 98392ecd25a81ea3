"""A small server that answers as ListenBrainz does, for tests: loopback only.

It pages listens by `max_ts` and `min_ts`, which leave out their own second, tells its limits in
headers, and has the faults of a script.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request

from ingestion.demo.server import serve_app
from tests.ingestion.servers.faults import FAULTS, FaultScript

Entry = dict[str, Any]


@dataclass
class FakeListenBrainz:
    """The listens and feedback of its one user, its limits and faults, and what was requested."""

    user: str = "kit"
    page: int = 5
    listens: list[Entry] = field(default_factory=list)
    feedback: list[Entry] = field(default_factory=list)
    others: dict[str, list[Entry]] = field(default_factory=dict)  # feedback; they have no listens
    headers: dict[str, str] = field(default_factory=dict)
    faults: FaultScript = field(default_factory=FaultScript)
    queries: list[dict[str, str]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    repeats_pages: int = 0
    last: Response | None = None

    def page_of_listens(self, query: dict[str, str]) -> list[Entry]:
        """Return the page nearest to a bound, newest first."""
        newest_first = sorted(self.listens, key=lambda one: -one["listened_at"])
        if "min_ts" in query:
            after = [one for one in newest_first if one["listened_at"] > int(query["min_ts"])]
            return after[-self.page :]
        below = int(query.get("max_ts", 10**11))
        return [one for one in newest_first if one["listened_at"] < below][: self.page]


def create_server_app(fake: FakeListenBrainz) -> Flask:
    """Return the server as a Flask app."""
    app = Flask(__name__)

    @app.get("/1/user/<name>/listens")
    def listens(name: str) -> Response | tuple[Response, int]:
        if name in fake.others:
            return jsonify(payload={"count": 0, "user_id": name, "listens": []})
        if name != fake.user:
            return jsonify(code=404, error="Cannot find user"), 404
        fake.queries.append(dict(request.args))
        if fake.repeats_pages and fake.last is not None:
            fake.repeats_pages -= 1
            return Response(fake.last.get_data(), mimetype="application/json")
        found = fake.page_of_listens(dict(request.args))
        fake.last = jsonify(payload={"count": len(found), "user_id": name, "listens": found})
        return fake.last

    @app.get("/1/feedback/user/<name>/get-feedback")
    def feedback(name: str) -> Response:
        offset = int(request.args.get("offset", 0))
        given = fake.others.get(name, fake.feedback)
        some = given[offset : offset + fake.page]
        return jsonify(feedback=some, count=len(some), total_count=len(given), offset=offset)

    @app.after_request
    def spoil(good: Response) -> Response:
        fake.tokens.append(request.headers.get("Authorization"))
        good.headers.update(fake.headers)
        name = fake.faults.next_fault(request.path)
        return FAULTS[name](good) if name else good

    return app


@contextmanager
def serve_listenbrainz(fake: FakeListenBrainz) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1, in a thread; give the base address."""
    with serve_app(create_server_app(fake)) as address:
        yield address


def build_listen(second: int, number: int = 0, **changes: Any) -> Entry:
    """Return a listen as ListenBrainz writes it; `number` says of which song."""
    info = {"duration_ms": 180_000 + number, "submission_client": "a player"}
    return {
        "listened_at": second,
        "recording_msid": f"0000{number:04d}-aaaa-4aaa-8aaa-00000000000a",
        "track_metadata": {
            "artist_name": f"Artist {number % 7}", "track_name": f"Song {number}",
            "release_name": f"Album {number % 5}", "additional_info": info | changes,
            "mbid_mapping": {"recording_mbid": f"1111{number:04d}-bbbb-4bbb-8bbb-00000000000b"},
        },
    }  # fmt: skip
