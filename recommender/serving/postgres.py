"""Loads what is served from out of Postgres: the one module of the recommender that knows it."""

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg.rows import TupleRow
from scipy import sparse

from recommender.checks import FloatArray
from recommender.data.incidence import memberships_query
from recommender.scoring.model import ScoringModel, normalize_rows
from recommender.scoring.multi_seed import DEFAULT_WEIGHTS, PARTS, PREFIX
from recommender.scoring.parameters import WHOLE, Parameters
from recommender.search.topk import IntArray
from recommender.serving.recommend import ATTRIBUTES, Index

ROWS_AT_ONCE = 20_000
READS = (
    "marts.track_vectors",
    "marts.fact_tracks",
    "marts.dim_audio_features",
    "marts.artist_tracks",
    "marts.track_genres",
    "marts.recommendation_parameters",
)
TRACKS = """
select
    vectors.track_id,
    tracks.artist_id,
    vectors.cold_start_source,
    vectors.model_version,
    array_send(vectors.audio) as audio,
    array_send(vectors.taste) as taste,
    vectors.popularity,
    hashtextextended(coalesce(tracks.recording_id, tracks.track_id), 0) as recording,
    case tracks.is_explicit when true then 1 when false then 0 else -1 end as is_explicit,
    features.af_danceability::float8,
    features.af_energy::float8,
    features.af_loudness::float8,
    features.af_speechiness::float8,
    features.af_acousticness::float8,
    features.af_instrumentalness::float8,
    features.af_liveness::float8,
    features.af_valence::float8,
    features.af_tempo::float8,
    features.af_key::float8,
    features.af_mode::float8,
    features.af_time_signature::float8,
    coalesce(tracks.duration_ms, features.af_duration_ms)::float8,
    tracks.track_popularity::float8,
    extract(year from tracks.track_release_date)::float8
from marts.track_vectors as vectors
inner join marts.fact_tracks as tracks on vectors.track_id = tracks.track_id
left join marts.dim_audio_features as features on tracks.af_track_id = features.af_track_id
order by vectors.track_id collate "C"
"""
ARTISTS = "select track_id, artist_id from marts.artist_tracks"
GENRES = "select track_id, genre from marts.track_genres"
MEMBERSHIPS = memberships_query("marts.training_memberships")
PARAMETERS = "select parameter, value from marts.recommendation_parameters"


def load_index(connection: psycopg.Connection[Any]) -> Index:
    """Read the marts as one transaction sees them; the caller opens and ends it."""
    tracks = _Tracks()
    for chunk in _chunks(connection, TRACKS):
        tracks.add(chunk)
    rows = {track_id: row for row, track_id in enumerate(tracks.ids)}
    values: dict[str, float] = dict(connection.execute(PARAMETERS).fetchall())
    chosen = Parameters.of(_known(values))
    artists, artist_ids = _links(connection, ARTISTS, rows)
    genres, genre_names = _links(connection, GENRES, rows)
    playlists, _ = _links(connection, MEMBERSHIPS, rows)
    audio, taste = tracks.blocks()
    vectors = np.hstack([audio, taste])
    damped, asking = chosen.damped(playlists, artists)
    recordings = np.array(tracks.recordings, dtype=np.int64)
    model = ScoringModel(
        audio=vectors[:, : audio.shape[1]],  # views: there is one copy of the vectors
        taste=vectors[:, audio.shape[1] :],
        popularity=np.array(tracks.popularities, dtype=np.float32),
        artists=normalize_rows(artists),
        playlists=damped,
        recordings=np.unique(recordings, return_inverse=True)[1].astype(np.int64),
        asking=asking,
        cold_seed_popularity_weight=chosen.cold_seed_popularity_weight,
    )
    vars(model)["vectors"] = vectors
    attributes = tracks.attributes()
    order = _most_listed_first(playlists, attributes)
    codes = {artist_id: code for code, artist_id in enumerate(artist_ids)}
    return Index(
        rows=rows,
        track_ids=tracks.ids,
        model=model,
        weights=chosen.weights,
        multi_seed_weights=multi_seed_weights_from(values),
        attributes=attributes,
        is_explicit=np.array(tracks.are_explicit, dtype=np.int8),
        recordings=recordings,
        first_artists=np.array(
            [codes.get(key or "", -1) for key in tracks.artist_ids], dtype=np.intp
        ),
        cold_start_sources=tracks.cold_start_sources,
        artists=_members(artists, artist_ids, order),
        genres=_members(genres, genre_names, order),
        model_version=tracks.model_version,
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
        self.popularities.extend(columns[6])
        self.recordings.extend(columns[7])
        self.are_explicit.extend(columns[8])
        self._attributes.append(np.array(columns[9:], dtype=np.float32).T)

    def blocks(self) -> tuple[FloatArray, FloatArray]:
        """Return the audio and taste vectors."""
        return _stacked(self._sound), _stacked(self._taste)

    def attributes(self) -> FloatArray:
        """Return the attributes, NaN unknown."""
        return _stacked(self._attributes, len(ATTRIBUTES))


def floats_of(sent: Iterable[bytes]) -> FloatArray:
    """Return the rows of `array_send(real[])`, all of one length, as an array.

    Postgres' binary form: five numbers of four bytes say dimensions, nulls, type, length
    and first place, then every element follows its own size; an empty array has three.
    """
    values = list(sent)
    words = np.frombuffer(b"".join(values), dtype=">u4").reshape(len(values), -1)
    return np.ascontiguousarray(words[:, 6::2]).view(">f4").astype(np.float32)


def _stacked(parts: list[FloatArray], width: int = 0) -> FloatArray:
    return np.vstack(parts) if parts else np.zeros((0, width), np.float32)


def _chunks(connection: psycopg.Connection[Any], statement: str) -> Iterable[list[TupleRow]]:
    with connection.cursor("segue_index", binary=True) as cursor:
        cursor.execute(statement)
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            yield chunk


def _links(
    connection: psycopg.Connection[Any], statement: str, rows: dict[str, int]
) -> tuple[sparse.csr_matrix, list[str]]:
    """Return the 0/1 matrix (n_tracks, n_others) of pairs, and the others, sorted."""
    others: dict[str, int] = {}
    track, other = array("i"), array("i")
    for chunk in _chunks(connection, statement):
        for track_id, key in chunk:
            row = rows.get(track_id)
            if row is not None:
                track.append(row)
                other.append(others.setdefault(key, len(others)))
    names = sorted(others)
    place = np.empty(len(names), np.int32)
    place[[others[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    columns = place[np.array(other, dtype=np.int32)]
    pairs = (np.array(track, dtype=np.int32), columns)
    ones = np.ones(len(columns), np.float32)
    matrix = sparse.csr_matrix((ones, pairs), shape=(len(rows), len(names)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix, names


def _most_listed_first(playlists: sparse.csr_matrix, attributes: FloatArray) -> IntArray:
    """Return the place of each track when the most listed, then most popular come first."""
    popularity = np.nan_to_num(attributes[:, ATTRIBUTES.index("popularity")])
    order = np.lexsort((-popularity, -np.diff(playlists.indptr)))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place


def _members(
    links: sparse.csr_matrix, names: list[str], place: IntArray
) -> dict[str, npt.NDArray[np.intp]]:
    """Return the rows of each name, those of the smallest place first."""
    turned = links.T.tocsr()
    order = np.lexsort(
        (place[turned.indices], np.repeat(np.arange(len(names)), np.diff(turned.indptr)))
    )
    rows = turned.indices[order].astype(np.intp)
    bounds = turned.indptr
    return {name: rows[bounds[code] : bounds[code + 1]] for code, name in enumerate(names)}


def _known(values: dict[str, float]) -> dict[str, Any]:
    fields = Parameters.__dataclass_fields__
    return {
        name: int(value) if name in WHOLE else value
        for name, value in values.items()
        if name in fields
    }


def multi_seed_weights_from(values: dict[str, float]) -> FloatArray:
    """Return the weight of each part of a score for many seeds, fitted or by default."""
    defaults = zip(PARTS, DEFAULT_WEIGHTS, strict=True)
    return np.array([values.get(PREFIX + part, weight) for part, weight in defaults], np.float32)
