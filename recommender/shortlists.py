"""For a sample of seeds, every track that any sensible weights could recommend, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from recommender.blocks import map_blocks, share_size
from recommender.catalogue import TERMS, Catalogue
from recommender.checks import FloatArray
from recommender.lists import same_recording
from recommender.selection import IntArray, places, ranked

TASTE, CO_OCCURRENCE, PRIOR = (TERMS.index(name) for name in ("taste", "co_occurrence", "prior"))


@dataclass(frozen=True)
class Shortlists:
    """Candidates of n_seeds seeds, padded to one length; lists come from them quickly.

    Attributes
    ----------
    seeds : array of n_seeds rows of the catalogue
    tracks : array (n_seeds, n_candidates); 0 where `is_there` is false
    terms : array (n_seeds, n_candidates, 5), the unweighted terms, order as `TERMS`
    is_there : array (n_seeds, n_candidates), false for padding
    lent : array (n_seeds, n_candidates), what an artist backing of 1 adds to the
        co-occurrence; None where that was not asked for
    """

    seeds: IntArray
    tracks: IntArray
    terms: FloatArray
    is_there: npt.NDArray[np.bool_]
    lent: FloatArray | None = None

    def scores(self, weights: FloatArray, leaning: FloatArray | None = None) -> FloatArray:
        """Return the scores under the given weights, -inf for padding.

        `leaning` is how much more the prior weighs for each seed, shape (n_seeds,).
        """
        scores: FloatArray = self.terms @ weights
        if leaning is not None:
            scores += leaning[:, None] * self.terms[:, :, PRIOR]
        scores[~self.is_there] = -np.inf
        return scores

    def with_taste(self, taste: FloatArray) -> "Shortlists":
        """Return the same candidates, measured with other taste vectors."""
        terms = self.terms.copy()
        for row, (seed, tracks) in enumerate(zip(self.seeds, self.tracks, strict=True)):
            terms[row, :, TASTE] = taste[tracks] @ taste[seed]
        return replace(self, terms=terms)

    def with_asymmetry(self, factors: FloatArray) -> "Shortlists":
        """Return the same candidates, their co-occurrence times the seed's factor / their own."""
        ratio = factors[self.seeds][:, None] / factors[self.tracks]
        terms = self.terms.copy()
        terms[:, :, CO_OCCURRENCE] *= ratio
        return replace(self, terms=terms, lent=None if self.lent is None else self.lent * ratio)

    def with_more_backing(self, more: float) -> "Shortlists":
        """Return the same candidates with so much more of what artists lend; expects `lent`."""
        if not more or self.lent is None:
            return self
        terms = self.terms.copy()
        terms[:, :, CO_OCCURRENCE] += np.float32(more) * self.lent
        return replace(self, terms=terms)

    def with_more_prior(self, more: FloatArray) -> "Shortlists":
        """Return the same candidates, their prior larger by `more`, shape (n_tracks,)."""
        terms = self.terms.copy()
        terms[:, :, PRIOR] += more[self.tracks]
        return replace(self, terms=terms)

    def of(self, rows: IntArray) -> "Shortlists":
        """Return the lists at the given places."""
        lent = None if self.lent is None else self.lent[rows]
        return Shortlists(
            self.seeds[rows], self.tracks[rows], self.terms[rows], self.is_there[rows], lent
        )

    def joined(self, other: "Shortlists") -> "Shortlists":
        """Return lists of the same seeds with the candidates of both, without what was lent."""
        n_tracks = int(max(self.tracks.max(initial=0), other.tracks.max(initial=0))) + 1
        row = np.arange(len(self.seeds))[:, None] * n_tracks
        own = (row + self.tracks)[self.is_there]
        is_new = other.is_there & ~np.isin(row + other.tracks, own)
        return Shortlists(
            self.seeds,
            np.hstack([self.tracks, other.tracks]),
            np.hstack([self.terms, other.terms]),
            np.hstack([self.is_there, is_new]),
        )


def best(scores: FloatArray, length: int) -> IntArray:
    """Return the places of the best candidates, shape (n_seeds, length), in no order."""
    length = min(length, scores.shape[1])
    return np.argpartition(-scores, length - 1, axis=1)[:, :length]


def shortlists(
    catalogue: Catalogue,
    seeds: IntArray,
    choices: Sequence[FloatArray],
    length: int,
    has_lent: bool = False,
) -> Shortlists:
    """Return the union of the best `length` candidates under each choice of weights.

    The weights of a choice are in the order of `TERMS`. A seed's own recording is none of
    its candidates. `has_lent` asks for what the artists lend.
    """

    def search(start: int, stop: int) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        mixed = catalogue.rows(seeds[start:stop])
        query = catalogue.query(mixed)
        own = same_recording(catalogue, mixed)
        chosen = []
        for weights in choices:
            rows, columns = query.candidates(weights, length, own)
            chosen.append(rows * catalogue.n_tracks + columns)
        rows, columns = np.divmod(np.unique(np.concatenate(chosen)), catalogue.n_tracks)
        terms = query.terms(rows, columns)
        kept = _best_of_each(rows, columns, terms, choices, length)
        rows, columns = rows[kept], columns[kept]
        lent = query.lent_terms(rows, columns) if has_lent else np.zeros(0, np.float32)
        return rows + start, columns, terms[kept], lent

    if len(seeds) == 0:
        return _no_lists()
    found = list(map_blocks(search, len(seeds), share_size(len(seeds))))
    rows, columns, terms, lent = (np.concatenate(parts) for parts in zip(*found, strict=True))
    place = places(rows)
    shape = (len(seeds), int(place.max(initial=0)) + 1)
    tracks = np.zeros(shape, dtype=np.intp)
    tracks[rows, place] = columns
    is_there = np.zeros(shape, dtype=np.bool_)
    is_there[rows, place] = True
    padded = np.zeros((*shape, len(TERMS)), dtype=np.float32)
    padded[rows, place] = terms
    if not has_lent:
        return Shortlists(seeds, tracks, padded, is_there)
    padded_lent = np.zeros(shape, dtype=np.float32)
    padded_lent[rows, place] = lent
    return Shortlists(seeds, tracks, padded, is_there, padded_lent)


def _best_of_each(
    rows: IntArray, columns: IntArray, terms: FloatArray, choices: Sequence[FloatArray], length: int
) -> npt.NDArray[np.bool_]:
    """Return which of the candidates are the best `length` of their row by any choice.

    Where many tracks tie, as those that one playlist alone holds do, there are far more
    candidates than places; the first of them are taken.
    """
    kept = np.zeros(len(rows), dtype=np.bool_)
    for weights in choices:
        order = ranked(rows, columns, terms @ weights)
        kept[order[places(rows[order]) < length]] = True
    return kept


def _no_lists() -> Shortlists:
    nothing = np.zeros((0, 0), np.intp)
    terms = np.zeros((0, 0, len(TERMS)), np.float32)
    lent = np.zeros((0, 0), np.float32)
    return Shortlists(np.zeros(0, np.intp), nothing, terms, nothing.astype(np.bool_), lent)
