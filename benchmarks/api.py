"""Requests per second of the API beside a constant view, latencies, memory and time to start.

python -m benchmarks.api --url URL [--workers N] [--seconds S] [--rounds N] [--only WHAT ...]

URL is a database that was built, as of the real file of tracks; `benchmarks.many_tracks` makes a
larger one of it. The API and constant views of the same size, one bare and one in our own app, run
under the same server with as many workers, and take turns. All of it, the clients too, shares the
cores of this machine with the database, so read the ratios.
"""

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import orjson
import psutil
import psycopg

from api.db.database import connections_of_a_worker
from api.http.telemetry import METRICS_FOLDER_VARIABLE
from benchmarks.constant_view import PATH as CONSTANT
from benchmarks.load import Request, get, measure_latencies, measure_rate, post
from segue.embedded import free_port

CONNECTIONS = 8
SEED = 14
N_SAMPLE = 5_000
SAMPLE = """
select track_id, track_name from marts.fact_tracks where track_name ~ '[a-z]{3} [a-z]{3}'
order by md5(track_id) limit %s
"""
WITH_LISTS = "select track_id from marts.track_vectors order by md5(track_id) limit %s"
KINDS = ("rates", "post", "typing", "start", "memory")


@dataclass
class Served:
    """A running server."""

    base: str
    process: subprocess.Popen[bytes]
    seconds_to_ready: float


class Rate(NamedTuple):
    """Requests in a second, and the time of the processor that the server used for each."""

    rate: float
    microseconds: float


def main() -> None:
    """Measure and print."""
    options = _options()
    with psycopg.connect(options.url) as connection:
        titles = connection.execute(SAMPLE, (N_SAMPLE,)).fetchall()
        track_ids = [row[0] for row in connection.execute(WITH_LISTS, (N_SAMPLE,)).fetchall()]
    names = [row[1].lower() for row in titles]
    with tempfile.TemporaryDirectory(prefix="segue_benchmark_") as name:
        home = Path(options.home or name)
        with api_server(options.url, home, options.workers) as served:
            print(f"first start to ready, files made: {served.seconds_to_ready:.1f} s", flush=True)
            if "rates" in options.only:
                _measure_rates(served, track_ids, names, options)
            if "post" in options.only:
                _measure_posts(served.base, track_ids, options)
            if "typing" in options.only:
                _measure_typing(served.base, names)
        if "start" in options.only:
            with api_server(options.url, home, options.workers) as served:
                print(f"start to ready with files: {served.seconds_to_ready:.1f} s", flush=True)
        if "memory" in options.only:
            _measure_memory(options.url, home, track_ids)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__)
    parser.add_argument("--url", required=True, help="a database that was built")
    parser.add_argument("--home", help="a folder whose files of the build are used again")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS)
    return parser.parse_args()


def _measure_rates(
    served: Served, track_ids: list[str], names: list[str], options: argparse.Namespace
) -> None:
    words = [word for name in names for word in name.split() if len(word) > 2]
    new = [get(_list(one)) for one in track_ids]
    cookie = _listener(served.base, track_ids)
    known = [get(_list(one), cookie) for one in track_ids]
    searches = [get(f"/api/v1/tracks?limit=10&q={quote(word)}") for word in words]
    requests = {
        "list of a track, new listener": new,
        "list of a track, 20 verdicts": known,
        "the same again": known[:20],
        "search of one word": searches,
    }
    size = int(statistics.median(_size(served.base, one) for one in track_ids[:50]))
    bare, own = "constant view, bare", "constant view, in our own app"
    with (
        constant_server(size, options.workers) as bare_server,
        constant_server(size, options.workers, options.url) as own_server,
    ):
        fixed = [get(CONSTANT)]
        kinds = {bare: (bare_server, fixed), own: (own_server, fixed)}
        kinds |= {name: (served, of_kind) for name, of_kind in requests.items()}
        measured: dict[str, list[Rate]] = {name: [] for name in kinds}
        for number in range(options.rounds):
            place = number * 1_000  # other tracks in each round
            for name, (server, of_kind) in kinds.items():
                measured[name].append(_rate_and_cost(server, of_kind, place, options.seconds))
    print(f"{options.workers} workers, {CONNECTIONS} connections, {size:,} bytes")
    for name, rates in measured.items():
        parts = [f"{statistics.median(one.rate for one in rates):,.0f} requests/s"]
        for of_what, against in (("bare", bare), ("in our own app", own)):
            ratios = [one.rate / of.rate for one, of in zip(rates, measured[against], strict=True)]
            spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
            parts.append(f"{statistics.median(ratios):.2f} of {of_what} ({spread})")
        cost = statistics.median(one.microseconds for one in rates)
        print(f"  {name}: {', '.join(parts)}, {cost:,.0f} µs of processor", flush=True)


def _rate_and_cost(server: Served, requests: list[bytes], place: int, seconds: float) -> Rate:
    before = _processor_seconds(server)
    rate = _rate(server.base, requests, place, seconds)
    used = _processor_seconds(server) - before
    return Rate(rate, 1e6 * used / max(rate * seconds, 1))


def _processor_seconds(server: Served) -> float:
    """Return the time of the processor that a server has used, with its workers."""
    times = [one.cpu_times() for one in _processes(server)]
    return sum(one.user + one.system for one in times)


def _processes(server: Served) -> list[psutil.Process]:
    parent = psutil.Process(server.process.pid)
    return [parent, *parent.children(recursive=True)]


def _rate(base: str, requests: list[bytes], place: int, seconds: float) -> float:
    def request(number: int) -> bytes:
        return requests[(place + number) % len(requests)]

    return measure_rate(base, request, CONNECTIONS, seconds)


def _measure_posts(base: str, track_ids: list[str], options: argparse.Namespace) -> None:
    drawn = random.Random(SEED)  # noqa: S311
    requests = []
    for _ in range(1_000):
        body = {
            "seeds": [{"track_id": one} for one in drawn.sample(track_ids, 10)],
            "tune": {"energy": {"target": drawn.random()}, "tempo": {"min": 80, "max": 160}},
            "filters": {"year": {"min": 1980}},
            "limit": 20,
        }
        requests.append(post("/api/v1/recommendations", orjson.dumps(body)))
    greatest = _rate(base, requests, 0, 2 * options.seconds)
    request: Request = lambda number: requests[number % len(requests)]  # noqa: E731
    found = measure_latencies(base, request, greatest / 2, CONNECTIONS, 5 * options.seconds)
    print(
        f"POST with 10 seeds: {greatest:,.1f} requests/s at most; at half of it "
        f"{_quantiles(found)}",
        flush=True,
    )


def _measure_typing(base: str, names: list[str]) -> None:
    """Type titles letter by letter, one client."""
    drawn = random.Random(SEED)  # noqa: S311
    typed: dict[str, list[str]] = {"one word": [], "two words": [], "one word, misspelled": []}
    for name in drawn.sample(names, 150):
        first, second, *_ = name.split()
        typed["one word"] += [first[:end] for end in range(1, len(first) + 1)]
        typed["two words"] += [f"{first} {second[:end]}" for end in range(1, len(second) + 1)]
        if len(first) > 4:
            place = drawn.randrange(1, len(first) - 1)
            typed["one word, misspelled"].append(first[:place] + first[place + 1 :])
    for kind, queries in typed.items():
        requests = [get(f"/api/v1/tracks?limit=10&q={quote(query)}") for query in queries]
        request: Request = lambda number, of=requests: of[number]  # type: ignore[misc] # noqa: E731
        rate = 20  # as of several people who type; no request waits for the one before
        found = measure_latencies(base, request, rate, 1, len(queries) / rate)
        print(f"search while typing, {kind} ({len(found)}): {_quantiles(found)}", flush=True)


def _measure_memory(url: str, home: Path, track_ids: list[str]) -> None:
    sizes = {}
    for workers in (1, 2):
        with api_server(url, home, workers) as served:
            for kind in ([get(_list(one)) for one in track_ids], [get("/api/v1/tracks?q=love")]):
                _rate(served.base, kind, 0, 3.0)
            sizes[workers] = sum(one.memory_full_info().pss for one in _processes(served))
    print(
        f"memory: {sizes[1] / 2**20:,.0f} MiB with 1 worker, {sizes[2] / 2**20:,.0f} MiB with 2, "
        f"{sizes[2] / sizes[1]:.2f} times as much",
        flush=True,
    )


@contextmanager
def api_server(url: str, home: Path, workers: int) -> Iterator[Served]:
    """Serve the database and give the server when it is ready."""
    port = free_port()
    environment = {
        **os.environ, "DATABASE_URL": url, "SEGUE_HOME": str(home), "SEGUE_RATE_LIMIT": "off",
    }  # fmt: skip
    command = [str(Path(sys.executable).with_name("segue")), "serve", "--port", str(port)]
    started = time.perf_counter()
    with _process([*command, "--workers", str(workers)], environment) as process:
        base = f"http://127.0.0.1:{port}"
        _wait(f"{base}/readyz", process)
        yield Served(base, process, time.perf_counter() - started)


@contextmanager
def constant_server(size: int, workers: int, url: str = "") -> Iterator[Served]:
    """Serve the constant view, with the address of a database that of our own app."""
    port = free_port()
    threads = connections_of_a_worker(workers)
    numbers = [str(one) for one in (port, size, workers, threads)]
    command = [sys.executable, "-m", "benchmarks.constant_view", *numbers]
    environment = {**os.environ, "SEGUE_RATE_LIMIT": "off", "DATABASE_URL": url}
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        environment |= {"SEGUE_HOME": folder, METRICS_FOLDER_VARIABLE: folder}
        with _process(command, environment) as process:
            base = f"http://127.0.0.1:{port}"
            _wait(base + CONSTANT, process)
            yield Served(base, process, time.perf_counter() - started)


@contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=30):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.05)
    sys.exit("expected a server that starts, got one that ended")


def _listener(base: str, track_ids: list[str]) -> str:
    """Return the cookie of a listener with verdicts."""
    with urllib.request.urlopen(f"{base}/api/v1/feedback") as answer:  # noqa: S310
        cookie = str(answer.headers["Set-Cookie"]).split(";")[0]
    for number, track_id in enumerate(track_ids[-20:]):
        body = orjson.dumps({"verdict": "like" if number % 2 else "never"})
        sent = urllib.request.Request(  # noqa: S310
            f"{base}/api/v1/feedback/{track_id}", body, method="PUT",
            headers={"Cookie": cookie, "Content-Type": "application/json"},
        )  # fmt: skip
        urllib.request.urlopen(sent).close()  # noqa: S310
    return cookie


def _list(track_id: str) -> str:
    return f"/api/v1/tracks/{quote(track_id)}/recommendations?limit=10"


def _size(base: str, track_id: str) -> int:
    with urllib.request.urlopen(base + _list(track_id)) as answer:  # noqa: S310
        return len(answer.read())


def _quantiles(values: list[float]) -> str:
    cuts = statistics.quantiles(values, n=100)
    return " · ".join(f"p{each} {cuts[each - 1]:.1f} ms" for each in (50, 95, 99))


if __name__ == "__main__":
    main()
