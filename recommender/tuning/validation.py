"""The validation set of a fit: queries about held-out playlists, whose answers are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.ranking.candidates import CandidateSets, build_candidate_sets, mark_best
from recommender.ranking.coverage import LENGTH, Coverage, count_exposure, draw_seeds
from recommender.ranking.hubness import compute_hubness
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution, contribution_array
from recommender.scoring.parameters import Parameters
from recommender.scoring.popularity import cold_start_share
from recommender.search.topk import IntArray
from recommender.tuning.holdout import (
    N_COLD_QUERIES,
    N_QUERIES,
    SEED,
    HeldOut,
    draw_cold_queries,
    draw_queries,
)

N_LISTS = 2000  # of evenly drawn seeds, that the coverage is measured on
N_CANDIDATES = 100
MIN_COLD_QUERIES = 100  # with fewer, cold seeds do not count
N_KEPT = 8  # results of the hubness; half the points that a search begins with have the same
COLD_SHARE = 0.2  # of cold seeds in the objective: they are few, but need a good choice most
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
    """The result of one choice of parameters, all of lists of ten.

    Attributes
    ----------
    precision : share of the lists that is in the seed's playlist, in [0, 1]
    cold_precision : the same for seeds that no training playlist holds; None if they are few
    different_artists : mean number in a list
    exposure : array of n_tracks, how many lists of evenly drawn seeds hold each
    n_lists : the number of these lists
    """

    precision: float
    cold_precision: float | None
    different_artists: float
    exposure: IntArray
    n_lists: int

    @property
    def coverage(self) -> Coverage:
        """Return the coverage of the lists of evenly drawn seeds."""
        return Coverage.from_exposure(self.exposure, self.n_lists)

    @property
    def quality(self) -> float:
        """Return the weighted mean of the precision and that of cold seeds."""
        if self.cold_precision is None:
            return self.precision
        return (1 - COLD_SHARE) * self.precision + COLD_SHARE * self.cold_precision


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


@dataclass(frozen=True)
class ValidationSet:
    """Seeds of held-out playlists, their candidates, and the relevant ones.

    Attributes
    ----------
    held_out : the playlists that the queries are about, and the model without them
    queries : about seeds as the playlists hold them
    cold : about seeds that no training playlist holds
    even : candidates of evenly drawn seeds, whose lists the coverage is about
    others : candidates of other evenly drawn seeds, which the hubness is computed from: from the
        same ones it would disperse just these lists
    measured : the parameters that the candidates were measured with
    n_parts : the number of sets that this is one of
    """

    held_out: HeldOut
    queries: QueryBatch
    cold: QueryBatch
    even: CandidateSets
    others: CandidateSets
    measured: Parameters
    n_parts: int
    _hubness: dict[bytes, FloatArray] = field(default_factory=dict, init=False)

    def trial(self, parameters: Parameters) -> Trial:
        """Return the result of the parameters; those of vectors have to be the measured ones."""
        penalty = self._penalise_hubness(parameters)
        scores, cold_scores = (
            self._score(batch.sets, parameters, penalty) for batch in (self.queries, self.cold)
        )
        is_enough = len(cold_scores) >= MIN_COLD_QUERIES // self.n_parts
        return Trial(
            precision=self.queries.precision(scores),
            cold_precision=self.cold.precision(cold_scores) if is_enough else None,
            different_artists=self.queries.sets.count_artists(scores, LENGTH),
            exposure=self._count_exposure(parameters, penalty),
            n_lists=len(self.even.seeds),
        )

    def cover(self, parameters: Parameters) -> Coverage:
        """Return the coverage of the lists of evenly drawn seeds."""
        exposure = self._count_exposure(parameters, self._penalise_hubness(parameters))
        return Coverage.from_exposure(exposure, len(self.even.seeds))

    def _penalise_hubness(self, parameters: Parameters) -> FloatArray:
        weights = parameters.raw_weights
        weights[Contribution.POPULARITY] = 0  # of which the hubness is free
        key = weights.tobytes()
        if key not in self._hubness:
            if len(self._hubness) == N_KEPT:
                del self._hubness[next(iter(self._hubness))]
            self._hubness[key] = compute_hubness(self.others, weights, self.held_out.n_tracks)
        penalty: FloatArray = np.float32(parameters.hubness) * self._hubness[key]
        return penalty

    def _count_exposure(self, parameters: Parameters, penalty: FloatArray) -> IntArray:
        scores = self._score(self.even, parameters, penalty)
        return count_exposure(self.even, scores, self.held_out.n_tracks)

    def _score(
        self, sets: CandidateSets, parameters: Parameters, penalty: FloatArray
    ) -> FloatArray:
        cold = cold_start_share(self.held_out.number_of_playlists[sets.seeds])
        scores = sets.scores(
            parameters.raw_weights, np.float32(parameters.cold_seed_popularity_weight) * cold
        )
        scores -= penalty[sets.tracks]
        repeat = (1 - cold) * np.float32(parameters.artist_repeat_penalty)
        repeat += cold * np.float32(parameters.cold_seed_artist_repeat_penalty)
        return sets.subtract_repeats(scores, repeat)

    def with_parameters(self, parameters: Parameters) -> "ValidationSet":
        """Return the same queries, with the taste and the co-occurrence of the parameters."""
        taste = None
        if not self.measured.has_same_taste(parameters):
            taste = self.held_out.embed(parameters)
        counts = self.held_out.number_of_playlists + parameters.co_occurrence_shrinkage
        power = parameters.co_occurrence_damping - self.measured.co_occurrence_damping
        factors = np.maximum(counts, 1).astype(np.float32) ** np.float32(power)
        more = parameters.artist_smoothing - self.measured.artist_smoothing

        def measure(sets: CandidateSets) -> CandidateSets:
            measured = sets if taste is None else sets.with_taste(taste)
            return measured.with_more_smoothing(more).with_asymmetry(factors)

        return replace(
            self,
            queries=replace(self.queries, sets=measure(self.queries.sets)),
            cold=replace(self.cold, sets=measure(self.cold.sets)),
            even=measure(self.even),
            others=measure(self.others),
            measured=parameters,
        )


def build_validation_set(
    dataset: Dataset, held_out: HeldOut, start: Parameters, part: int = 0, n_parts: int = 1
) -> ValidationSet:
    """Collect queries about the held-out playlists.

    If the set is a part, from 0, of `n_parts`, it has that many times fewer queries.
    """
    model = held_out.build_model(start)

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

    is_held_out = held_out.is_held_out
    seeds = draw_seeds(model.n_tracks, 2 * N_LISTS // n_parts, SEED + part)
    random = np.random.default_rng(SEED)
    even, others = np.array_split(random.permutation(seeds), 2)
    queries = draw_queries(dataset.playlists, is_held_out, N_QUERIES // n_parts)
    cold_queries = draw_cold_queries(dataset.playlists, is_held_out, N_COLD_QUERIES // n_parts)
    return ValidationSet(
        held_out=held_out,
        queries=collect_batch(queries, CORNERS),
        cold=collect_batch(cold_queries, COLD_CORNERS),
        even=collect(even, FEW_CORNERS),
        others=collect(others, FEW_CORNERS),
        measured=start,
        n_parts=n_parts,
    )


def _factor_array(factors: Factors) -> FloatArray:
    return contribution_array(**{name: factors.get(name, 1) for name in CONTRIBUTIONS})
