"""Everything that goes wrong with Spotify's Web API, on demand: by a header, or by a script."""

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, Response, current_app, jsonify, request

HEADER = "X-Segue-Fault"
SLOW_S = 1.0
Answer = Callable[[Response], Response]


def _error(status: int, message: str, retry_after: str | None = None, **more: str) -> Answer:
    def answer(_: Response) -> Response:
        found = jsonify(error={"status": status, "message": message, **more})
        found.status_code = status
        if retry_after is not None:
            found.headers["Retry-After"] = retry_after
        return found

    return answer


def _text(status: int, text: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Response(text, status, named, mimetype="text/plain")


def _json(status: int, value: object) -> Answer:
    def answer(_: Response) -> Response:
        found = jsonify(value)
        found.status_code = status
        return found

    return answer


def _truncated(good: Response) -> Response:
    """Announce the whole body and send half of it."""
    whole = good.get_data()
    found = Response(whole[: len(whole) // 2], 200, mimetype="application/json")
    found.headers["Connection"] = "close"
    found.headers["Content-Length"] = str(len(whole))
    return found


def _half_text(good: Response) -> Response:
    """Send half of the body as if it were all of it."""
    whole = good.get_data()
    return Response(whole[: len(whole) // 2], 200, mimetype="application/json")


def _slow(good: Response) -> Response:
    """Answer when nobody waits any more."""
    time.sleep(SLOW_S)
    return good


def _dropped(good: Response) -> Response:
    """End the connection instead of an answer."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return good


def _shortened(good: Response) -> Response:
    """Leave out the last item and where the others are; an entity loses its id."""
    body = good.get_json()
    lists = {name: value for name, value in body.items() if isinstance(value, list)}
    if "total" in body or not {"items", "id"} & set(body):
        body |= {name: value[:-1] for name, value in lists.items()} | {"next": None}
    else:
        body.pop("id", None)
    return _json(200, body)(good)


def _expired(good: Response) -> Response:
    """End every token from this request on; they can be renewed."""
    current_app.config["TOKENS"].expire()
    return FAULTS["401"](good)


def _revoked(good: Response) -> Response:
    """End the login from this request on."""
    current_app.config["TOKENS"].revoke()
    return FAULTS["401"](good)


FAULTS: dict[str, Answer] = {
    "429-short": _error(429, "API rate limit exceeded", "2"),
    "429-text": _text(429, "Too many requests", Retry_After="3"),
    "429-no-time": _error(429, "API rate limit exceeded"),
    "429-long": _error(429, "API rate limit exceeded", "86400"),
    "429-quota": _error(429, "Too many requests", "48925", reason="QUOTA_EXCEEDED"),
    "500": _error(500, "Server error"),
    "502": _text(502, "<html>bad gateway</html>"),
    "503": _error(503, "Service unavailable", "1"),
    "slow": _slow,
    "dropped": _dropped,
    "truncated": _truncated,
    "half-text": _half_text,
    "not-json": _text(200, "<html>maintenance</html>"),
    "empty": _text(200, ""),
    "no-content": _text(204, ""),
    "empty-object": _json(200, {}),
    "other-shape": _json(200, {"data": {"items": []}, "next": 3}),
    "shortened": _shortened,
    "null-items": _json(200, {"items": None, "next": None, "total": 0}),
    "list": _json(200, []),
    "error-as-text": _json(500, {"error": "server_error"}),
    "error-as-list": _json(500, ["server error"]),
    "401": _error(401, "The access token expired"),
    "expired": _expired,
    "revoked": _revoked,
    "403": _error(403, "Forbidden"),
    "403-text": _text(403, "Active premium subscription required for the owner of the app."),
    "404": _error(404, "Resource not found"),
    "invalid-grant": _json(400, {"error": "invalid_grant", "error_description": "revoked"}),
}


# what any client tries again, whatever it reads
PASSING = (
    "429-short", "429-no-time", "500", "502", "503", "dropped", "truncated", "half-text",
    "not-json", "empty", "empty-object", "other-shape", "list",
)  # fmt: skip


@dataclass
class Step:
    """One step of a script: which requests meet which fault, how often, after how many."""

    path: str
    fault: str
    times: int = 1
    after: int = 0


@dataclass
class FaultScript:
    """Faults by path, worked off as requests come; counts every request by path."""

    steps: list[Step] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_fault(self, path: str) -> str | None:
        """Return the fault that a request for `path` meets now, or None."""
        with self._lock:
            self.requests.append(path)
            for step in self.steps:
                if step.times > 0 and re.fullmatch(step.path, path):
                    if step.after > 0:
                        step.after -= 1
                        continue
                    step.times -= 1
                    return step.fault
        return None


def inject_faults(app: Flask, script: FaultScript) -> None:
    """Let requests to `app` meet what the script or their own header says."""

    @app.before_request
    def refuse() -> Response | None:
        # what spoils the answer of the server of tokens comes before a token is given or ended
        if request.path != "/api/token":
            return None
        request.get_data()  # what is left unread keeps the server waiting for more
        name = _fault(script)
        return FAULTS[name](Response("{}", mimetype="application/json")) if name else None

    @app.after_request
    def spoil(good: Response) -> Response:
        if good.status_code == 401 or not request.path.startswith("/v1/"):
            return good
        name = _fault(script)
        return FAULTS[name](good) if name else good


def _fault(script: FaultScript) -> str | None:
    return request.headers.get(HEADER) or script.next_fault(request.path.removeprefix("/v1"))
