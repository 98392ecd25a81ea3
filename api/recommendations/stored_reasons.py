"""Reasons of all stored lists, found when the files of a build are made.

Most pairs of a seed and a track have the reasons of many others: "1 playlist holds both" is one
text for all of them. Pairs that agree in everything that `build_reasons` looks at are therefore
compared as numbers, and its phrases are put together once for each kind of pair.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from api.recommendations.facts import AUDIO_COLUMNS, audio_values, has_audio
from api.recommendations.reasons import (
    HIGH_THRESHOLD,
    POPULARITY_THRESHOLD,
    SAME_WITHIN,
    SIMILAR_TEMPO_WITHIN,
    SIMILAR_WITHIN,
    AudioValues,
    ContributionValues,
    ReasonAnchor,
    ReasonAnchors,
    TrackFacts,
    build_reasons,
)
from api.tracks.catalogue import Catalogue
from recommender.scoring.contributions import CONTRIBUTIONS, Contribution
from recommender.search.topk import IntArray
from recommender.serving.index import Index, Mask
from recommender.serving.pairs import Pairs, compare_pairs
from recommender.serving.stored_lists import CONTRIBUTIONS_FROM
from segue.array_files import ArrayReader, ArrayWriter, Texts

SEEDS_AT_ONCE = 2_000
NO_TRACK, EXCLUDED = -1, -2
COLD_START = {"none": 1, "artist": 2, "genre": 3}
Numbers = npt.NDArray[Any]


@dataclass(frozen=True)
class StoredReasons:
    """The reasons of each entry of the stored lists.

    Attributes
    ----------
    codes : of each entry, the place of its reasons in `texts`; `NO_TRACK` for a track without a
        summary, `EXCLUDED` for one that no listener gets
    texts : lists of reasons, as JSON
    places : of each track of the index, the place of its summary in the catalogue, or -1
    """

    codes: npt.NDArray[np.int32]
    texts: Texts
    places: npt.NDArray[np.int32]

    def write(self, writer: ArrayWriter) -> None:
        """Write all of it."""
        for name, value in vars(self).items():
            writer.write(f"reasons.{name}", value)

    @classmethod
    def read(cls, reader: ArrayReader) -> "StoredReasons":
        """Return what was written."""
        return cls(*(reader.read(f"reasons.{name}") for name in cls.__dataclass_fields__))


def build_stored_reasons(index: Index, banned: Mask, catalogue: Catalogue) -> StoredReasons:
    """Return the reasons of all stored lists of an index.

    Banned tracks are excluded, and the recording of the seed under another id.
    """
    assert index.stored is not None
    place_of = {track_id: place for place, track_id in enumerate(catalogue.by_kind["track"].ids)}
    places = np.array([place_of.get(each, NO_TRACK) for each in index.track_ids], np.int32)
    builder = _Builder(index, catalogue, places)
    codes = np.full(len(index.stored.rows), NO_TRACK, np.int32)
    for entries, seeds in _blocks(index.stored.starts):
        found = index.stored.rows[entries].astype(np.intp)
        is_known = np.flatnonzero((places[seeds] >= 0) & (places[found] >= 0))
        numbers = index.stored.numbers[entries][is_known, CONTRIBUTIONS_FROM:]
        own = builder.find_codes(seeds[is_known], found[is_known], numbers)
        codes[entries.start + is_known] = own
        is_excluded = banned[found] | (index.recordings[found] == index.recordings[seeds])
        codes[entries][is_excluded] = EXCLUDED
    return StoredReasons(codes, Texts.from_texts(builder.texts), places)


def _blocks(starts: npt.NDArray[np.int64]) -> Iterator[tuple[slice, IntArray]]:
    """Yield the entries of the lists of some seeds, and the seed of each entry."""
    n_tracks = len(starts) - 1
    for first in range(0, n_tracks, SEEDS_AT_ONCE):
        last = min(first + SEEDS_AT_ONCE, n_tracks)
        sizes = np.diff(starts[first : last + 1])
        yield slice(int(starts[first]), int(starts[last])), np.repeat(np.arange(first, last), sizes)


class _Builder:
    """Puts together the phrases of each kind of pair once."""

    def __init__(self, index: Index, catalogue: Catalogue, places: npt.NDArray[np.int32]) -> None:
        self.texts: list[bytes] = []
        self._index, self._catalogue, self._places = index, catalogue, places
        self._code_of_kind: dict[bytes, int] = {}
        self._code_of_text: dict[bytes, int] = {}
        sources = index.cold_start_sources
        self._cold_start = np.array([COLD_START.get(sources[row], 0) for row in range(len(places))])
        self._popularity = np.zeros(len(places), np.int32)
        self._has_artists = np.zeros(len(places), bool)
        for row in np.flatnonzero(places >= 0).tolist():
            summary = catalogue.parse_at(int(places[row]))
            self._popularity[row] = summary.track_popularity or 0
            self._has_artists[row] = len(summary.artists) > 1

    def find_codes(
        self, seeds: IntArray, found: IntArray, contributions: Numbers
    ) -> npt.NDArray[np.int32]:
        """Return the code of the reasons of each pair."""
        assert self._index.counts is not None
        pairs = compare_pairs(self._index, self._index.counts, seeds, found)
        kinds = self._kinds(pairs, seeds, found, contributions)
        distinct, first, inverse = np.unique(kinds, return_index=True, return_inverse=True)
        keys = [kind.tobytes() for kind in distinct]
        is_new = np.array([key not in self._code_of_kind for key in keys], bool)
        texts = self._describe(pairs, seeds, found, contributions, first[is_new])
        for key, text in zip(np.flatnonzero(is_new).tolist(), texts, strict=True):
            code = self._code_of_text.setdefault(text, len(self.texts))
            if code == len(self.texts):
                self.texts.append(text)
            self._code_of_kind[keys[key]] = code
        return np.array([self._code_of_kind[key] for key in keys], np.int32)[inverse]

    def _kinds(
        self, pairs: Pairs, seeds: IntArray, found: IntArray, contributions: Numbers
    ) -> Numbers:
        """Return a number of bytes for each pair: equal ones have equal reasons."""
        shares = _shares(contributions)
        order = np.argsort(-shares, axis=1, kind="stable")
        order[np.take_along_axis(shares, order, axis=1) <= 0] = -1
        has_taste = contributions[:, Contribution.TASTE] > 0
        n_playlists = pairs.n_playlists
        n_sessions = np.where(n_playlists == 0, pairs.n_sessions, 0)
        names_taste = pairs.has_taste & has_taste & (n_playlists == 0) & (n_sessions == 0)
        names_artist = pairs.has_artist & self._has_artists[found]
        popularity = self._popularity[found]
        columns = [
            *order.T,
            n_playlists,
            n_sessions,
            # the phrases of taste name the seed, and those of artists one that both have
            np.where(names_taste, seeds + 1, 0),
            np.where(names_taste, self._cold_start[found], 0),
            pairs.has_artist,
            np.where(names_artist, seeds + 1, 0),
            np.where(names_artist, found + 1, 0),
            np.where(popularity >= POPULARITY_THRESHOLD, popularity, 0),
            *_compare_audio(self._index, pairs, seeds, found),
        ]
        rows = np.ascontiguousarray(np.array(columns, np.int32).T)
        return rows.view(f"V{rows.shape[1] * rows.itemsize}").ravel()

    def _describe(
        self, pairs: Pairs, seeds: IntArray, found: IntArray, contributions: Numbers, at: IntArray
    ) -> Iterator[bytes]:
        """Yield the reasons of some of the pairs as JSON."""
        own, others = self._facts(seeds[at]), self._facts(found[at])
        for place, seed, other in zip(at.tolist(), own, others, strict=True):
            anchor = ReasonAnchor(seed)
            n_playlists, n_sessions = int(pairs.n_playlists[place]), int(pairs.n_sessions[place])
            anchors = ReasonAnchors(
                audio=anchor if pairs.has_audio[place] else None,
                is_similar_audio=bool(pairs.is_similar_audio[place]),
                taste=anchor if pairs.has_taste[place] else None,
                artist=anchor if pairs.has_artist[place] else None,
                playlist=anchor if n_playlists else None,
                n_playlists=n_playlists,
                session=anchor if n_sessions else None,
                n_sessions=n_sessions,
            )
            values = dict(zip(CONTRIBUTIONS, contributions[place].tolist(), strict=True))
            yield orjson.dumps(build_reasons(ContributionValues(**values), anchors, other))

    def _facts(self, rows: IntArray) -> list[TrackFacts]:
        return [
            TrackFacts(
                self._catalogue.parse_at(int(self._places[row])),
                audio,
                self._index.cold_start_sources[row],
            )
            for row, audio in zip(rows.tolist(), audio_values(self._index, rows), strict=True)
        ]


def _shares(contributions: Numbers) -> Numbers:
    """Return the share of each kind of reason, as `build_reasons` orders them."""
    numbers = contributions.astype(np.float64)
    taste = np.maximum(numbers[:, Contribution.TASTE], 0)
    shared = taste + np.maximum(numbers[:, Contribution.CO_OCCURRENCE], 0)
    return np.column_stack(
        [
            numbers[:, Contribution.AUDIO],
            shared,
            numbers[:, Contribution.ARTIST],
            numbers[:, Contribution.POPULARITY],
        ]
    )


def _compare_audio(index: Index, pairs: Pairs, seeds: IntArray, found: IntArray) -> list[Numbers]:
    """Return columns of what the phrases about audio depend on; all 0 if there are none."""
    one, other = (_audio_columns(index, rows) for rows in (seeds, found))
    is_described = pairs.has_audio & has_audio(index, seeds) & has_audio(index, found)
    flags = pairs.is_similar_audio.astype(np.int64)
    largest = np.zeros(len(flags))
    for name in ("energy", "valence"):
        apart = np.abs(one[name] - other[name])
        is_near = apart < SIMILAR_WITHIN
        largest = np.maximum(largest, np.where(is_near, apart, 0))
        flags = 2 * flags + is_near
    flags = 2 * flags + (largest < SAME_WITHIN)
    for name in ("danceability", "acousticness", "instrumentalness"):
        flags = 2 * flags + (np.minimum(one[name], other[name]) >= HIGH_THRESHOLD)
    tempos = one["tempo"], other["tempo"]
    has_tempo = is_described & (tempos[0] != 0) & (tempos[1] != 0)
    has_tempo &= np.abs(tempos[0] - tempos[1]) <= SIMILAR_TEMPO_WITHIN * np.minimum(*tempos)
    rounded = [np.rint(np.where(has_tempo, tempo, 0)) for tempo in tempos]
    return [is_described, np.where(is_described, flags, 0), *rounded]


def _audio_columns(index: Index, rows: IntArray) -> dict[str, Numbers]:
    values = index.attributes[rows][:, AUDIO_COLUMNS].astype(np.float64)
    return dict(zip(AudioValues._fields, values.T, strict=True))
