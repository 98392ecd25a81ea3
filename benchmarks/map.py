"""How good the map of the real songs is, and what it costs beside the vectors.

    python -m benchmarks.map

Neighbors are the ten nearest by the vectors that lists are made from; two principal components are
the comparison. CPU seconds are those of this process, and their ratio to those of the vectors is
what to read.
"""

import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from benchmarks.songs import Tables, read_songs, songs_or_exit
from recommender import build_track_map, build_vectors
from recommender.checks import unit_rows
from recommender.data.arrow import to_matrix
from recommender.data.hashes import hash_rows
from recommender.data.incidence import positions
from recommender.layout.landmarks import N_AROUND, N_NEAREST, share_of_neighbors_kept

N_SAMPLED = 1_500


def main() -> None:
    """Print the figures of the documentation."""
    import sklearn.manifold  # as in a build, where other models have imported it

    tables = read_songs(songs_or_exit())
    vectors, of_vectors = _timed(lambda: _build_vectors(tables))
    tracks = _tracks(vectors)

    def read(keys: pa.Array) -> pa.Table:
        rows = positions(pa.chunked_array([keys]), vectors["track_id"].combine_chunks())
        return vectors.select(["track_id", "vector"]).take(pa.array(rows))

    found, of_map = _timed(lambda: build_track_map(tracks, read))
    _, of_same = _timed(lambda: build_track_map(tracks, read, found))
    matrix = unit_rows(to_matrix(vectors["vector"]))
    axes = np.linalg.svd(matrix - matrix.mean(axis=0), full_matrices=False)[2][:2]
    own = np.column_stack([found["x"].to_numpy(), found["y"].to_numpy()])
    print(f"{len(matrix):,} tracks; CPU s: vectors {of_vectors:.1f}, map {of_map:.1f}, "
          f"map with the same vectors {of_same:.2f}")  # fmt: skip
    random = np.random.default_rng(0)
    sample = random.choice(len(matrix), N_SAMPLED, replace=False)
    for name, places in (("map", own), ("principal components", matrix @ axes.T)):
        kept = share_of_neighbors_kept(matrix, places, sample)
        trust = sklearn.manifold.trustworthiness(
            matrix[sample], places[sample], n_neighbors=N_NEAREST, metric="cosine"
        )
        print(f"{name}: {kept:.2f} of {N_NEAREST} neighbors among {N_AROUND}, trust {trust:.2f}")


def _build_vectors(tables: Tables) -> pa.Table:
    members = tables["memberships"].select(["playlist_id", "track_id"])
    return build_vectors(**{**tables, "memberships": members})


def _tracks(vectors: pa.Table) -> pa.Table:
    """Return each track as a point of its own."""
    return pa.table(
        {
            "track_id": vectors["track_id"],
            "point_id": vectors["track_id"],
            "vector_hash": hash_rows(to_matrix(vectors["vector"])).view(np.int64),
            "model_version": vectors["model_version"],
        }
    )


def _timed(run: Callable[[], pa.Table]) -> tuple[pa.Table, float]:
    started = time.process_time()
    result = run()
    return result, time.process_time() - started


if __name__ == "__main__":
    main()
