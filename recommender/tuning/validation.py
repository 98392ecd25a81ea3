"""The validation set of a fit: queries about held-out playlists, whose answers are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.data.dataset import Dataset
from recommender.ranking.candidates import CandidateSets, build_candidate_sets, mark_best
from recommender.ranking.coverage import LENGTH, Coverage, count_exposure, draw_seeds
from recommender.ranking.hubness import compute_hubness
from recommender.scoring.contributions import CONTRIBUTIONS, contribution_array
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
HUBNESS_CORNERS: tuple[Factors, ...] = (  # the hubness does not depend on the popularity
    {"popularity": 0},
    {"audio": 3, "artist": 4, "popularity": 0},
)


@dataclass(frozen=True)
class Hits:
    """The precision of the list of each query, and the playlist that the query is about."""

    precision: npt.NDArray[np.float64]
    playlists: IntArray

    @property
    def mean(self) -> float:
        """Return the mean precision."""
        return float(self.precision.mean())

    def deviations(self, than: "Hits", n_playlists: int) -> npt.NDArray[np.float64]:
        """Return what each playlist adds to the mean gain over others, less its expectation."""
        gain = self.precision - than.precision
        centred = (gain - gain.mean()) / max(len(gain), 1)
        return np.bincount(self.playlists, centred, n_playlists).astype(np.float64)


@dataclass(frozen=True)
class Trial:
    """The result of one choice of parameters, all of lists of ten.

    Attributes
    ----------
    hits : of queries about held-out playlists
    cold_hits : the same for seeds that no training playlist holds; None if they are few
    different_artists : mean number in a list
    exposure : array of n_tracks, how many lists of evenly drawn seeds hold each
    n_lists : the number of these lists
    """

    hits: Hits
    cold_hits: Hits | None
    different_artists: float
    exposure: IntArray
    n_lists: int

    @property
    def precision(self) -> float:
        """Return the share of the lists that is in the seed's playlist, in [0, 1]."""
        return self.hits.mean

    @property
    def cold_precision(self) -> float | None:
        """Return the same for cold seeds."""
        return None if self.cold_hits is None else self.cold_hits.mean

    @property
    def coverage(self) -> Coverage:
        """Return the coverage of the lists of evenly drawn seeds."""
        return Coverage.from_exposure(self.exposure, self.n_lists)

    @property
    def quality(self) -> float:
        """Return the weighted mean of the precision and that of cold seeds."""
        if self.cold_hits is None:
            return self.precision
        return (1 - COLD_SHARE) * self.precision + COLD_SHARE * self.cold_hits.mean

    def standard_error(self, than: "Trial") -> float:
        """Return the standard error of the gain in quality over another trial.

        All queries about a playlist are one draw, as they depend on each other.
        """
        n_playlists = int(self.hits.playlists.max(initial=-1)) + 1
        share = 1.0
        both = self.cold_hits, than.cold_hits
        if both[0] is not None and both[1] is not None:
            n_playlists = max(n_playlists, int(both[0].playlists.max(initial=-1)) + 1)
            share = 1 - COLD_SHARE
        deviations = share * self.hits.deviations(than.hits, n_playlists)
        if both[0] is not None and both[1] is not None:
            deviations += COLD_SHARE * both[0].deviations(both[1], n_playlists)
        return float(np.sqrt((deviations**2).sum()))


@dataclass(frozen=True)
class QueryBatch:
    """Candidates of each (playlist, seed), and which of them the playlist holds.

    `is_relevant` has the shape (n_queries, n_candidates).
    """

    sets: CandidateSets
    playlists: IntArray
    is_relevant: npt.NDArray[np.bool_]

    def mark_best(self, scores: FloatArray) -> npt.NDArray[np.bool_]:
        """Return a mask of the lists of ten."""
        return mark_best(scores, self.sets.mask, LENGTH)

    def count_hits(self, is_best: npt.NDArray[np.bool_]) -> Hits:
        """Return the share of relevant tracks among the ten best of each query."""
        n_hits = np.count_nonzero(self.is_relevant & is_best, axis=1)
        return Hits(n_hits / max(min(LENGTH, is_best.shape[1]), 1), self.playlists)


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

    def trial(self, parameters: Parameters) -> Trial:
        """Return the result of the parameters; those of vectors have to be the measured ones."""
        penalty = self.penalise_hubness(parameters)
        return self.trial_queries(parameters, penalty, self._count_exposure(parameters, penalty))

    def trial_queries(
        self, parameters: Parameters, penalty: FloatArray, exposure: IntArray
    ) -> Trial:
        """Return the result for the queries alone, with a given penalty and exposure of tracks."""
        best, cold_best = (
            batch.mark_best(self._score(batch.sets, parameters, penalty))
            for batch in (self.queries, self.cold)
        )
        is_enough = len(cold_best) >= MIN_COLD_QUERIES // self.n_parts
        return Trial(
            hits=self.queries.count_hits(best),
            cold_hits=self.cold.count_hits(cold_best) if is_enough else None,
            different_artists=self.queries.sets.artists.count_different(best),
            exposure=exposure,
            n_lists=len(self.even.seeds),
        )

    def penalise_hubness(self, parameters: Parameters) -> FloatArray:
        """Return what each track loses for its hubness."""
        hubness = compute_hubness(self.others, parameters.raw_weights, self.held_out.n_tracks)
        penalty: FloatArray = np.float32(parameters.hubness) * hubness
        return penalty

    def _count_exposure(self, parameters: Parameters, penalty: FloatArray) -> IntArray:
        scores = self._score(self.even, parameters, penalty)
        return count_exposure(self.even, scores, self.held_out.n_tracks)

    def _score(
        self, sets: CandidateSets, parameters: Parameters, penalty: FloatArray
    ) -> FloatArray:
        return score_lists(sets, parameters, penalty, self.held_out.number_of_playlists)

    def with_parameters(self, parameters: Parameters) -> "ValidationSet":
        """Return the same queries, with the taste and the co-occurrence of the parameters."""
        taste = self.held_out.embed(parameters)
        counts = self.held_out.number_of_playlists + parameters.co_occurrence_shrinkage
        power = parameters.co_occurrence_damping - self.measured.co_occurrence_damping
        factors = np.maximum(counts, 1).astype(np.float32) ** np.float32(power)
        more = parameters.artist_smoothing - self.measured.artist_smoothing

        def measure(sets: CandidateSets) -> CandidateSets:
            return sets.with_taste(taste).with_more_smoothing(more).with_asymmetry(factors)

        return replace(
            self,
            queries=replace(self.queries, sets=measure(self.queries.sets)),
            cold=replace(self.cold, sets=measure(self.cold.sets)),
            even=measure(self.even),
            others=measure(self.others),
            measured=parameters,
        )


def score_lists(
    sets: CandidateSets,
    parameters: Parameters,
    penalty: FloatArray,
    number_of_playlists: npt.NDArray[np.int64],
) -> FloatArray:
    """Return the scores of the candidates, less the penalties of tracks and of repeated artists."""
    cold = cold_start_share(number_of_playlists[sets.seeds])
    weights = np.float32(parameters.cold_seed_popularity_weight) * cold
    scores = sets.scores(parameters.raw_weights, weights)
    scores -= penalty[sets.tracks]
    repeat = (1 - cold) * np.float32(parameters.artist_repeat_penalty)
    repeat += cold * np.float32(parameters.cold_seed_artist_repeat_penalty)
    return sets.subtract_repeats(scores, repeat)


def build_validation_set(
    dataset: Dataset, held_out: HeldOut, start: Parameters, part: int = 0, n_parts: int = 1
) -> ValidationSet:
    """Collect queries about the held-out playlists.

    If the set is a part, from 0, of `n_parts`, it has that many times fewer queries.
    """
    model = held_out.build_model(start)

    def collect(seeds: IntArray, corners: Sequence[Factors]) -> CandidateSets:
        choices = [scale_weights(start, factors) for factors in corners]
        return build_candidate_sets(
            model, seeds, choices, N_CANDIDATES, has_artist_co_occurrence=True
        )

    def collect_batch(queries: tuple[IntArray, IntArray], corners: Sequence[Factors]) -> QueryBatch:
        sets = collect(queries[1], corners)
        if len(queries[0]) == 0:
            return QueryBatch(sets, queries[0], sets.mask)
        rows = np.repeat(queries[0], sets.tracks.shape[1])
        held_tracks = np.asarray(dataset.playlists[rows, sets.tracks.ravel()])
        return QueryBatch(
            sets, queries[0], (held_tracks.reshape(sets.tracks.shape) > 0) & sets.mask
        )

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
        others=collect(others, HUBNESS_CORNERS),
        measured=start,
        n_parts=n_parts,
    )


def scale_weights(parameters: Parameters, factors: Factors) -> FloatArray:
    """Return the weights, each times its factor."""
    return parameters.raw_weights * contribution_array(
        **{name: factors.get(name, 1) for name in CONTRIBUTIONS}
    )
