"""The index, loaded from Postgres: the one module of the recommender that knows a database."""

from array import array
from collections.abc import Iterable
from typing import Any

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
from recommender.serving.stored_lists import StoredLists
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
TRACKS = """
select
    vectors.track_id,
    tracks.artist_id,
    vectors.cold_start_source,
    vectors.model_version,
    array_send(vectors.audio) as audio,
    array_send(vectors.taste) as taste,
    array_send(vectors.factors) as factors,
    vectors.popularity,
    hashtextextended(tracks.recording_key, 0) as recording,
    case tracks.is_explicit when true then 1 when false then 0 else -1 end as is_explicit,
    {features},
    coalesce(tracks.duration_ms, features.af_duration_ms)::float8,
    tracks.track_popularity::float8,
    extract(year from tracks.track_release_date)::float8
from marts.track_vectors as vectors
inner join marts.fact_tracks as tracks on vectors.track_id = tracks.track_id
left join marts.dim_audio_features as features on tracks.af_track_id = features.af_track_id
order by vectors.track_id collate "C"
""".format(features=", ".join(f"features.{name}::float8" for name in FEATURES))
CREDITS = credits_query("marts.artist_tracks")
ARTISTS = f"select track_id, artist_id from ({CREDITS}) as credits"  # noqa: S608
GENRES = "select track_id, genre from marts.track_genres"
MEMBERSHIPS = memberships_query("marts.training_memberships")
# one number per playlist, and one row per track with the numbers of all that hold it
NUMBERED = """
with memberships as ({memberships}),
numbered as (
    select playlist_id, row_number() over (order by playlist_id)::int as number
    from (select distinct playlist_id from memberships) as playlists
)
select memberships.track_id, array_send(array_agg(distinct numbered.number)) as numbers
from memberships inner join numbered on memberships.playlist_id = numbered.playlist_id
group by memberships.track_id
"""
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
    tracks = _Tracks()
    for chunk in _read_chunks(connection, TRACKS):
        tracks.add(chunk)
    rows = {track_id: row for row, track_id in enumerate(tracks.ids)}
    values: dict[str, float] = dict(connection.execute(PARAMETERS).fetchall())
    parameters = Parameters.from_values(select_parameters(values))
    artists, artist_ids = _load_links(connection, ARTISTS, rows)
    genres, genre_names = _load_links(connection, GENRES, rows)
    playlists, _ = _load_links(connection, MEMBERSHIPS, rows)
    audio, taste, factors = tracks.blocks()
    vectors = np.hstack([audio, taste])
    recordings = np.array(tracks.recordings, dtype=np.int64)
    model = ScoringModel.from_arrays(
        audio=vectors[:, : audio.shape[1]],  # views: there is one copy of the vectors
        taste=vectors[:, audio.shape[1] :],
        popularity=np.array(tracks.popularities, dtype=np.float32),
        artists=artists,
        playlists=playlists,
        recordings=np.unique(recordings, return_inverse=True)[1].astype(np.int64),
        main_artists=tracks.main_artists(artist_ids),
        parameters=parameters,
        factors=factors,
    )
    vars(model)["vectors"] = vectors
    attributes = tracks.attributes()
    order = _rank_by_playlists(playlists, attributes)
    return Index(
        rows=rows,
        track_ids=tracks.ids,
        model=model,
        weights=parameters.weights,
        multi_seed_weights=read_weights(values),
        attributes=attributes,
        is_explicit=np.array(tracks.are_explicit, dtype=np.int8),
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
    """The rows of `TRACKS`, kept as columns of numbers while they come."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.artist_ids: list[str | None] = []
        self.cold_start_sources: list[str] = []
        self.model_version: str | None = None
        self.recordings = array("q")
        self.are_explicit = array("b")
        self.popularities = array("f")
        self._sound: list[FloatArray] = []
        self._taste: list[FloatArray] = []
        self._factors: list[FloatArray] = []
        self._attributes: list[FloatArray] = []

    def add(self, chunk: list[TupleRow]) -> None:
        """Keep some rows."""
        columns = list(zip(*chunk, strict=True))
        self.ids.extend(columns[0])
        self.artist_ids.extend(columns[1])
        self.cold_start_sources.extend(columns[2])
        self.model_version = columns[3][0]
        self._sound.append(floats_of(columns[4]))
        self._taste.append(floats_of(columns[5]))
        self._factors.append(floats_of(columns[6]))
        self.popularities.extend(columns[7])
        self.recordings.extend(columns[8])
        self.are_explicit.extend(columns[9])
        self._attributes.append(np.array(columns[10:], dtype=np.float32).T)

    def blocks(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the audio and taste vectors, and the factors."""
        return _stack(self._sound), _stack(self._taste), _stack(self._factors)

    def attributes(self) -> FloatArray:
        """Return the attributes, NaN unknown."""
        return _stack(self._attributes, len(ATTRIBUTES))

    def main_artists(self, artist_ids: list[str]) -> IntArray:
        """Return the place of each track's artist in `artist_ids`, -1 where it has none."""
        places = {artist_id: place for place, artist_id in enumerate(artist_ids)}
        return np.array([places.get(key or "", -1) for key in self.artist_ids], dtype=np.intp)


def floats_of(sent: Iterable[bytes]) -> FloatArray:
    """Return the rows of `array_send(real[])`, all of one length, as an array.

    Postgres' binary form: five numbers of four bytes say dimensions, nulls, type, length
    and first place, then every element follows its own size; an empty array has three.
    """
    values = list(sent)
    words = np.frombuffer(b"".join(values), dtype=">u4").reshape(len(values), -1)
    return np.ascontiguousarray(words[:, 6::2]).view(">f4").astype(np.float32)


def _stack(parts: list[FloatArray], width: int = 0) -> FloatArray:
    return np.vstack(parts) if parts else np.zeros((0, width), np.float32)


def _read_chunks(connection: psycopg.Connection[Any], statement: str) -> Iterable[list[TupleRow]]:
    with connection.cursor("segue_index", binary=True) as cursor:
        cursor.execute(statement)
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            yield chunk


def _load_links(
    connection: psycopg.Connection[Any], statement: str, rows: dict[str, int]
) -> tuple[sparse.csr_matrix, list[str]]:
    """Return the 0/1 matrix (n_tracks, n_others) of pairs, and the others, sorted."""
    others: dict[str, int] = {}
    track, other = array("i"), array("i")
    for chunk in _read_chunks(connection, statement):
        for track_id, key in chunk:
            row = rows.get(track_id)
            if row is not None:
                track.append(row)
                other.append(others.setdefault(key, len(others)))
    names = sorted(others)
    place = np.empty(len(names), np.int32)
    place[[others[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    columns = place[np.array(other, dtype=np.int32)]
    track_rows = np.array(track, dtype=np.int32)
    return incidence_matrix(track_rows, columns, (len(rows), len(names))), names


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
    tracks: list[int] = []
    numbers: list[npt.NDArray[np.int32]] = []
    for chunk in _read_chunks(connection, NUMBERED.format(memberships=memberships)):
        for track_id, sent in chunk:
            row = rows.get(track_id)
            if row is not None:
                tracks.append(row)
                numbers.append(_parse_numbers(sent))
    sizes = [len(each) for each in numbers]
    columns = np.concatenate(numbers) if numbers else np.zeros(0, np.int32)
    pairs = (np.repeat(np.array(tracks, dtype=np.int32), sizes), columns)
    shape = (len(rows), int(columns.max(initial=-1)) + 1)
    return sparse.csr_matrix((np.ones(len(columns), np.int32), pairs), shape=shape)


def _load_lists(connection: psycopg.Connection[Any], rows: dict[str, int]) -> StoredLists:
    """Return the lists of the mart; a list may name a track without a vector, which is left out."""
    seeds, sizes, recommended = array("i"), array("i"), array("i")
    numbers: list[FloatArray] = []
    for chunk in _read_chunks(connection, LISTS):
        for track_id, names, sent in chunk:
            if track_id not in rows:
                continue
            values = np.frombuffer(sent, dtype=">u4")[8::2].view(">f4").reshape(len(names), -1)
            is_known = [name in rows for name in names]
            seeds.append(rows[track_id])
            sizes.append(sum(is_known))
            recommended.extend(rows[name] for name in names if name in rows)
            numbers.append(values[is_known].astype(np.float32))
    return StoredLists.from_lists(seeds, sizes, recommended, numbers, len(rows))


def _parse_numbers(sent: bytes) -> npt.NDArray[np.int32]:
    """Return the numbers, from 0, of `array_send(int[])`: five words, then size and value each."""
    return np.frombuffer(sent, dtype=">i4")[6::2].astype(np.int32) - 1
