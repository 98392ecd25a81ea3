"""The tables of the documentation, made from the figures that `python -m benchmarks` keeps.

python -m benchmarks.tables

A table stands between two markers of its page, and ends with the machine and the day of its run.
The test compares the pages with the figures.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommender.evaluation.report import replace_section

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "docs" / "scaling" / "figures.json"
EXPONENT = "exponent"  # the work of a row of exponents, which have no size
COUNT, TENTHS, HUNDREDTHS, SHARE = "{:,.0f}", "{:,.1f}", "{:,.2f}", "{:.4f}"


@dataclass(frozen=True)
class Column:
    """One measure of the work of its row, or of another work at the size of the row."""

    heading: str
    measure: str
    form: str
    work: str | None = None


@dataclass(frozen=True)
class Table:
    """Where a table stands, the label of each work (`{size}` is put in), and its columns."""

    page: str
    heading: str
    labels: Mapping[str, str]
    columns: Sequence[Column]


TABLES = {
    "neighbors": Table(
        "README.md",
        "all lists of the real file",
        {
            "original": "unscaled cosine, every row fully sorted",
            "kernel": "`NearestTracks` on the same 11 features",
            "lists": "the lists of the mart: five contributions, no duplicates",
            "build": "the same with its vectors and the fit",
        },
        (
            Column("CPU seconds", "CPU s", HUNDREDTHS),
            Column("peak memory, MiB", "peak MiB", COUNT),
            Column("times as fast", "times faster than the original", TENTHS),
            Column("of the memory", "memory, of the original's", "{:.3f}"),
            Column("recall", "recall", SHARE),
        ),
    ),
    "ingest": Table(
        "docs/data-sources.md",
        "rows of CSV",
        {
            "tracks": "{size:,} tracks (24 columns, two tables)",
            "playlists": "{size:,} playlist entries (7 columns, three tables)",
        },
        (
            Column("rows per second", "rows a second", COUNT),
            Column("ratio to plain `COPY`", "rows a second, times those of copy", HUNDREDTHS),
            Column("ratio to dlt's defaults", "rows a second, times those of dlt", TENTHS),
            Column("peak memory, MiB", "peak MiB", COUNT),
        ),
    ),
    "build": Table(
        "docs/warehouse.md",
        "tracks, build",
        {
            "from empty": "{size:,}, from empty",
            "nothing new": "{size:,}, nothing new",
            "nothing new, segue build": "{size:,}, nothing new, `segue build`",
            "one playlist": "{size:,}, one new playlist",
        },
        (
            Column("CPU seconds", "CPU s", TENTHS),
            Column("of from empty", "CPU s of from empty", HUNDREDTHS),
            Column("SQL models", "seconds of SQL nodes", TENTHS),
            Column("Python models", "seconds of Python nodes", TENTHS),
            Column("rows written", "rows written", COUNT),
        ),
    ),
    "search": Table(
        "docs/recommendations.md",
        "tracks, playlists",
        {
            "at random": "{size:,} at random, without structure",
            "of scenes": "{size:,} within scenes",
        },
        (
            Column("near tracks", "near tracks", COUNT),
            Column("recall@20", "recall", SHARE),
            Column("all lists, exact, CPU seconds", "CPU s by exact search", TENTHS),
            Column("all lists, by cells", "CPU s", TENTHS),
        ),
    ),
    "clustered": Table(
        "docs/recommendations.md",
        "all top 20 of",
        {"nearest tracks": "{size:,} x 96"},
        (
            Column("CPU seconds", "CPU s", TENTHS),
            Column("recall", "recall", SHARE),
            Column("peak memory, GiB", "peak GiB", TENTHS),
            Column("FAISS, all compared, CPU seconds", "CPU s by FAISS flat", COUNT),
            Column("times as long", "times faster than FAISS flat", COUNT),
        ),
    ),
    "als": Table(
        "docs/recommendations.md",
        "vectors and lists of",
        {"vectors and lists": "{size:,} tracks"},
        (
            Column("vectors, CPU seconds", "CPU s of vectors", TENTHS),
            Column("lists", "CPU s of lists", TENTHS),
            Column("implicit, fit", "CPU s of implicit's fit", TENTHS),
            Column("similar items of all", "CPU s of implicit's similar items", TENTHS),
            Column("times as long", "times as fast as implicit", TENTHS),
        ),
    ),
    "footprint": Table(
        "docs/deploy.md",
        "tracks",
        {"build": "{size:,}"},
        (
            Column("load, MiB", "peak MiB", COUNT, "ingest tracks"),
            Column("s", "seconds", COUNT, "ingest tracks"),
            Column("build, MiB", "peak MiB", COUNT),
            Column("s", "seconds", COUNT),
            Column("app, MiB", "peak MiB", COUNT, "serve, until ready"),
            Column("PostgreSQL, MiB", "peak MiB of Postgres", COUNT),
            Column("database, MiB", "MiB of the database", COUNT, "disk"),
            Column("write-ahead log, MiB", "MiB of the log", COUNT, "disk"),
        ),
    ),
    "write_lists": Table(
        "docs/scaling.md",
        "rows of lists",
        {"new table": "{size:,} into a new table"},
        (
            Column("rows per CPU second", "rows a CPU second", COUNT),
            Column("by plain binary `COPY`", "rows a CPU second by COPY", COUNT),
            Column("ratio", "rows a CPU second, times those of COPY", HUNDREDTHS),
        ),
    ),
    "dask": Table(
        "docs/scaling.md",
        "lists of",
        {
            "this machine": "{size:,} tracks, without Dask",
            "two workers": "{size:,} tracks, two workers of one thread",
            "connection": "of that: connection, and check of the workers",
            "sending": "of that: the data sent, and prepared by both workers",
            "reading": "32 partitions of lists, read from the workers",
            "worker": "memory of a worker",
        },
        (
            Column("CPU seconds", "CPU s", HUNDREDTHS),
            Column("seconds", "s", HUNDREDTHS),
            Column("MiB", "MiB", COUNT),
            Column("ratio of CPU seconds", "CPU s, times those of this machine", HUNDREDTHS),
            Column("of seconds", "s, times those of this machine", HUNDREDTHS),
        ),
    ),
    "list_growth": Table(
        "docs/scaling.md",
        "tracks",
        {
            "measured": "{size:,}",
            EXPONENT: "exponent of growth",
            "extrapolated": "{size:,} (extrapolated)",
        },
        (
            Column("vectors, CPU s", "CPU s of vectors", COUNT),
            Column("cells, CPU s", "CPU s of cells", TENTHS),
            Column("lists, CPU s", "CPU s of lists", COUNT),
            Column("of them products", "CPU s of products", COUNT),
            Column("MiB sent to a worker", "MiB sent", COUNT),
            Column("MiB of lists read", "MiB of lists", COUNT),
            Column("cores for the lists in an hour", "cores for lists in an hour", TENTHS),
        ),
    ),
}  # fmt: skip


def render_table(table: Table, run: Mapping[str, Any]) -> str:
    """Return the Markdown of a table: a row for each work and size of the run's figures."""
    values = {
        (one["work"], one["size"], one["measure"]): one["value"] for one in run["figures"]
    }  # fmt: skip
    rows = dict.fromkeys(
        (work, size) for label in table.labels for work, size, _ in values if work == label
    )
    lines = [
        "| " + " | ".join([table.heading, *(column.heading for column in table.columns)]) + " |",
        "| --- " + "| ---: " * len(table.columns) + "|",
    ]
    for work, size in rows:
        label = table.labels[work].format(size=size)
        cells = (
            (values.get((column.work or work, size, column.measure)), column.form)
            for column in table.columns
        )
        shown = [_show(value, HUNDREDTHS if work == EXPONENT else form) for value, form in cells]
        lines.append("| " + " | ".join([label, *shown]) + " |")
    return "\n".join([*lines, "", f"({run['machine']}, {run['day']}.)", ""])


def _show(value: float | None, form: str) -> str:
    """Return a figure in its form, or nothing."""
    return "" if value is None else form.format(value)


def write_tables(names: Sequence[str] = tuple(TABLES)) -> None:
    """Put the tables of the figures that are there into their pages."""
    runs = json.loads(FIGURES.read_text(encoding="utf-8"))
    for name in names:
        if name in TABLES and name in runs:
            page = ROOT / TABLES[name].page
            before = page.read_text(encoding="utf-8")
            table = render_table(TABLES[name], runs[name])
            page.write_text(replace_section(before, name, table), encoding="utf-8")


if __name__ == "__main__":
    write_tables()
