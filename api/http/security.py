"""Security headers of every response, and the refusal of writes from other sites."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from api.http.problems import raise_problem

MAX_BODY_BYTES = 1_000_000
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
    """Refuse writes from other sites, and add the headers to every response."""
    app.before_request(_refuse_cross_site_writes)
    app.after_request(_send_headers)


def _refuse_cross_site_writes() -> None:
    """Refuse writes from pages of other sites: the browser sends the cookie with those, too."""
    if request.method not in WRITES:
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
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


def _send_headers(response: Response) -> Response:
    for name, value in security_headers(request.path).items():
        response.headers.setdefault(name, value)
    return response
