"""Partitions that leave a file for each run, which says where each of them ran, how often."""

import os
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class RecordedRuns:
    """Partitions that multiply a row of `rows` by all of them.

    Attributes
    ----------
    folder : of the files; None for no files
    failing, ending : the partition that raises, and the one that ends its process
    """

    rows: np.ndarray
    folder: Path | None = None
    run_s: float = 0.02
    failing: int = -1
    ending: int = -1

    @property
    def n_partitions(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def prepare(self) -> None:
        """Leave a file for this process."""
        if self.folder is not None:
            (self.folder / f"prepared-{os.getpid()}").touch()

    def run(self, number: int) -> tuple[int, np.ndarray]:
        """Return the number and its products."""
        if self.folder is not None:
            (self.folder / f"{number}-{os.getpid()}-{uuid.uuid4().hex}").touch()
        if number == self.failing:
            raise ValueError(f"partition {number} has no answer")
        if number == self.ending:
            os._exit(1)
        time.sleep(self.run_s)
        return number, self.rows @ self.rows[number]


def read_runs(folder: Path) -> dict[int, list[int]]:
    """Return the processes that ran each partition, in the order of the runs."""
    runs = defaultdict(list)
    files = [file for file in folder.iterdir() if not file.name.startswith("prepared")]
    for file in sorted(files, key=lambda file: file.stat().st_mtime_ns):
        number, process, _ = file.name.split("-")
        runs[int(number)].append(int(process))
    return runs
