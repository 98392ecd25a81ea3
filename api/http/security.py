"""Security headers of every response, and the refusal of writes from other sites."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from api.http.problems import raise_problem

MAX_BODY_BYTES = 1_000_000
MAX_ADDRESS_LENGTH = 8_000  # path and query; a hundred ids take 2,300
WITH_BODY = {"POST", "PUT", "PATCH"}
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
RELAXED_POLICIES = {"/docs/api": INLINE_POLICY, "/docs/dbt": EVAL_POLICY}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def security_headers(path: str) -> dict[str, str]:
    """Return the headers of every response at `path`."""
    policy = next((p for start, p in RELAXED_POLICIES.items() if path.startswith(start)), POLICY)
    return {**HEADERS, "Content-Security-Policy": policy}


def register_security(app: Flask) -> None:
    """Refuse long addresses and writes from other sites, and add the headers to every response."""
    app.before_request(_refuse_long_addresses)
    app.before_request(_refuse_cross_site_writes)
    app.after_request(_send_headers)


def _refuse_long_addresses() -> None:
    length = len(request.path) + len(request.query_string)
    if length > MAX_ADDRESS_LENGTH:
        raise_problem(
            414,
            f"expected an address of at most {MAX_ADDRESS_LENGTH} characters, got {length}; "
            "send less in one request",
        )


def _refuse_cross_site_writes() -> None:
    """Refuse writes from pages of other sites: the browser sends the cookie with those, too."""
    if request.method not in WRITES:
        return
    origin = request.headers.get("Origin")
    if origin is not None and not _is_own(origin):
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
    if has_route and request.method in WITH_BODY and not request.is_json:
        raise_problem(
            415,
            f"expected Content-Type application/json, got {request.mimetype or 'none'!r} "
            f"on {request.method} {request.path}; send the body as JSON",
        )


def _is_own(origin: str) -> bool:
    """Return whether a page has the origin of this app; one without TLS is another under HTTPS."""
    try:
        found = urlsplit(origin)
    except ValueError:
        return False
    return found.netloc == request.host and (found.scheme == "https" or not request.is_secure)


def _send_headers(response: Response) -> Response:
    for name, value in security_headers(request.path).items():
        response.headers.setdefault(name, value)
    return response
