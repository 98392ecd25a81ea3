"""SQL of the names, genres and years that the fields of a query are compared with."""

from sqlalchemy import ARRAY, Executable, Text, bindparam, func, literal, select

from api.db.marts import ArtistTracks, DimAlbums, DimArtists, FactTracks, TrackGenres
from api.tracks.search_sources import Kind

REQUESTED = bindparam("keys", type_=ARRAY(Text))
YEAR = func.extract("year", FactTracks.track_release_date)
ARTIST_NAMES = (
    select(func.array_agg(DimArtists.artist_name))
    .select_from(ArtistTracks)
    .join(DimArtists, DimArtists.artist_id == ArtistTracks.artist_id)
    .where(ArtistTracks.track_id == FactTracks.track_id)
    .correlate(FactTracks)
    .scalar_subquery()
)
GENRES = func.array(
    select(TrackGenres.genre)
    .where(TrackGenres.track_id == FactTracks.track_id)
    .correlate(FactTracks)
    .scalar_subquery()
)
TRACK_FACTS = (
    select(
        FactTracks.track_id.label("key"),
        FactTracks.canonical_track_id.label("recording"),
        FactTracks.track_name.label("name"),
        DimAlbums.album_name.label("album"),
        ARTIST_NAMES.label("artists"),
        GENRES.label("genres"),
        YEAR.label("first_year"),
        YEAR.label("last_year"),
    )
    .join(DimAlbums, DimAlbums.album_id == FactTracks.album_id, isouter=True)
    .where(FactTracks.track_id == func.any(REQUESTED))
)
ALBUM_YEAR = func.coalesce(func.extract("year", DimAlbums.album_release_date), func.min(YEAR))
ALBUM_FACTS = (
    select(
        DimAlbums.album_id.label("key"),
        DimAlbums.album_name.label("name"),
        DimAlbums.album_name.label("album"),
        func.array_agg(DimArtists.artist_name).label("artists"),
        literal(None).label("genres"),
        ALBUM_YEAR.label("first_year"),
        ALBUM_YEAR.label("last_year"),
    )
    .join(FactTracks, FactTracks.album_id == DimAlbums.album_id)
    .join(DimArtists, DimArtists.artist_id == FactTracks.artist_id, isouter=True)
    .where(DimAlbums.album_id == func.any(REQUESTED))
    .group_by(DimAlbums.album_id)
)
ARTIST_FACTS = (
    select(
        DimArtists.artist_id.label("key"),
        DimArtists.artist_name.label("name"),
        literal(None).label("album"),
        func.array_agg(DimArtists.artist_name).label("artists"),
        DimArtists.genres,
        func.min(YEAR).label("first_year"),
        func.max(YEAR).label("last_year"),
    )
    .join(ArtistTracks, ArtistTracks.artist_id == DimArtists.artist_id)
    .join(FactTracks, FactTracks.track_id == ArtistTracks.track_id)
    .where(DimArtists.artist_id == func.any(REQUESTED))
    .group_by(DimArtists.artist_id)
)
FACTS: dict[Kind, Executable] = {"track": TRACK_FACTS, "album": ALBUM_FACTS, "artist": ARTIST_FACTS}
