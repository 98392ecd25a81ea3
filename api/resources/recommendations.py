"""What to hear after a track: the mart's list without what this listener refused."""

from typing import Any

from apiflask import APIBlueprint

from api.profiles import profile_id
from api.recommending import recommendations_of
from api.schemas import RecommendationList, RecommendationsQuery

bp = APIBlueprint("recommendations", __name__)


@bp.get("/tracks/<track_id>/recommendations")
@bp.input(RecommendationsQuery, location="query")
@bp.output(RecommendationList)
@bp.doc(responses=[404])
def get_recommendations(track_id: str, query_data: RecommendationsQuery) -> Any:
    """Return the tracks to hear after a track, and why each.

    Tracks that the listener disliked or never wants to hear are left out, and the next ranks
    take their places. `short_because` says why when there are fewer than `limit`.
    """
    return recommendations_of(track_id, query_data.limit, profile_id())
