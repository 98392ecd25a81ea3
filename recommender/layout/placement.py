"""Places of tracks among landmarks, and the clusters of a map."""

from typing import Self

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray
from recommender.layout.landmarks import leading_axes

N_NEAREST = 5
POWER = 20  # of the cosine: the nearest landmark counts most
SHIFT, LONGEST_SHIFT = 0.02, 0.08  # the radius of the map is about 1
ROWS_AT_ONCE = 4_096
N_CLUSTERS, LANDMARKS_IN_CLUSTER = 24, 12


class Placement:
    """Places tracks among landmarks: the mean of the nearest ones, by powers of the cosine.

    What the landmarks do not explain of a vector moves its place by a little, along the two axes on
    which landmarks differ most from those near to them: otherwise many tracks have one place.

    Attributes
    ----------
    landmarks_ : array of shape (n_landmarks, n_features)
    positions_ : array of shape (n_landmarks, 2)
    axes_ : array of shape (n_features, 2); a step along them is one of the map
    """

    def fit(self, landmarks: FloatArray, positions: FloatArray) -> Self:
        """Remember landmarks, at least one: vectors of length 1 or 0, and their positions."""
        self.landmarks_, self.positions_ = landmarks, positions
        with threadpool_limits(limits=1, user_api="blas"):  # the same bytes on any machine
            cosines = landmarks @ landmarks.T
            np.fill_diagonal(cosines, -1)
            left = landmarks - self._mix(cosines, landmarks)
            axes = leading_axes(left.T.astype(np.float64) @ left)
            spread = float((left @ axes).std())
        self.axes_ = (axes * (SHIFT / max(spread, 1e-9))).astype(np.float32)
        return self

    def transform(self, vectors: FloatArray) -> FloatArray:
        """Return the positions of tracks, shape (n_tracks, 2).

        Parameters
        ----------
        vectors : array of shape (n_tracks, n_features), rows of length 1 or 0. One whose cosine
            is 0 or less with each landmark is in their middle
        """
        found = np.empty((len(vectors), 2), np.float32)
        with threadpool_limits(limits=1, user_api="blas"):
            for start in range(0, len(vectors), ROWS_AT_ONCE):
                block = vectors[start : start + ROWS_AT_ONCE]
                cosines = block @ self.landmarks_.T
                left = block - self._mix(cosines, self.landmarks_)
                places = self._mix(cosines, self.positions_)
                found[start : start + ROWS_AT_ONCE] = places + np.clip(
                    left @ self.axes_, -LONGEST_SHIFT, LONGEST_SHIFT
                )
        return found

    @staticmethod
    def _mix(cosines: FloatArray, values: FloatArray) -> FloatArray:
        """Return the weighted mean of the values of the nearest landmarks of each row."""
        n_nearest = min(N_NEAREST, cosines.shape[1])
        nearest = np.argpartition(-cosines, n_nearest - 1, axis=1)[:, :n_nearest]
        weights = np.clip(np.take_along_axis(cosines, nearest, axis=1), 0, 1) ** POWER
        total = weights.sum(axis=1, keepdims=True)
        is_near = total > 0
        mixed = np.zeros((len(cosines), values.shape[1]), np.float32)
        for place in range(n_nearest):
            mixed += weights[:, place, None] * values[nearest[:, place]]
        found: FloatArray = np.where(is_near, mixed / np.where(is_near, total, 1), values.mean(0))
        return found


def cluster_landmarks(positions: FloatArray) -> npt.NDArray[np.int32]:
    """Return the cluster of each landmark: k-means of their positions, the largest cluster 0."""
    from sklearn.cluster import KMeans

    n_clusters = max(1, min(N_CLUSTERS, len(positions) // LANDMARKS_IN_CLUSTER))
    with threadpool_limits(limits=1):
        model = KMeans(n_clusters, n_init=4, random_state=0).fit(positions)
    sizes = np.bincount(model.labels_, minlength=n_clusters)
    by_size = np.argsort(-sizes, kind="stable")
    return np.argsort(by_size)[model.labels_].astype(np.int32)


def nearest_clusters(
    positions: FloatArray, landmarks: FloatArray, clusters: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Return the cluster whose landmarks have the mean that is nearest to each position."""
    numbers, codes = np.unique(clusters, return_inverse=True)
    sizes = np.bincount(codes)
    centers = np.column_stack([np.bincount(codes, landmarks[:, axis]) / sizes for axis in (0, 1)])
    best = np.full(len(positions), np.inf)
    found = np.zeros(len(positions), np.int32)
    for number, center in zip(numbers, centers, strict=True):
        distances = ((positions - center) ** 2).sum(axis=1)
        is_nearer = distances < best
        best[is_nearer], found[is_nearer] = distances[is_nearer], number
    return found
