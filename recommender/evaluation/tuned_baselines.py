"""Baselines tuned on a validation fold of the training playlists: ALS and sparse EASE."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommender.embeddings.factors import FoldIn, fit_factors, limit_factors
from recommender.evaluation.recommenders import Scores
from recommender.search.topk import IntArray

Numbers = npt.NDArray[np.floating]
Grid = TypeVar("Grid")

SEED = 20187
VALIDATION_SHARE, MAX_VALIDATION, MIN_LENGTH, CUT = 0.1, 200, 4, 100
ITERATIONS = 10
N_NEIGHBORS, TRACKS_PER_BLOCK = 100, 500


class ALSParameters(NamedTuple):
    """Factors, weight of the squared factors, and confidence in a membership."""

    factors: int
    regularization: float
    confidence: float


ALS_GRID = (
    ALSParameters(64, 1.0, 5.0),
    ALSParameters(64, 10.0, 20.0),
    ALSParameters(128, 10.0, 20.0),
    ALSParameters(128, 30.0, 20.0),
    ALSParameters(128, 30.0, 60.0),
)
EASE_GRID = (30.0, 200.0, 1000.0)


def tuned_als(playlists: sparse.csr_matrix) -> Scores:
    """Implicit alternating least squares (Hu, Koren, Volinsky 2008), by `implicit`.

    A new playlist's factors are solved for exactly, with the tracks' factors as they are.

    Parameters
    ----------
    playlists : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
    """
    limited = (limit_factors(each.factors, playlists.shape[0]) for each in ALS_GRID)
    pairs = zip(ALS_GRID, limited, strict=True)
    grid = dict.fromkeys(each._replace(factors=n_factors) for each, n_factors in pairs)
    chosen = choose_parameters(fit_als, list(grid), playlists)
    return fit_als(playlists, chosen)


def sparse_ease(playlists: sparse.csr_matrix) -> Scores:
    """EASE (Steck 2019) with a sparse approximate inverse, for catalogues of any size.

    Parameters
    ----------
    playlists : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
    """
    chosen = choose_parameters(fit_sparse_ease, EASE_GRID, playlists)
    return fit_sparse_ease(playlists, chosen)


def choose_parameters(
    fit: Callable[[sparse.csr_matrix, Grid], Scores],
    grid: Sequence[Grid],
    playlists: sparse.csr_matrix,
) -> Grid:
    """Return the parameters whose scores find the other half of held-out playlists best.

    A tenth of the playlists with at least four tracks is held out, at most 200. The criterion
    is the mean NDCG of lists of a hundred; equal ones are decided by the order of the grid.
    """
    random = np.random.default_rng(SEED)
    long = np.flatnonzero(np.diff(playlists.indptr) >= MIN_LENGTH)
    n_out = min(MAX_VALIDATION, int(len(long) * VALIDATION_SHARE))
    if n_out == 0 or len(grid) == 1:
        return grid[0]
    out = random.permutation(long)[:n_out]
    is_training = np.ones(playlists.shape[0], np.bool_)
    is_training[out] = False
    halves = []
    for row in out:
        members = random.permutation(
            playlists.indices[playlists.indptr[row] : playlists.indptr[row + 1]]
        ).astype(np.intp)
        halves.append((members[: len(members) // 2], members[len(members) // 2 :]))
    training = playlists[is_training]
    return max(grid, key=lambda parameters: _mean_ndcg(fit(training, parameters), halves))


def _mean_ndcg(scores: Scores, halves: Sequence[tuple[IntArray, IntArray]]) -> float:
    discounts = 1 / np.log2(np.arange(2, CUT + 2))
    found = []
    for seeds, relevant in halves:
        values = np.array(scores(seeds), np.float64)
        values[seeds] = -np.inf
        best = np.argsort(-values, kind="stable")[:CUT]
        ideal = discounts[: len(relevant)].sum()
        found.append(np.isin(best, relevant) @ discounts[: len(best)] / ideal)
    return float(np.mean(found))


def fit_als(playlists: sparse.csr_matrix, parameters: ALSParameters) -> Scores:
    """Return the scores of ALS with these parameters."""
    _, regularization, confidence = parameters
    factors = fit_factors(playlists, *parameters, iterations=ITERATIONS).astype(np.float64)
    fold_in = FoldIn(factors, regularization, confidence)
    return lambda seeds: fold_in.score(seeds, np.ones(len(seeds)))


@threadpool_limits.wrap(limits=1, user_api="blas")
def fit_sparse_ease(playlists: sparse.csr_matrix, ridge: float) -> Scores:
    """Return the scores of EASE, each row of the inverse solved for on nearby tracks alone.

    EASE needs the inverse of the Gram matrix of the tracks, dense and cubic in their number.
    SANSA (Spišák et al. 2023) replaces it by a sparse approximate inverse. Here a row of that
    inverse is solved for on the hundred tracks with the largest cosines (the sparse approximate
    inverse of Benson and Frederickson 1982), which are all that the row's track can recommend.
    """
    n_tracks = playlists.shape[1]
    turned = playlists.T.tocsr().astype(np.float64)
    counts = np.diff(turned.indptr)
    units = sparse.diags_array(1 / np.sqrt(np.maximum(counts, 1))).tocsr() @ turned
    diagonal = np.full(n_tracks, 1 / ridge)
    rows, columns, values = [], [], []
    for start in range(0, n_tracks, TRACKS_PER_BLOCK):
        cosines = (units[start : start + TRACKS_PER_BLOCK] @ units.T).tocsr()
        for place in range(cosines.shape[0]):
            near = _nearest(cosines, place, start + place)
            own = turned[near]
            gram = (own @ own.T).toarray()
            gram[np.diag_indices_from(gram)] += ridge
            solved = np.linalg.solve(gram, np.eye(len(near))[0])
            diagonal[start + place] = solved[0]
            rows.append(np.full(len(near) - 1, start + place))
            columns.append(near[1:])
            values.append(-solved[1:])
    weights = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(n_tracks, n_tracks),
    )
    return lambda seeds: np.asarray(weights[seeds].sum(axis=0)).ravel() / diagonal


def _nearest(cosines: sparse.csr_matrix, place: int, track: int) -> IntArray:
    """Return a track and, after it, those with the largest cosines; ties by row."""
    part = slice(cosines.indptr[place], cosines.indptr[place + 1])
    others, values = cosines.indices[part], cosines.data[part]
    is_other = others != track
    others, values = others[is_other], values[is_other]
    if len(values) > N_NEIGHBORS:  # sort those alone that may be among the nearest
        may_be = values >= np.partition(values, -N_NEIGHBORS)[-N_NEIGHBORS]
        others, values = others[may_be], values[may_be]
    best = np.lexsort((others, -values))[:N_NEIGHBORS]
    return np.append(np.intp(track), others[best].astype(np.intp))
