"""Exclusions of a request: each says which tracks of an index may not be recommended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from recommender.serving.index import ATTRIBUTES, Index, Mask


class Exclusion(Protocol):
    """A condition on tracks."""

    def mask(self, index: Index) -> Mask:
        """Return the mask of the tracks that may not be recommended."""
        ...


@dataclass(frozen=True)
class TrackMask:
    """Exclude the tracks of a mask."""

    values: Mask

    def mask(self, index: Index) -> Mask:  # noqa: ARG002 - the mask is of this index already
        """Return the mask itself."""
        return self.values


@dataclass(frozen=True)
class SameRecordings:
    """Exclude tracks, and the same recordings under other ids.

    `recordings` are numbers of recordings as in the index, for tracks that it does not hold.
    """

    track_ids: Sequence[str]
    recordings: Collection[int] = ()

    def mask(self, index: Index) -> Mask:
        """Return the mask of all ids of the recordings."""
        numbers = index.recordings[index.find_rows(self.track_ids)]
        numbers = np.append(numbers, np.array(list(self.recordings), dtype=np.int64))
        return index.mask_recordings(numbers)


@dataclass(frozen=True)
class Blocked:
    """Exclude tracks under any id, and all tracks of artists."""

    tracks: SameRecordings
    artist_ids: Sequence[str] = ()

    def mask(self, index: Index) -> Mask:
        """Return the mask of the tracks and of the artists' tracks."""
        mask = self.tracks.mask(index)
        for artist_id in self.artist_ids:
            mask[index.artists.get(artist_id, [])] = True
        return mask


@dataclass(frozen=True)
class SharesArtist:
    """Exclude tracks that have an artist of some rows, or a named one, also as a guest."""

    rows: Sequence[int]
    artist_ids: Sequence[str] = ()

    def mask(self, index: Index) -> Mask:
        """Return the mask of all tracks of the artists."""
        mask = np.zeros(len(index.track_ids), bool)
        artists = np.unique(index.model.artists[np.array(self.rows, np.intp)].indices)
        mask[index.model.tracks_by_artist[artists].indices] = True
        for artist_id in self.artist_ids:
            mask[index.artists.get(artist_id, [])] = True
        return mask


@dataclass(frozen=True)
class OutsideRange:
    """Exclude tracks whose attribute is unknown or outside a range; None is an open end."""

    attribute: str
    low: float | None = None
    high: float | None = None

    def mask(self, index: Index) -> Mask:
        """Return the mask of the tracks not known to be inside."""
        values = index.attributes[:, ATTRIBUTES.index(self.attribute)]
        if self.low is None and self.high is None:
            return np.zeros(len(values), bool)
        low = -np.inf if self.low is None else np.float32(self.low)
        high = np.inf if self.high is None else np.float32(self.high)
        return ~((values >= low) & (values <= high))


@dataclass(frozen=True)
class WithoutGenres:
    """Exclude tracks that have none of the genres."""

    genres: Sequence[str]

    def mask(self, index: Index) -> Mask:
        """Return the mask of the tracks without these genres."""
        mask = np.ones(len(index.track_ids), bool)
        for genre in self.genres:
            mask[index.genres.get(genre, [])] = False
        return mask


@dataclass(frozen=True)
class ExplicitnessDiffers:
    """Exclude tracks that are not known to be explicit, or not known to be clean."""

    is_explicit: bool

    def mask(self, index: Index) -> Mask:
        """Return the mask of the other tracks."""
        return index.is_explicit != int(self.is_explicit)


@dataclass(frozen=True)
class MembershipDiffers:
    """Exclude the tracks outside a set, or those in it if `is_member` is false."""

    track_ids: Sequence[str]
    is_member: bool

    def mask(self, index: Index) -> Mask:
        """Return the mask of the other tracks."""
        mask = np.zeros(len(index.track_ids), bool)
        mask[index.find_rows(self.track_ids)] = True
        return mask != self.is_member
