"""Inputs of lists as hashes: they tell which lists new data may change, and which surely not.

The score of a pair follows from the seed and the track alone, and so the list of a seed from
its own inputs and those of all tracks. `hash_candidates` has what a track is as a candidate, and
`scan_seeds` what it is as a seed.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from scipy import sparse

from recommender.checks import FloatArray
from recommender.data.hashes import (
    Hashes,
    hash_entries,
    hash_groups,
    hash_rows,
    hash_texts,
    mix_columns,
)
from recommender.data.incidence import sorted_keys
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution
from recommender.scoring.model import ScoringModel
from recommender.search.dot_products import max_norm, rounding_error_bound
from recommender.search.parallel import map_blocks
from recommender.search.topk import IntArray

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_SIZE = 1024


@dataclass(frozen=True)
class KeyHashes:
    """Hashes of the keys of a model: its rows, and the columns of its two sparse matrices."""

    tracks: Hashes
    playlists: Hashes
    artists: Hashes

    @classmethod
    def from_tables(cls, keys: "pa.Array", memberships: "pa.Table", artists: "pa.Table") -> Self:
        """Read the keys as `ScoringModel.from_tables` orders them."""
        playlists = sorted_keys(memberships["playlist_id"])
        return cls(
            hash_texts(keys), hash_texts(playlists), hash_texts(sorted_keys(artists["artist_id"]))
        )


class Scan(NamedTuple):
    """What `scan_seeds` finds.

    Attributes
    ----------
    hashes : of each track of the model as a seed
    seeds, tracks : the pairs whose score reaches the list of the seed
    """

    hashes: Hashes
    seeds: IntArray
    tracks: IntArray


def hash_candidates(model: ScoringModel, keys: KeyHashes) -> Hashes:
    """Return a hash of what each track is as a candidate of any list, shape (n_tracks,).

    It has all that a score takes from the track, its first artist, and the other ids of its
    recording.
    """
    main_artist = np.append(keys.artists, np.uint64(0))[model.main_artists]
    return mix_columns(
        [
            hash_rows(model.columns),
            hash_entries(model.artists, keys.artists),
            hash_entries(model.playlists, keys.playlists),
            main_artist,
            hash_groups(model.recordings, keys.tracks),
        ]
    )


def hash_seeds(model: ScoringModel, keys: KeyHashes) -> Hashes:
    """Return a hash of what each track is as a seed, shape (n_tracks,).

    It has all that a score takes from the seed, and the ids of its recording, which its list
    leaves out.
    """
    weights = np.zeros(len(CONTRIBUTIONS), np.float32)
    nothing = np.zeros(0, np.intp)
    return scan_seeds(model, keys, weights, nothing, np.zeros(model.n_tracks, np.float32)).hashes


def scan_seeds(
    model: ScoringModel,
    keys: KeyHashes,
    weights: FloatArray,
    tracks: IntArray,
    last_scores: FloatArray,
) -> Scan:
    """Return the hashes of `hash_seeds`, and which of some tracks reach the list of each seed.

    A track reaches a list if its score without the penalty of repeated artists is not below that of
    the list's last track. A track that does not has no place in the list, and neither as another
    id of a recording nor as a track of the same artist does it change that of any other.

    Parameters
    ----------
    weights : of the contributions
    tracks : the rows of the model to look at
    last_scores : array of n_tracks, the score of the last track of each list; -inf for a list that
        any track reaches
    """
    beside = np.column_stack([model.cold_seed_weights, model.artist_repeat_penalties])
    of_artists = model.artists[tracks].T.tocsr() * weights[Contribution.ARTIST]
    of_playlists = model.playlists[tracks].T.tocsr() * weights[Contribution.CO_OCCURRENCE]
    columns = model.columns[tracks]
    recordings = hash_groups(model.recordings, keys.tracks)

    def scan(start: int, stop: int) -> tuple[Hashes, IntArray, IntArray]:
        block = slice(start, stop)
        seeds = model.select_seeds(np.arange(start, stop))
        playlists = model.co_occurrence.weigh_playlists(seeds, model.playlists)
        own = hash_rows(np.hstack([model.vectors[block], beside[block]]))
        artists, lent = model.artists[block], hash_entries(playlists, keys.playlists)
        parts = [own, hash_entries(artists, keys.artists), lent, recordings[block]]
        if not len(tracks):
            nothing = np.zeros(0, np.intp)
            return mix_columns(parts), nothing, nothing
        added = artists @ of_artists + playlists @ of_playlists
        scores, slack = _score(model, weights, block, columns, added.tocsr())
        found, place = np.nonzero(scores >= last_scores[block, None] - slack)
        return mix_columns(parts), start + found, tracks[place]

    model.compute_derived()
    blocks = list(map_blocks(scan, model.n_tracks, BLOCK_SIZE))
    nothing = np.zeros(0, np.intp)
    parts = zip((np.zeros(0, np.uint64), nothing, nothing), *blocks, strict=True)
    return Scan(*(np.concatenate(part) for part in parts))


def _score(
    model: ScoringModel,
    weights: FloatArray,
    block: slice,
    columns: FloatArray,
    added: sparse.csr_matrix,
) -> tuple[FloatArray, np.float32]:
    """Return the scores of some columns for a block of seeds, and how far each may be off.

    Parameters
    ----------
    columns : the rows of `model.columns` that are scored
    added : sparse (n_seeds, n_columns), what shared artists and playlists add
    """
    width, popularity = model.audio.shape[1], weights[Contribution.POPULARITY]
    scale = np.full(columns.shape[1], weights[Contribution.TASTE], np.float32)
    scale[:width] = weights[Contribution.AUDIO]
    scale[-2:] = popularity
    one = np.ones(block.stop - block.start, np.float32)
    queries = np.column_stack([model.vectors[block], one, model.cold_seed_weights[block]]) * scale
    scores: FloatArray = queries @ columns.T
    entries = added.tocoo()
    scores[entries.row, entries.col] += entries.data
    largest = model.max_norm * max_norm(queries) + float(np.abs(added.data).max(initial=0))
    return scores, np.float32(rounding_error_bound(len(scale) + len(CONTRIBUTIONS), largest))
