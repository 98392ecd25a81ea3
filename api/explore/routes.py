"""Routes of search over all kinds, of the catalogue, and of what songs belong to."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from api.explore.albums import load_album
from api.explore.catalogue_counts import answer_catalogue
from api.explore.feature_scales import answer_feature_scales
from api.explore.playlists import load_playlist, load_playlist_changes, load_playlist_page
from api.explore.portraits import load_artist, load_genre, load_year
from api.explore.schemas import (
    AlbumDetails,
    ArtistDetails,
    CatalogueCounts,
    FeatureScales,
    GenreDetails,
    PageQuery,
    PlaylistChanges,
    PlaylistDetails,
    PlaylistTrackPage,
    SearchQuery,
    SearchResults,
    YearDetails,
)
from api.explore.search import answer_search

bp = APIBlueprint("explore", __name__)


@bp.get("/search")
@bp.input(SearchQuery, location="query")
@bp.output(SearchResults)
def search(query_data: SearchQuery) -> Any:
    """Search songs, artists, albums, genres and playlists at once.

    A name that is the query comes first, then names that begin with it, then the most popular.
    Tracks that look the same, or are versions of one recording, are one entry.
    """
    return Response(answer_search(query_data.q, query_data.limit), mimetype="application/json")


@bp.get("/catalogue")
@bp.output(CatalogueCounts)
def get_catalogue() -> Any:
    """Return how much music there is, and from which sources."""
    return Response(answer_catalogue(), mimetype="application/json")


@bp.get("/features")
@bp.output(FeatureScales)
def list_features() -> Any:
    """Return how the values of each attribute are spread over the catalogue.

    They are the scales of `tune` and of the filter on `year` in `POST /api/v1/recommendations`.
    """
    return Response(answer_feature_scales(), mimetype="application/json")


@bp.get("/artists/<artist_id>")
@bp.output(ArtistDetails)
@bp.doc(responses=[404])
def get_artist(artist_id: str) -> Any:
    """Return an artist, with what the artist's songs have in common."""
    return load_artist(artist_id)


@bp.get("/albums/<album_id>")
@bp.output(AlbumDetails)
@bp.doc(responses=[404])
def get_album(album_id: str) -> Any:
    """Return an album with its songs."""
    return load_album(album_id)


@bp.get("/genres/<path:genre>")
@bp.output(GenreDetails)
@bp.doc(responses=[404])
def get_genre(genre: str) -> Any:
    """Return a genre, with what its songs have in common.

    Its best known songs are those of `POST /api/v1/recommendations` without seeds and feedback.
    """
    return load_genre(genre)


@bp.get("/years/<int:year>")
@bp.output(YearDetails)
@bp.doc(responses=[404])
def get_year(year: int) -> Any:
    """Return a year of release, with what its songs have in common."""
    return load_year(year)


@bp.get("/playlists/<playlist_id>")
@bp.output(PlaylistDetails)
@bp.doc(responses=[404])
def get_playlist(playlist_id: str) -> Any:
    """Return a playlist, with what its songs have in common."""
    return load_playlist(playlist_id)


@bp.get("/playlists/<playlist_id>/tracks")
@bp.input(PageQuery, location="query")
@bp.output(PlaylistTrackPage)
@bp.doc(responses=[404])
def list_playlist_tracks(playlist_id: str, query_data: PageQuery) -> Any:
    """Return the tracks of a playlist, in its order."""
    return load_playlist_page(playlist_id, query_data.limit, query_data.cursor)


@bp.get("/playlists/<playlist_id>/changes")
@bp.output(PlaylistChanges)
@bp.doc(responses=[404])
def list_playlist_changes(playlist_id: str) -> Any:
    """Return the tracks that joined or left a playlist last."""
    return load_playlist_changes(playlist_id)
