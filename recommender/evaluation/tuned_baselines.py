"""Baselines tuned on a validation fold of the training playlists: ALS and sparse EASE."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
N_NEIGHBORS, TRACKS_PER_BLOCK = 100, 200


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
    return next(fit_als(playlists, [chosen]))


def sparse_ease(playlists: sparse.csr_matrix) -> Scores:
    """EASE (Steck 2019) with a sparse approximate inverse, for catalogues of any size.

    Parameters
    ----------
    playlists : sparse (n_playlists, n_tracks), 1 where a playlist holds a track
    """
    chosen = choose_parameters(fit_sparse_ease, EASE_GRID, playlists)
    return fit_sparse_ease(playlists, [chosen])[0]


def choose_parameters(
    fit: Callable[[sparse.csr_matrix, Sequence[Grid]], Iterable[Scores]],
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
    found = [_mean_ndcg(scores, halves) for scores in fit(playlists[is_training], grid)]
    return grid[int(np.argmax(found))]


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


def fit_als(playlists: sparse.csr_matrix, grid: Sequence[ALSParameters]) -> Iterator[Scores]:
    """Yield the scores of ALS with each of these parameters."""
    for parameters in grid:
        yield _als_scores(playlists, parameters)


def _als_scores(playlists: sparse.csr_matrix, parameters: ALSParameters) -> Scores:
    _, regularization, confidence = parameters
    factors = fit_factors(playlists, *parameters, iterations=ITERATIONS).astype(np.float64)
    fold_in = FoldIn(factors, regularization, confidence)
    return lambda seeds: fold_in.score(seeds, np.ones(len(seeds)))


@threadpool_limits.wrap(limits=1, user_api="blas")
def fit_sparse_ease(playlists: sparse.csr_matrix, ridges: Sequence[float]) -> list[Scores]:
    """Return the scores of EASE for each ridge, solving for a row on nearby tracks alone.

    EASE needs the inverse of the Gram matrix of the tracks, dense and cubic in their number.
    SANSA (Spišák et al. 2023) replaces it by a sparse approximate inverse. Here a row of that
    inverse is solved for on the hundred tracks with the largest cosines (the sparse approximate
    inverse of Benson and Frederickson 1982), which are all that the row's track can recommend.
    """
    n_tracks = playlists.shape[1]
    turned = playlists.T.tocsr().astype(np.float64)
    counts = np.diff(turned.indptr)
    units = sparse.diags_array(1 / np.sqrt(np.maximum(counts, 1))).tocsr() @ turned
    # a last track without playlists fills the places of tracks with fewer neighbors
    padded = sparse.vstack([turned, sparse.csr_matrix((1, playlists.shape[0]))], format="csr")
    blocks: list[IntArray] = []
    solutions: list[list[Numbers]] = [[] for _ in ridges]
    for start in range(0, n_tracks, TRACKS_PER_BLOCK):
        near = _nearest_of_block(units, start, padding=n_tracks)
        grams = _gram_matrices(padded, near)
        blocks.append(near)
        first = np.eye(near.shape[1])[:, :1]
        for ridge, solved in zip(ridges, solutions, strict=True):
            regularised = grams + ridge * np.eye(near.shape[1])
            solved.append(np.linalg.solve(regularised, np.broadcast_to(first, (*near.shape, 1))))
    return [_ease_scores(blocks, solved) for solved in solutions]


def _nearest_of_block(units: sparse.csr_matrix, start: int, padding: int) -> IntArray:
    """Return the rows of a block of tracks, each followed by its neighbors and by padding."""
    cosines = (units[start : start + TRACKS_PER_BLOCK] @ units.T).tocsr()
    nearest = [_nearest(cosines, place, start + place) for place in range(cosines.shape[0])]
    near = np.full((len(nearest), max(map(len, nearest))), padding, np.intp)
    for row, own in zip(near, nearest, strict=True):
        row[: len(own)] = own
    return near


def _gram_matrices(turned: sparse.csr_matrix, near: IntArray) -> Numbers:
    """Return the Gram matrix of each row of tracks, shape (n_rows, n_near, n_near).

    One product gives them all: each row of tracks has columns of its own.
    """
    n_rows, n_near = near.shape
    n_playlists = turned.shape[1]
    own = turned[near.ravel()]
    row_of_entry = np.repeat(np.arange(near.size) // n_near, np.diff(own.indptr))
    shape = (near.size, n_rows * n_playlists)
    apart = sparse.csr_matrix(
        (own.data, own.indices + row_of_entry * n_playlists, own.indptr), shape=shape
    )
    products = (apart @ apart.T).tocoo()
    grams = np.zeros((n_rows, n_near, n_near))
    grams[products.row // n_near, products.row % n_near, products.col % n_near] = products.data
    return grams


def _ease_scores(blocks: Sequence[IntArray], solved: Sequence[Numbers]) -> Scores:
    n_tracks = sum(map(len, blocks))
    diagonal = np.concatenate([each[:, 0, 0] for each in solved])
    counts = np.repeat([near.shape[1] - 1 for near in blocks], [len(near) for near in blocks])
    rows = np.repeat(np.arange(n_tracks), counts)
    columns = np.concatenate([near[:, 1:].ravel() for near in blocks])
    values = -np.concatenate([each[:, 1:, 0].ravel() for each in solved])
    is_track = columns < n_tracks  # without the padding
    weights = sparse.csr_matrix(
        (values[is_track], (rows[is_track], columns[is_track])), shape=(n_tracks, n_tracks)
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
