"""Arrays and texts in a folder of files that processes map, so that they share one copy in memory.

An array is a `.npy` file. A sparse matrix is its three arrays. A sequence of texts is one block of
bytes with the place where each text begins. Nothing is pickled: a file holds numbers, not code.
"""

import json
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, overload

import numpy as np
import numpy.typing as npt
from scipy import sparse

VALUES = "values.json"
KEY_BYTES = 8
Array = npt.NDArray[Any]


class Texts(Sequence[str]):
    """Texts in one block of bytes; those of a file are read when they are used."""

    def __init__(self, block: Array, starts: Array) -> None:
        self.block = block
        self.starts = starts
        # an element of an array takes five times as long
        self._bytes, self._starts = (
            memoryview(np.ascontiguousarray(one).data) for one in (block, starts)
        )

    @classmethod
    def from_texts(cls, texts: Iterable[str | bytes]) -> Self:
        """Return the texts in their order."""
        parts = [text.encode() if isinstance(text, str) else text for text in texts]
        starts = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(part) for part in parts], out=starts[1:])
        return cls(np.frombuffer(b"".join(parts), np.uint8), starts)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Return one text, or those of a slice."""
        if isinstance(place, slice):
            return [self.encoded(one).decode() for one in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self.encoded(place % len(self)).decode()

    def encoded(self, place: int) -> bytes:
        """Return one text as UTF-8."""
        return bytes(self._bytes[self._starts[place] : self._starts[place + 1]])

    def find(self, text: bytes, start: int = 0, end: int | None = None) -> int:
        """Return the place of the first text that is not before `text`; the texts are sorted."""
        return bisect_left(_Encoded(self), text, start, len(self) if end is None else end)


class _Encoded(Sequence[bytes]):
    """The texts as bytes, for `bisect`: in UTF-8 the order of bytes is that of characters."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, place: Any) -> Any:
        return self.texts.encoded(place)


def keys_of(texts: Sequence[bytes]) -> npt.NDArray[np.uint64]:
    """Return the first bytes of each text as a number; numbers sort as the texts do."""
    return np.array(texts, f"S{KEY_BYTES}").view(">u8").astype(np.uint64)


class PlaceByText(Mapping[str, int]):
    """The place of each of some texts.

    `order` sorts them, and None stands for sorted texts; `keys` are those of the sorted texts.
    """

    def __init__(
        self, texts: Texts, order: Array | None = None, keys: npt.NDArray[np.uint64] | None = None
    ) -> None:
        self.texts = texts
        self.order = order
        self._keys = keys

    def __getitem__(self, text: str) -> int:
        """Return the place of a text; raise KeyError if there is none."""
        key = text.encode("utf-8", "surrogatepass")
        start, end = 0, len(self.texts)
        if self._keys is not None:
            number = keys_of([key])
            start = int(np.searchsorted(self._keys, number, "left")[0])
            end = int(np.searchsorted(self._keys, number, "right")[0])
        if self.order is None:
            place = self.texts.find(key, start, end)
        else:
            rank = bisect_left(self.order, key, start, end, key=self.texts.encoded)
            place = int(self.order[rank]) if rank < len(self.texts) else len(self.texts)
        if place < len(self.texts) and self.texts.encoded(place) == key:
            return place
        raise KeyError(text)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the texts."""
        return iter(self.texts)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.texts)


class GroupedRows(Mapping[str, Array]):
    """Rows by a name: a slice of one array for each of the sorted names."""

    def __init__(self, names: Texts, bounds: Array, rows: Array) -> None:
        self.names = names
        self.bounds = bounds
        self.rows = rows
        self._place = PlaceByText(names)

    def __getitem__(self, name: str) -> Array:
        """Return the rows of a name; raise KeyError if there is no such name."""
        place = self._place[name]
        return self.rows[self.bounds[place] : self.bounds[place + 1]]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self.names)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self.names)


class ArrayWriter:
    """Writes into a new folder; a reader finds each value under the name it was written with."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self._values: dict[str, Any] = {}

    def write(self, name: str, value: Any) -> None:
        """Write an array, a sparse matrix, texts, grouped rows, or a number or text."""
        match value:
            case np.ndarray():
                self._write_array(name, value)
            case Texts():
                self._write_parts(name, "texts", [value.block, value.starts])
            case sparse.csr_matrix():
                value.sum_duplicates()
                self._values[name] = {"kind": "sparse", "shape": value.shape}
                for part in ("data", "indices", "indptr"):
                    self._write_array(f"{name}.{part}", getattr(value, part))
            case GroupedRows():
                self._values[name] = {"kind": "grouped"}
                for part in ("names", "bounds", "rows"):
                    self.write(f"{name}.{part}", getattr(value, part))
            case _:
                self._values[name] = {"kind": "value", "value": value}

    def close(self) -> None:
        """Write the last file; without it the folder cannot be read."""
        text = json.dumps(self._values).encode()
        (self.folder / VALUES).write_bytes(text)
        for path in self.folder.iterdir():
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)

    def _write_parts(self, name: str, kind: str, parts: list[Array]) -> None:
        self._values[name] = {"kind": kind}
        for number, part in enumerate(parts):
            self._write_array(f"{name}.{number}", part)

    def _write_array(self, name: str, array: Array) -> None:
        np.save(self.folder / f"{name}.npy", array, allow_pickle=False)


class ArrayReader:
    """Reads what an `ArrayWriter` wrote; arrays are mapped and cannot be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._values = json.loads((folder / VALUES).read_bytes())

    def read(self, name: str) -> Any:
        """Return the value written as `name`."""
        about = self._values.get(name, {"kind": "array"})
        match about["kind"]:
            case "array":
                return self._read_array(name)
            case "texts":
                return Texts(self._read_array(f"{name}.0"), self._read_array(f"{name}.1"))
            case "sparse":
                parts = [self._read_array(f"{name}.{one}") for one in ("data", "indices", "indptr")]
                matrix = sparse.csr_matrix(tuple(parts), shape=about["shape"], copy=False)
                # otherwise scipy would look at all of them, and sort the columns in place
                matrix.has_canonical_format = True
                return matrix
            case "grouped":
                return GroupedRows(
                    *(self.read(f"{name}.{part}") for part in ("names", "bounds", "rows"))
                )
            case _:
                return about["value"]

    def _read_array(self, name: str) -> Array:
        path = self.folder / f"{name}.npy"
        try:
            return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        except ValueError:  # an empty file cannot be mapped
            return np.load(path, allow_pickle=False)
