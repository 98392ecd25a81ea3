"""What it costs or saves that the API reads from standbys: requests for lists per second.

python -m benchmarks.standby_reads --url URL [--threads N] [--rounds N]

The URL names the servers of a cluster with built marts; `segue db url` prints it. Two apps in this
process answer the same requests for stored lists, one with all servers and one with the primary
alone, in short turns. Read the ratio; the rates are those of this machine.
"""

import argparse
import logging
import os
import platform
import random
import statistics
import threading
import time
from contextlib import redirect_stderr

import psycopg
from apiflask import APIFlask

import api
from api.db.builds import warm_up
from segue.connection import open_connection, split_hosts

REQUESTS_PER_ROUND = 32
WARM_UP_ROUNDS = 30


def main() -> None:
    """Measure and print."""
    options = _options()
    servers = split_hosts(options.url)
    with open_connection(options.url) as connection:
        tracks = [row[0] for row in connection.execute("select track_id from marts.fact_tracks")]
    apps = {
        "all servers": api.create_app(options.url, RATELIMIT_ENABLED=False),
        "the primary": api.create_app(servers[_find_primary(servers)], RATELIMIT_ENABLED=False),
    }
    rates: dict[str, list[float]] = {name: [] for name in apps}
    logging.disable()
    with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere):
        for app in apps.values():
            warm_up(app)
        for number in range(WARM_UP_ROUNDS + options.rounds):
            for name in sorted(apps, reverse=bool(number % 2)):
                rate = _measure(apps[name], tracks, options.threads, number)
                if number >= WARM_UP_ROUNDS:
                    rates[name].append(rate)
    _print(rates, options, len(servers), len(tracks))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.standby_reads", description=__doc__)
    parser.add_argument("--url", required=True, help="all servers of a cluster with built marts")
    parser.add_argument("--threads", type=int, default=8, help="requests at the same time")
    parser.add_argument("--rounds", type=int, default=200, help="turns of each app")
    return parser.parse_args()


def _find_primary(servers: dict[str, str]) -> str:
    for name, url in servers.items():
        with psycopg.connect(url) as connection:
            if connection.execute("select not pg_is_in_recovery()").fetchone() == (True,):
                return name
    raise SystemExit("expected a primary among the servers, got none")


def _measure(app: APIFlask, tracks: list[str], n_threads: int, seed: int) -> float:
    """Return how many lists per second the app returns to some threads."""

    def request_lists(number: int) -> None:
        client, choice = app.test_client(), random.Random(f"{seed} {number}")  # noqa: S311
        for _ in range(REQUESTS_PER_ROUND // n_threads):
            answer = client.get(f"/api/v1/tracks/{choice.choice(tracks)}/recommendations")
            assert answer.status_code == 200, answer.json

    threads = [threading.Thread(target=request_lists, args=(one,)) for one in range(n_threads)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return n_threads * (REQUESTS_PER_ROUND // n_threads) / (time.perf_counter() - started)


def _print(
    rates: dict[str, list[float]], options: argparse.Namespace, n_servers: int, n_tracks: int
) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores; {n_servers} servers, {n_tracks:,} tracks")
    print(f"{options.threads} threads, {options.rounds} rounds of {REQUESTS_PER_ROUND} requests")
    for name, found in rates.items():
        print(f"  lists per second from {name}: {statistics.median(found):.0f}")
    ratios = [a / b for a, b in zip(*rates.values(), strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"  all servers / the primary, median of rounds: {middle:.2f} ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
