"""For a sample of seeds, every track that any sensible weights could recommend, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from recommender.blocks import map_blocks, share_size
from recommender.catalogue import TERMS, Catalogue
from recommender.checks import FloatArray
from recommender.lists import same_recording
from recommender.selection import IntArray, places

TASTE, CO_OCCURRENCE = TERMS.index("taste"), TERMS.index("co_occurrence")


@dataclass(frozen=True)
class Shortlists:
    """Candidates of n_seeds seeds, padded to one length; lists come from them quickly.

    Attributes
    ----------
    seeds : array of n_seeds rows of the catalogue
    tracks : array (n_seeds, n_candidates); 0 where `is_there` is false
    terms : array (n_seeds, n_candidates, 5), the unweighted terms, order as `TERMS`
    is_there : array (n_seeds, n_candidates), false for padding
    """

    seeds: IntArray
    tracks: IntArray
    terms: FloatArray
    is_there: npt.NDArray[np.bool_]

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores under the given weights, -inf for padding."""
        scores: FloatArray = self.terms @ weights
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
        terms = self.terms.copy()
        terms[:, :, CO_OCCURRENCE] *= factors[self.seeds][:, None] / factors[self.tracks]
        return replace(self, terms=terms)


def best(scores: FloatArray, length: int) -> IntArray:
    """Return the places of the best candidates, shape (n_seeds, length), in no order."""
    length = min(length, scores.shape[1])
    return np.argpartition(-scores, length - 1, axis=1)[:, :length]


def shortlists(
    catalogue: Catalogue, seeds: IntArray, choices: Sequence[FloatArray], length: int
) -> Shortlists:
    """Return the union of the best `length` candidates under each choice of weights.

    The weights of a choice are in the order of `TERMS`. A seed's own recording is none of
    its candidates.
    """

    def search(start: int, stop: int) -> tuple[IntArray, IntArray, FloatArray]:
        mixed = catalogue.rows(seeds[start:stop])
        query = catalogue.query(mixed)
        own = same_recording(catalogue, mixed)
        chosen = []
        for weights in choices:
            rows, columns = query.candidates(weights, length, own)
            chosen.append(rows * catalogue.n_tracks + columns)
        rows, columns = np.divmod(np.unique(np.concatenate(chosen)), catalogue.n_tracks)
        return rows + start, columns, query.terms(rows, columns)

    found = list(map_blocks(search, len(seeds), share_size(len(seeds))))
    rows, columns, terms = (np.concatenate(parts) for parts in zip(*found, strict=True))
    place = places(rows)
    shape = (len(seeds), int(place.max(initial=0)) + 1)
    tracks = np.zeros(shape, dtype=np.intp)
    tracks[rows, place] = columns
    is_there = np.zeros(shape, dtype=np.bool_)
    is_there[rows, place] = True
    padded = np.zeros((*shape, len(TERMS)), dtype=np.float32)
    padded[rows, place] = terms
    return Shortlists(seeds, tracks, padded, is_there)
