"""Playlists held out of a fit: their choice, queries about them, and the model without them."""

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.data.recency import count_playlists, weigh_playlists
from recommender.embeddings.factors import fit_factors
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


class HeldOut:
    """Some playlists held out of a dataset, and models of the rest.

    The taste vectors of few pairs of dampings are kept: a factorisation takes long.

    Parameters
    ----------
    dataset : with the held-out playlists
    audio, content : as `recommender.embeddings.content.embed_content` makes them
    is_held_out : array of n_playlists
    max_dimensions : of the taste vectors that `embed` can make
    """

    def __init__(
        self,
        dataset: Dataset,
        audio: FloatArray,
        content: npt.NDArray[np.float64],
        is_held_out: npt.NDArray[np.bool_],
        max_dimensions: int,
    ) -> None:
        self.is_held_out = is_held_out
        self.max_dimensions = max_dimensions
        self.playlists = dataset.playlists[~is_held_out]
        self.number_of_playlists = np.asarray(self.playlists.sum(axis=0), np.int64).ravel()
        self._dataset, self._audio, self._content = dataset, audio, content
        self._tastes: dict[tuple[float, float, float], TasteVectors] = {}
        # a genre may come from the very playlist that is held out: only tracks of the training
        # playlists keep theirs
        in_training = (self.number_of_playlists > 0).astype(np.float32)
        self._genres = (sparse.diags(in_training) @ dataset.genres).tocsr()
        self._genres.eliminate_zeros()

    @property
    def n_tracks(self) -> int:
        """Return the number of tracks of the catalogue."""
        return len(self.number_of_playlists)

    def embed(self, parameters: Parameters) -> FloatArray:
        """Return the taste vectors of the parameters, without the held-out playlists."""
        half_life = parameters.play_half_life_days
        key = (parameters.popularity_damping, parameters.length_damping, half_life)
        if key not in self._tastes:
            taste = parameters.taste_vectors(self.max_dimensions)
            taste.fit(
                self.playlists, self._dataset.artists, self._genres, self._content,
                self._weigh(parameters),
            )  # fmt: skip
            self._tastes[key] = taste
        return self._tastes[key].embed(parameters.shrinkage, parameters.n_dimensions)

    def _weigh(self, parameters: Parameters) -> npt.NDArray[np.float64] | None:
        ages = self._dataset.session_ages[~self.is_held_out]
        return weigh_playlists(ages, parameters.play_half_life_days)

    def build_model(self, parameters: Parameters, has_factors: bool = False) -> ScoringModel:
        """Return the scoring model without the held-out playlists.

        The popularity is log(1 + playlists) itself, without a weight.
        """
        dataset = self._dataset
        counts = count_playlists(self.playlists, self._weigh(parameters))
        return ScoringModel.from_arrays(
            audio=self._audio,
            taste=self.embed(parameters),
            popularity=log_popularity(counts, dataset.popularity),
            artists=dataset.artists,
            playlists=self.playlists.T.tocsr(),
            recordings=dataset.recordings,
            main_artists=dataset.main_artists,
            factors=fit_factors(self.playlists) if has_factors else None,
            parameters=replace(
                parameters,
                cold_seed_popularity_weight=0.0,
                artist_repeat_penalty=0.0,
                cold_seed_artist_repeat_penalty=0.0,
            ),
        )
