"""Sketches of sets of rows: from two of them, the share of rows that changed in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from recommender.data.hashes import Hashes, hash_texts, mix, mix_columns
from recommender.data.incidence import positions, sorted_keys, to_float
from recommender.features import FEATURES, SCALES

if TYPE_CHECKING:
    import pyarrow as pa

LINK = ("playlist_id", "track_id")
SIZE = 4096  # a share of 10 % is then estimated with a standard error of half a percent


@dataclass(frozen=True)
class Sketch:
    """The number of rows of a set, and the smallest of the hashes of its rows.

    The k smallest hashes are a random sample of the rows, and the same rows are in the samples of
    two sets (Beyer et al. 2007, "On synopses for distinct-value estimation under multiset
    operations"). So a sketch of fixed size tells how much of a set changed, in any order.

    Attributes
    ----------
    n_rows : the number of different rows
    smallest : array of at most `SIZE` hashes, ascending
    """

    n_rows: int
    smallest: Hashes

    @classmethod
    def from_hashes(cls, hashes: Hashes) -> Self:
        """Return the sketch of the rows with these hashes."""
        different = np.unique(hashes)
        return cls(len(different), different[:SIZE])

    def share_changed(self, after: Self) -> float:
        """Return the share of the larger set that the other does not have, in [0, 1].

        A row that changed is removed and added, and so counts once.
        """
        end = min(self._complete_up_to, after._complete_up_to)
        before, now = (each.smallest[each.smallest <= end] for each in (self, after))
        n_either = len(np.union1d(before, now))
        n_both = len(np.intersect1d(before, now, assume_unique=True))
        jaccard = n_both / n_either if n_either else 1.0
        total = self.n_rows + after.n_rows
        kept = min(jaccard * total / (1 + jaccard), self.n_rows, after.n_rows)
        larger = max(self.n_rows, after.n_rows)
        return (larger - kept) / max(larger, 1)

    @property
    def _complete_up_to(self) -> int:
        """Return the hash up to which the sketch has the hash of every row."""
        is_whole = self.n_rows <= len(self.smallest)
        return int(np.iinfo(np.uint64).max if is_whole else self.smallest[-1])


def sketch_memberships(memberships: "pa.Table") -> Sketch:
    """Return the sketch of the pairs (playlist_id, track_id)."""
    return Sketch.from_hashes(mix_columns([_hash_texts(memberships[name]) for name in LINK]))


def sketch_tracks(
    tracks: "pa.Table", features: "pa.Table", artists: "pa.Table", genres: "pa.Table"
) -> Sketch:
    """Return the sketch of the tracks by `hash_tracks`."""
    return Sketch.from_hashes(hash_tracks(tracks, features, artists, genres))


def hash_tracks(
    tracks: "pa.Table", features: "pa.Table", artists: "pa.Table", genres: "pa.Table"
) -> Hashes:
    """Return a hash of each track with its features, release, artists and genres, sorted by key.

    The popularity is left out: Spotify changes that of most tracks from day to day.
    """
    keys = sorted_keys(tracks["track_id"])
    hashes = hash_texts(keys)
    release = [
        name for name in ("track_release_date", "recording_id") if name in tracks.schema.names
    ]
    hashes = _add_columns(hashes, tracks, keys, release)
    scales = [name for name in SCALES if name in features.schema.names]
    hashes = _add_columns(hashes, features, keys, [*FEATURES, *scales])
    for table, other in ((artists, "artist_id"), (genres, "genre")):
        hashes = _add_links(hashes, table, keys, other)
    return hashes


def draw_signs(texts: "pa.Array", width: int) -> npt.NDArray[np.float64]:
    """Return numbers of 1 and -1 drawn by the hash of each text, shape (n_texts, width)."""
    columns = mix(np.arange(width, dtype=np.uint64))
    bits = mix(hash_texts(texts)[:, None] ^ columns) >> np.uint64(63)
    signs: npt.NDArray[np.float64] = np.where(bits == 1, 1.0, -1.0)
    return signs


def _add_columns(
    hashes: Hashes, table: "pa.Table", keys: "pa.Array", names: Sequence[str]
) -> Hashes:
    """Return the hashes of the keys with those of some columns of the table mixed in."""
    place = positions(table["track_id"], keys)
    columns = np.zeros((len(names), len(keys)), np.uint64)
    for row, name in enumerate(names):
        columns[row, place[place >= 0]] = _hash_column(table[name])[place >= 0]
    return mix_columns([hashes, *columns])


def _add_links(hashes: Hashes, table: "pa.Table", keys: "pa.Array", other: str) -> Hashes:
    """Return the hashes of the keys with those of what they are linked to mixed in."""
    place = positions(table["track_id"], keys)
    sums = np.zeros(len(keys), np.uint64)  # a sum, so that the order of the links is none of it
    np.add.at(sums, place[place >= 0], mix(_hash_texts(table[other]))[place >= 0])
    return mix_columns([hashes, sums])


def _hash_column(column: "pa.ChunkedArray") -> Hashes:
    import pyarrow as pa

    is_number = pa.types.is_floating(column.type) or pa.types.is_integer(column.type)
    if is_number or pa.types.is_boolean(column.type) or pa.types.is_decimal(column.type):
        values = to_float(column) + 0.0  # no negative zero
        values[np.isnan(values)] = np.nan  # of many bit patterns one
        return values.view(np.uint64)
    return _hash_texts(column.cast(pa.string()))


def _hash_texts(texts: "pa.ChunkedArray") -> Hashes:
    """Return a hash of each text; 0 for a null."""
    known = sorted_keys(texts)
    codes = positions(texts, known)
    return np.append(hash_texts(known), np.uint64(0))[codes]
