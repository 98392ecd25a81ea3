"""The catalogue of the current build: search indexes, and the summaries that lists contain."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, get_args

import numpy as np
import orjson
import psycopg
from flask import Flask
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection

from api.db.builds import Part, current_part, register_part
from api.http.answer_cache import AnswerCache
from api.tracks.queries import ALL_SUMMARIES, format_summary
from api.tracks.search_index import WordIndex
from api.tracks.search_sources import SOURCES, TABLES, Kind
from segue.array_files import Array, ArrayReader, ArrayWriter, PlaceByText, Texts, keys_of

PART = "catalogue"
ROWS_AT_ONCE = 20_000
UNKNOWN = -1
ONLY_NAMED = "name:"  # begins the id of a track that no source has an id of


@dataclass(frozen=True, slots=True)
class CachedSummary:
    """A track: the values that reasons need, and the JSON of its summary; artists as (id, name)."""

    track_name: str | None
    track_popularity: int | None
    artists: tuple[tuple[str, str | None], ...]
    summary: bytes = b"null"


@dataclass(frozen=True)
class SearchCatalogue:
    """The index of everything of one kind in one build; `ids` are in the order of its rows."""

    ids: Texts
    index: WordIndex


@dataclass(frozen=True)
class Catalogue:
    """What can be searched, and the summary of each track as JSON.

    `order` sorts the ids of tracks, `keys` are those of the sorted ids, and `summaries` are in the
    order of the tracks' index. That index has one text for each recording: first come the tracks
    that stand for theirs, then those that are found as these.
    """

    by_kind: Mapping[Kind, SearchCatalogue]
    order: Array
    keys: Array
    summaries: Texts

    @cached_property
    def answers(self) -> AnswerCache:
        """Return the answers that were given already to searches."""
        return AnswerCache()

    @cached_property
    def place_of_track(self) -> Mapping[str, int]:
        """Return the row of each track by its id."""
        return PlaceByText(self.by_kind["track"].ids, self.order, self.keys)

    def find_json(self, track_id: str) -> bytes | None:
        """Return the summary of a track as JSON, or None if the build does not contain it."""
        place = self.place_of_track.get(track_id)
        return None if place is None else self.summaries.encoded(place)

    def parse_at(self, place: int) -> CachedSummary:
        """Return the summary at a place."""
        return _parse(self.summaries.encoded(place))

    def find_summaries(self, track_ids: Mapping[int, str]) -> dict[int, CachedSummary]:
        """Return the summaries of those tracks that the build contains, by the same keys."""
        found = {key: self.find_json(track_id) for key, track_id in track_ids.items()}
        return {key: _parse(text) for key, text in found.items() if text is not None}


def register_catalogue(app: Flask) -> None:
    """Add the catalogue to `app`."""
    register_part(app, Part(PART, TABLES, _load, _write, _read))


def current_catalogue() -> Catalogue:
    """Return the catalogue of the current build."""
    catalogue: Catalogue = current_part(PART)
    return catalogue


@dataclass(frozen=True)
class _Tracks:
    """The rows of all tracks, by column."""

    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    popularities: list[int] = field(default_factory=list)
    playlists: list[int] = field(default_factory=list)
    # one after the other: what orjson returns takes several times its length in memory
    summaries: bytearray = field(default_factory=bytearray)
    ends: list[int] = field(default_factory=lambda: [0])
    canonical: dict[str, str] = field(default_factory=dict)  # of the tracks that have another

    def add(self, row: Any) -> None:
        """Add a row of `ALL_SUMMARIES`."""
        self.ids.append(row.track_id)
        self.texts.append(row.search_text or "")
        if row.canonical_track_id != row.track_id:
            self.canonical[row.track_id] = row.canonical_track_id
        unknown = row.track_popularity is None
        self.popularities.append(UNKNOWN if unknown else row.track_popularity)
        self.playlists.append(row.number_of_playlists)
        self.summaries.extend(orjson.dumps(format_summary(row)))
        self.ends.append(len(self.summaries))

    def number_by_id(self) -> dict[str, int]:
        """Return the row of each track that is, or has, another id of its recording."""
        wanted = self.canonical.keys() | set(self.canonical.values())
        return {key: row for row, key in enumerate(self.ids) if key in wanted}

    def join_recordings(self) -> list[int]:
        """Add the words of each recording to the track that stands for it; return what is shown.

        A track known by its names only is shown as the track that it is. That is the row whose
        summary each row has.
        """
        shown, rows = list(range(len(self.ids))), self.number_by_id()
        for other, canonical in self.canonical.items():
            if canonical not in rows:
                continue
            row, place = rows[other], rows[canonical]
            known = set(self.texts[place].split())
            more = [word for word in self.texts[row].split() if word not in known]
            self.texts[place] = " ".join([self.texts[place], *more])
            if other.startswith(ONLY_NAMED):
                shown[row] = place
        return shown


def _load(connection: Connection) -> Callable[[], Catalogue]:
    pairs = {
        kind: [(row[0], row[1]) for row in _read_rows(connection, texts)]
        for kind, texts in SOURCES.items()
    }
    tracks = _Tracks()
    for row in _read_rows(connection, ALL_SUMMARIES):
        tracks.add(row)
    return partial(_build, pairs, tracks)


def _build(pairs: dict[Kind, list[tuple[str, str | None]]], tracks: _Tracks) -> Catalogue:
    by_id = np.array(sorted(range(len(tracks.ids)), key=tracks.ids.__getitem__), np.int32)
    shown = tracks.join_recordings()
    is_found = np.array([key not in tracks.canonical for key in tracks.ids], bool)
    known = np.array([tracks.playlists, tracks.popularities, is_found], np.int32)[:, by_id]
    best = np.lexsort(-known)  # of equals the smallest id first
    order = np.empty_like(by_id)
    order[best] = np.arange(len(best))
    rows = by_id[best].tolist()
    by_kind = {
        kind: _index([key for key, _ in of_kind], [text or "" for _, text in of_kind])
        for kind, of_kind in pairs.items()
    }
    by_kind["track"] = _index(
        [tracks.ids[row] for row in rows],
        [tracks.texts[row] for row in rows[: int(is_found.sum())]],
    )
    return Catalogue(
        by_kind,
        order,
        keys_of([tracks.ids[row].encode() for row in by_id.tolist()]),
        Texts.from_texts(
            bytes(tracks.summaries[tracks.ends[row] : tracks.ends[row + 1]])
            for row in (shown[row] for row in rows)
        ),
    )


def _index(ids: list[str], texts: list[str]) -> SearchCatalogue:
    return SearchCatalogue(Texts.from_texts(ids), WordIndex.from_texts(texts))


def _read_rows(connection: Connection, statement: Any) -> Iterable[Any]:
    """Give the rows of a statement without parameters, read by the driver: they are many."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    sent = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
    with driver.cursor("segue_catalogue", binary=True, row_factory=namedtuple_row) as cursor:
        cursor.itersize = ROWS_AT_ONCE
        yield from cursor.execute(sent)


def _write(catalogue: Catalogue, writer: ArrayWriter) -> None:
    for kind, one in catalogue.by_kind.items():
        writer.write(f"{kind}.ids", one.ids)
        one.index.write(writer, kind)
    writer.write("order", catalogue.order)
    writer.write("keys", catalogue.keys)
    writer.write("summaries", catalogue.summaries)


def _read(reader: ArrayReader) -> Catalogue:
    by_kind = {
        kind: SearchCatalogue(reader.read(f"{kind}.ids"), WordIndex.read(reader, kind))
        for kind in get_args(Kind)
    }
    return Catalogue(by_kind, *(reader.read(name) for name in ("order", "keys", "summaries")))


def _parse(text: bytes) -> CachedSummary:
    summary = orjson.loads(text)
    return CachedSummary(
        track_name=summary["track_name"],
        track_popularity=summary["track_popularity"],
        artists=tuple((each["artist_id"], each["artist_name"]) for each in summary["artists"]),
        summary=text,
    )
