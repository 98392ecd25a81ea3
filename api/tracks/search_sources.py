"""SQL of what can be searched besides tracks: id and text of each row, the most popular first."""

from typing import Any, Literal

from sqlalchemy import Select, func, select

from api.db.marts import ArtistTracks, DimAlbums, DimArtists, DimPlaylists, FactTracks, TrackGenres

Kind = Literal["track", "artist", "album", "genre", "playlist"]
BEST_KNOWN_TRACKS = (
    FactTracks.track_popularity.desc().nulls_last(),
    FactTracks.number_of_playlists.desc().nulls_last(),
    FactTracks.track_id,
)
# a track known by names only, which is another source's track with an id
IS_ONLY_ANOTHER_NAME = FactTracks.track_id.startswith("name:", autoescape=True) & (
    FactTracks.canonical_track_id != FactTracks.track_id
)
IS_FIRST_CREDIT = ArtistTracks.position == 1
POPULARITY = (
    func.coalesce(func.sum(FactTracks.number_of_playlists), 0).desc(),
    func.max(FactTracks.track_popularity).desc().nulls_last(),
)


def _select_artists() -> Select[str, str | None]:
    """Select the artists that have a track; a name that is no artist is left out."""
    return (
        select(DimArtists.artist_id, DimArtists.artist_name)
        .join(ArtistTracks, ArtistTracks.artist_id == DimArtists.artist_id)
        .join(FactTracks, FactTracks.track_id == ArtistTracks.track_id)
        .where(ArtistTracks.is_placeholder.is_(False), ~IS_ONLY_ANOTHER_NAME)
        .group_by(DimArtists.artist_id, DimArtists.artist_name)
        .order_by(*POPULARITY, DimArtists.artist_id)
    )


def _select_albums() -> Select[str, str | None]:
    """Select the albums, with the names of the first artists of their tracks."""
    names = func.string_agg(DimArtists.artist_name.distinct(), " ")
    return (
        select(DimAlbums.album_id, func.concat_ws(" ", DimAlbums.album_name, names))
        .join(FactTracks, FactTracks.album_id == DimAlbums.album_id)
        .join(
            ArtistTracks,
            (ArtistTracks.track_id == FactTracks.track_id) & IS_FIRST_CREDIT,
            isouter=True,
        )
        .join(DimArtists, DimArtists.artist_id == ArtistTracks.artist_id, isouter=True)
        .where(~IS_ONLY_ANOTHER_NAME)
        .group_by(DimAlbums.album_id, DimAlbums.album_name)
        .order_by(*POPULARITY, DimAlbums.album_id)
    )


def _select_genres() -> Select[str, str]:
    """Select the genres; each is its own id."""
    genre = TrackGenres.genre
    return select(genre, genre).group_by(genre).order_by(func.count().desc(), genre)


def _select_playlists() -> Select[str, str | None]:
    """Select the playlists that have a name, those with the most tracks first."""
    return (
        select(DimPlaylists.playlist_id, DimPlaylists.playlist_name)
        .where(DimPlaylists.playlist_name.is_not(None))
        .order_by(DimPlaylists.number_of_tracks.desc(), DimPlaylists.playlist_id)
    )


SOURCES: dict[Kind, Select[str, Any]] = {
    "artist": _select_artists(),
    "album": _select_albums(),
    "genre": _select_genres(),
    "playlist": _select_playlists(),
}
TABLES = (
    "marts.fact_tracks",
    "marts.artist_tracks",
    "marts.dim_artists",
    "marts.dim_albums",
    "marts.track_genres",
    "marts.dim_playlists",
)
