"""Routes of a listener's verdicts on tracks and artists; recommendations reflect them at once."""

from typing import Any

from apiflask import APIBlueprint

from api.feedback.artists import delete_artist_verdict, list_artist_verdicts, store_artist_verdict
from api.feedback.listener import delete_all_verdicts
from api.feedback.schemas import (
    ArtistFeedbackBody,
    ArtistFeedbackEntry,
    ArtistFeedbackPage,
    ArtistFeedbackQuery,
    FeedbackBody,
    FeedbackEntry,
    FeedbackPage,
    FeedbackQuery,
)
from api.feedback.tracks import delete_track_verdict, list_track_verdicts, store_track_verdict
from api.http.profiles import current_profile_id

bp = APIBlueprint("feedback", __name__)


@bp.get("/feedback")
@bp.input(FeedbackQuery, location="query")
@bp.output(FeedbackPage)
def list_feedback(query_data: FeedbackQuery) -> Any:
    """Return the listener's verdicts on tracks, the newest first."""
    return list_track_verdicts(
        current_profile_id(), query_data.verdict, query_data.limit, query_data.cursor
    )


@bp.delete("/feedback")
@bp.doc(responses={204: "The listener has no feedback any more.", 403: ""})
def delete_all_feedback() -> tuple[str, int]:
    """Delete all of the listener's verdicts, on tracks and on artists, if there are any."""
    delete_all_verdicts(current_profile_id())
    return "", 204


@bp.put("/feedback/<track_id>")
@bp.input(FeedbackBody)
@bp.output(FeedbackEntry)
@bp.doc(responses=[403, 404, 415])
def put_feedback(track_id: str, json_data: FeedbackBody) -> Any:
    """Store a verdict on a track; it replaces the previous one."""
    return store_track_verdict(current_profile_id(), track_id, json_data.verdict)


@bp.delete("/feedback/<track_id>")
@bp.doc(responses={204: "The listener has no verdict on this track any more.", 403: ""})
def delete_feedback(track_id: str) -> tuple[str, int]:
    """Delete the verdict on a track, if there is one."""
    delete_track_verdict(current_profile_id(), track_id)
    return "", 204


@bp.get("/feedback/artists")
@bp.input(ArtistFeedbackQuery, location="query")
@bp.output(ArtistFeedbackPage)
def list_artist_feedback(query_data: ArtistFeedbackQuery) -> Any:
    """Return the artists that the listener blocked, the newest first."""
    return list_artist_verdicts(current_profile_id(), query_data.limit, query_data.cursor)


@bp.put("/feedback/artists/<artist_id>")
@bp.input(ArtistFeedbackBody)
@bp.output(ArtistFeedbackEntry)
@bp.doc(responses=[403, 404, 415])
def put_artist_feedback(artist_id: str, json_data: ArtistFeedbackBody) -> Any:
    """Block an artist: no track with this artist at any position is recommended again."""
    return store_artist_verdict(current_profile_id(), artist_id, json_data.verdict)


@bp.delete("/feedback/artists/<artist_id>")
@bp.doc(responses={204: "The listener has no verdict on this artist any more.", 403: ""})
def delete_artist_feedback(artist_id: str) -> tuple[str, int]:
    """Delete the verdict on an artist, if there is one."""
    delete_artist_verdict(current_profile_id(), artist_id)
    return "", 204
