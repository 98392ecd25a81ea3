"""Candidate sets: for a sample of seeds, every track that plausible weights could recommend."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.ranking.artist_repeats import ArtistGroups
from recommender.ranking.groups import GroupTables
from recommender.ranking.lists import find_same_recording
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution
from recommender.scoring.model import ScoringModel
from recommender.scoring.query import Query
from recommender.search.parallel import map_blocks, size_blocks
from recommender.search.topk import IntArray, find_kth_largest, rank_within_group


@dataclass(frozen=True)
class CandidateSets:
    """Candidates of n_seeds seeds, padded to one length, from which lists are ranked quickly.

    Attributes
    ----------
    seeds : array of n_seeds rows of the model
    tracks : array (n_seeds, n_candidates); 0 where `mask` is false
    contributions : array (n_seeds, n_candidates, 6), unweighted
    mask : array (n_seeds, n_candidates), false for padding
    artists : the candidates of each seed by their first artist
    artist_co_occurrence : array (n_seeds, n_candidates), what an artist smoothing of 1 adds
        to the co-occurrence; None if it was not computed
    """

    seeds: IntArray
    tracks: IntArray
    contributions: FloatArray
    mask: npt.NDArray[np.bool_]
    artists: ArtistGroups
    artist_co_occurrence: FloatArray | None = None

    @cached_property
    def by_track(self) -> GroupTables:
        """Return the places of each track among the flat candidates."""
        entries = np.flatnonzero(self.mask)
        return GroupTables.build(self.tracks.ravel()[entries], entries, self.mask.size)

    def scores(
        self, weights: FloatArray, cold_seed_weights: FloatArray | None = None
    ) -> FloatArray:
        """Return the scores under the given weights, -inf for padding.

        `cold_seed_weights` are further weights of the popularity by seed, shape (n_seeds,).
        """
        scores: FloatArray = self.contributions @ weights
        if cold_seed_weights is not None:
            popularity = self.contributions[:, :, Contribution.POPULARITY]
            scores += cold_seed_weights[:, None] * popularity
        scores[~self.mask] = -np.inf
        return scores

    def subtract_repeats(self, scores: FloatArray, penalties: FloatArray) -> FloatArray:
        """Return the scores less the penalty of a repeated artist, by seed, shape (n_seeds,)."""
        remaining: FloatArray = scores - penalties[:, None] * self.artists.find_repeats(scores)
        return remaining

    def count_artists(self, scores: FloatArray, length: int) -> float:
        """Return the mean number of different first artists among the best candidates."""
        is_first = ~self.artists.find_repeats(scores)
        n_lists = max(len(scores), 1)
        return int((is_first & mark_best(scores, self.mask, length)).sum()) / n_lists

    def with_taste(self, taste: FloatArray) -> "CandidateSets":
        """Return the same candidates, measured with other taste vectors."""
        contributions = self.contributions.copy()
        for row, (seed, tracks) in enumerate(zip(self.seeds, self.tracks, strict=True)):
            contributions[row, :, Contribution.TASTE] = taste[tracks] @ taste[seed]
        return replace(self, contributions=contributions)

    def with_asymmetry(self, factors: FloatArray) -> "CandidateSets":
        """Return the same candidates, co-occurrence times the seed's factor / the track's."""
        ratio = factors[self.seeds][:, None] / factors[self.tracks]
        contributions = self.contributions.copy()
        contributions[:, :, Contribution.CO_OCCURRENCE] *= ratio
        artist = self.artist_co_occurrence
        return replace(
            self,
            contributions=contributions,
            artist_co_occurrence=None if artist is None else artist * ratio,
        )

    def with_more_smoothing(self, more: float) -> "CandidateSets":
        """Return the same candidates with more artist smoothing."""
        if not more or self.artist_co_occurrence is None:
            return self
        contributions = self.contributions.copy()
        added = np.float32(more) * self.artist_co_occurrence
        contributions[:, :, Contribution.CO_OCCURRENCE] += added
        return replace(self, contributions=contributions)


def mark_best(
    scores: FloatArray, mask: npt.NDArray[np.bool_], length: int
) -> npt.NDArray[np.bool_]:
    """Return a mask of the best `length` candidates of each seed, those of `mask` alone."""
    length = min(length, scores.shape[1])
    # sorted values are quicker than an order, and enough where no tie crosses the end of a list
    last = np.sort(scores, axis=1)[:, -length, None]
    is_best = (scores >= last) & mask
    is_tied = np.count_nonzero(is_best, axis=1) > length
    if is_tied.any():
        best = np.argpartition(-scores[is_tied], length - 1, axis=1)[:, :length]
        marks = np.zeros((len(best), scores.shape[1]), dtype=np.bool_)
        np.put_along_axis(marks, best, True, axis=1)
        is_best[is_tied] = marks & mask[is_tied]
    return is_best


def build_candidate_sets(
    model: ScoringModel,
    seeds: IntArray,
    choices: Sequence[FloatArray],
    length: int,
    has_artist_co_occurrence: bool = False,
) -> CandidateSets:
    """Return the union of the best `length` candidates under each choice of weights.

    A seed's own recording is none of its candidates.
    """

    def search(start: int, stop: int) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        one_each = model.select_seeds(seeds[start:stop])
        query = Query(model, one_each)
        own = find_same_recording(model, one_each)
        is_candidate = np.zeros((stop - start, model.n_tracks), dtype=np.bool_)
        for weights in choices:
            is_candidate[query.candidates(weights, length, own)] = True
        rows, columns = np.divmod(np.flatnonzero(is_candidate), model.n_tracks)
        contributions = query.contributions(rows, columns)
        kept = _select_by_any(rows, contributions, choices, length)
        rows, columns = rows[kept], columns[kept]
        asked = slice(None) if has_artist_co_occurrence else slice(0)
        artist = query.artist_co_occurrence(rows[asked], columns[asked])
        return rows + start, columns, contributions[kept], artist

    if len(seeds) == 0:
        return _empty_sets()
    blocks = list(map_blocks(search, len(seeds), size_blocks(len(seeds), model.n_tracks)))
    rows, columns, contributions, artist = (
        np.concatenate(parts) for parts in zip(*blocks, strict=True)
    )
    place = rank_within_group(rows)
    shape = (len(seeds), int(place.max(initial=0)) + 1)

    def pad(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        padded = np.zeros((*shape, *values.shape[1:]), values.dtype)
        padded[rows, place] = values
        return padded

    tracks, mask = pad(columns), pad(np.ones(len(rows), np.bool_))
    groups = ArtistGroups(model.main_artists[tracks], mask)
    padded = pad(artist) if has_artist_co_occurrence else None
    return CandidateSets(seeds, tracks, pad(contributions), mask, groups, padded)


def _select_by_any(
    rows: IntArray, contributions: FloatArray, choices: Sequence[FloatArray], length: int
) -> npt.NDArray[np.bool_]:
    """Return a mask of the candidates that are the best `length` of their row by any choice.

    If many tracks tie, as those of a single playlist do, there are far more candidates than
    places; the first of them are taken.
    """
    kept = np.zeros(len(rows), dtype=np.bool_)
    n_rows = int(rows.max(initial=-1)) + 1
    for weights in choices:
        scores = contributions @ weights
        last = find_kth_largest(rows, scores, length, n_rows)[rows]
        kept |= scores > last
        tied = np.flatnonzero(scores == last)
        n_above = np.bincount(rows[scores > last], minlength=n_rows)
        kept[tied[rank_within_group(rows[tied]) < length - n_above[rows[tied]]]] = True
    return kept


def _empty_sets() -> CandidateSets:
    nothing = np.zeros((0, 0), np.intp)
    contributions = np.zeros((0, 0, len(CONTRIBUTIONS)), np.float32)
    artist = np.zeros((0, 0), np.float32)
    mask = nothing.astype(np.bool_)
    return CandidateSets(
        np.zeros(0, np.intp), nothing, contributions, mask, ArtistGroups(nothing, mask), artist
    )
