"""Routes of Spotify's catalogue: tracks, albums, artists and audio features."""

from typing import Any

from apiflask import APIBlueprint

from api.http.profiles import known_profile_id
from api.spotify_compat import schemas
from api.spotify_compat.album_tracks import load_album_tracks, load_whole_albums
from api.spotify_compat.artists import load_artists
from api.spotify_compat.audio_features import load_audio_features
from api.spotify_compat.discography import load_discography_page, load_top_tracks, split_groups
from api.spotify_compat.genres import load_genre_seeds
from api.spotify_compat.links import decode_id, raise_not_found, split_ids
from api.spotify_compat.parameters import DiscographyQuery, IdsQuery, MarketQuery, PageQuery
from api.spotify_compat.recommendations import (
    GenreSeeds,
    RecommendationsObject,
    RecommendationsQuery,
    load_related_artists,
    recommend_tracks,
)
from api.spotify_compat.search import SearchArguments, SearchItems, search
from api.spotify_compat.tracks import in_order, load_tracks

bp = APIBlueprint("catalogue", __name__, tag="Spotify's catalogue")

MOST_TRACKS, MOST_ARTISTS, MOST_ALBUMS, MOST_FEATURES = 50, 50, 20, 100


@bp.get("/tracks/<track_id>")
@bp.input(MarketQuery, location="query")
@bp.output(schemas.TrackObject)
@bp.doc(responses=[404])
def get_track(track_id: str, query_data: MarketQuery) -> Any:  # noqa: ARG001
    """Return a track."""
    key = decode_id(track_id)
    return load_tracks([key]).get(key) or raise_not_found("track", track_id)


@bp.get("/tracks")
@bp.input(IdsQuery, location="query")
@bp.output(schemas.TrackList)
def get_tracks(query_data: IdsQuery) -> Any:
    """Return up to 50 tracks in the order of their ids; null for an unknown one."""
    keys = split_ids(query_data.ids, MOST_TRACKS)
    return {"tracks": in_order(load_tracks(keys), keys)}


@bp.get("/audio-features/<track_id>")
@bp.output(schemas.AudioFeaturesObject)
@bp.doc(responses=[404])
def get_audio_features(track_id: str) -> Any:
    """Return the audio features of a track."""
    key = decode_id(track_id)
    return load_audio_features([key]).get(key) or raise_not_found(
        "track", track_id, "with audio features"
    )


@bp.get("/audio-features")
@bp.input(IdsQuery, location="query")
@bp.output(schemas.AudioFeaturesList)
def get_many_audio_features(query_data: IdsQuery) -> Any:
    """Return those of up to 100 tracks in the order of their ids; null where they are unknown."""
    keys = split_ids(query_data.ids, MOST_FEATURES)
    return {"audio_features": in_order(load_audio_features(keys), keys)}


@bp.get("/audio-analysis/<track_id>")
@bp.doc(responses=[404])
def get_audio_analysis(track_id: str) -> Any:
    """Answer 404: no source of Segue has an analysis of the audio."""
    raise_not_found("track", track_id, "with an audio analysis, which no source of Segue has")


@bp.get("/albums/<album_id>")
@bp.input(MarketQuery, location="query")
@bp.output(schemas.AlbumObject)
@bp.doc(responses=[404])
def get_album(album_id: str, query_data: MarketQuery) -> Any:  # noqa: ARG001
    """Return an album with its first 50 tracks."""
    key = decode_id(album_id)
    return load_whole_albums([key]).get(key) or raise_not_found("album", album_id)


@bp.get("/albums")
@bp.input(IdsQuery, location="query")
@bp.output(schemas.AlbumList)
def get_albums(query_data: IdsQuery) -> Any:
    """Return up to 20 albums in the order of their ids; null for an unknown one."""
    keys = split_ids(query_data.ids, MOST_ALBUMS)
    return {"albums": in_order(load_whole_albums(keys), keys)}


@bp.get("/albums/<album_id>/tracks")
@bp.input(PageQuery, location="query")
@bp.output(schemas.AlbumTrackPaging)
@bp.doc(responses=[404])
def get_album_tracks(album_id: str, query_data: PageQuery) -> Any:
    """Return a page of the tracks of an album."""
    page = load_album_tracks(decode_id(album_id), query_data.limit, query_data.offset)
    return page or raise_not_found("album", album_id)


@bp.get("/artists/<artist_id>")
@bp.output(schemas.ArtistObject)
@bp.doc(responses=[404])
def get_artist(artist_id: str) -> Any:
    """Return an artist."""
    key = decode_id(artist_id)
    return load_artists([key]).get(key) or raise_not_found("artist", artist_id)


@bp.get("/artists")
@bp.input(IdsQuery, location="query")
@bp.output(schemas.ArtistList)
def get_artists(query_data: IdsQuery) -> Any:
    """Return up to 50 artists in the order of their ids; null for an unknown one."""
    keys = split_ids(query_data.ids, MOST_ARTISTS)
    return {"artists": in_order(load_artists(keys), keys)}


@bp.get("/artists/<artist_id>/albums")
@bp.input(DiscographyQuery, location="query")
@bp.output(schemas.DiscographyPaging)
@bp.doc(responses=[404])
def get_artist_albums(artist_id: str, query_data: DiscographyQuery) -> Any:
    """Return a page of the albums of an artist, the newest first."""
    key = check_artist(artist_id)
    groups = split_groups(query_data.include_groups)
    return load_discography_page(key, groups, query_data.limit, query_data.offset)


@bp.get("/artists/<artist_id>/top-tracks")
@bp.input(MarketQuery, location="query")
@bp.output(schemas.KnownTrackList)
@bp.doc(responses=[404])
def get_top_tracks(artist_id: str, query_data: MarketQuery) -> Any:  # noqa: ARG001
    """Return the ten tracks of an artist that are in most playlists."""
    return {"tracks": load_top_tracks(check_artist(artist_id))}


@bp.get("/artists/<artist_id>/related-artists")
@bp.output(schemas.KnownArtistList)
@bp.doc(responses=[404])
def get_related_artists(artist_id: str) -> Any:
    """Return up to 20 artists whose tracks go best with those of an artist."""
    return {"artists": load_related_artists(check_artist(artist_id), known_profile_id())}


@bp.get("/recommendations")
@bp.input(RecommendationsQuery, location="query")
@bp.output(RecommendationsObject)
def get_recommendations(query_data: Any) -> Any:
    """Return the tracks that go best with up to five artists, genres and tracks.

    A minimum or a maximum leaves out tracks outside of it and tracks whose value is unknown; a
    target puts those near it first. Segue knows each seed's pool as the whole catalogue.
    """
    return recommend_tracks(query_data, known_profile_id())


@bp.get("/recommendations/available-genre-seeds")
@bp.output(GenreSeeds)
def get_genre_seeds() -> Any:
    """Return the genres of the catalogue."""
    return {"genres": load_genre_seeds()}


@bp.get("/search")
@bp.input(SearchArguments, location="query")
@bp.output(SearchItems)
def get_search(query_data: SearchArguments) -> Any:
    """Search tracks, artists and albums by words and by Spotify's fields, the best known first.

    There are no playlists, shows, episodes and audiobooks: their pages are empty. As at Spotify, a
    list ends after 1,000 results.
    """
    return search(query_data)


def check_artist(artist_id: str) -> str:
    """Return the id of the marts of an artist; an unknown one ends the request with 404."""
    key = decode_id(artist_id)
    if not load_artists([key]):
        raise_not_found("artist", artist_id)
    return key
