"""Rows of a file as they were read, column by column, each with its line in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True)
class Chunk:
    """Some rows: the wanted columns by the name that we give them, and where each row stands."""

    columns: Mapping[str, pa.Array]
    lines: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lines)

    def filter(self, is_kept: NDArray[np.bool_]) -> "Chunk":
        """Return the rows where `is_kept` is true."""
        mask = pa.array(is_kept)
        columns = {name: values.filter(mask) for name, values in self.columns.items()}
        return Chunk(columns, self.lines[is_kept])


class TableFile(Protocol):
    """A file of rows and columns, in whatever format."""

    header: list[str]
    unit: str
    is_damaged: bool  # known once all chunks were read

    def chunks(self, wanted: Mapping[str, int]) -> Iterator[Chunk]:
        """Yield the rows with the columns of `wanted`: our name, and the place in the header."""


def ignore(*_: object, **__: object) -> None:
    """Refuse nothing: the same problems come again in the pass that loads."""


class Refuse(Protocol):
    """Called for each row that cannot be kept."""

    def __call__(
        self,
        reason: str,
        *,
        line: int | None = None,
        column: str | None = None,
        raw_text: str | bytes | None = None,
    ) -> None:
        """Count and list it."""
