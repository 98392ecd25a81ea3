"""A listener's verdicts; the next recommendations already reflect them."""

from typing import Any

from apiflask import APIBlueprint

from api.profiles import profile_id
from api.schemas import FeedbackBody, FeedbackEntry, FeedbackPage, FeedbackQuery
from api.verdicts import forget_verdict, keep_verdict, verdict_page

bp = APIBlueprint("feedback", __name__)


@bp.get("/feedback")
@bp.input(FeedbackQuery, location="query")
@bp.output(FeedbackPage)
def list_feedback(query_data: FeedbackQuery) -> Any:
    """Return one's own verdicts, the newest first."""
    return verdict_page(profile_id(), query_data.verdict, query_data.limit, query_data.cursor)


@bp.put("/feedback/<track_id>")
@bp.input(FeedbackBody)
@bp.output(FeedbackEntry)
@bp.doc(responses=[403, 404, 415])
def put_feedback(track_id: str, json_data: FeedbackBody) -> Any:
    """Keep a verdict on a track; it replaces the one before."""
    return keep_verdict(profile_id(), track_id, json_data.verdict)


@bp.delete("/feedback/<track_id>")
@bp.doc(responses={204: "The listener has no verdict on this track now.", 403: ""})
def delete_feedback(track_id: str) -> tuple[str, int]:
    """Forget a verdict; also when there is none."""
    forget_verdict(profile_id(), track_id)
    return "", 204
