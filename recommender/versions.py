"""What was measured, by name: short hashes of the data and of the code."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from recommender.evidence import Evidence


def data_version_of(evidence: Evidence) -> str:
    """Return a short hash of the data, the same for the same rows in any order."""
    found = hashlib.sha256("\n".join(evidence.keys.to_pylist()).encode())
    for array in (evidence.features, evidence.year, evidence.popularity, evidence.recordings):
        found.update(np.ascontiguousarray(array).tobytes())
    for matrix in (evidence.playlists, evidence.artists, evidence.genres):
        matrix.sort_indices()
        found.update(matrix.indptr.astype(np.int64).tobytes())
        found.update(matrix.indices.astype(np.int64).tobytes())
    return found.hexdigest()[:12]


def code_version(files: Iterable[Path] | None = None) -> str:
    """Return a short hash of the recommender's own source files."""
    found = hashlib.sha256()
    for path in sorted(files or Path(__file__).parent.glob("*.py")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:12]
