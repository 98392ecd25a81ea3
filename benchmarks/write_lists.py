"""How quickly lists are written: by the code of the Python models, beside plain binary COPY.

python -m benchmarks.write_lists [--rows N] [--rounds N]

Both write the same rows into a new table of `marts.recommendations`' columns, in an embedded
Postgres of its own, and add the primary key after them. Plain COPY sends bytes that lie ready in
memory. The seconds are of the CPU, of this process and of the server's; read the ratio.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import psutil
import psycopg2
import pyarrow as pa

from benchmarks.own_server import own_server
from benchmarks.records import record
from dbt_project.copy_write import _HEADER, _TRAILER, encode_rows, write_arrow
from dbt_project.postgres_types import ColumnType
from recommender.scoring.contributions import CONTRIBUTIONS

LENGTH = 20
ROWS_OF_A_BATCH = 10_000
NUMBERS = ("score", "similarity", *CONTRIBUTIONS)


def main() -> None:
    """Measure both ways in turn, and print the ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.write_lists", description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    batches = _lists(options.rows)
    types = [ColumnType.from_arrow(field.type) for field in batches[0].schema]
    ready = [encode_rows(batch, types) for batch in batches]

    def by_copy(connection: Any) -> None:
        stream = _Parts([_HEADER, *ready, _TRAILER])
        with connection.cursor() as cursor:
            cursor.copy_expert("copy written from stdin (format binary, freeze)", stream, 1 << 20)

    def by_segue(connection: Any) -> None:
        write_arrow(connection, "written", batches[0].schema, batches, freeze=True)

    with own_server() as (server, _):
        pairs = [(_write(server.url(), types, by_copy), _write(server.url(), types, by_segue))
                 for _ in range(options.rounds)]  # fmt: skip
    copied, written = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(
        f"{options.rows:,} rows: {options.rows / copied:,.0f} rows a CPU second by plain COPY, "
        f"{options.rows / written:,.0f} by Segue: {ratio:.2f} of it"
    )
    for measure, value in (
        ("rows a CPU second", options.rows / written),
        ("rows a CPU second by COPY", options.rows / copied),
        ("rows a CPU second, times those of COPY", ratio),
    ):
        record("write_lists", "new table", measure, value, options.rows)


class _Parts:
    """File that psycopg2 reads bytes from that lie ready."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = iter(parts)
        self._rest = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Return the next bytes, and none at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._parts, b""))
        part, self._rest = self._rest[:size], self._rest[size:]
        return bytes(part)


def _write(url: str, types: list[ColumnType], write: Callable[[Any], None]) -> float:
    """Write the rows into a new table with its key, and return the seconds."""
    names = ("track_id", "rank", "recommended_track_id", *NUMBERS, "model_version")
    columns = ", ".join(f"{name} {kind} not null" for name, kind in zip(names, types, strict=True))
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists written")
            connection.commit()
            server = psutil.Process(connection.info.backend_pid)
            start = _cpu_seconds(server)
            cursor.execute(f"create table written ({columns})")
            write(connection)
            cursor.execute("alter table written add primary key (track_id, rank)")
            connection.commit()
            return _cpu_seconds(server) - start
    finally:
        connection.close()


def _cpu_seconds(server: psutil.Process) -> float:
    """Return the CPU seconds of this process and of the server's process together."""
    times = server.cpu_times()
    return time.process_time() + times.user + times.system


def _lists(n_rows: int) -> list[pa.RecordBatch]:
    """Return invented lists, in batches as the model makes them."""
    random = np.random.default_rng(1)
    ids = pa.array([f"{number:022d}" for number in range(n_rows // LENGTH)])
    batches = []
    for start in range(0, n_rows // LENGTH, ROWS_OF_A_BATCH // LENGTH):
        seeds = np.repeat(
            np.arange(start, min(start + ROWS_OF_A_BATCH // LENGTH, len(ids))), LENGTH
        )
        numbers = {name: pa.array(random.random(len(seeds), np.float32)) for name in NUMBERS}
        ranks = np.tile(np.arange(1, LENGTH + 1, dtype=np.int16), len(seeds) // LENGTH)
        batches.append(
            pa.record_batch(
                {
                    "track_id": ids.take(pa.array(seeds)),
                    "rank": pa.array(ranks),
                    "recommended_track_id": ids.take(pa.array(random.permutation(seeds))),
                    **numbers,
                    "model_version": pa.array(["5-01234567"] * len(seeds)),
                }
            )
        )
    return batches


if __name__ == "__main__":
    main()
