"""Tracks: found by what one remembers of them, or by their id."""

from typing import Any

from apiflask import APIBlueprint

from api.tracks.queries import track, track_page
from api.tracks.schemas import Track, TrackPage, TrackSearch

bp = APIBlueprint("tracks", __name__)


@bp.get("/tracks")
@bp.input(TrackSearch, location="query")
@bp.output(TrackPage)
def search_tracks(query_data: TrackSearch) -> Any:
    """Find tracks by words of title and artists.

    Words may stand in any order, the last may be a beginning, accents and case do not matter,
    and each word may have one typing error. The most popular come first.
    """
    return track_page(query_data.q, query_data.limit, query_data.cursor)


@bp.get("/tracks/<track_id>")
@bp.output(Track)
@bp.doc(responses=[404])
def get_track(track_id: str) -> Any:
    """Return a track, its audio features and its genres."""
    return track(track_id)
