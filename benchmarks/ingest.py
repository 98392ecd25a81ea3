"""How quick an ingest is: beside plain COPY and beside dlt's default settings, in one run.

python -m benchmarks.ingest [--kinds KIND ...] [--rows N N ...] [--rounds N] [--formats] [--large]

Every load is a process of its own into a new database of an embedded Postgres of its own; the
ways take turns, so that a busy machine is busy for all of them. Read the ratios.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.ingest_ways import FORMATS, STORED, WAYS, columns_of, ready_made
from benchmarks.invented_files import LISTENER, write_entries, write_listens, write_tracks
from benchmarks.own_server import own_server
from benchmarks.records import record
from segue.embedded import EmbeddedPostgres

Figures = dict[str, float]
WRITERS = {"tracks": write_tracks, "playlists": write_entries, "listenbrainz": write_listens}
ENDINGS = {"listenbrainz": ".tar.zst"}
LARGE = 1_200_000
MIB = 1 << 20


def main() -> None:
    """Measure and print."""
    options = _options()
    with own_server() as (server, folder):
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python "
              f"{platform.python_version()}; {options.rounds} rounds")  # fmt: skip
        for kind in options.kinds:
            ways = [*WAYS, *(FORMATS if options.formats else ())]
            if kind in ENDINGS:
                ways = ["segue", "copy"]  # dlt has no reader of such a file
            for rows in options.rows:
                _compare(server, folder, kind, ways, rows, options.rounds)
        if options.large:
            _load_large(server, folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    kinds = [kind for kind in WRITERS if kind not in ENDINGS]
    parser.add_argument("--kinds", nargs="+", choices=WRITERS, default=kinds, help="of files")
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000], help="of each file")
    parser.add_argument("--rounds", type=int, default=3, help="loads of each file by each way")
    parser.add_argument("--formats", action="store_true", help="also the formats that dlt has")
    parser.add_argument(
        "--large", action="store_true", help=f"also the memory of {LARGE:,} tracks from one CSV"
    )
    return parser.parse_args()


def _compare(
    server: EmbeddedPostgres, folder: Path, kind: str, ways: list[str], rows: int, rounds: int
) -> None:
    file = folder / f"{kind}{ENDINGS.get(kind, '.csv')}"
    WRITERS[kind](file, rows)
    _make_ready(server, kind, file)
    results: dict[str, list[Figures]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            with _database(server) as url:
                results[way].append(_once(way, kind, file, url))
    print(f"\n{kind}: {rows:,} rows, {file.stat().st_size / MIB:.0f} MiB")
    for way, figures in results.items():
        speeds = [rows / each["seconds"] for each in figures]
        ratios = [
            one["seconds"] / other["seconds"]
            for one, other in zip(figures, results["segue"], strict=True)
        ]
        print(f"  {way:17} {statistics.median(speeds):10,.0f} rows/s"
              f"  ({min(speeds):,.0f} to {max(speeds):,.0f})"
              f"  peak {max(each['peak'] for each in figures) / MIB:5,.0f} MiB"
              f"  Segue is {statistics.median(ratios):.2f} times as quick"
              f" ({min(ratios):.2f} to {max(ratios):.2f})")  # fmt: skip
        if way == "segue":
            record("ingest", kind, "rows a second", statistics.median(speeds), rows)
            record("ingest", kind, "peak MiB", max(each["peak"] for each in figures) / MIB, rows)
        else:
            speed = statistics.median(ratios)
            record("ingest", kind, f"rows a second, times those of {way}", speed, rows)
    for made in folder.glob(f"{kind}.*"):
        made.unlink()


def _load_large(server: EmbeddedPostgres, folder: Path) -> None:
    file = folder / "large.csv"
    write_tracks(file, LARGE)
    with _database(server) as url:
        for which in ("first", "again"):
            figures = _once("segue", "tracks", file, url)
            print(f"\n{which}: {LARGE:,} tracks from one CSV of"
                  f" {file.stat().st_size / MIB:,.0f} MiB:"
                  f" {LARGE / figures['seconds']:,.0f} rows/s, peak"
                  f" {figures['peak'] / MIB:,.0f} MiB"
                  f" (of it {figures['imported'] / MIB:,.0f} before the first row)")  # fmt: skip
            record("ingest", f"tracks, {which}", "peak MiB", figures["peak"] / MIB, LARGE)


def _make_ready(server: EmbeddedPostgres, kind: str, file: Path) -> None:
    """Load `file` once and write what is stored beside it, for the plain COPY."""
    with _database(server) as url:
        _once("segue", kind, file, url)
        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            for table in STORED[kind]:
                statement = sql.SQL("copy raw.{} ({}) to stdout (format csv)").format(
                    sql.Identifier(table), columns_of(table)
                )
                with open(ready_made(file, table), "wb") as stream, cursor.copy(statement) as copy:
                    stream.writelines(map(bytes, copy))


@contextmanager
def _database(server: EmbeddedPostgres) -> Iterator[str]:
    """Give the URL of a new, empty database."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create database measured")
        try:
            yield f"{server.url().rsplit('/', 1)[0]}/measured"
        finally:
            connection.execute("drop database measured with (force)")


def _once(way: str, kind: str, file: Path, url: str) -> Figures:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.ingest_ways", way, kind, str(file), url],
        env=os.environ | {"SEGUE_HOME": str(file.parent), "DATABASE_URL": url,
                          "LISTENBRAINZ_USER": LISTENER},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    figures: Figures = json.loads(ran.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
