"""Routes of tracks: search, and one track by its id."""

from typing import Any

from apiflask import APIBlueprint

from api.tracks.queries import load_search_page, load_track
from api.tracks.schemas import Track, TrackPage, TrackSearch

bp = APIBlueprint("tracks", __name__)


@bp.get("/tracks")
@bp.input(TrackSearch, location="query")
@bp.output(TrackPage)
def search_tracks(query_data: TrackSearch) -> Any:
    """Search tracks by words of their title and their artists.

    The words may be in any order and the last may be incomplete. Case and accents are ignored, and
    each word may contain one typing error. The most popular tracks come first.
    """
    return load_search_page(query_data.q, query_data.limit, query_data.cursor)


@bp.get("/tracks/<track_id>")
@bp.output(Track)
@bp.doc(responses=[404])
def get_track(track_id: str) -> Any:
    """Return a track with its audio features and its genres."""
    return load_track(track_id)
