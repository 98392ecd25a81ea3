"""Anchors of explanations: for each recommended track, the seed or like of each kind of reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from recommender.scoring.model import ScoringModel
from recommender.search.topk import IntArray
from recommender.serving.index import CoOccurrenceCounts, Index, count_common

MIN_SIMILARITY = 0.5  # cosine of a block; below it two tracks are not similar as a whole


@dataclass(frozen=True)
class Sources:
    """Rows of an index that a list is based on: seeds, and liked rows."""

    seeds: Sequence[int]
    liked: Sequence[int] = ()

    @cached_property
    def own(self) -> frozenset[int]:
        """Return the seeds; the other rows are there by a like alone."""
        return frozenset(self.seeds)

    @property
    def only(self) -> int:
        """Return the one seed of the whole list, which needs no name; -1 if there are more."""
        return self.seeds[0] if len(self.seeds) == 1 else -1

    @cached_property
    def rows(self) -> IntArray:
        """Return all rows, each once, in the order of the index."""
        return np.array(sorted({*self.seeds, *self.liked}), dtype=np.intp)


@dataclass(frozen=True)
class ExplanationAnchors:
    """Rows that the reasons of n recommended tracks name; -1 for none.

    Attributes
    ----------
    sources : the rows that anchors are chosen from
    audio, taste : the row nearest in the block; in taste only if the two are similar
    is_similar_audio : whether the track and `audio` have similar audio as a whole
    artist : a row with an artist in common
    playlist : the row with the most playlists in common, `n_playlists`
    n_more : further rows of the same kind (seeds, or likes) with a playlist in common
    session : the row with the most sessions in common, `n_sessions`
    """

    sources: Sources
    audio: IntArray
    is_similar_audio: npt.NDArray[np.bool_]
    taste: IntArray
    artist: IntArray
    playlist: IntArray
    n_playlists: npt.NDArray[np.int32]
    n_more: npt.NDArray[np.int64]
    session: IntArray
    n_sessions: npt.NDArray[np.int32]

    def all_rows(self) -> IntArray:
        """Return every row that a reason may name."""
        return np.concatenate([self.audio, self.taste, self.artist, self.playlist, self.session])


@dataclass(frozen=True)
class NearestSeeds:
    """For each of n tracks, the other seed that is nearest; -1 if none has anything in common.

    Attributes
    ----------
    audio, taste : the seed nearest in the block
    artist : a seed with an artist in common
    """

    audio: IntArray
    taste: IntArray
    artist: IntArray


def explanation_anchors(
    index: Index, counts: CoOccurrenceCounts, sources: Sources, found: IntArray
) -> ExplanationAnchors:
    """Return the anchors of the recommended tracks; the counts are those of the index."""
    rows = sources.rows
    nearest = find_nearest_seeds(index.model, rows, found)
    is_other = found[:, None] != rows
    playlists = counts.count_playlists(found, rows) * is_other
    sessions = counts.count_sessions(found, rows) * is_other
    playlist, n_playlists = _select_most(playlists, rows)
    session, n_sessions = _select_most(sessions, rows)
    is_liked = np.array([row not in sources.own for row in rows.tolist()], dtype=bool)
    same_kind = is_liked[None, :] == _look_up(playlist, rows, is_liked)[:, None]
    n_more = ((playlists > 0) & same_kind).sum(axis=1) - 1
    audio, taste = index.model.audio, index.model.taste
    return ExplanationAnchors(
        sources=sources,
        audio=nearest.audio,
        is_similar_audio=_are_similar(audio, nearest.audio, found),
        taste=np.where(_are_similar(taste, nearest.taste, found), nearest.taste, -1),
        artist=nearest.artist,
        playlist=playlist,
        n_playlists=n_playlists,
        n_more=np.maximum(n_more, 0),
        session=session,
        n_sessions=n_sessions,
    )


def find_nearest_seeds(model: ScoringModel, seeds: IntArray, found: IntArray) -> NearestSeeds:
    """Return the nearest other seeds of the tracks; ties go to the first seed."""
    if len(seeds) == 0:
        none = np.full(len(found), -1, np.intp)
        return NearestSeeds(none, none, none)
    is_itself = found[:, None] == seeds
    artists = (
        count_common(model.artists, found, seeds)  # of one seed, only whether there is any matters
        if len(seeds) == 1
        else (model.artists[found] @ model.artists[seeds].T).toarray()
    )
    audio, taste = (block[found] @ block[seeds].T for block in (model.audio, model.taste))
    return NearestSeeds(
        audio=_select_positive(np.where(is_itself, 0, audio), seeds),
        taste=_select_positive(np.where(is_itself, 0, taste), seeds),
        artist=_select_positive(np.where(is_itself, 0, artists), seeds),
    )


def _select_positive(values: npt.NDArray[np.floating], seeds: IntArray) -> IntArray:
    """Return the seed of the largest value of each row, -1 if none is above 0."""
    place = values.argmax(axis=1)
    largest = np.take_along_axis(values, place[:, None], axis=1)[:, 0]
    return np.where(largest > 0, seeds[place], -1)


def _select_most(
    counts: npt.NDArray[np.int32], rows: IntArray
) -> tuple[IntArray, npt.NDArray[np.int32]]:
    """Return the row of the largest count of each track, -1 if all are 0, and the count."""
    if len(rows) == 0:
        return np.full(len(counts), -1, np.intp), np.zeros(len(counts), np.int32)
    place = counts.argmax(axis=1)
    largest = np.take_along_axis(counts, place[:, None], axis=1)[:, 0]
    return np.where(largest > 0, rows[place], -1), largest


def _look_up(
    anchors: IntArray, rows: IntArray, is_liked: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return whether each anchor is there by a like alone; False if there is none."""
    kinds: Mapping[int, bool] = dict(zip(rows.tolist(), is_liked.tolist(), strict=True))
    return np.array([kinds.get(row, False) for row in anchors.tolist()], dtype=bool)


def _are_similar(
    block: npt.NDArray[np.float32], anchors: IntArray, found: IntArray
) -> npt.NDArray[np.bool_]:
    cosines = np.einsum("ij,ij->i", block[found], block[np.maximum(anchors, 0)])
    return (anchors >= 0) & (cosines >= MIN_SIMILARITY)
