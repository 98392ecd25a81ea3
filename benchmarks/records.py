"""The figures of benchmarks as lines of a file, which `python -m benchmarks` gathers and draws."""

import json
import os
from pathlib import Path

FILE = "SEGUE_BENCHMARK_RECORDS"


def record(benchmark: str, work: str, measure: str, value: float, size: int | None = None) -> None:
    """Append a figure to the file that the environment names; by hand, nothing is kept.

    `measure` says the unit, or of what it is a ratio; `size` is the number of tracks or rows.
    """
    if file := os.environ.get(FILE):
        line = {
            "benchmark": benchmark, "work": work, "measure": measure, "size": size,
            "value": float(f"{value:.4g}"),
        }  # fmt: skip
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
