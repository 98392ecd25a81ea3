"""What a `dbt build` costs: from empty, with nothing new, with one new playlist; and its growth.

python -m benchmarks.build [--sizes N N ...] [--no-lists] [--growth]

Each size is a new database of an embedded Postgres of its own, filled with invented tracks that
have features, and with playlists of a hundred of them. Every build is a process of its own. CPU
seconds are of dbt and Postgres, the others those that dbt's own results hold; read the ratios and
the exponents. `--no-lists`
leaves out the vectors and the lists, and `--growth` all builds but those from empty.
"""

import argparse
import csv
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psycopg

from benchmarks.growth import exponent
from benchmarks.invented_files import write_tracks
from benchmarks.own_server import cpu_seconds, own_server
from benchmarks.records import record
from segue.cli.prepare import prepare
from segue.embedded import EmbeddedPostgres
from segue.settings import PROJECT_ROOT

PER_PLAYLIST = 100
LISTS = "recommendation_parameters+"
KINDS = ("whole", "SQL", "Python", "tests")
ONCE = """
import sys
from dbt.cli.main import dbtRunner
from segue.cli.profile import write_private_profile
from segue.settings import settings

place = settings().home / "dbt"
outcome = dbtRunner().invoke([
    "build", *sys.argv[2:], "--project-dir", str(settings().root), "--log-level", "none",
    "--profiles-dir", str(write_private_profile(sys.argv[1])),
    "--target-path", str(place / "target"), "--log-path", str(place / "logs"),
])
sys.exit(0 if outcome.success else str(outcome.exception or [
    (result.node.name, result.message) for result in outcome.result.results
    if result.status in ("fail", "error")
]))
"""
FIGURES = """
    with made as (
        select *, resource_type in ('model', 'seed', 'snapshot') as is_table
        from observability.node_results
    )
    select
        builds.seconds,
        coalesce(sum(made.seconds) filter (where is_table and message not like 'PYTHON%'), 0),
        coalesce(sum(made.seconds) filter (where message like 'PYTHON%'), 0),
        coalesce(sum(made.seconds) filter (where resource_type in ('test', 'unit_test')), 0),
        coalesce(sum(made.number_of_rows) filter (
            -- of a seed dbt reports the rows of the file, also where none is loaded
            where is_table and resource_type <> 'seed' and made.number_of_rows > 0
        ), 0),
        count(*) filter (where message = 'UNCHANGED')
    from observability.fact_builds as builds
    inner join made on builds.invocation_id = made.invocation_id::text
    group by builds.invocation_id, builds.seconds, builds.finished_at
    order by builds.finished_at desc
    limit 1
"""
INGEST = """
import sys
from pathlib import Path
import ingestion

sys.exit(ingestion.run(sys.argv[1], [Path(sys.argv[2])], sys.argv[3]).exit_code)
"""


@dataclass(frozen=True)
class Figures:
    """One build: its seconds, and by kind the sum of its nodes', rows written, tables let be."""

    whole: float
    sql: float
    python: float
    tests: float
    rows: int
    unchanged: int
    cpu: float  # of dbt and of the server

    @property
    def seconds(self) -> tuple[float, ...]:
        """Return the seconds in the order of `KINDS`."""
        return (self.whole, self.sql, self.python, self.tests)


def main() -> None:
    """Measure and print."""
    options = _options()
    left_out = ["--exclude", LISTS] if options.no_lists else []
    cold: dict[int, Figures] = {}
    with own_server() as (server, folder):
        print(f"{platform.machine()}, {os.cpu_count()} cores"
              f"{', without vectors and lists' if left_out else ''}")  # fmt: skip
        for size in options.sizes:
            with _database(server) as url:
                cold[size] = _measure(server, url, folder, size, left_out, options.growth)
    if len(cold) > 1:
        _print_growth(cold)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--no-lists", action="store_true", help="leave out vectors and lists")
    parser.add_argument("--growth", action="store_true", help="only builds from empty")
    return parser.parse_args()


def _measure(
    server: EmbeddedPostgres, url: str, folder: Path, size: int, left_out: list[str],
    is_short: bool,
) -> Figures:  # fmt: skip
    tracks, playlists, one = (folder / f"{name}.csv" for name in ("tracks", "playlists", "one"))
    write_tracks(tracks, size)
    ids = track_ids(tracks)
    rng = np.random.default_rng(3)
    write_playlists(playlists, ids, rng, max(size // PER_PLAYLIST, 1), "p")
    write_playlists(one, ids, rng, 1, "new")
    _ingest("tracks", tracks, url)
    _ingest("playlists", playlists, url)
    print(f"\n{size:,} tracks, {max(size // PER_PLAYLIST, 1):,} playlists")
    first = _build(server, url, left_out)
    _print_build("from empty", size, first, first)
    if not is_short:
        _print_build("nothing new", size, _build(server, url, left_out), first)
        if not left_out:
            _print_command(size, _segue_build(server, url), first)
        _ingest("playlists", one, url)
        _print_build("one playlist", size, _build(server, url, left_out), first)
    return first


def _print_build(what: str, size: int, figures: Figures, first: Figures) -> None:
    parts = ", ".join(
        f"{kind} {seconds:.1f}"
        for kind, seconds in zip(KINDS[1:], figures.seconds[1:], strict=True)
    )
    print(f"  {what:13} {figures.cpu:7.1f} CPU s ({figures.cpu / first.cpu:.2f} of the first)"
          f"  {figures.whole:7.1f} s  {figures.rows:10,} rows written,"
          f" {figures.unchanged:3} tables let be  (nodes: {parts} s)", flush=True)  # fmt: skip
    record("build", what, "CPU s", figures.cpu, size)
    record("build", what, "seconds of SQL nodes", figures.sql, size)
    record("build", what, "seconds of Python nodes", figures.python, size)
    record("build", what, "rows written", figures.rows, size)
    if figures is not first:
        record("build", what, "CPU s of from empty", figures.cpu / first.cpu, size)


def _print_command(size: int, cpu: float, first: Figures) -> None:
    print(f"  {'segue build':13} {cpu:7.1f} CPU s ({cpu / first.cpu:.3f} of the first)"
          "  nothing new", flush=True)  # fmt: skip
    record("build", "nothing new, segue build", "CPU s", cpu, size)
    record("build", "nothing new, segue build", "CPU s of from empty", cpu / first.cpu, size)


def _segue_build(server: EmbeddedPostgres, url: str) -> float:
    """Run `segue build`, which ends early if nothing is new, and return its CPU seconds."""
    command = [sys.executable, "-c", "from segue.cli import main; main()", "build", "--no-docs"]
    before = cpu_seconds(server)
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, cwd=PROJECT_ROOT
    )
    if done.returncode or "Nothing is new" not in done.stdout:
        raise SystemExit(f"expected an early end of `segue build`, got: {done.stdout}{done.stderr}")
    return cpu_seconds(server) - before


def _build(server: EmbeddedPostgres, url: str, arguments: list[str]) -> Figures:
    command = [sys.executable, "-c", ONCE, url, *arguments]
    before = cpu_seconds(server)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    used = cpu_seconds(server) - before
    if done.returncode:
        raise SystemExit(f"a build failed: {done.stderr.strip()[-2000:]}")
    with psycopg.connect(url) as connection:
        row = connection.execute(FIGURES).fetchone()
    assert row is not None
    whole, sql, python, tests = (float(seconds) for seconds in row[:4])
    return Figures(whole, sql, python, tests, int(row[4]), int(row[5]), used)


def _print_growth(cold: dict[int, Figures]) -> None:
    """Print the exponents of the seconds from empty: the slope on two logarithmic scales."""
    print("\ngrowth of a build from empty with the number of tracks (1 is linear)")
    for number, kind in enumerate(KINDS):
        points = [(size, figures.seconds[number]) for size, figures in cold.items()]
        if all(seconds > 0 for _, seconds in points):
            print(f"  {kind:7} {exponent(points):5.2f} over all sizes,"
                  f" {exponent(points[-2:]):5.2f} over the last two")  # fmt: skip


def track_ids(file: Path) -> list[str]:
    """Return the ids of the tracks in a file of `write_tracks`."""
    with open(file, encoding="utf-8", newline="") as stream:
        return [row["id"] for row in csv.DictReader(stream)]


def write_playlists(
    file: Path, ids: list[str], rng: np.random.Generator, number: int, prefix: str
) -> None:
    """Write playlists of different tracks, the first tracks of the catalogue more often."""
    with open(file, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("playlist_id", "pos", "track_id"))
        for playlist in range(number):
            drawn = np.unique((len(ids) * rng.random(PER_PLAYLIST) ** 2).astype(int))
            writer.writerows(
                (f"{prefix}{playlist}", place, ids[at]) for place, at in enumerate(drawn)
            )


def _ingest(source: str, file: Path, url: str) -> None:
    subprocess.run(
        [sys.executable, "-c", INGEST, source, str(file), url], check=True, capture_output=True
    )


@contextmanager
def _database(server: EmbeddedPostgres) -> Iterator[str]:
    """Give the URL of a new database with nothing but the raw and the app's tables."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create database measured")
        try:
            url = f"{server.url().rsplit('/', 1)[0]}/measured"
            prepare(url)
            yield url
        finally:
            connection.execute("drop database measured with (force)")


if __name__ == "__main__":
    main()
