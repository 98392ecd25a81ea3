"""Playlists kept out of the learning, turned into questions whose answers are known."""

import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommender.catalogue import Catalogue, damped_rows
from recommender.checks import FloatArray
from recommender.evidence import Evidence
from recommender.parameters import Parameters
from recommender.prior import log_popularity
from recommender.selection import IntArray
from recommender.shortlists import Shortlists, best, shortlists
from recommender.taste import TasteVectors
from recommender.wear import hubness, listed_seeds, lost, number_of_places, seeds_of_playlists

if TYPE_CHECKING:
    import pyarrow as pa

ONE_IN = 5  # playlists is held out
N_QUESTIONS = 1000
N_CROWD = 6000
N_VARIED = 2000
LENGTH = 10
N_CANDIDATES = 100
SEED = 20181
ENOUGH_COVERAGE = 0.785
TOO_LITTLE = 4  # the power by which less is worth less
# factors on the starting weights: between them lies whatever the search may come to
CORNERS = (
    (1, 1, 1, 1, 1),
    (1, 1, 1, 1, 0),
    (1, 1, 1, 1, 3),
    (3, 1, 4, 1, 0.2),
    (0.3, 1, 0.3, 3, 1),
)
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
class Questions:
    """Seeds out of held-out playlists, what could be recommended, and what is right.

    Attributes
    ----------
    taste : learned without the held-out playlists
    asked : a shortlist per (playlist, seed)
    is_right : array (n_questions, n_candidates): whether the playlist holds the candidate
    crowd : a shortlist per seed of a sample of listed tracks, which the wear comes from
    varied : a shortlist per seed of a sample of playlists, which variety is measured on
    n_tracks : of the catalogue
    damping : the co-occurrence's, as it is measured
    kept : the hubness found last
    """

    taste: TasteVectors
    asked: Shortlists
    is_right: npt.NDArray[np.bool_]
    crowd: Shortlists
    varied: Shortlists
    n_tracks: int
    damping: float
    kept: dict[bytes, FloatArray] = field(default_factory=dict)

    def loss(self, chosen: Parameters) -> FloatArray:
        """Return what each track's prior loses by hubness and wear."""
        weights = raw_weights(chosen)
        return lost(self.crowd, weights, self._hubness(weights), chosen, LENGTH)

    def _hubness(self, weights: FloatArray) -> FloatArray:
        """Return the hubness under the weights; the last is kept, for only the prior changes."""
        key = weights[:-1].tobytes()
        if key not in self.kept:
            self.kept.clear()
            self.kept[key] = hubness(self.crowd, weights, self.n_tracks)
        return self.kept[key]

    def trial(self, chosen: Parameters, loss: FloatArray) -> Trial:
        """Return what the parameters reach when the prior loses `loss`."""
        scores = self.varied.scores(raw_weights(chosen)) - loss[self.varied.tracks]
        listed = number_of_places(self.varied, scores, self.n_tracks, LENGTH)
        by_chance = self.n_tracks * -np.expm1(-listed.sum() / max(self.n_tracks, 1))
        coverage = float((listed > 0).sum() / max(by_chance, 1))
        return Trial(self.precision(chosen, loss), coverage)

    def precision(self, chosen: Parameters, loss: FloatArray) -> float:
        """Return the share of right ones among the ten best, in [0, 1]."""
        scores = self.asked.scores(raw_weights(chosen)) - loss[self.asked.tracks]
        top = best(scores, LENGTH)
        return float(np.take_along_axis(self.is_right, top, axis=1).mean())

    def measured_with(self, chosen: Parameters) -> "Questions":
        """Return the same questions, with the taste and the co-occurrence as they are chosen."""
        taste = self.taste.placed(chosen.shrinkage, chosen.n_dimensions)
        counts = self.taste.number_of_playlists_ + chosen.co_occurrence_shrinkage
        power = chosen.co_occurrence_damping - self.damping
        factors = np.maximum(counts, 1).astype(np.float32) ** np.float32(power)
        asked, crowd, varied = (
            lists.with_taste(taste).with_asymmetry(factors)
            for lists in (self.asked, self.crowd, self.varied)
        )
        damping = chosen.co_occurrence_damping
        return replace(self, asked=asked, crowd=crowd, varied=varied, damping=damping, kept={})


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


def draw(playlists: sparse.csr_matrix, held: npt.NDArray[np.bool_]) -> tuple[IntArray, IntArray]:
    """Draw (playlists, seeds) from the held-out playlists, each asked about equally often."""
    random = np.random.default_rng(SEED)
    rows = np.flatnonzero(held & (np.diff(playlists.indptr) > 1))
    each = -(-N_QUESTIONS // max(len(rows), 1))
    pairs = [
        (row, seed)
        for row in rows
        for seed in random.permutation(
            playlists.indices[playlists.indptr[row] : playlists.indptr[row + 1]]
        )[:each]
    ]
    drawn = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    drawn = drawn[np.sort(random.permutation(len(drawn))[:N_QUESTIONS])]
    return drawn[:, 0], drawn[:, 1]


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
    playlists, asking = chosen.damped(train.T.tocsr())
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
) -> Questions:
    """Learn from the playlists that are not held out, and ask about those that are.

    The taste keeps `most_dimensions`, so that `measured_with` can have any number up to it.
    """
    taste, catalogue = learned_without(evidence, sound, descriptions, held, start, most_dimensions)
    train = evidence.playlists[~held]
    playlist, seeds = draw(evidence.playlists, held)
    choices, few = (
        [raw_weights(start) * np.array(factors, np.float32) for factors in corners]
        for corners in (CORNERS, FEW_CORNERS)
    )
    asked = shortlists(catalogue, seeds, choices, N_CANDIDATES)
    crowd, varied = (
        shortlists(catalogue, seeds, few, N_CANDIDATES)
        for seeds in (
            listed_seeds(train, min(N_CROWD, 2 * catalogue.n_tracks), SEED),
            seeds_of_playlists(train, min(N_VARIED, 2 * catalogue.n_tracks), SEED + 1),
        )
    )
    rows = np.repeat(playlist, asked.tracks.shape[1])
    held_tracks = np.asarray(evidence.playlists[rows, asked.tracks.ravel()])
    is_right = (held_tracks.reshape(asked.tracks.shape) > 0) & asked.is_there
    n_tracks, damping = catalogue.n_tracks, start.co_occurrence_damping
    return Questions(taste, asked, is_right, crowd, varied, n_tracks, damping)
