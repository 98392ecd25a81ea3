"""A small server that answers as Last.fm does, for tests: loopback only.

It pages scrobbles between `from` and `to`, newest first, puts what plays now before the first page,
writes a list of one as that one, and has the faults of a script.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from flask import Flask, Response, jsonify, request

from ingestion.demo.server import serve_app
from tests.ingestion.servers.faults import FAULTS, FaultScript

Entry = dict[str, Any]
KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class FakeLastFm:
    """The scrobbles and loved tracks of its one user, its faults, and what was requested."""

    user: str = "kit"
    page: int = 5
    scrobbles: list[Entry] = field(default_factory=list)
    loved: list[Entry] = field(default_factory=list)
    plays_now: Entry | None = None
    errors: dict[int, int] = field(default_factory=dict)  # the number of a request: of its error
    faults: FaultScript = field(default_factory=FaultScript)
    queries: list[dict[str, str]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def answer(self, query: dict[str, str]) -> Any:
        """Return the body for a query."""
        self.queries.append(query)
        error = self.errors.get(len(self.queries))
        if error is None and query.get("api_key") != KEY:
            error = 10
        if error is None and query["user"] != self.user:
            error = 6
        if error is not None:
            return {"error": error, "message": f"error {error}", "links": []}
        if query["method"] == "user.getLovedTracks":
            return {"lovedtracks": self._cut(self.loved, query)}
        begin, end = int(query["from"]), int(query["to"])
        within = [one for one in self.scrobbles if begin <= int(one["date"]["uts"]) < end]
        found = self._cut(sorted(within, key=lambda one: -int(one["date"]["uts"])), query)
        if self.plays_now is not None:
            found["track"] = [self.plays_now, *found["track"]]
        return {"recenttracks": found}

    def _cut(self, entries: list[Entry], query: dict[str, str]) -> Entry:
        place = int(query["page"])
        some = entries[(place - 1) * self.page : place * self.page]
        about = {"page": str(place), "perPage": str(self.page), "total": str(len(entries)),
                 "totalPages": str(ceil(len(entries) / self.page)), "user": self.user}  # fmt: skip
        return {"track": some[0] if len(some) == 1 and not self.plays_now else some, "@attr": about}


@contextmanager
def serve_lastfm(fake: FakeLastFm) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1, in a thread; give the address."""
    app = Flask(__name__)

    @app.get("/2.0/")
    def answer() -> Response:
        body = fake.answer(dict(request.args))
        found = jsonify(body)
        found.status_code = 400 if "error" in body else 200
        return found

    @app.after_request
    def spoil(good: Response) -> Response:
        name = fake.faults.next_fault(request.args["method"])
        return FAULTS[name](good) if name else good

    with serve_app(app) as address:
        yield f"{address}/2.0/"


def build_scrobble(second: int, number: int = 0) -> Entry:
    """Return a scrobble as Last.fm writes it; `number` says of which song."""
    return {
        "artist": {"mbid": "", "#text": f"Artist {number % 7}"},
        "album": {"mbid": "", "#text": f"Album {number % 5}"},
        "name": f"Song {number}", "mbid": f"1111{number:04d}-bbbb-4bbb-8bbb-00000000000b",
        "url": f"https://www.last.fm/music/a/_/{number}", "streamable": "0",
        "date": {"uts": str(second), "#text": "14 Nov 2023, 22:13"},
    }  # fmt: skip
