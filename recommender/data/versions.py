"""Versions of what was measured: short hashes of the data and of the code."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from recommender.data.dataset import Dataset

PACKAGE = Path(__file__).parent.parent


def hash_dataset(dataset: Dataset) -> str:
    """Return a short hash of the data, the same for the same rows in any order."""
    found = hashlib.sha256("\n".join(dataset.keys.to_pylist()).encode())
    for array in (
        dataset.features,
        dataset.scales,
        dataset.year,
        dataset.session_ages,
        dataset.popularity,
        dataset.recordings,
    ):
        found.update(np.ascontiguousarray(array).tobytes())
    for matrix in (dataset.playlists, dataset.artists, dataset.genres):
        matrix.sort_indices()
        found.update(matrix.indptr.astype(np.int64).tobytes())
        found.update(matrix.indices.astype(np.int64).tobytes())
    return found.hexdigest()[:12]


def code_version(files: Iterable[Path] | None = None) -> str:
    """Return a short hash of the recommender's own source files."""
    found = hashlib.sha256()
    for path in sorted(files or PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else path.name
        found.update(str(name).encode() + path.read_bytes())
    return found.hexdigest()[:12]
