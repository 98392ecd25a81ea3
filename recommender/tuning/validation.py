"""The validation set of a fit: queries about held-out playlists, whose answers are known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.embeddings.taste import TasteVectors
from recommender.ranking.candidates import CandidateSets, build_candidate_sets, mark_best
from recommender.ranking.exposure import (
    compute_popularity_penalty,
    draw_seeds_by_entry,
    draw_seeds_by_playlist,
    measure_coverage,
)
from recommender.ranking.hubness import compute_hubness
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution, contribution_array
from recommender.scoring.parameters import Parameters
from recommender.scoring.popularity import cold_start_share
from recommender.search.topk import IntArray
from recommender.tuning.holdout import (
    N_COLD_QUERIES,
    N_QUERIES,
    SEED,
    draw_cold_queries,
    draw_queries,
    fit_without,
)

N_BACKGROUND_QUERIES = 6000
N_COVERAGE_QUERIES = 2000
LENGTH = 10
N_CANDIDATES = 100
ENOUGH_COVERAGE = 0.8
COVERAGE_POWER = 4  # by which less coverage lowers the objective
Factors = Mapping[str, float]
# factors on the starting weights, 1 if not named: the search stays between them
CORNERS: tuple[Factors, ...] = (
    {},
    {"popularity": 0},
    {"popularity": 3},
    {"audio": 3, "artist": 4, "popularity": 0.2},
    {"audio": 0.3, "artist": 0.3, "co_occurrence": 3},
)
COLD_CORNERS = (*CORNERS, {"popularity": 6})
FEW_CORNERS = (CORNERS[0], CORNERS[2], CORNERS[3])  # enough for queries without answers


@dataclass(frozen=True)
class Trial:
    """The result of one choice of parameters.

    Attributes
    ----------
    precision : share of ten recommendations that are in the seed's playlist, in [0, 1]
    coverage : different tracks in a sample of lists / those expected in random lists
    """

    precision: float
    coverage: float

    @property
    def objective(self) -> float:
        """Return the precision, lowered if the lists hold too few different tracks."""
        return self.precision * min(1.0, self.coverage / ENOUGH_COVERAGE) ** COVERAGE_POWER


@dataclass(frozen=True)
class QueryBatch:
    """Candidates of each (playlist, seed), and which of them the playlist holds.

    `is_relevant` has the shape (n_queries, n_candidates).
    """

    sets: CandidateSets
    is_relevant: npt.NDArray[np.bool_]

    def precision(self, scores: FloatArray) -> float:
        """Return the share of relevant tracks among the ten best, in [0, 1]."""
        n_queries, n_candidates = scores.shape
        n_hits = np.count_nonzero(self.is_relevant & mark_best(scores, self.sets.mask, LENGTH))
        return n_hits / (n_queries * min(LENGTH, n_candidates))


class LazySets:
    """Candidate sets that are computed when they are first used."""

    def __init__(self, compute: Callable[[], CandidateSets]) -> None:
        self._compute = compute

    @cached_property
    def sets(self) -> CandidateSets:
        """Return the candidate sets."""
        sets = self._compute()
        del self._compute  # and with it the candidate sets that these were computed from
        return sets


@dataclass(frozen=True)
class ValidationSet:
    """Seeds of held-out playlists, their candidates, and the relevant ones.

    Attributes
    ----------
    taste : fitted without the held-out playlists
    queries : about seeds as the playlists hold them
    cold : about seeds that no training playlist holds
    background : candidates of a sample of seeds that the penalties are computed from; this and
        the next are large, and most steps of a fit use neither
    coverage : candidates of a sample of seeds that the coverage is measured on
    damping, smoothing : of the co-occurrence as it is measured
    hubness_cache : the hubness computed last
    """

    taste: TasteVectors
    queries: QueryBatch
    cold: QueryBatch
    background: LazySets
    coverage: LazySets
    damping: float
    smoothing: float
    hubness_cache: dict[bytes, FloatArray] = field(default_factory=dict)

    @property
    def n_tracks(self) -> int:
        """Return the number of tracks of the catalogue."""
        return len(self.taste.number_of_playlists_)

    def compute_penalty(self, parameters: Parameters) -> FloatArray:
        """Return what each track's popularity loses by hubness and exposure."""
        hubness = self._compute_hubness(parameters.raw_weights)
        sets = self.background.sets
        scores = self._score(sets, parameters)
        return compute_popularity_penalty(sets, scores, hubness, parameters, LENGTH)

    def _compute_hubness(self, weights: FloatArray) -> FloatArray:
        """Return the hubness under the weights; cached, as most steps change popularity alone."""
        key = np.delete(weights, Contribution.POPULARITY).tobytes()
        if key not in self.hubness_cache:
            self.hubness_cache.clear()
            self.hubness_cache[key] = compute_hubness(self.background.sets, weights, self.n_tracks)
        return self.hubness_cache[key]

    def trial(self, parameters: Parameters, penalty: FloatArray) -> Trial:
        """Return the result of the parameters when the popularity loses the penalty."""
        sets = self.coverage.sets
        scores = self._score(sets, parameters) - penalty[sets.tracks]
        coverage = measure_coverage(sets, scores, self.n_tracks, N_COVERAGE_QUERIES)
        return Trial(self.precision(parameters, penalty), coverage)

    def precision(self, parameters: Parameters, penalty: FloatArray) -> float:
        """Return the share of relevant tracks among the ten best, in [0, 1]."""
        return self._precision(self.queries, parameters, penalty)

    def cold_precision(self, parameters: Parameters, penalty: FloatArray) -> float:
        """Return the same for seeds that no training playlist holds."""
        return self._precision(self.cold, parameters, penalty)

    def _precision(self, batch: QueryBatch, parameters: Parameters, penalty: FloatArray) -> float:
        return batch.precision(self._score(batch.sets, parameters) - penalty[batch.sets.tracks])

    def _score(self, sets: CandidateSets, parameters: Parameters) -> FloatArray:
        counts = self.taste.number_of_playlists_[sets.seeds]
        weight = np.float32(parameters.cold_seed_popularity_weight)
        return sets.scores(parameters.raw_weights, weight * cold_start_share(counts))

    def with_parameters(self, parameters: Parameters) -> "ValidationSet":
        """Return the same queries, with the taste and the co-occurrence of the parameters."""
        taste = self.taste.embed(parameters.shrinkage, parameters.n_dimensions)
        counts = self.taste.number_of_playlists_ + parameters.co_occurrence_shrinkage
        power = parameters.co_occurrence_damping - self.damping
        factors = np.maximum(counts, 1).astype(np.float32) ** np.float32(power)
        more = parameters.artist_smoothing - self.smoothing

        def measure(sets: CandidateSets) -> CandidateSets:
            return sets.with_taste(taste).with_more_smoothing(more).with_asymmetry(factors)

        background, coverage = self.background, self.coverage
        return replace(
            self,
            queries=replace(self.queries, sets=measure(self.queries.sets)),
            cold=replace(self.cold, sets=measure(self.cold.sets)),
            background=LazySets(lambda: measure(background.sets)),
            coverage=LazySets(lambda: measure(coverage.sets)),
            damping=parameters.co_occurrence_damping,
            smoothing=parameters.artist_smoothing,
            hubness_cache={},
        )


def build_validation_set(
    dataset: Dataset,
    audio: FloatArray,
    content: npt.NDArray[np.float64],
    is_held_out: npt.NDArray[np.bool_],
    start: Parameters,
    max_dimensions: int,
    n_parts: int = 1,
) -> ValidationSet:
    """Fit without the held-out playlists, and collect queries about them.

    The taste keeps `max_dimensions`, so that `with_parameters` can have any number up to it.
    If the set is one of `n_parts`, it has that many times fewer queries.
    """
    taste, model = fit_without(dataset, audio, content, is_held_out, start, max_dimensions)
    train = dataset.playlists[~is_held_out]

    def collect(seeds: IntArray, corners: Sequence[Factors]) -> CandidateSets:
        choices = [start.raw_weights * _factor_array(factors) for factors in corners]
        return build_candidate_sets(
            model, seeds, choices, N_CANDIDATES, has_artist_co_occurrence=True
        )

    def collect_batch(queries: tuple[IntArray, IntArray], corners: Sequence[Factors]) -> QueryBatch:
        sets = collect(queries[1], corners)
        if len(queries[0]) == 0:
            return QueryBatch(sets, sets.mask)
        rows = np.repeat(queries[0], sets.tracks.shape[1])
        held_tracks = np.asarray(dataset.playlists[rows, sets.tracks.ravel()])
        return QueryBatch(sets, (held_tracks.reshape(sets.tracks.shape) > 0) & sets.mask)

    n_most = 2 * model.n_tracks
    n_background = min(N_BACKGROUND_QUERIES // n_parts, n_most)
    n_coverage = min(N_COVERAGE_QUERIES, n_most)
    queries = draw_queries(dataset.playlists, is_held_out, N_QUERIES // n_parts)
    cold_queries = draw_cold_queries(dataset.playlists, is_held_out, N_COLD_QUERIES // n_parts)
    background = draw_seeds_by_entry(train, n_background, SEED)
    coverage = draw_seeds_by_playlist(train, n_coverage, SEED + 1)
    return ValidationSet(
        taste=taste,
        queries=collect_batch(queries, CORNERS),
        cold=collect_batch(cold_queries, COLD_CORNERS),
        background=LazySets(lambda: collect(background, FEW_CORNERS)),
        coverage=LazySets(lambda: collect(coverage, FEW_CORNERS)),
        damping=start.co_occurrence_damping,
        smoothing=start.artist_smoothing,
    )


def _factor_array(factors: Factors) -> FloatArray:
    return contribution_array(**{name: factors.get(name, 1) for name in CONTRIBUTIONS})
