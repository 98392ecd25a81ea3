"""The catalogue of the current build: search indexes, and the summaries that lists contain."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import orjson
from flask import Flask
from sqlalchemy import Connection

from api.db.builds import Part, current_part, register_part
from api.tracks.queries import ALL_SUMMARIES, format_summary
from api.tracks.search_index import WordIndex
from api.tracks.search_sources import SOURCES, TABLES, Kind
from segue.array_files import Array, ArrayReader, ArrayWriter, PlaceByText, Texts, keys_of

PART = "catalogue"
ROWS_AT_ONCE = 20_000


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
    order of the tracks' index.
    """

    by_kind: Mapping[Kind, SearchCatalogue]
    order: Array
    keys: Array
    summaries: Texts

    @cached_property
    def place_of_track(self) -> Mapping[str, int]:
        """Return the row of each track by its id."""
        return PlaceByText(self.by_kind["track"].ids, self.order, self.keys)

    def find_json(self, track_id: str) -> bytes | None:
        """Return the summary of a track as JSON, or None if the build does not contain it."""
        place = self.place_of_track.get(track_id)
        return None if place is None else self.summaries.encoded(place)

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


def _load(connection: Connection) -> Callable[[], Catalogue]:
    pairs = {
        kind: [(row[0], row[1]) for row in _read_rows(connection, texts)]
        for kind, texts in SOURCES.items()
    }
    summaries = {
        row.track_id: orjson.dumps(format_summary(row))
        for row in _read_rows(connection, ALL_SUMMARIES)
    }
    return partial(_build, pairs, summaries)


def _build(
    pairs: dict[Kind, list[tuple[str, str | None]]], summaries: dict[str, bytes]
) -> Catalogue:
    by_kind = {
        kind: SearchCatalogue(
            Texts.from_texts(key for key, _ in of_kind),
            WordIndex.from_texts(text or "" for _, text in of_kind),
        )
        for kind, of_kind in pairs.items()
    }
    keys = [key for key, _ in pairs["track"]]
    encoded = [key.encode() for key in keys]
    order = np.array(sorted(range(len(keys)), key=encoded.__getitem__), np.int32)
    return Catalogue(
        by_kind,
        order,
        keys_of([encoded[place] for place in order.tolist()]),
        Texts.from_texts(summaries[key] for key in keys),
    )


def _read_rows(connection: Connection, statement: Any) -> Iterable[Any]:
    return connection.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE})


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
        for kind in SOURCES
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
