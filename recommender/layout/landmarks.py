"""The tracks that a map is laid out from: a sample, placed by t-SNE so that near ones stay near."""

from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray
from recommender.data.hashes import hash_texts
from recommender.search.topk import IntArray

if TYPE_CHECKING:
    import pyarrow as pa

N_LANDMARKS = 1000
PERPLEXITY = 15
N_ITERATIONS = 300
ANGLE = 0.8  # of Barnes-Hut: coarser than the default, for a third of its time
FEWEST_FOR_TSNE = 8  # below, the first two principal components
N_NEAREST, N_AROUND = 10, 50


def choose_landmarks(keys: "pa.Array") -> IntArray:
    """Return the rows of the keys with the smallest hashes, rising: mostly the same next time."""
    order = np.argsort(hash_texts(keys), kind="stable")
    return np.sort(order[:N_LANDMARKS])


def lay_out(vectors: FloatArray) -> FloatArray:
    """Return positions of landmarks, shape (n_landmarks, 2).

    Their mean is 0, and the root of their mean squared distance from it is 1. The same vectors
    give the same positions.

    Parameters
    ----------
    vectors : array of shape (n_landmarks, n_features), rows of length 1 or 0
    """
    start = _principal_components(vectors)
    with threadpool_limits(limits=1):  # sums in parallel differ from run to run
        return _to_unit_scale(_embed(vectors, start) if len(vectors) >= FEWEST_FOR_TSNE else start)


def _embed(vectors: FloatArray, start: FloatArray) -> FloatArray:
    from sklearn.manifold import TSNE

    model = TSNE(
        init=(start * 1e-4).astype(np.float32),
        perplexity=min(PERPLEXITY, (len(vectors) - 1) / 3),
        angle=ANGLE,
        max_iter=N_ITERATIONS,
        random_state=0,
    )
    found: FloatArray = model.fit_transform(vectors)
    return found


def _principal_components(vectors: FloatArray) -> FloatArray:
    """Return the first two, the largest with the standard deviation 1; the same on any machine."""
    centred = (vectors - vectors.mean(axis=0, dtype=np.float64)).astype(np.float64)
    found = centred @ leading_axes(centred.T @ centred)
    return (found / max(float(found[:, 0].std()), 1e-9)).astype(np.float32)


def leading_axes(moments: FloatArray) -> FloatArray:
    """Return the two eigenvectors of the largest eigenvalues, shape (n_features, 2).

    An axis has no direction of its own: its largest entry is positive. One that there is not, of a
    single feature, is 0.

    Parameters
    ----------
    moments : symmetric array of shape (n_features, n_features)
    """
    _, axes = np.linalg.eigh(moments)
    axes = np.zeros((len(moments), 2)) + axes[:, ::-1][:, :2]
    axes *= np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1, 1)
    return axes


def _to_unit_scale(positions: FloatArray) -> FloatArray:
    centred = positions - positions.mean(axis=0, dtype=np.float64)
    spread = np.sqrt((centred**2).sum(axis=1).mean())
    return (centred / max(float(spread), 1e-9)).astype(np.float32)


def align(positions: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return positions turned, mirrored and moved to be nearest to wanted ones.

    Orthogonal Procrustes; the scale stays.

    Parameters
    ----------
    positions, wanted : arrays of shape (n_landmarks, 2)
    """
    centred = positions - positions.mean(axis=0)
    left, _, right = np.linalg.svd(centred.T @ (wanted - wanted.mean(axis=0)))
    turned: FloatArray = (centred @ (left @ right) + wanted.mean(axis=0)).astype(np.float32)
    return turned


def share_of_neighbors_kept(
    vectors: FloatArray, positions: FloatArray, sample: IntArray | None = None
) -> float:
    """Return the share of the 10 nearest by vector that are among the 50 nearest by position.

    Parameters
    ----------
    vectors : array of shape (n_tracks, n_features), rows of length 1 or 0
    positions : array of shape (n_tracks, 2)
    sample : the rows whose neighbors are looked at; all without it

    Returns
    -------
    In [0, 1]; 1 with at most 51 tracks.
    """
    n_tracks = len(vectors)
    if n_tracks <= N_AROUND + 1:
        return 1.0
    rows = np.arange(n_tracks) if sample is None else sample
    similarities = vectors[rows] @ vectors.T
    distances = np.zeros((len(rows), n_tracks), positions.dtype)
    for axis in positions.T:
        distances += (axis[rows, None] - axis) ** 2
    own = np.arange(len(rows)), rows
    similarities[own], distances[own] = -np.inf, np.inf
    nearest = np.argpartition(-similarities, N_NEAREST, axis=1)[:, :N_NEAREST]
    limit = np.partition(distances, N_AROUND - 1, axis=1)[:, N_AROUND - 1 : N_AROUND]
    return float((np.take_along_axis(distances, nearest, axis=1) <= limit).mean())
