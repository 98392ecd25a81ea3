"""For each track of a list, the seed or like that each kind of reason is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from api.recommendations.co_occurrence_counts import Holdings
from recommender.search.topk import IntArray
from recommender.serving.explanations import find_anchors
from recommender.serving.recommend import Index

ALIKE = 0.5  # cosine of a block; below it nothing is said of the block as a whole


@dataclass(frozen=True)
class Sources:
    """What a list was made from: rows of an index that were named, and rows that were liked."""

    seeds: Sequence[int]
    liked: Sequence[int] = ()

    @cached_property
    def own(self) -> frozenset[int]:
        """Return the rows that were named; the rest only came by a like."""
        return frozenset(self.seeds)

    @property
    def only(self) -> int:
        """Return the one seed that the whole list is about, which needs no name; -1 for none."""
        return self.seeds[0] if len(self.seeds) == 1 else -1

    @cached_property
    def rows(self) -> IntArray:
        """Return all of them, each once, in the order of the index."""
        return np.array(sorted({*self.seeds, *self.liked}), dtype=np.intp)


@dataclass(frozen=True)
class RowPartners:
    """The rows that the reasons of n found tracks are about; -1 where there is none.

    `n_playlists` hold the found track and `listed`, `n_sittings` heard it and `heard`; so many
    more of the same kind (seeds, or likes) as `listed` share a playlist with it: `n_more`.
    `is_alike` says whether it and `audio` are alike in sound as a whole.
    """

    audio: IntArray
    is_alike: npt.NDArray[np.bool_]
    taste: IntArray
    artist: IntArray
    listed: IntArray
    n_playlists: npt.NDArray[np.int32]
    n_more: npt.NDArray[np.int64]
    heard: IntArray
    n_sittings: npt.NDArray[np.int32]

    def all_rows(self) -> IntArray:
        """Return every row that a reason may name."""
        return np.concatenate([self.audio, self.taste, self.artist, self.listed, self.heard])


def row_partners(
    index: Index, holdings: Holdings, sources: Sources, found: IntArray
) -> RowPartners:
    """Return the partners of the found tracks; of two tastes hardly alike, none is a partner."""
    rows = sources.rows
    near = find_anchors(index.model, rows, found)
    is_other = found[:, None] != rows
    playlists = holdings.playlists_with_both(found, rows) * is_other
    sittings = holdings.sittings_with_both(found, rows) * is_other
    listed, n_playlists = _most(playlists, rows)
    heard, n_sittings = _most(sittings, rows)
    is_liked = np.array([row not in sources.own for row in rows.tolist()], dtype=bool)
    same_kind = is_liked[None, :] == _kind_of(listed, rows, is_liked)[:, None]
    n_more = ((playlists > 0) & same_kind).sum(axis=1) - 1
    audio, taste = index.model.audio, index.model.taste
    return RowPartners(
        audio=near.audio,
        is_alike=_are_alike(audio, near.audio, found),
        taste=np.where(_are_alike(taste, near.taste, found), near.taste, -1),
        artist=near.artist,
        listed=listed,
        n_playlists=n_playlists,
        n_more=np.maximum(n_more, 0),
        heard=heard,
        n_sittings=n_sittings,
    )


def _most(counts: npt.NDArray[np.int32], rows: IntArray) -> tuple[IntArray, npt.NDArray[np.int32]]:
    """Return the row of the largest count of each line, -1 where all are 0, and the count."""
    if len(rows) == 0:
        return np.full(len(counts), -1, np.intp), np.zeros(len(counts), np.int32)
    place = counts.argmax(axis=1)
    largest = np.take_along_axis(counts, place[:, None], axis=1)[:, 0]
    return np.where(largest > 0, rows[place], -1), largest


def _kind_of(
    chosen: IntArray, rows: IntArray, is_liked: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return whether each chosen row is a like; False where there is none."""
    kinds: Mapping[int, bool] = dict(zip(rows.tolist(), is_liked.tolist(), strict=True))
    return np.array([kinds.get(row, False) for row in chosen.tolist()], dtype=bool)


def _are_alike(
    block: npt.NDArray[np.float32], chosen: IntArray, found: IntArray
) -> npt.NDArray[np.bool_]:
    cosines = np.einsum("ij,ij->i", block[found], block[np.maximum(chosen, 0)])
    return (chosen >= 0) & (cosines >= ALIKE)
