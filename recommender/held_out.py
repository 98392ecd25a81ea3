"""Playlists kept out of the learning, turned into questions whose answers are known."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.catalogue import Catalogue, damped_rows
from recommender.checks import FloatArray
from recommender.evidence import Evidence
from recommender.parameters import Parameters
from recommender.prior import log_popularity, unlisted_share
from recommender.selection import IntArray
from recommender.shortlists import Shortlists, best, shortlists
from recommender.taste import TasteVectors
from recommender.wear import coverage_of, hubness, listed_seeds, lost, seeds_of_playlists

if TYPE_CHECKING:
    import pyarrow as pa

ONE_IN = 5  # playlists is held out
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
class Asked:
    """Questions: a shortlist per (playlist, seed), and which candidates the playlist holds.

    `is_right` has the shape (n_questions, n_candidates).
    """

    lists: Shortlists
    is_right: npt.NDArray[np.bool_]

    def precision(self, scores: FloatArray) -> float:
        """Return the share of right ones among the ten best, in [0, 1]."""
        top = best(scores, LENGTH)
        return float(np.take_along_axis(self.is_right, top, axis=1).mean())


@dataclass(frozen=True)
class Questions:
    """Seeds out of held-out playlists, what could be recommended, and what is right.

    Attributes
    ----------
    taste : learned without the held-out playlists
    asked : about seeds as the playlists hold them
    unlisted : about seeds that no other playlist holds
    crowd : a shortlist per seed of a sample of listed tracks, which the wear comes from
    varied : a shortlist per seed of a sample of playlists, which variety is measured on
    damping, backing : the co-occurrence's, as it is measured
    kept : the hubness found last
    """

    taste: TasteVectors
    asked: Asked
    unlisted: Asked
    crowd: Shortlists
    varied: Shortlists
    damping: float
    backing: float
    kept: dict[bytes, FloatArray] = field(default_factory=dict)

    @property
    def n_tracks(self) -> int:
        """Return the number of tracks of the catalogue."""
        return len(self.taste.number_of_playlists_)

    def loss(self, chosen: Parameters) -> FloatArray:
        """Return what each track's prior loses by hubness and wear."""
        near = self._hubness(raw_weights(chosen))
        return lost(self.crowd, self._scores(self.crowd, chosen), near, chosen, LENGTH)

    def _hubness(self, weights: FloatArray) -> FloatArray:
        """Return the hubness under the weights; the last is kept, for only the prior changes."""
        key = weights[:-1].tobytes()
        if key not in self.kept:
            self.kept.clear()
            self.kept[key] = hubness(self.crowd, weights, self.n_tracks)
        return self.kept[key]

    def trial(self, chosen: Parameters, loss: FloatArray) -> Trial:
        """Return what the parameters reach when the prior loses `loss`."""
        scores = self._scores(self.varied, chosen) - loss[self.varied.tracks]
        coverage = coverage_of(self.varied, scores, self.n_tracks, N_VARIED)
        return Trial(self.precision(chosen, loss), coverage)

    def precision(self, chosen: Parameters, loss: FloatArray) -> float:
        """Return the share of right ones among the ten best, in [0, 1]."""
        return self._precision(self.asked, chosen, loss)

    def precision_of_unlisted(self, chosen: Parameters, loss: FloatArray) -> float:
        """Return the same for seeds that no other playlist holds."""
        return self._precision(self.unlisted, chosen, loss)

    def _precision(self, asked: Asked, chosen: Parameters, loss: FloatArray) -> float:
        return asked.precision(self._scores(asked.lists, chosen) - loss[asked.lists.tracks])

    def _scores(self, lists: Shortlists, chosen: Parameters) -> FloatArray:
        counts = self.taste.number_of_playlists_[lists.seeds]
        leaning = np.float32(chosen.unlisted_prior_weight) * unlisted_share(counts)
        return lists.scores(raw_weights(chosen), leaning)

    def measured_with(self, chosen: Parameters) -> "Questions":
        """Return the same questions, with the taste and the co-occurrence as they are chosen."""
        taste = self.taste.placed(chosen.shrinkage, chosen.n_dimensions)
        counts = self.taste.number_of_playlists_ + chosen.co_occurrence_shrinkage
        power = chosen.co_occurrence_damping - self.damping
        factors = np.maximum(counts, 1).astype(np.float32) ** np.float32(power)
        more = chosen.artist_backing - self.backing

        def measured(lists: Shortlists) -> Shortlists:
            return lists.with_taste(taste).with_more_backing(more).with_asymmetry(factors)

        return replace(
            self,
            asked=replace(self.asked, lists=measured(self.asked.lists)),
            unlisted=replace(self.unlisted, lists=measured(self.unlisted.lists)),
            crowd=measured(self.crowd),
            varied=measured(self.varied),
            damping=chosen.co_occurrence_damping,
            backing=chosen.artist_backing,
            kept={},
        )


def raw_weights(chosen: Parameters) -> FloatArray:
    """Return the weights of the terms when the prior is log(1 + playlists) itself."""
    weights = chosen.weights.copy()
    weights[-1] = chosen.prior_weight
    return weights


def is_held_out(playlist_keys: "pa.Array") -> npt.NDArray[np.bool_]:
    """Hold out a playlist by its key alone, so that a new playlist moves no other."""
    return fold_of(playlist_keys) == 0


def fold_of(playlist_keys: "pa.Array") -> npt.NDArray[np.int64]:
    """Return which of `ONE_IN` parts each playlist is of; the first is what is held out."""
    hashes = [zlib.crc32(str(key).encode()) for key in playlist_keys.to_pylist()]
    return np.array(hashes, dtype=np.int64) % ONE_IN


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


def learned_without(
    evidence: Evidence,
    sound: FloatArray,
    descriptions: npt.NDArray[np.float64],
    held: npt.NDArray[np.bool_],
    chosen: Parameters,
    most_dimensions: int,
) -> tuple[TasteVectors, Catalogue]:
    """Return the taste and the catalogue as they would be without the held-out playlists.

    The prior is log(1 + playlists) itself, without a weight.
    """
    train = evidence.playlists[~held]
    listed = np.asarray(train.sum(axis=0)).ravel() > 0
    # a genre may come from the very playlist that is held out: only listed tracks keep it
    genres = (sparse.diags(listed.astype(np.float32)) @ evidence.genres).tocsr()
    genres.eliminate_zeros()
    taste = TasteVectors(n_dimensions=most_dimensions, shrinkage=chosen.shrinkage).fit(
        train, evidence.artists, genres, descriptions
    )
    playlists, asking = chosen.damped(train.T.tocsr(), evidence.artists)
    catalogue = Catalogue(
        sound=sound,
        taste=taste.placed(chosen.shrinkage, chosen.n_dimensions),
        prior=log_popularity(taste.number_of_playlists_, evidence.popularity),
        artists=damped_rows(evidence.artists),
        playlists=playlists,
        recordings=evidence.recordings,
        asking=asking,
    )
    return taste, catalogue


def questions_of(
    evidence: Evidence,
    sound: FloatArray,
    descriptions: npt.NDArray[np.float64],
    held: npt.NDArray[np.bool_],
    start: Parameters,
    most_dimensions: int,
    n_parts: int = 1,
) -> Questions:
    """Learn from the playlists that are not held out, and ask about those that are.

    The taste keeps `most_dimensions`, so that `measured_with` can have any number up to it.
    Where they are one of `n_parts` that are asked as one, it is so many times fewer questions.
    """
    taste, catalogue = learned_without(evidence, sound, descriptions, held, start, most_dimensions)
    train = evidence.playlists[~held]

    def candidates(seeds: IntArray, corners: Sequence[tuple[float, ...]]) -> Shortlists:
        choices = [raw_weights(start) * np.array(factors, np.float32) for factors in corners]
        return shortlists(catalogue, seeds, choices, N_CANDIDATES, has_lent=True)

    def asked(drawn: tuple[IntArray, IntArray], corners: Sequence[tuple[float, ...]]) -> Asked:
        lists = candidates(drawn[1], corners)
        if len(drawn[0]) == 0:
            return Asked(lists, lists.is_there)
        rows = np.repeat(drawn[0], lists.tracks.shape[1])
        held_tracks = np.asarray(evidence.playlists[rows, lists.tracks.ravel()])
        return Asked(lists, (held_tracks.reshape(lists.tracks.shape) > 0) & lists.is_there)

    n_most = 2 * catalogue.n_tracks
    return Questions(
        taste,
        asked(draw(evidence.playlists, held, N_QUESTIONS // n_parts), CORNERS),
        asked(draw_unlisted(evidence.playlists, held, N_UNLISTED // n_parts), UNLISTED_CORNERS),
        candidates(listed_seeds(train, min(N_CROWD // n_parts, n_most), SEED), FEW_CORNERS),
        candidates(seeds_of_playlists(train, min(N_VARIED, n_most), SEED + 1), FEW_CORNERS),
        start.co_occurrence_damping,
        start.artist_backing,
    )
