"""Genres of tracks that a file repeats once per genre, gathered in twelve bytes a row."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.load.batches import hash_rows


class GenreCollector:
    """The genres of each track, in the order in which the file names them."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._rows: list[tuple[np.ndarray, np.ndarray]] = []
        self._sorted: tuple[np.ndarray, np.ndarray] | None = None

    def add(self, ids: pa.Array, genres: pa.Array) -> None:
        """Note one genre for each track; nulls say nothing."""
        both = pc.and_(pc.is_valid(ids), pc.is_valid(genres))
        ids, genres = ids.filter(both), genres.filter(both)
        codes = [self._codes.setdefault(name, len(self._codes)) for name in genres.to_pylist()]
        self._rows.append((hash_rows([ids]), np.array(codes, np.int32)))

    def write_genres(self, ids: pa.Array) -> pa.Array:
        """Return each track's genres as JSON, or null."""
        hashes, codes = self._in_order()
        wanted = hash_rows([ids])
        starts, ends = np.searchsorted(hashes, wanted), np.searchsorted(hashes, wanted, "right")
        names = list(self._codes)
        known: dict[tuple[int, ...], str | None] = {(): None}
        texts = []
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            group = tuple(dict.fromkeys(codes[start:end].tolist()))
            if group not in known:
                known[group] = json.dumps([names[code] for code in group], ensure_ascii=False)
            texts.append(known[group])
        return pa.array(texts, pa.string())

    def _in_order(self) -> tuple[np.ndarray, np.ndarray]:
        if self._sorted is None:
            hashes = np.concatenate([np.zeros(0, np.uint64), *(rows[0] for rows in self._rows)])
            codes = np.concatenate([np.zeros(0, np.int32), *(rows[1] for rows in self._rows)])
            order = np.argsort(hashes, kind="stable")
            self._sorted = hashes[order], codes[order]
            self._rows = []
        return self._sorted
