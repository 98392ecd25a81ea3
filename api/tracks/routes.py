"""Routes of tracks: search, one track by its id, and the tracks of an artist."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from api.tracks.by_artist import load_artist_page
from api.tracks.queries import load_track
from api.tracks.schemas import ArtistTrackPage, ArtistTracksQuery, Track, TrackPage, TrackSearch
from api.tracks.search import answer_search

bp = APIBlueprint("tracks", __name__)


@bp.get("/tracks")
@bp.input(TrackSearch, location="query")
@bp.output(TrackPage)
def search_tracks(query_data: TrackSearch) -> Any:
    """Search tracks by words of their title and their artists.

    The words may be in any order and the last may be incomplete. Case and accents are ignored, and
    each word may contain one typing error. The most popular tracks come first.
    """
    found = answer_search(query_data.q, query_data.limit, query_data.cursor)
    return Response(found, mimetype="application/json")


@bp.get("/tracks/<track_id>")
@bp.output(Track)
@bp.doc(responses=[404])
def get_track(track_id: str) -> Any:
    """Return a track with its audio features and its genres."""
    return load_track(track_id)


@bp.get("/artists/<artist_id>/tracks")
@bp.input(ArtistTracksQuery, location="query")
@bp.output(ArtistTrackPage)
@bp.doc(responses=[404])
def list_artist_tracks(artist_id: str, query_data: ArtistTracksQuery) -> Any:
    """Return the tracks of an artist, those in most playlists first.

    Of the editions of one recording, the list has the one in most playlists. A name that is no
    artist, such as "Various Artists", has no tracks.
    """
    return load_artist_page(artist_id, query_data.without, query_data.limit, query_data.cursor)
