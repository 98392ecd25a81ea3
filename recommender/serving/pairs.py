"""What one seed and one track have in common, for many such pairs at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.search.topk import IntArray
from recommender.serving.explanations import MIN_SIMILARITY
from recommender.serving.index import CoOccurrenceCounts, Index

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Pairs:
    """For each of n pairs, what `explanation_anchors` finds for a list of the one seed.

    Attributes
    ----------
    has_audio, has_taste, has_artist : whether the seed is the anchor of this kind of reason
    is_similar_audio : whether the two have similar audio as a whole
    n_playlists, n_sessions : how many hold both
    """

    has_audio: Flags
    is_similar_audio: Flags
    has_taste: Flags
    has_artist: Flags
    n_playlists: npt.NDArray[np.int64]
    n_sessions: npt.NDArray[np.int64]


def compare_pairs(
    index: Index, counts: CoOccurrenceCounts, seeds: IntArray, found: IntArray
) -> Pairs:
    """Return what each seed has in common with the track at the same place, another one."""
    model = index.model
    audio = _multiply(model.audio, seeds, found)
    return Pairs(
        has_audio=audio > 0,
        is_similar_audio=audio >= MIN_SIMILARITY,
        has_taste=_multiply(model.taste, seeds, found) >= MIN_SIMILARITY,
        has_artist=_count_common(model.artists, seeds, found) > 0,
        n_playlists=_count_common(counts.playlists, seeds, found),
        n_sessions=_count_common(counts.sessions, seeds, found),
    )


def _multiply(block: FloatArray, seeds: IntArray, found: IntArray) -> FloatArray:
    products: FloatArray = np.einsum("ij,ij->i", block[found], block[seeds])
    return products


def _count_common(
    matrix: sparse.csr_matrix, seeds: IntArray, found: IntArray
) -> npt.NDArray[np.int64]:
    if matrix.nnz == 0:
        return np.zeros(len(found), np.int64)
    return np.diff(matrix[found].multiply(matrix[seeds]).tocsr().indptr).astype(np.int64)
