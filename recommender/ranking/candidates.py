"""For a sample of seeds, every track that any sensible weights could recommend, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from recommender.checks import FloatArray
from recommender.ranking.lists import same_recording
from recommender.scoring.model import CONTRIBUTIONS, ScoringModel
from recommender.search.parallel import map_blocks, share_size
from recommender.search.topk import IntArray, order_by_score, rank_within_group

TASTE, CO_OCCURRENCE, PRIOR = (
    CONTRIBUTIONS.index(name) for name in ("taste", "co_occurrence", "popularity")
)


@dataclass(frozen=True)
class CandidateSets:
    """Candidates of n_seeds seeds, padded to one length; lists come from them quickly.

    Attributes
    ----------
    seeds : array of n_seeds rows of the model
    tracks : array (n_seeds, n_candidates); 0 where `mask` is false
    contributions : array (n_seeds, n_candidates, 5), unweighted, in the order of
        `CONTRIBUTIONS`
    mask : array (n_seeds, n_candidates), false for padding
    artist_weights : array (n_seeds, n_candidates), what an artist smoothing of 1 adds to the
        co-occurrence; None where that was not asked for
    """

    seeds: IntArray
    tracks: IntArray
    contributions: FloatArray
    mask: npt.NDArray[np.bool_]
    artist_weights: FloatArray | None = None

    def scores(self, weights: FloatArray, leaning: FloatArray | None = None) -> FloatArray:
        """Return the scores under the given weights, -inf for padding.

        `leaning` is how much more the popularity weighs for each seed, shape (n_seeds,).
        """
        scores: FloatArray = self.contributions @ weights
        if leaning is not None:
            scores += leaning[:, None] * self.contributions[:, :, PRIOR]
        scores[~self.mask] = -np.inf
        return scores

    def with_taste(self, taste: FloatArray) -> "CandidateSets":
        """Return the same candidates, measured with other taste vectors."""
        contributions = self.contributions.copy()
        for row, (seed, tracks) in enumerate(zip(self.seeds, self.tracks, strict=True)):
            contributions[row, :, TASTE] = taste[tracks] @ taste[seed]
        return replace(self, contributions=contributions)

    def with_asymmetry(self, factors: FloatArray) -> "CandidateSets":
        """Return the same candidates, their co-occurrence times the seed's factor / their own."""
        ratio = factors[self.seeds][:, None] / factors[self.tracks]
        contributions = self.contributions.copy()
        contributions[:, :, CO_OCCURRENCE] *= ratio
        return replace(
            self,
            contributions=contributions,
            artist_weights=None if self.artist_weights is None else self.artist_weights * ratio,
        )

    def with_more_backing(self, more: float) -> "CandidateSets":
        """Return the same candidates with more artist smoothing; expects `artist_weights`."""
        if not more or self.artist_weights is None:
            return self
        contributions = self.contributions.copy()
        contributions[:, :, CO_OCCURRENCE] += np.float32(more) * self.artist_weights
        return replace(self, contributions=contributions)

    def with_more_prior(self, more: FloatArray) -> "CandidateSets":
        """Return the same candidates, their popularity larger by `more`, shape (n_tracks,)."""
        contributions = self.contributions.copy()
        contributions[:, :, PRIOR] += more[self.tracks]
        return replace(self, contributions=contributions)

    def of(self, rows: IntArray) -> "CandidateSets":
        """Return the lists at the given places."""
        artist_weights = None if self.artist_weights is None else self.artist_weights[rows]
        return CandidateSets(
            self.seeds[rows],
            self.tracks[rows],
            self.contributions[rows],
            self.mask[rows],
            artist_weights,
        )

    def joined(self, other: "CandidateSets") -> "CandidateSets":
        """Return lists of the same seeds with the candidates of both, without `artist_weights`."""
        n_tracks = int(max(self.tracks.max(initial=0), other.tracks.max(initial=0))) + 1
        row = np.arange(len(self.seeds))[:, None] * n_tracks
        own = (row + self.tracks)[self.mask]
        is_new = other.mask & ~np.isin(row + other.tracks, own)
        return CandidateSets(
            self.seeds,
            np.hstack([self.tracks, other.tracks]),
            np.hstack([self.contributions, other.contributions]),
            np.hstack([self.mask, is_new]),
        )


def best(scores: FloatArray, length: int) -> IntArray:
    """Return the places of the best candidates, shape (n_seeds, length), in no order."""
    length = min(length, scores.shape[1])
    return np.argpartition(-scores, length - 1, axis=1)[:, :length]


def build_candidate_sets(
    model: ScoringModel,
    seeds: IntArray,
    choices: Sequence[FloatArray],
    length: int,
    has_lent: bool = False,
) -> CandidateSets:
    """Return the union of the best `length` candidates under each choice of weights.

    The weights of a choice are in the order of `CONTRIBUTIONS`. A seed's own recording is none of
    its candidates. `has_lent` asks for what the artists lend.
    """

    def search(start: int, stop: int) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        mixed = model.rows(seeds[start:stop])
        query = model.query(mixed)
        own = same_recording(model, mixed)
        chosen = []
        for weights in choices:
            rows, columns = query.candidates(weights, length, own)
            chosen.append(rows * model.n_tracks + columns)
        rows, columns = np.divmod(np.unique(np.concatenate(chosen)), model.n_tracks)
        contributions = query.contributions(rows, columns)
        kept = _best_of_each(rows, columns, contributions, choices, length)
        rows, columns = rows[kept], columns[kept]
        artist_weights = (
            query.artist_co_occurrence(rows, columns) if has_lent else np.zeros(0, np.float32)
        )
        return rows + start, columns, contributions[kept], artist_weights

    if len(seeds) == 0:
        return _no_lists()
    found = list(map_blocks(search, len(seeds), share_size(len(seeds))))
    rows, columns, contributions, artist_weights = (
        np.concatenate(parts) for parts in zip(*found, strict=True)
    )
    place = rank_within_group(rows)
    shape = (len(seeds), int(place.max(initial=0)) + 1)
    tracks = np.zeros(shape, dtype=np.intp)
    tracks[rows, place] = columns
    mask = np.zeros(shape, dtype=np.bool_)
    mask[rows, place] = True
    padded = np.zeros((*shape, len(CONTRIBUTIONS)), dtype=np.float32)
    padded[rows, place] = contributions
    if not has_lent:
        return CandidateSets(seeds, tracks, padded, mask)
    padded_lent = np.zeros(shape, dtype=np.float32)
    padded_lent[rows, place] = artist_weights
    return CandidateSets(seeds, tracks, padded, mask, padded_lent)


def _best_of_each(
    rows: IntArray,
    columns: IntArray,
    contributions: FloatArray,
    choices: Sequence[FloatArray],
    length: int,
) -> npt.NDArray[np.bool_]:
    """Return which of the candidates are the best `length` of their row by any choice.

    Where many tracks tie, as those that one playlist alone holds do, there are far more
    candidates than places; the first of them are taken.
    """
    kept = np.zeros(len(rows), dtype=np.bool_)
    for weights in choices:
        order = order_by_score(rows, columns, contributions @ weights)
        kept[order[rank_within_group(rows[order]) < length]] = True
    return kept


def _no_lists() -> CandidateSets:
    nothing = np.zeros((0, 0), np.intp)
    contributions = np.zeros((0, 0, len(CONTRIBUTIONS)), np.float32)
    artist_weights = np.zeros((0, 0), np.float32)
    return CandidateSets(
        np.zeros(0, np.intp), nothing, contributions, nothing.astype(np.bool_), artist_weights
    )
