"""How often one address may ask; counted in memory, so per server process."""

from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

LIMITED = ("/api/", "/v1/")

LIMIT_SETTINGS: dict[str, Any] = {
    "RATELIMIT_DEFAULT": "600 per minute",  # typing fast asks some 400 times a minute
    "RATELIMIT_HEADERS_ENABLED": True,
    "RATELIMIT_STORAGE_URI": "memory://",
}


def register_limits(app: Flask) -> None:
    """Limit the requests under /api and /v1; pages, covers and health are free."""
    app.after_request(_keep_retry_for_refusals)
    limiter = Limiter(get_remote_address)
    limiter.request_filter(lambda: not request.path.startswith(LIMITED))
    limiter.init_app(app)


def _keep_retry_for_refusals(response: Response) -> Response:
    """Drop `Retry-After` from answers that need no retry; the limiter adds it to all."""
    if response.status_code < 400:
        response.headers.pop("Retry-After", None)
    return response
