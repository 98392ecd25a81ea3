"""Ways to load one file, each in a process of its own: prints seconds and peak memory.

`segue` is the ingest that people run. `copy` streams files that hold, ready-made, the very
columns that Segue stores, into tables with the same keys. `dlt` gives dlt dictionaries and
leaves all of its settings alone; lists stay text, so that it has nothing to unnest. `dlt csv`
and `dlt insert_values` give it Arrow's tables and name the format.
"""

import csv
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal, get_args

import psycopg
from psycopg import sql

from ingestion.load.tables import TABLES

DltFormat = Literal["insert_values", "csv", "parquet"]
PORTION = 1 << 20
STORED = {"tracks": ("tracks", "audio_features"), "playlists": (
    "playlists", "playlist_items", "tracks",
), "listenbrainz": ("plays", "tracks")}  # fmt: skip


class Uncounted:
    """Counts nothing: a bar on a terminal is not what is measured."""

    def advance(self, steps: int = 1) -> None:
        """Do nothing."""


def by_segue(kind: str, file: Path, url: str) -> Callable[[], None]:
    """Return the load as Segue does it."""
    import dlt  # noqa: F401  (slow to import, and its import is nobody's rows per second)

    import ingestion

    ingestion.ensure_raw_schema(url)

    def load() -> None:
        summary = ingestion.run(kind, [file], url, progress=lambda *_, **__: nullcontext(counter))
        if summary.exit_code or summary.number_of_problems:
            raise SystemExit(f"expected a load without problems, got {summary.problems[:3]}")

    counter = Uncounted()
    return load


def by_copy(kind: str, file: Path, url: str) -> Callable[[], None]:
    """Return the load of ready-made columns by COPY; they lie beside `file`."""
    import ingestion

    ingestion.ensure_raw_schema(url)

    def load() -> None:
        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            for name in STORED[kind]:
                statement = sql.SQL("copy raw.{} ({}) from stdin (format csv)").format(
                    sql.Identifier(name), columns_of(name)
                )
                with open(ready_made(file, name), "rb") as stream, cursor.copy(statement) as copy:
                    while portion := stream.read(PORTION):
                        copy.write(portion)

    return load


def by_dlt(kind: str, file: Path, url: str) -> Callable[[], None]:
    """Return the load of dictionaries by dlt's default settings."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    import dlt

    pipeline = dlt.pipeline(
        "plain", destination=dlt.destinations.postgres(url), dataset_name="plain",
        pipelines_dir=str(file.parent / "dlt_plain"),
    )  # fmt: skip

    def rows() -> Iterator[dict[str, Any]]:
        with open(file, encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield {name: _value(text) for name, text in row.items()}

    def load() -> None:
        pipeline.run(rows(), table_name=kind)

    return load


def by_dlt_with(loader_format: DltFormat) -> Callable[[str, Path, str], Callable[[], None]]:
    """Return the load of Arrow's tables by dlt in one of its formats for Postgres."""

    def way(kind: str, file: Path, url: str) -> Callable[[], None]:
        os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
        import dlt
        from pyarrow import csv as arrow_csv

        pipeline = dlt.pipeline(
            "arrow", destination=dlt.destinations.postgres(url), dataset_name="plain",
            pipelines_dir=str(file.parent / "dlt_arrow"),
        )  # fmt: skip

        def load() -> None:
            rows = arrow_csv.read_csv(file)
            pipeline.run(rows, table_name=kind, loader_file_format=loader_format)

        return load

    return way


def columns_of(table: str) -> sql.Composed:
    """Return the columns of a raw table, in one order for writing and reading."""
    return sql.SQL(", ").join(map(sql.Identifier, TABLES[table].columns))


def ready_made(file: Path, table: str) -> Path:
    """Return where the rows that Segue stores of `file` in `table` lie."""
    return file.with_suffix(f".{table}.ready.csv")


def peak_memory() -> int:
    """Return the most bytes that this process ever held; the server's are its own."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    except (OSError, IndexError):  # no Linux
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _value(text: str) -> object:
    if text in ("True", "False"):
        return text == "True"
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


WAYS = {"segue": by_segue, "copy": by_copy, "dlt": by_dlt}
# what dlt can write for Postgres; Parquet goes over ADBC
FORMATS = {f"dlt {name}": by_dlt_with(name) for name in get_args(DltFormat)}


def main() -> None:
    """Load once: `python -m benchmarks.ingest_ways WAY KIND FILE URL`."""
    way, kind, file, url = sys.argv[1:]
    load = (WAYS | FORMATS)[way](kind, Path(file), url)
    imported, started = peak_memory(), time.perf_counter()
    load()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak": peak_memory(), "imported": imported}))


if __name__ == "__main__":
    main()
