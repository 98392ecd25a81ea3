"""What a list from 35 seeds costs through the API, with a listener's verdicts and without.

python -m benchmarks.requests [--url URL] [--rounds N] [--limit N]

Without `--url` an embedded Postgres of its own is filled: invented playlists that share many
tracks (`benchmarks.synthetic_playlists`), ingested from files and built by dbt, which takes some
minutes. The requests go through Flask's test client with every check that a server makes, in
one process, half of a playlist as seeds, another playlist each time. Read the ratio; the
milliseconds are those of this machine.
"""

import argparse
import logging
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

import api
import ingestion
from api.db.builds import warm_up
from api.db.database import db
from benchmarks.own_server import own_server
from benchmarks.quality_files import write_entries, write_tracks
from benchmarks.synthetic_playlists import synthetic_playlists
from segue.cli import warehouse
from segue.cli.prepare import prepare

SEED = 20190
N_SEEDS, N_LIKES, N_DISLIKES = 35, 20, 10
UNHURRIED = 5  # requests before anything is measured
QUANTILES = (0.1, 0.5, 0.9, 0.99)
PLAYLISTS = """
select array_agg(distinct track_id) from marts.playlist_tracks
where track_id is not null
group by playlist_id having count(distinct track_id) >= %s
order by md5(playlist_id) limit %s
"""
SIZES = """
select count(*), (select count(distinct playlist_id) from marts.playlist_tracks)
from marts.track_vectors
"""


@dataclass
class Measurements:
    """Milliseconds of each request, on the clock and of the processor, and its statements."""

    clock: list[float]
    processor: list[float]
    statements: list[int]


def main() -> None:
    """Measure and print."""
    options = _options()
    if options.url:
        _measure(options.url, options)
        return
    with own_server() as (server, folder):
        fill(server.url(), folder)
        _measure(server.url(), options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.requests", description=__doc__)
    parser.add_argument("--url", help="a database that was built already")
    parser.add_argument("--rounds", type=int, default=200, help="requests of each kind")
    parser.add_argument("--limit", type=int, default=500, help="how long the lists are")
    return parser.parse_args()


def fill(url: str, folder: Path) -> None:
    """Ingest the invented playlists, and build."""
    prepare(url)
    tables = synthetic_playlists()
    tracks, entries = folder / "tracks.csv", folder / "entries.csv"
    write_tracks(tracks, tables)
    write_entries(entries, tables)
    for source, path in (("tracks", tracks), ("playlists", entries)):
        assert ingestion.run(source, [path], url).exit_code == 0
    warehouse.build(url)


def _measure(url: str, options: argparse.Namespace) -> None:
    with psycopg.connect(url) as connection:
        sizes = connection.execute(SIZES).fetchone()
        found = connection.execute(PLAYLISTS, (2 * N_SEEDS, options.rounds)).fetchall()
    assert sizes is not None
    lists = [row[0] for row in found]
    if not lists:
        raise SystemExit(f"expected playlists of {2 * N_SEEDS} tracks, got none; name another URL")
    app = api.create_app(url, RATELIMIT_ENABLED=False)
    warm_up(app)
    listener = app.test_client()
    measurements = {False: Measurements([], [], []), True: Measurements([], [], [])}
    random = np.random.default_rng(SEED)
    logging.disable()
    with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere), counted(app) as statements:
        _judge(listener, lists[0], random)
        for place in range(UNHURRIED + options.rounds):
            seeds = random.permutation(lists[place % len(lists)])[:N_SEEDS].tolist()
            for has_verdicts in (False, True) if place % 2 else (True, False):
                client = listener if has_verdicts else app.test_client()
                one = _asked(client, seeds, options.limit, statements)
                if place >= UNHURRIED:
                    for column, value in zip(
                        vars(measurements[has_verdicts]).values(), one, strict=True
                    ):
                        column.append(value)
    _print(sizes, measurements, options)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Give the list to which every statement is added."""
    statements: list[str] = []

    def add(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", add)
    yield statements
    event.remove(engine, "before_cursor_execute", add)


def _judge(client: FlaskClient, tracks: list[str], random: np.random.Generator) -> None:
    judged = random.permutation(tracks)[: N_LIKES + N_DISLIKES].tolist()
    for place, track_id in enumerate(judged):
        verdict = {"verdict": "like" if place < N_LIKES else "dislike"}
        answer = client.put(f"/api/v1/feedback/{track_id}", json=verdict)
        assert answer.status_code == 200, answer.json


def _asked(
    client: FlaskClient, seeds: list[str], limit: int, statements: list[str]
) -> tuple[float, float, int]:
    body = {"seeds": [{"track_id": seed} for seed in seeds], "limit": limit}
    statements.clear()
    clock, processor = time.perf_counter(), time.process_time()
    answer = client.post("/api/v1/recommendations", json=body)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    assert answer.status_code == 200, answer.json
    assert len(orjson.loads(answer.data)["items"]) == limit
    return 1000 * clock, 1000 * processor, len(statements)


def _print(
    sizes: tuple[int, ...], measurements: dict[bool, Measurements], options: argparse.Namespace
) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores; {sizes[0]:,} tracks, "
          f"{sizes[1]:,} playlists; {N_SEEDS} seeds, {options.limit} items, "
          f"{options.rounds} requests each")  # fmt: skip
    print("milliseconds at the quantiles " + " · ".join(f"{q:.0%}" for q in QUANTILES))
    kinds = {False: "no verdicts", True: f"{N_LIKES} likes, {N_DISLIKES} dislikes"}
    for has_verdicts, one in measurements.items():
        for what, values in (("clock", one.clock), ("processor", one.processor)):
            shown = " · ".join(f"{value:.1f}" for value in np.quantile(values, QUANTILES))
            print(f"  {kinds[has_verdicts]:22} {what:10} {shown}")
        print(f"  {kinds[has_verdicts]:22} statements {max(one.statements)}")
    for what in ("clock", "processor"):
        medians = [float(np.median(getattr(measurements[kind], what))) for kind in (False, True)]
        print(f"  with verdicts / without, medians, {what}: {medians[1] / medians[0]:.2f}")


if __name__ == "__main__":
    main()
