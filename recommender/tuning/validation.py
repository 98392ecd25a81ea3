"""Playlists kept out of the learning, turned into questions whose answers are known."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.embeddings.taste import TasteVectors
from recommender.ranking.candidates import CandidateSets, best, build_candidate_sets
from recommender.ranking.exposure import (
    compute_popularity_penalty,
    coverage_of,
    hubness,
    listed_seeds,
    seeds_of_playlists,
)
from recommender.scoring.model import ScoringModel, normalize_rows
from recommender.scoring.parameters import Parameters
from recommender.scoring.popularity import cold_start_share, log_popularity
from recommender.search.topk import IntArray

if TYPE_CHECKING:
    import pyarrow as pa

N_FOLDS = 5  # playlists is held out
N_QUESTIONS = 1000
N_UNLISTED = 600
N_CROWD = 6000
N_VARIED = 2000
LENGTH = 10
N_CANDIDATES = 100
SEED = 20181
ENOUGH_COVERAGE = 0.8
TOO_LITTLE = 4  # the power by which less is worth less
# factors on the starting weights: between them lies whatever the search may come to
CORNERS = (
    (1, 1, 1, 1, 1),
    (1, 1, 1, 1, 0),
    (1, 1, 1, 1, 3),
    (3, 1, 4, 1, 0.2),
    (0.3, 1, 0.3, 3, 1),
)
UNLISTED_CORNERS = (*CORNERS, (1, 1, 1, 1, 6))
FEW_CORNERS = (CORNERS[0], CORNERS[2], CORNERS[3])  # enough where nothing is right or wrong


@dataclass(frozen=True)
class Trial:
    """What one choice of parameters reached.

    Attributes
    ----------
    precision : share of ten recommendations that lie in the seed's playlist, in [0, 1]
    coverage : different tracks in a sample of lists / those expected of lists by chance
    """

    precision: float
    coverage: float

    @property
    def worth(self) -> float:
        """Return the precision, marked down where the lists hold too few different tracks."""
        return self.precision * min(1.0, self.coverage / ENOUGH_COVERAGE) ** TOO_LITTLE


@dataclass(frozen=True)
class QueryBatch:
    """ValidationSet: a shortlist per (playlist, seed), and which candidates the playlist holds.

    `is_right` has the shape (n_questions, n_candidates).
    """

    lists: CandidateSets
    is_right: npt.NDArray[np.bool_]

    def precision(self, scores: FloatArray) -> float:
        """Return the share of right ones among the ten best, in [0, 1]."""
        top = best(scores, LENGTH)
        return float(np.take_along_axis(self.is_right, top, axis=1).mean())


@dataclass(frozen=True)
class ValidationSet:
    """Seeds out of held-out playlists, what could be recommended, and what is right.

    Attributes
    ----------
    taste : learned without the held-out playlists
    asked : about seeds as the playlists hold them
    unlisted : about seeds that no other playlist holds
    background_queries : candidates of a sample of seeds, which the exposure penalty
        is computed on
    varied : a shortlist per seed of a sample of playlists, which target_coverage is measured on
    damping, smoothing : the co-occurrence's, as it is measured
    kept : the hubness found last
    """

    taste: TasteVectors
    asked: QueryBatch
    unlisted: QueryBatch
    background_queries: CandidateSets
    varied: CandidateSets
    damping: float
    smoothing: float
    kept: dict[bytes, FloatArray] = field(default_factory=dict)

    @property
    def n_tracks(self) -> int:
        """Return the number of tracks of the model."""
        return len(self.taste.number_of_playlists_)

    def loss(self, chosen: Parameters) -> FloatArray:
        """Return what each track's popularity loses by hubness and exposure_penalty."""
        near = self._hubness(raw_weights(chosen))
        return compute_popularity_penalty(
            self.background_queries,
            self._scores(self.background_queries, chosen),
            near,
            chosen,
            LENGTH,
        )

    def _hubness(self, weights: FloatArray) -> FloatArray:
        """Return the hubness under the weights; cached, as most steps change popularity alone."""
        key = weights[:-1].tobytes()
        if key not in self.kept:
            self.kept.clear()
            self.kept[key] = hubness(self.background_queries, weights, self.n_tracks)
        return self.kept[key]

    def trial(self, chosen: Parameters, loss: FloatArray) -> Trial:
        """Return what the parameters reach when the popularity loses `loss`."""
        scores = self._scores(self.varied, chosen) - loss[self.varied.tracks]
        coverage = coverage_of(self.varied, scores, self.n_tracks, N_VARIED)
        return Trial(self.precision(chosen, loss), coverage)

    def precision(self, chosen: Parameters, loss: FloatArray) -> float:
        """Return the share of right ones among the ten best, in [0, 1]."""
        return self._precision(self.asked, chosen, loss)

    def precision_of_unlisted(self, chosen: Parameters, loss: FloatArray) -> float:
        """Return the same for seeds that no other playlist holds."""
        return self._precision(self.unlisted, chosen, loss)

    def _precision(self, asked: QueryBatch, chosen: Parameters, loss: FloatArray) -> float:
        return asked.precision(self._scores(asked.lists, chosen) - loss[asked.lists.tracks])

    def _scores(self, lists: CandidateSets, chosen: Parameters) -> FloatArray:
        counts = self.taste.number_of_playlists_[lists.seeds]
        leaning = np.float32(chosen.cold_seed_popularity_weight) * cold_start_share(counts)
        return lists.scores(raw_weights(chosen), leaning)

    def measured_with(self, chosen: Parameters) -> "ValidationSet":
        """Return the same questions, with the taste and the co-occurrence as they are chosen."""
        taste = self.taste.placed(chosen.shrinkage, chosen.n_dimensions)
        counts = self.taste.number_of_playlists_ + chosen.co_occurrence_shrinkage
        power = chosen.co_occurrence_damping - self.damping
        factors = np.maximum(counts, 1).astype(np.float32) ** np.float32(power)
        more = chosen.artist_smoothing - self.smoothing

        def measured(lists: CandidateSets) -> CandidateSets:
            return lists.with_taste(taste).with_more_backing(more).with_asymmetry(factors)

        return replace(
            self,
            asked=replace(self.asked, lists=measured(self.asked.lists)),
            unlisted=replace(self.unlisted, lists=measured(self.unlisted.lists)),
            background_queries=measured(self.background_queries),
            varied=measured(self.varied),
            damping=chosen.co_occurrence_damping,
            smoothing=chosen.artist_smoothing,
            kept={},
        )


def raw_weights(chosen: Parameters) -> FloatArray:
    """Return the weights of the contributions when the popularity is log(1 + playlists) itself."""
    weights = chosen.weights.copy()
    weights[-1] = chosen.popularity_weight
    return weights


def is_held_out(playlist_keys: "pa.Array") -> npt.NDArray[np.bool_]:
    """Hold out a playlist by its key alone, so that a new playlist moves no other."""
    return assign_folds(playlist_keys) == 0


def assign_folds(playlist_keys: "pa.Array") -> npt.NDArray[np.int64]:
    """Return which of `N_FOLDS` parts each playlist is of; the first is what is held out."""
    hashes = [zlib.crc32(str(key).encode()) for key in playlist_keys.to_pylist()]
    return np.array(hashes, dtype=np.int64) % N_FOLDS


def draw(
    playlists: sparse.csr_matrix, held: npt.NDArray[np.bool_], most: int = N_QUESTIONS
) -> tuple[IntArray, IntArray]:
    """Draw (playlists, seeds) from the held-out playlists, each asked about equally often."""
    random = np.random.default_rng(SEED)
    rows = np.flatnonzero(held & (np.diff(playlists.indptr) > 1))
    each = -(-most // max(len(rows), 1))
    pairs = [
        (row, seed)
        for row in rows
        for seed in random.permutation(
            playlists.indices[playlists.indptr[row] : playlists.indptr[row + 1]]
        )[:each]
    ]
    drawn = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    drawn = drawn[np.sort(random.permutation(len(drawn))[:most])]
    return drawn[:, 0], drawn[:, 1]


def draw_unlisted(
    playlists: sparse.csr_matrix, held: npt.NDArray[np.bool_], most: int = N_UNLISTED
) -> tuple[IntArray, IntArray]:
    """Draw (playlists, seeds) from what only held-out playlists hold."""
    random = np.random.default_rng(SEED)
    listed = np.asarray(playlists[~held].sum(axis=0)).ravel() > 0
    rows = np.repeat(np.arange(playlists.shape[0]), np.diff(playlists.indptr))
    is_asked = held[rows] & ~listed[playlists.indices] & (np.diff(playlists.indptr)[rows] > 1)
    places = np.flatnonzero(is_asked)
    places = np.sort(random.permutation(places)[:most])
    return rows[places], playlists.indices[places].astype(np.intp)


def fit_without(
    dataset: Dataset,
    audio: FloatArray,
    content: npt.NDArray[np.float64],
    held: npt.NDArray[np.bool_],
    chosen: Parameters,
    most_dimensions: int,
) -> tuple[TasteVectors, ScoringModel]:
    """Return the taste and the model as they would be without the held-out playlists.

    The popularity is log(1 + playlists) itself, without a weight.
    """
    train = dataset.playlists[~held]
    listed = np.asarray(train.sum(axis=0)).ravel() > 0
    # a genre may come from the very playlist that is held out: only listed tracks keep it
    genres = (sparse.diags(listed.astype(np.float32)) @ dataset.genres).tocsr()
    genres.eliminate_zeros()
    taste = TasteVectors(n_dimensions=most_dimensions, shrinkage=chosen.shrinkage).fit(
        train, dataset.artists, genres, content
    )
    playlists, asking = chosen.damped(train.T.tocsr(), dataset.artists)
    model = ScoringModel(
        audio=audio,
        taste=taste.placed(chosen.shrinkage, chosen.n_dimensions),
        popularity=log_popularity(taste.number_of_playlists_, dataset.popularity),
        artists=normalize_rows(dataset.artists),
        playlists=playlists,
        recordings=dataset.recordings,
        asking=asking,
    )
    return taste, model


def build_validation_set(
    dataset: Dataset,
    audio: FloatArray,
    content: npt.NDArray[np.float64],
    held: npt.NDArray[np.bool_],
    start: Parameters,
    most_dimensions: int,
    n_parts: int = 1,
) -> ValidationSet:
    """Learn from the playlists that are not held out, and ask about those that are.

    The taste keeps `most_dimensions`, so that `measured_with` can have any number up to it.
    Where they are one of `n_parts` that are asked as one, it is so many times fewer questions.
    """
    taste, model = fit_without(dataset, audio, content, held, start, most_dimensions)
    train = dataset.playlists[~held]

    def candidates(seeds: IntArray, corners: Sequence[tuple[float, ...]]) -> CandidateSets:
        choices = [raw_weights(start) * np.array(factors, np.float32) for factors in corners]
        return build_candidate_sets(model, seeds, choices, N_CANDIDATES, has_lent=True)

    def asked(drawn: tuple[IntArray, IntArray], corners: Sequence[tuple[float, ...]]) -> QueryBatch:
        lists = candidates(drawn[1], corners)
        if len(drawn[0]) == 0:
            return QueryBatch(lists, lists.mask)
        rows = np.repeat(drawn[0], lists.tracks.shape[1])
        held_tracks = np.asarray(dataset.playlists[rows, lists.tracks.ravel()])
        return QueryBatch(lists, (held_tracks.reshape(lists.tracks.shape) > 0) & lists.mask)

    n_most = 2 * model.n_tracks
    return ValidationSet(
        taste,
        asked(draw(dataset.playlists, held, N_QUESTIONS // n_parts), CORNERS),
        asked(draw_unlisted(dataset.playlists, held, N_UNLISTED // n_parts), UNLISTED_CORNERS),
        candidates(listed_seeds(train, min(N_CROWD // n_parts, n_most), SEED), FEW_CORNERS),
        candidates(seeds_of_playlists(train, min(N_VARIED, n_most), SEED + 1), FEW_CORNERS),
        start.co_occurrence_damping,
        start.artist_smoothing,
    )
