"""Security headers of every response, and the refusal of writes from other sites."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Request

from api.http.hooks import Kept, add_hooks
from api.http.problems import raise_problem
from segue.settings import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY_BYTES = 1_000_000
MAX_ADDRESS_LENGTH = 8_000  # path and query; a hundred ids take 2,300
WITH_BODY = {"POST", "PUT", "PATCH"}
UPLOADS, FILE = "/api/v1/imports", "application/octet-stream"
WRITES = WITH_BODY | {"DELETE"}

# Covers of tracks from Spotify are on its image hosts; no other host is used.
POLICY = (
    "default-src 'self'; img-src 'self' data: https://i.scdn.co https://mosaic.scdn.co "
    "https://*.spotifycdn.com; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# The page of Swagger UI has an inline script. dbt's documentation is one file with embedded fonts,
# and it evaluates its templates.
INLINE_POLICY = POLICY + "; script-src 'self' 'unsafe-inline'"
EVAL_POLICY = INLINE_POLICY.replace("font-src", "font-src data:") + " 'unsafe-eval'"
PLAYER = "; frame-src https://open.spotify.com"  # of the app, unless it is switched off
RELAXED_POLICIES = {"/docs/api": INLINE_POLICY, "/docs/dbt": EVAL_POLICY}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register_security(app: Flask) -> None:
    """Refuse long addresses and writes from other sites."""
    add_hooks(app, _refuse_long_addresses)
    add_hooks(app, _refuse_cross_site_writes)


def register_security_headers(app: Flask) -> None:
    """Add the headers to every response, also to those that the app does not make itself."""
    app.wsgi_app = _WithSecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]


class _WithSecurityHeaders:
    """Adds the headers that a response lacks; around Flask, which would check each of them anew."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        own = _security_headers(_policy(environ.get("PATH_INFO", "")))

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            sent = {name.lower() for name, _ in headers}
            missing = [pair for name, pair in own.items() if name not in sent]
            return start_response(status, headers + missing, *error)

        return self._app(environ, start)


@cache
def _security_headers(policy: str) -> dict[str, tuple[str, str]]:
    """Return the headers, each with its value, by their names in lower case."""
    headers = {**HEADERS, "Content-Security-Policy": policy}
    return {name.lower(): (name, value) for name, value in headers.items()}


def _policy(path: str) -> str:
    for start, policy in RELAXED_POLICIES.items():
        if path.startswith(start):
            return policy
    return POLICY + PLAYER if settings().spotify_player == "on" else POLICY


def _refuse_long_addresses(sent: Request, _kept: Kept) -> None:
    length = len(sent.path) + len(sent.query_string)
    if length > MAX_ADDRESS_LENGTH:
        raise_problem(
            414,
            f"expected an address of at most {MAX_ADDRESS_LENGTH} characters, got {length}; "
            "send less in one request",
        )


def _refuse_cross_site_writes(request: Request, _kept: Kept) -> None:
    """Refuse writes from pages of other sites: the browser sends the cookie with those, too."""
    if request.method not in WRITES:
        return
    origin = request.headers.get("Origin")
    if origin is not None and not _is_own(request, origin):
        raise_problem(
            403,
            f"expected a write from {request.host}, got one from the origin {origin!r}; "
            "open the app itself, or send no Origin",
        )
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise_problem(
            403,
            f"expected a write from {request.host}, got one from another site's page; "
            "open the app itself",
        )
    has_route = request.routing_exception is None  # otherwise 404 or 405 is more helpful
    # a form of another site can send neither of the two
    is_right = request.mimetype == FILE if is_upload(request) else request.is_json
    if has_route and request.method in WITH_BODY and not is_right:
        if is_upload(request):
            raise_problem(
                415,
                f"expected Content-Type {FILE}, got {request.mimetype or 'none'!r} on "
                f"{request.method} {request.path}; send the file itself as the body",
            )
        raise_problem(
            415,
            f"expected Content-Type application/json, got {request.mimetype or 'none'!r} "
            f"on {request.method} {request.path}; send the body as JSON",
        )


def is_upload(request: Request) -> bool:
    """Return whether the body of a request is a file."""
    return request.method == "POST" and request.path == UPLOADS


def _is_own(request: Request, origin: str) -> bool:
    """Return whether a page has the origin of this app; one without TLS is another under HTTPS."""
    try:
        found = urlsplit(origin)
    except ValueError:
        return False
    return found.netloc == request.host and (found.scheme == "https" or not request.is_secure)
