"""Cost of counting a request: in the process, in shared batches, and each one in Postgres.

python -m benchmarks.request_counts
"""

import argparse
import time
from collections.abc import Callable
from itertools import count

from flask import Flask

import api
from api.http.request_counts import RequestCounts
from benchmarks.own_server import own_server
from segue.cli.prepare import prepare

ROUNDS = 5
WINDOW_S = 60


def main() -> None:
    """Print microseconds for each request, the least of five rounds."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with own_server() as (server, _):
        prepare(server.url())
        app = api.create_app(server.url(), SECRET_KEY="benchmark")  # noqa: S106
        names = map(str, count())
        one = RequestCounts()
        for what, n_requests, limit, name in (
            ("in the process alone", 3000, 10**9, lambda: "same"),
            ("the first 900 of a window of 1,200", 900, 1200, lambda: "same"),
            ("each in Postgres", 500, 10**9, lambda: next(names)),
        ):
            cost = min(_time(app, one, limit, name, n_requests) for _ in range(ROUNDS))
            print(f"{what:<40}{cost:>8,.0f} µs")
            one = RequestCounts()


def _time(
    app: Flask, counts: RequestCounts, limit: int, name: Callable[[], str], n_requests: int
) -> float:
    """Return the microseconds of a count, without those of the app's context around it."""
    started = time.perf_counter()
    for _ in range(n_requests):
        with app.app_context():
            pass
    empty = time.perf_counter() - started
    prefix, started = str(time.monotonic_ns()), time.perf_counter()
    for _ in range(n_requests):
        with app.app_context():
            counts.add(prefix + name(), limit, WINDOW_S)
    return (time.perf_counter() - started - empty) / n_requests * 1e6


if __name__ == "__main__":
    main()
