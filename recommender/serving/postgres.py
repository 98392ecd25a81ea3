"""The index, loaded from Postgres: the one module of the recommender that knows a database."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, count, repeat
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg.rows import TupleRow
from scipy import sparse

from recommender.checks import FloatArray
from recommender.data.incidence import credits_query, incidence_matrix, memberships_query
from recommender.features import FEATURES
from recommender.scoring.contributions import CONTRIBUTIONS
from recommender.scoring.model import ScoringModel
from recommender.scoring.multi_seed import read_weights
from recommender.scoring.parameters import Parameters, select_parameters
from recommender.search.topk import IntArray
from recommender.serving.index import ATTRIBUTES, CoOccurrenceCounts, Index
from recommender.serving.sent_arrays import floats_of, tables_of
from recommender.serving.stored_lists import N_NUMBERS, StoredLists
from segue.array_files import GroupedRows, Texts

ROWS_AT_ONCE = 20_000
READS = (
    "marts.track_vectors",
    "marts.fact_tracks",
    "marts.dim_audio_features",
    "marts.artist_tracks",
    "marts.track_genres",
    "marts.recommendation_parameters",
    "marts.training_memberships",
    "marts.playlist_tracks",
    "marts.recommendations",
)
VALUES = (
    *(f"features.{name}" for name in FEATURES),
    "coalesce(tracks.duration_ms, features.af_duration_ms)",
    "tracks.track_popularity",
    "extract(year from tracks.track_release_date)",
)
ATTRIBUTE_VALUES = ", ".join(f"coalesce({value}::real, 'nan')" for value in VALUES)
ARRAYS = {
    "audio": "vectors.audio",
    "taste": "vectors.taste",
    "factors": "vectors.factors",
    "attributes": f"array[{ATTRIBUTE_VALUES}]",
}
COLUMNS = {
    "track_id": "vectors.track_id",
    "artist_id": "tracks.artist_id",
    "cold_start_source": "vectors.cold_start_source",
    "model_version": "vectors.model_version",
    "popularity": "vectors.popularity",
    "recording": "hashtextextended(tracks.recording_key, 0)",
    "is_explicit": "case tracks.is_explicit when true then 1 when false then 0 else -1 end",
    **{name: f"array_send({value})" for name, value in ARRAYS.items()},
}
TRACKS = """
select {columns}
from marts.track_vectors as vectors
inner join marts.fact_tracks as tracks on vectors.track_id = tracks.track_id
left join marts.dim_audio_features as features on tracks.af_track_id = features.af_track_id
""".format(columns=", ".join(f"{value} as {name}" for name, value in COLUMNS.items()))
CREDITS = credits_query("marts.artist_tracks")
ARTISTS = f"select track_id, artist_id from ({CREDITS}) as credits"  # noqa: S608
GENRES = "select track_id, genre from marts.track_genres"
MEMBERSHIPS = memberships_query("marts.training_memberships")
PLAYLISTS = "select track_id, playlist_id from marts.playlist_tracks where track_id is not null"
SESSIONS = "select track_id, playlist_id from marts.training_memberships where kind = 'session'"
# one row per list; the nulls are contributions that do not exist, which count as 0
LISTS = """
select
    track_id,
    array_agg(recommended_track_id order by rank) as recommended,
    array_send(array_agg(array[{numbers}] order by rank)) as numbers
from marts.recommendations
group by track_id
""".format(
    numbers=", ".join(
        f"coalesce({name}, 0)::real" for name in ("score", "similarity", *CONTRIBUTIONS)
    )
)
PARAMETERS = "select parameter, value from marts.recommendation_parameters"


def load_index(connection: psycopg.Connection[Any]) -> Index:
    """Read the marts as one transaction sees them; the caller opens and ends it."""
    tracks = _Tracks.read(connection)
    rows = {track_id: row for row, track_id in enumerate(tracks.ids)}
    values: dict[str, float] = dict(connection.execute(PARAMETERS).fetchall())
    parameters = Parameters.from_values(select_parameters(values))
    artists, artist_ids = _load_links(connection, ARTISTS, rows)
    genres, genre_names = _load_links(connection, GENRES, rows)
    playlists, _ = _load_links(connection, MEMBERSHIPS, rows)
    recordings = tracks.numbers("recording", np.int64)
    model = ScoringModel.from_arrays(
        audio=tracks.vectors[:, : tracks.audio_width],  # views: there is one copy of the vectors
        taste=tracks.vectors[:, tracks.audio_width :],
        popularity=tracks.numbers("popularity", np.float32),
        artists=artists,
        playlists=playlists,
        recordings=np.unique(recordings, return_inverse=True)[1].astype(np.int64),
        main_artists=tracks.main_artists(artist_ids),
        parameters=parameters,
        factors=tracks.floats("factors"),
    )
    vars(model)["vectors"] = tracks.vectors
    attributes = tracks.floats("attributes", len(ATTRIBUTES))
    order = _rank_by_playlists(playlists, attributes)
    return Index(
        rows=rows,
        track_ids=tracks.ids,
        model=model,
        weights=parameters.weights,
        multi_seed_weights=read_weights(values),
        attributes=attributes,
        is_explicit=tracks.numbers("is_explicit", np.int8),
        recordings=recordings,
        cold_start_sources=tracks.cold_start_sources,
        artists=_group_rows(artists, artist_ids, order),
        genres=_group_rows(genres, genre_names, order),
        model_version=tracks.model_version,
        counts=CoOccurrenceCounts(
            _load_counts(connection, PLAYLISTS, rows), _load_counts(connection, SESSIONS, rows)
        ),
        stored=_load_lists(connection, rows),
    )


class _Tracks:
    """The rows of `TRACKS`, sorted by id.

    They are sorted here: the rows are wide, and Postgres would write all of them to disk for it.
    """

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        ids = columns["track_id"]
        order = sorted(range(len(ids)), key=ids.__getitem__)
        self._columns = columns
        self._order = np.array(order, np.intp)
        self.ids = [ids[row] for row in order]
        self.cold_start_sources = [columns["cold_start_source"][row] for row in order]
        self.model_version: str | None = next(iter(columns["model_version"]), None)
        audio, taste = self.floats("audio"), self.floats("taste")
        self.vectors, self.audio_width = np.hstack([audio, taste]), audio.shape[1]

    @classmethod
    def read(cls, connection: psycopg.Connection[Any]) -> Self:
        """Read the rows."""
        columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        for chunk in _read_chunks(connection, TRACKS):
            for name, values in zip(columns, zip(*chunk, strict=True), strict=True):
                columns[name] += [floats_of(values)] if name in ARRAYS else values
        return cls(columns)

    def floats(self, name: str, width: int = 0) -> FloatArray:
        """Return one of `ARRAYS` of each track, once; `width` is that of no track."""
        parts = self._columns.pop(name)  # they are large
        return np.vstack(parts)[self._order] if parts else np.zeros((0, width), np.float32)

    def numbers(self, name: str, kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return a column of numbers."""
        return np.array(self._columns[name], kind)[self._order]

    def main_artists(self, artist_ids: list[str]) -> IntArray:
        """Return the place of each track's artist in `artist_ids`, -1 where it has none."""
        places = {artist_id: place for place, artist_id in enumerate(artist_ids)}
        found = map(places.get, self._columns["artist_id"], repeat(-1))
        return np.fromiter(found, np.intp)[self._order]


def _read_chunks(connection: psycopg.Connection[Any], statement: str) -> Iterable[list[TupleRow]]:
    with connection.cursor("segue_index", binary=True) as cursor:
        cursor.execute(statement)
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            yield chunk


def _load_links(
    connection: psycopg.Connection[Any], statement: str, rows: dict[str, int]
) -> tuple[sparse.csr_matrix, list[str]]:
    """Return the 0/1 matrix (n_tracks, n_others) of pairs, and the others, sorted."""
    numbers: dict[str, int] = defaultdict(count().__next__)
    track, other = array("i"), array("i")
    for chunk in _read_chunks(connection, statement):
        track_ids, keys = zip(*chunk, strict=True)
        track.extend(map(rows.get, track_ids, repeat(-1)))
        other.extend(map(numbers.__getitem__, keys))
    track_rows, columns = np.array(track, np.int32), np.array(other, np.int32)
    has_tracks = np.zeros(len(numbers), bool)
    has_tracks[columns[track_rows >= 0]] = True
    names = sorted(name for name, number in numbers.items() if has_tracks[number])
    place = np.full(len(numbers), -1, np.int32)
    place[[numbers[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    return incidence_matrix(track_rows, place[columns], (len(rows), len(names))), names


def _rank_by_playlists(playlists: sparse.csr_matrix, attributes: FloatArray) -> IntArray:
    """Return the rank of each track by number of playlists, then by popularity."""
    popularity = np.nan_to_num(attributes[:, ATTRIBUTES.index("popularity")])
    order = np.lexsort((-popularity, -np.diff(playlists.indptr)))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place


def _group_rows(links: sparse.csr_matrix, names: list[str], place: IntArray) -> GroupedRows:
    """Return the rows of each name, those of the smallest rank first."""
    turned = links.T.tocsr()
    order = np.lexsort(
        (place[turned.indices], np.repeat(np.arange(len(names)), np.diff(turned.indptr)))
    )
    rows = turned.indices[order].astype(np.intp)
    return GroupedRows(Texts.from_texts(names), turned.indptr, rows)


def _load_counts(
    connection: psycopg.Connection[Any], memberships: str, rows: dict[str, int]
) -> sparse.csr_matrix:
    """Return the 0/1 matrix (n_tracks, n_others) of the tracks of each playlist or session."""
    return _load_links(connection, memberships, rows)[0].astype(np.int32)


def _load_lists(connection: psycopg.Connection[Any], rows: dict[str, int]) -> StoredLists:
    """Return the lists of the mart; a list may name a track without a vector, which is left out."""
    seeds, sizes, recommended = array("i"), array("i"), array("i")
    numbers: list[FloatArray] = []
    for chunk in _read_chunks(connection, LISTS):
        track_ids, names, sent = zip(*chunk, strict=True)
        seed = np.fromiter(map(rows.get, track_ids, repeat(-1)), np.int32)
        of_list = np.repeat(np.arange(len(chunk)), list(map(len, names)))
        track = np.fromiter(map(rows.get, chain.from_iterable(names), repeat(-1)), np.int32)
        is_known = (track >= 0) & (seed[of_list] >= 0)
        size = np.bincount(of_list[is_known], minlength=len(chunk))
        seeds.extend(seed[seed >= 0].tolist())
        sizes.extend(size[seed >= 0].tolist())
        recommended.extend(track[is_known].tolist())
        numbers.append(tables_of(sent, N_NUMBERS)[is_known])
    return StoredLists.from_lists(seeds, sizes, recommended, numbers, len(rows))
