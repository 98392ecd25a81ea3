"""Rate limits for each person, or for each address without one, over all processes and servers."""

import time
from dataclasses import dataclass
from math import ceil
from typing import Any, NoReturn

from flask import Flask, Request, Response, current_app, request
from werkzeug.exceptions import TooManyRequests

from api.http.access import is_write, rule_of
from api.http.hooks import Kept, add_hooks
from api.http.identity import find_person
from api.http.request_counts import RequestCounts

LIMITED_PATHS = ("/api/", "/v1/", "/feeds/")
EXTENSION = "segue_request_counts"


@dataclass(frozen=True)
class RateLimit:
    """At most `amount` requests in `window_s` seconds."""

    amount: int
    window_s: int = 60

    def __str__(self) -> str:
        """Return the limit as a phrase."""
        return f"{self.amount} requests in {self.window_s} seconds"


REQUESTS = RateLimit(1200)  # fast typing in the search box sends some 400 a minute
WRITES = RateLimit(300)
REQUESTS_OF_ADDRESS = RateLimit(6000)  # of all persons behind one address

RATE_LIMIT_SETTINGS: dict[str, Any] = {
    "RATELIMIT_REQUESTS": REQUESTS,
    "RATELIMIT_WRITES": WRITES,
    "RATELIMIT_ADDRESS": REQUESTS_OF_ADDRESS,
}


def register_rate_limits(app: Flask) -> None:
    """Limit requests under /api, /v1 and /feeds; pages, covers and health checks have no limit."""
    app.extensions[EXTENSION] = RequestCounts()
    if app.config["RATELIMIT_ENABLED"]:
        add_hooks(app, _check_limits, _send_headers)


def request_counts() -> RequestCounts:
    """Return the counts of this process."""
    found: RequestCounts = current_app.extensions[EXTENSION]
    return found


def raise_too_many(limit: str, remaining_s: float) -> NoReturn:
    """End the request with 429."""
    seconds = max(ceil(remaining_s), 1)
    raise TooManyRequests(limit, retry_after=seconds)


def address() -> str:
    """Return the address of the client, that of the proxy's client behind a named proxy."""
    return request.remote_addr or "unknown"


def _check_limits(sent: Request, kept: Kept) -> None:
    if not sent.path.startswith(LIMITED_PATHS):
        return
    config, person = current_app.config, find_person(sent, kept)
    who = str(person.account_id) if person else address()
    limits = [("requests", who, config["RATELIMIT_REQUESTS"])]
    if is_write(sent.method, rule_of(sent)):
        limits.append(("writes", who, config["RATELIMIT_WRITES"]))
    if person:
        limits.append(("requests of persons", address(), config["RATELIMIT_ADDRESS"]))
    for what, whose, limit in limits:
        count = request_counts().add(f"{what} {whose}", limit.amount, limit.window_s)
        if "rate" not in kept or count.hits > limit.amount:
            kept.rate = (limit, count)
        if count.hits > limit.amount:
            raise_too_many(str(limit), count.remaining_s)


def _send_headers(_sent: Request, kept: Kept, response: Response) -> None:
    if "rate" in kept:
        limit, count = kept.rate
        response.headers.add("X-RateLimit-Limit", str(limit.amount))
        response.headers.add("X-RateLimit-Remaining", str(max(limit.amount - count.hits, 0)))
        response.headers.add("X-RateLimit-Reset", str(ceil(time.time() + count.remaining_s)))
