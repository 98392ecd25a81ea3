"""Fold-in: vectors of single tracks beside those of a factorisation, which stays as it is."""

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import Ridge
from threadpoolctl import threadpool_limits

from recommender.checks import FloatArray, unit_rows
from recommender.data.dataset import Dataset
from recommender.data.sketches import draw_signs
from recommender.embeddings.audio import AudioVectors
from recommender.embeddings.content import ContentFeatures, stack_content
from recommender.embeddings.factors import create_als
from recommender.embeddings.taste import TasteVectors
from recommender.search.topk import IntArray

RIDGE = 1.0
N_LEARNED = 20_000  # fitted tracks that the regression learns from, at most
SEED = 20190


def fold_in_audio(dataset: Dataset, fitted: IntArray, tracks: IntArray) -> FloatArray:
    """Return the audio vectors of some tracks by the quantiles of the fitted ones."""
    features, scales = dataset.features, dataset.scales
    scaled = AudioVectors().fit(features[fitted], scales[fitted])
    return scaled.transform(features[tracks], scales[tracks])


def fold_in_taste(
    dataset: Dataset, fitted: IntArray, taste: FloatArray, tracks: IntArray, model: TasteVectors,
    weights: npt.NDArray[np.float64] | None = None,
) -> TasteVectors:  # fmt: skip
    """Return the model with the vectors of the fitted tracks and, after these, of some others.

    What the playlists of a track tell is its own place, see `_place_tracks`. What they cannot
    tell comes from its artists, genres and content, as for all tracks; see `TasteVectors`.

    Parameters
    ----------
    fitted : the tracks that the factorisation learned from: only those of playlists
    taste : array (n_fitted, n_dimensions), the vectors of the fitted tracks
    tracks : the tracks to fold in
    model : with the dampings and the shrinkage of the factorisation
    weights : array of n_playlists, as for `TasteVectors.fit`
    """
    counts = np.asarray(dataset.playlists.sum(axis=0), np.int64).ravel()
    own = _place_tracks(dataset, fitted, taste, tracks, model, counts, weights)
    rows = np.concatenate([fitted, tracks])
    numbers, scales = stack_content(dataset)
    content = ContentFeatures(spline_column=0).fit(numbers[fitted], scales[fitted])
    return model.fit_places(
        np.vstack([taste, own]),
        counts[rows],
        dataset.artists[rows],
        dataset.genres[rows],
        content.transform(numbers[rows], scales[rows]),
    )


def _place_tracks(
    dataset: Dataset, fitted: IntArray, taste: FloatArray, tracks: IntArray, model: TasteVectors,
    counts: IntArray, weights: npt.NDArray[np.float64] | None,
) -> FloatArray:  # fmt: skip
    """Return the own places of some tracks, of length 1; 0 for one in no playlist.

    A ridge regression learns on the fitted tracks how a place follows from the sum of the other
    tracks of its playlists. The tracks that are not fitted have no place to add up: for them each
    playlist has a direction of its own, drawn by its id, which is nearly orthogonal to all others.
    A place is as much of that as the playlists are of such tracks. So new tracks of new
    playlists are near to each other, and not to all tracks without playlists.
    """
    import pyarrow as pa

    damped = _damp(dataset.playlists, counts, model, weights)
    own = damped[:, tracks]
    learned = np.random.default_rng(SEED).permutation(len(fitted))[:N_LEARNED]
    sums = damped[:, fitted] @ taste
    of_learned = damped[:, fitted[learned]]
    # without the track itself, as for one that the factorisation did not have
    itself = np.asarray(of_learned.multiply(of_learned).sum(axis=0)).ravel()
    others = of_learned.T @ sums - itself[:, None] * taste[learned]
    support = counts[fitted[learned]]
    regression = Ridge(alpha=RIDGE, fit_intercept=False).fit(
        unit_rows(others), taste[learned], sample_weight=support / (support + model.shrinkage)
    )
    known = unit_rows(regression.predict(unit_rows(own.T @ sums)))

    is_fitted = np.zeros(len(counts))
    is_fitted[fitted] = 1
    share = 1 - damped @ is_fitted / np.maximum(damped.sum(axis=1).A1, 1e-12)
    used = np.flatnonzero(np.diff(own.tocsr().indptr))
    signs = draw_signs(dataset.playlist_keys.take(pa.array(used)), taste.shape[1])
    unknown = unit_rows(own[used].T @ (signs * share[used, None]))
    of_track = own.T @ share / np.maximum(own.sum(axis=0).A1, 1e-12)
    of_track = np.clip(of_track, 0, 1)[:, None]
    return unit_rows(np.sqrt(1 - of_track) * known + np.sqrt(of_track) * unknown)


def _damp(
    playlists: sparse.csr_matrix, counts: IntArray, model: TasteVectors,
    weights: npt.NDArray[np.float64] | None,
) -> sparse.csc_matrix:  # fmt: skip
    by_playlist = np.maximum(np.asarray(playlists.sum(axis=1)).ravel(), 1) ** -model.length_damping
    if weights is not None:
        by_playlist *= np.sqrt(weights)
    by_length = sparse.diags(by_playlist)
    by_popularity = sparse.diags(np.maximum(counts, 1.0) ** -model.popularity_damping)
    return (by_length @ playlists @ by_popularity).tocsc()


def fold_in_factors(
    playlists: sparse.csr_matrix, factors: FloatArray, tracks: IntArray
) -> FloatArray:
    """Return the factors of some tracks; 0 for one in no playlist.

    Half a step of alternating least squares solves the playlists from the tracks, and another one
    these tracks from the playlists.

    Parameters
    ----------
    playlists : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
    factors : array (n_tracks, n_factors), 0 for the tracks to fold in
    """
    if factors.shape[1] == 0 or len(tracks) == 0:
        return np.zeros((len(tracks), factors.shape[1]), np.float32)
    with threadpool_limits(limits=1, user_api="blas"):
        model = create_als(factors.shape[1])
        model.item_factors = factors
        model.user_factors = model.recalculate_user(np.arange(playlists.shape[0]), playlists)
        found: FloatArray = model.recalculate_item(tracks, playlists.T.tocsr()[tracks])
    return found
