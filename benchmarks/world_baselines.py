"""Baselines on ordered playlists that they have not seen: simple and well-known methods."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

from benchmarks.world_structure import OrderedPlaylists

LENGTH, LIST_LENGTH, MIN_LENGTH, BLOCK = 10, 500, 20, 250
N_QUERIES, N_HALVES, N_SEEDS = 3000, 500, 2000
RIDGE, N_NEIGHBORS = 1000.0, 400
REGULARIZATION, CONFIDENCE, ITERATIONS = 10.0, 20.0, 10
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Scores = Callable[[sparse.csr_matrix], Floats]


@dataclass(frozen=True)
class Questions:
    """Seeds of one track each with what is relevant, ordered halves, and seeds for variety."""

    seeds: Ints
    relevant: list[Ints]
    halves: list[Ints]
    rests: list[Ints]
    even_seeds: Ints


@dataclass(frozen=True)
class BaselineFigures:
    """Figures of one method; precision and variety of lists of ten, halves of lists of 500."""

    precision: float
    cold: float
    distinct: float
    largest: float
    r_precision: float
    ndcg: float


def draw_questions(further: OrderedPlaylists, n_tracks: int, seed: int = 1) -> Questions:
    """Draw questions: any playlist of at least 20 tracks is as likely as any other."""
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(further.lengths >= MIN_LENGTH)
    seeds, relevant = [], []
    for row in random.choice(rows, N_QUERIES):
        tracks = random.permutation(further.tracks_of(row))
        seeds.append(tracks[0])
        relevant.append(tracks[1:])
    halves = [further.tracks_of(row) for row in random.permutation(rows)[:N_HALVES]]
    return Questions(
        np.array(seeds),
        relevant,
        [tracks[: len(tracks) // 2] for tracks in halves],
        [tracks[len(tracks) // 2 :] for tracks in halves],
        random.permutation(n_tracks)[:N_SEEDS],
    )


def measure(scores: Scores, questions: Questions, counts: Ints) -> BaselineFigures:
    """Ask a method everything, and return its figures."""
    n_tracks = len(counts)
    lists = _best(scores, questions.seeds[:, None].tolist(), n_tracks, LENGTH)
    hits = np.array([np.isin(*pair).mean() for pair in zip(lists, questions.relevant, strict=True)])
    even = _best(scores, questions.even_seeds[:, None].tolist(), n_tracks, LENGTH)
    places = np.bincount(even.ravel(), minlength=n_tracks)
    of_cold_seeds = hits[counts[questions.seeds] == 0]
    long = _best(scores, questions.halves, n_tracks, LIST_LENGTH)
    r_precision, ndcg = _judge(long, questions.rests)
    return BaselineFigures(
        float(hits.mean()),
        float(of_cold_seeds.mean()) if len(of_cold_seeds) else math.nan,
        int((places > 0).sum()),
        float(places.max() / len(even)),
        r_precision,
        ndcg,
    )


def _judge(lists: Ints, rests: list[Ints]) -> tuple[float, float]:
    discounts = 1 / np.log2(np.arange(2, LIST_LENGTH + 2))
    found = []
    for tracks, rest in zip(lists, rests, strict=True):
        is_right = np.isin(tracks, rest)
        best = discounts[: len(rest)].sum()
        found.append((is_right[: len(rest)].sum() / len(rest), is_right @ discounts / best))
    r_precision, ndcg = np.mean(found, axis=0)
    return float(r_precision), float(ndcg)


def _best(scores: Scores, seeds: list[Ints], n_tracks: int, length: int) -> Ints:
    """Return the best tracks for each query, without its seeds; equal scores at random."""
    random = np.random.default_rng(3)
    noise = random.random(n_tracks, np.float32) * np.float32(1e-6)
    lists = np.empty((len(seeds), length), np.int64)
    for start in range(0, len(seeds), BLOCK):
        part = seeds[start : start + BLOCK]
        indptr = np.cumsum([0, *map(len, part)])
        query = sparse.csr_matrix(
            (np.ones(indptr[-1], np.float32), np.concatenate(part), indptr), (len(part), n_tracks)
        )
        found = scores(query)
        found = found + noise
        found[query.nonzero()] = -np.inf
        best = np.argpartition(-found, length, axis=1)[:, :length]
        order = np.argsort(-np.take_along_axis(found, best, axis=1), axis=1)
        lists[start : start + BLOCK] = np.take_along_axis(best, order, axis=1)
    return lists


def build_baselines(playlists: sparse.csr_matrix, artists: Ints) -> dict[str, Callable[[], Scores]]:
    """Return what fits each method, by its name."""
    return {
        "random": lambda: _random(),
        "popularity": lambda: _popularity(playlists),
        "same artist + popularity": lambda: _artist(playlists, artists),
        "co-occurrence cosine": lambda: _cosine(playlists),
        "ALS 64": lambda: _als(playlists, 64),
        "ALS 128": lambda: _als(playlists, 128),
        "EASE": lambda: _ease(playlists),
        "playlist-kNN votes": lambda: _votes(playlists),
    }


def _counts(playlists: sparse.csr_matrix) -> Floats:
    return np.asarray(playlists.sum(axis=0), np.float32).ravel()


def _random() -> Scores:
    random = np.random.default_rng(5)
    return lambda query: random.random(query.shape, np.float32)


def _popularity(playlists: sparse.csr_matrix) -> Scores:
    popular = np.log1p(_counts(playlists))
    return lambda query: np.tile(popular, (query.shape[0], 1))


def _artist(playlists: sparse.csr_matrix, artists: Ints) -> Scores:
    popular = np.log1p(_counts(playlists))
    by = sparse.csr_matrix((np.ones(len(artists), np.float32), (np.arange(len(artists)), artists)))
    return lambda query: popular + 100 * ((query @ by @ by.T).toarray() > 0)


def _cosine(playlists: sparse.csr_matrix) -> Scores:
    norms = sparse.diags_array(1 / np.sqrt(np.maximum(_counts(playlists), 1))).tocsr()
    units = (playlists @ norms).astype(np.float32).tocsr()
    return lambda query: (query @ units.T @ units).toarray()


def _als(playlists: sparse.csr_matrix, n_factors: int) -> Scores:
    """Return implicit alternating least squares; a query's factors are solved for exactly."""
    from implicit.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=n_factors, regularization=REGULARIZATION, alpha=CONFIDENCE, iterations=ITERATIONS,
        num_threads=1, random_state=7,
    )  # fmt: skip
    model.fit(playlists.astype(np.float32), show_progress=False)
    factors = np.asarray(model.item_factors)
    square = factors.T @ factors + REGULARIZATION * np.eye(n_factors, dtype=np.float32)

    def scores(query: sparse.csr_matrix) -> Floats:
        solved = np.empty((query.shape[0], n_factors), np.float32)
        for row in range(query.shape[0]):
            own = factors[query.indices[query.indptr[row] : query.indptr[row + 1]]]
            left = square + (CONFIDENCE - 1) * own.T @ own
            solved[row] = np.linalg.solve(left, CONFIDENCE * own.sum(axis=0))
        return solved @ factors.T

    return scores


def _ease(playlists: sparse.csr_matrix) -> Scores:
    """Return EASE (Steck 2019) by the inverse over playlists, which are fewer than tracks."""
    gram = (playlists @ playlists.T).toarray().astype(np.float32)
    gram[np.diag_indices_from(gram)] += RIDGE
    turned = playlists.T.tocsr().astype(np.float32)
    inverse = linalg.inv(gram, overwrite_a=True, check_finite=False)
    solved = np.ascontiguousarray((turned @ inverse).T)  # (n_playlists, n_tracks)
    leverage = np.asarray(playlists.multiply(solved).sum(axis=0)).ravel()
    scale = (1 / (1 - leverage)).astype(np.float32)
    return lambda query: ((query @ turned) @ solved) * scale


def _votes(playlists: sparse.csr_matrix) -> Scores:
    """Return the votes of the playlists that have most in common with the seeds."""
    counts = _counts(playlists)
    weights = sparse.diags_array(np.log(playlists.shape[0] / np.maximum(counts, 1))).tocsr()
    weighted = playlists @ weights
    norms = sparse.linalg.norm(weighted, axis=1)
    units = sparse.diags_array(1 / np.maximum(norms, 1e-9)).tocsr() @ weighted

    def scores(query: sparse.csr_matrix) -> Floats:
        likeness = np.asarray((query @ weights @ units.T).todense())
        least = np.partition(likeness, -N_NEIGHBORS, axis=1)[:, -N_NEIGHBORS, None]
        near = sparse.csr_matrix(np.where(likeness >= least, likeness, 0).astype(np.float32))
        return (near @ playlists).toarray()

    return scores
