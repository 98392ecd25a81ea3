"""The marts that the API reads, with their own names; they are read-only here."""

from datetime import date, datetime
from typing import Any, NoReturn

from sqlalchemy import MetaData, Text, event
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

MARTS = "marts"


class Mart(DeclarativeBase):
    """A table that dbt builds; the API only reads it."""

    metadata = MetaData(schema=MARTS)


class FactTracks(Mart):
    """One row per track."""

    __tablename__ = "fact_tracks"

    track_id: Mapped[str] = mapped_column(primary_key=True)
    album_id: Mapped[str | None]
    artist_id: Mapped[str | None]
    af_track_id: Mapped[str | None]
    track_name: Mapped[str | None]
    track_popularity: Mapped[int | None]
    track_release_date: Mapped[date | None]
    duration_ms: Mapped[int | None]
    is_explicit: Mapped[bool | None]
    isrc: Mapped[str | None]
    number_of_playlists: Mapped[int | None]
    recording_key: Mapped[str]
    canonical_track_id: Mapped[str]
    search_text: Mapped[str | None]
    source: Mapped[str | None]


class DimAlbums(Mart):
    """One row per album."""

    __tablename__ = "dim_albums"

    album_id: Mapped[str] = mapped_column(primary_key=True)
    album_name: Mapped[str | None]
    album_popularity: Mapped[int | None]
    total_tracks: Mapped[int | None]
    album_release_date: Mapped[date | None]
    album_image: Mapped[str | None]
    album_img_sm: Mapped[str | None]
    album_img_md: Mapped[str | None]
    album_img_lg: Mapped[str | None]
    album_type: Mapped[str | None]
    album_label: Mapped[str | None]


class DimArtists(Mart):
    """One row per artist."""

    __tablename__ = "dim_artists"

    artist_id: Mapped[str] = mapped_column(primary_key=True)
    artist_name: Mapped[str | None]
    is_placeholder: Mapped[bool]
    genres: Mapped[list[str]] = mapped_column(ARRAY(Text))
    artist_popularity: Mapped[int | None]
    artist_followers: Mapped[int | None]
    lg_image: Mapped[str | None]
    md_image: Mapped[str | None]
    sm_image: Mapped[str | None]


class ArtistTracks(Mart):
    """One row per artist of a track."""

    __tablename__ = "artist_tracks"

    track_id: Mapped[str] = mapped_column(primary_key=True)
    artist_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int | None]
    is_placeholder: Mapped[bool]


class TrackGenres(Mart):
    """One row per genre of a track."""

    __tablename__ = "track_genres"

    track_id: Mapped[str] = mapped_column(primary_key=True)
    genre: Mapped[str] = mapped_column(primary_key=True)


class PlaylistTracks(Mart):
    """One row per place in a playlist."""

    __tablename__ = "playlist_tracks"

    playlist_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[str | None]
    added_at: Mapped[datetime | None]


class DimPlaylists(Mart):
    """One row per playlist."""

    __tablename__ = "dim_playlists"

    playlist_id: Mapped[str] = mapped_column(primary_key=True)
    playlist_name: Mapped[str | None]
    owner_name: Mapped[str | None]
    number_of_tracks: Mapped[int]
    source: Mapped[str]


class SavedTracks(Mart):
    """One row per track that the owner saved on Spotify."""

    __tablename__ = "saved_tracks"

    track_id: Mapped[str] = mapped_column(primary_key=True)
    added_at: Mapped[datetime | None]


class FactPlays(Mart):
    """One row per play."""

    __tablename__ = "fact_plays"

    play_id: Mapped[str] = mapped_column(primary_key=True)
    track_id: Mapped[str | None]
    is_listened: Mapped[bool]
    source: Mapped[str | None]


class PlaylistMemberships(Mart):
    """One row per membership of a track in a playlist."""

    __tablename__ = "playlist_memberships"

    membership_id: Mapped[str] = mapped_column(primary_key=True)
    playlist_id: Mapped[str]
    track_id: Mapped[str]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Recommendations(Mart):
    """One row per track and rank."""

    __tablename__ = "recommendations"

    track_id: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    recommended_track_id: Mapped[str]
    score: Mapped[float]
    similarity: Mapped[float]
    audio: Mapped[float | None]
    taste: Mapped[float | None]
    artist: Mapped[float | None]
    co_occurrence: Mapped[float | None]
    popularity: Mapped[float | None]
    artist_repeat: Mapped[float | None]


class TrackMap(Mart):
    """One row per track with a vector: its place on the map."""

    __tablename__ = "track_map"

    track_id: Mapped[str] = mapped_column(primary_key=True)
    x: Mapped[float]
    y: Mapped[float]
    cluster_number: Mapped[int]


class TrackMapClusters(Mart):
    """One row per cluster of the map."""

    __tablename__ = "track_map_clusters"

    cluster_number: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[float]
    y: Mapped[float]
    number_of_tracks: Mapped[int]
    genre: Mapped[str | None]
    artist_id: Mapped[str | None]


class RecommendationQuality(Mart):
    """One row per evaluation, method, stratum and metric."""

    __tablename__ = "recommendation_quality"

    run_id: Mapped[str] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    stratum: Mapped[str] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    evaluated_at: Mapped[datetime]
    data_version: Mapped[str]
    code_version: Mapped[str]
    model_version: Mapped[str]
    value: Mapped[float]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    difference: Mapped[float | None]
    difference_lower: Mapped[float | None]
    difference_upper: Mapped[float | None]
    is_better: Mapped[str | None]
    number_of_queries: Mapped[int]


def _reject_write(_mapper: Any, _connection: Any, row: Any) -> NoReturn:
    raise TypeError(
        f"expected only reads of {MARTS}.{row.__tablename__}, got a write; "
        "only dbt writes the marts, and the API writes schema app"
    )


for change in ("before_insert", "before_update", "before_delete"):
    event.listen(Mart, change, _reject_write, propagate=True)
