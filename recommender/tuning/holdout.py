"""Playlists held out of a fit: their choice, queries about them, and the model without them."""

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.embeddings.taste import TasteVectors
from recommender.scoring.model import ScoringModel
from recommender.scoring.parameters import Parameters
from recommender.scoring.popularity import log_popularity
from recommender.search.topk import IntArray

if TYPE_CHECKING:
    import pyarrow as pa

N_FOLDS = 5
N_QUERIES = 1000
N_COLD_QUERIES = 600
SEED = 20181


def hold_out(playlist_keys: "pa.Array") -> npt.NDArray[np.bool_]:
    """Return a mask of the playlists of the first fold.

    It depends on the key alone, so a new playlist does not move another.
    """
    return assign_folds(playlist_keys) == 0


def assign_folds(playlist_keys: "pa.Array") -> npt.NDArray[np.int64]:
    """Return the fold of each playlist, below `N_FOLDS`; the first one is held out."""
    hashes = [zlib.crc32(str(key).encode()) for key in playlist_keys.to_pylist()]
    return np.array(hashes, dtype=np.int64) % N_FOLDS


def draw_queries(
    playlists: sparse.csr_matrix, is_held_out: npt.NDArray[np.bool_], most: int = N_QUERIES
) -> tuple[IntArray, IntArray]:
    """Draw (playlists, seeds) from the held-out playlists, about equally many from each."""
    random = np.random.default_rng(SEED)
    rows = np.flatnonzero(is_held_out & (np.diff(playlists.indptr) > 1))
    each = -(-most // max(len(rows), 1))
    pairs = [
        (row, seed)
        for row in rows
        for seed in random.permutation(
            playlists.indices[playlists.indptr[row] : playlists.indptr[row + 1]]
        )[:each]
    ]
    queries = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    queries = queries[np.sort(random.permutation(len(queries))[:most])]
    return queries[:, 0], queries[:, 1]


def draw_cold_queries(
    playlists: sparse.csr_matrix, is_held_out: npt.NDArray[np.bool_], most: int = N_COLD_QUERIES
) -> tuple[IntArray, IntArray]:
    """Draw (playlists, seeds) from the tracks that only held-out playlists hold."""
    random = np.random.default_rng(SEED)
    in_training = np.asarray(playlists[~is_held_out].sum(axis=0)).ravel() > 0
    lengths = np.diff(playlists.indptr)
    rows = np.repeat(np.arange(playlists.shape[0]), lengths)
    is_cold = is_held_out[rows] & ~in_training[playlists.indices] & (lengths[rows] > 1)
    entries = np.flatnonzero(is_cold)
    entries = np.sort(random.permutation(entries)[:most])
    return rows[entries], playlists.indices[entries].astype(np.intp)


def fit_without(
    dataset: Dataset,
    audio: FloatArray,
    content: npt.NDArray[np.float64],
    is_held_out: npt.NDArray[np.bool_],
    parameters: Parameters,
    max_dimensions: int,
) -> tuple[TasteVectors, ScoringModel]:
    """Return the taste vectors and the scoring model, fitted without the held-out playlists.

    The popularity is log(1 + playlists) itself, without a weight.
    """
    train = dataset.playlists[~is_held_out]
    in_training = np.asarray(train.sum(axis=0)).ravel() > 0
    # a genre may come from the very playlist that is held out: only tracks of the training
    # playlists keep theirs
    genres = (sparse.diags(in_training.astype(np.float32)) @ dataset.genres).tocsr()
    genres.eliminate_zeros()
    taste = TasteVectors(n_dimensions=max_dimensions, shrinkage=parameters.shrinkage).fit(
        train, dataset.artists, genres, content
    )
    model = ScoringModel.from_arrays(
        audio=audio,
        taste=taste.embed(parameters.shrinkage, parameters.n_dimensions),
        popularity=log_popularity(taste.number_of_playlists_, dataset.popularity),
        artists=dataset.artists,
        playlists=train.T.tocsr(),
        recordings=dataset.recordings,
        parameters=replace(parameters, cold_seed_popularity_weight=0.0),
    )
    return taste, model
