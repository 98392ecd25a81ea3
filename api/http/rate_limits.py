"""Rate limits per client address, counted in memory by each server process."""

from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

RATE_LIMIT = "600 per minute"  # fast typing in the search box sends some 400 a minute
LIMITED_PATHS = ("/api/", "/v1/")

RATE_LIMIT_SETTINGS: dict[str, Any] = {
    "RATELIMIT_DEFAULT": RATE_LIMIT,
    "RATELIMIT_HEADERS_ENABLED": True,
    "RATELIMIT_STORAGE_URI": "memory://",
}


def register_rate_limits(app: Flask) -> None:
    """Limit requests under /api and /v1; pages, covers and health checks have no limit."""
    app.after_request(_remove_needless_retry_after)
    limiter = Limiter(get_remote_address)
    limiter.request_filter(lambda: not request.path.startswith(LIMITED_PATHS))
    limiter.init_app(app)


def _remove_needless_retry_after(response: Response) -> Response:
    """Remove `Retry-After` from successful responses; the limiter adds it to all."""
    if response.status_code < 400:
        response.headers.pop("Retry-After", None)
    return response
